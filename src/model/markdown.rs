//! The body of a document as data. The only user of the Markdown parser beside the renderer.

pub mod flow;

use crate::text::Span;
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::cell::RefCell;
use std::collections::HashMap;

/// Deepest nesting of blocks and spans; what lies deeper is not looked at.
pub const MAX_NESTING: usize = 100;

/// The dialect of the register: GitHub's, without definition lists (they would swallow `:::note`).
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text, without markup.
    pub text: String,
    /// Anchor as github-slugger makes it, made unique within the document.
    pub anchor: String,
    /// Anchor before it was made unique.
    pub slug: String,
    /// The heading with its marks.
    pub span: Span,
    /// The text between the marks.
    pub text_span: Span,
    /// Whether it stands in a quote or list and so begins no section.
    pub nested: bool,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`
    Inline,
    /// `[text][label]`, `[label][]` or `[label]`, resolved by a definition.
    Reference,
    /// `<https://…>`
    Autolink,
    /// An address in running text.
    Bare,
}

/// A link or image.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The whole link.
    pub span: Span,
    /// Where its target is written; for references, in the definition.
    pub target_span: Span,
    /// The target, with escapes resolved.
    pub target: String,
    /// The text that readers see.
    pub text: String,
    /// How it is written.
    pub kind: LinkKind,
    /// Whether it is an image.
    pub image: bool,
}

/// A code span.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// With its backticks.
    pub span: Span,
    /// Without them.
    pub text: String,
}

/// A code block.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeBlock {
    /// With its fences.
    pub span: Span,
    /// The word behind the opening fence; empty where there is none.
    pub language: String,
}

/// Running text outside code and HTML. Escapes and entities end a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text {
    /// The bytes in the source.
    pub span: Span,
    /// In the text of a link or image.
    pub in_link: bool,
    /// In a heading.
    pub in_heading: bool,
    /// In a quote.
    pub in_quote: bool,
    /// In a table.
    pub in_table: bool,
}

/// Raw HTML: a block, or one tag or comment in running text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Html {
    /// The bytes in the source.
    pub span: Span,
    /// Whether it stands in running text.
    pub inline: bool,
}

/// `<!-- … -->`
#[derive(Clone, Debug, PartialEq)]
pub struct HtmlComment {
    /// With its marks.
    pub span: Span,
    /// The text inside, trimmed.
    pub text: String,
}

/// A definition `[label]: target`, or a footnote's.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The label as written.
    pub label: String,
    /// Where it stands.
    pub span: Span,
    /// Whether anything refers to it.
    pub used: bool,
}

/// Something in brackets that looks like a reference and has no definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Unresolved {
    /// The whole of it.
    pub span: Span,
    /// The label it asks for.
    pub label: String,
    /// Whether it is a bare `[Some words]` and not `[text][label]` or `[text][]`.
    pub bare: bool,
}

/// A use of a footnote.
#[derive(Clone, Debug, PartialEq)]
pub struct FootnoteUse {
    /// `[^label]`
    pub span: Span,
    /// The label.
    pub label: String,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The whole table.
    pub span: Span,
    /// Number of columns of its head.
    pub columns: usize,
    /// The rows below the head.
    pub rows: Vec<Row>,
}

/// A row of a table, as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The line.
    pub span: Span,
    /// Number of cells that the line really has.
    pub cells: usize,
}

/// A block at the top of the document that is no heading, comment or definition: content of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// The bytes in the source.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// Sorts of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A list.
    List,
    /// A quote or admonition.
    Quote,
    /// Code, fenced or indented.
    Code,
    /// A table.
    Table,
    /// HTML that is no comment.
    Html,
    /// A line across.
    Rule,
}

/// The body of a document.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// From the end of the front matter to the end of the file.
    pub span: Span,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Links and images in order; bare addresses last.
    pub links: Vec<Link>,
    /// Code spans in order.
    pub codes: Vec<Code>,
    /// Code blocks in order.
    pub code_blocks: Vec<CodeBlock>,
    /// Running text in order.
    pub texts: Vec<Text>,
    /// Raw HTML in order.
    pub html: Vec<Html>,
    /// Comments in order.
    pub comments: Vec<HtmlComment>,
    /// Link definitions in order.
    pub definitions: Vec<Definition>,
    /// References without a definition.
    pub unresolved: Vec<Unresolved>,
    /// Uses of footnotes that are defined.
    pub footnote_uses: Vec<FootnoteUse>,
    /// Uses of footnotes that are not.
    pub undefined_footnotes: Vec<FootnoteUse>,
    /// Footnotes.
    pub footnotes: Vec<Definition>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Top-level blocks of content.
    pub blocks: Vec<Block>,
    /// Where the nesting first passed [`MAX_NESTING`].
    pub too_deep: Option<Span>,
}

impl Body {
    /// Reads the Markdown in `text[start..]`. Never fails.
    pub fn parse(text: &str, start: usize) -> Self {
        let Some(source) = text.get(start..) else { return Body::default() };
        let unresolved = RefCell::new(Vec::new());
        let mut callback = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
            unresolved.borrow_mut().push(Unresolved {
                span: Span::from(link.span.clone()).shifted(start),
                label: link.reference.to_string(),
                bare: matches!(link.link_type, LinkType::Shortcut | LinkType::ShortcutUnknown),
            });
            None
        };
        let parser = Parser::new_with_broken_link_callback(source, options(), Some(&mut callback));
        let mut reader = Reader::new(source, start);
        let mut events = parser.into_offset_iter();
        let mut definitions: Vec<(String, Definition, Span, String)> = events
            .reference_definitions()
            .iter()
            .map(|(label, def)| {
                let span = Span::from(def.span.clone()).shifted(start);
                let target_span = find_target(text, span, &def.dest);
                let written = text.get(span.start as usize + 1..).and_then(|rest| rest.split(']').next());
                let label = (label.to_lowercase(), written.unwrap_or(label).to_owned());
                (label.0, Definition { label: label.1, span, used: false }, target_span, def.dest.to_string())
            })
            .collect();
        definitions.sort_by_key(|(_, definition, ..)| definition.span);
        reader.targets = definitions
            .iter()
            .enumerate()
            .map(|(index, (label, _, span, _))| (label.clone(), (index, *span)))
            .collect();
        reader.used = vec![false; definitions.len()];
        for (event, range) in events.by_ref() {
            reader.event(event, range);
        }
        drop(events);
        let used = std::mem::take(&mut reader.used);
        let mut body = reader.finish(text);
        body.definitions = definitions
            .into_iter()
            .zip(used)
            .map(|((_, definition, ..), used)| Definition { used, ..definition })
            .collect();
        body.unresolved = unresolved.into_inner();
        body.unresolved.retain(|found| !found.label.starts_with('^') && !found.label.starts_with('!'));
        body.unresolved.sort_by_key(|found| found.span);
        body.unresolved.dedup();
        body
    }

    /// Index of the heading of the section that holds `offset`.
    pub fn section_at(&self, offset: u32) -> Option<usize> {
        self.headings.partition_point(|heading| heading.span.start <= offset).checked_sub(1)
    }

    /// From the end of heading `index` to the next heading of the same or a higher level: the section with its subsections.
    pub fn section_span(&self, index: usize) -> Span {
        let Some(heading) = self.headings.get(index) else { return Span::default() };
        let mut rest = self.headings[index + 1..].iter();
        let end = rest.find(|next| !next.nested && next.level <= heading.level);
        Span { start: heading.span.end, end: end.map_or(self.span.end, |next| next.span.start) }
    }

    /// From the end of heading `index` to the next heading of any level.
    pub fn own_span(&self, index: usize) -> Span {
        let Some(heading) = self.headings.get(index) else { return Span::default() };
        let next = self.headings[index + 1..].iter().find(|next| !next.nested);
        Span { start: heading.span.end, end: next.map_or(self.span.end, |next| next.span.start) }
    }

    /// Whether an anchor of this name exists: a heading's, or one written in HTML by hand.
    pub fn has_anchor(&self, text: &str, anchor: &str) -> bool {
        self.headings.iter().any(|heading| heading.anchor == anchor)
            || self.html.iter().any(|html| html_has_id(&text[html.span.range()], anchor))
    }
}

fn html_has_id(html: &str, anchor: &str) -> bool {
    ["id", "name"].iter().any(|key| {
        html.match_indices(key).any(|(at, _)| {
            let rest = html[at + key.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('=') else { return false };
            let value = rest.trim_start().trim_start_matches(['"', '\'']);
            value.strip_prefix(anchor).is_some_and(|rest| rest.starts_with(['"', '\'', ' ', '>', '/']))
        })
    })
}

struct OpenLink {
    kind: LinkKind,
    image: bool,
    target: String,
    label: String,
    text: String,
    start: usize,
}

struct Reader<'a> {
    source: &'a str,
    start: usize,
    body: Body,
    depth: usize,
    heading: Option<(u8, Span, String, Option<Span>)>,
    links: Vec<OpenLink>,
    quotes: usize,
    tables: usize,
    containers: usize,
    code_block: bool,
    targets: HashMap<String, (usize, Span)>,
    used: Vec<bool>,
    slugs: Slugger,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, start: usize) -> Self {
        let body = Body { span: Span::new(start, start + source.len()), ..Body::default() };
        Reader {
            source,
            start,
            body,
            depth: 0,
            heading: None,
            links: Vec::new(),
            quotes: 0,
            tables: 0,
            containers: 0,
            code_block: false,
            targets: HashMap::new(),
            used: Vec::new(),
            slugs: Slugger::default(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        let span = Span::from(range.clone()).shifted(self.start);
        if let Event::Start(_) = &event {
            self.depth += 1;
            if self.depth > MAX_NESTING {
                self.body.too_deep.get_or_insert(span);
            }
        }
        match event {
            Event::Start(tag) => self.open(tag, span, range),
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.close(tag, span);
            }
            Event::Text(text) => {
                self.visible(&text);
                if !self.code_block {
                    if let Some((.., inner)) = &mut self.heading {
                        widen(inner, span);
                    }
                    self.text(span);
                }
            }
            Event::Code(text) => {
                self.visible(&text);
                if let Some((.., inner)) = &mut self.heading {
                    widen(inner, span);
                }
                self.body.codes.push(Code { span, text: text.into_string() });
            }
            Event::Html(_) => match self.body.html.last_mut() {
                Some(last) if !last.inline && last.span.end == span.start => last.span.end = span.end,
                _ => self.body.html.push(Html { span, inline: false }),
            },
            Event::InlineHtml(_) => self.body.html.push(Html { span, inline: true }),
            Event::FootnoteReference(label) => {
                self.body.footnote_uses.push(FootnoteUse { span, label: label.into_string() });
            }
            Event::SoftBreak | Event::HardBreak => self.visible(" "),
            Event::Rule => self.block(span, BlockKind::Rule),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, span: Span, range: std::ops::Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some((number(level), span, String::new(), None)),
            Tag::Paragraph => self.block(span, BlockKind::Paragraph),
            Tag::List(_) => {
                self.block(span, BlockKind::List);
                self.containers += 1;
            }
            Tag::BlockQuote(_) => {
                self.block(span, BlockKind::Quote);
                self.quotes += 1;
                self.containers += 1;
            }
            Tag::CodeBlock(kind) => {
                self.block(span, BlockKind::Code);
                self.code_block = true;
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.body.code_blocks.push(CodeBlock { span, language });
            }
            Tag::HtmlBlock => {
                let text = &self.source[range];
                if !is_comment(text) {
                    self.block(span, BlockKind::Html);
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.body.footnotes.push(Definition { label: label.into_string(), span, used: false });
                self.containers += 1;
            }
            Tag::Table(columns) => {
                self.block(span, BlockKind::Table);
                self.tables += 1;
                self.body.tables.push(Table { span, columns: columns.len(), rows: Vec::new() });
            }
            Tag::TableRow => {
                let line = self.source[range].trim_end_matches(['\n', '\r']);
                let row =
                    Row { span: Span::new(span.start as usize, span.start as usize + line.len()), cells: cells(line) };
                if let Some(table) = self.body.tables.last_mut() {
                    table.rows.push(row);
                }
            }
            Tag::Link { link_type, dest_url, id, .. } => self.link(link_type, &dest_url, &id, false, range.start),
            Tag::Image { link_type, dest_url, id, .. } => self.link(link_type, &dest_url, &id, true, range.start),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some((level, span, text, inner)) = self.heading.take() {
                    let slug = slug(text.trim());
                    let anchor = self.slugs.unique(&slug);
                    let text_span = inner.unwrap_or(span);
                    let nested = self.containers > 0;
                    let text = text.trim().to_owned();
                    self.body.headings.push(Heading { level, text, anchor, slug, span, text_span, nested });
                }
            }
            TagEnd::List(_) | TagEnd::FootnoteDefinition => self.containers = self.containers.saturating_sub(1),
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.containers = self.containers.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.code_block = false,
            TagEnd::Table => self.tables = self.tables.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                let Some(link) = self.links.pop() else { return };
                let whole = Span { start: Span::new(self.start + link.start, 0).start, end: span.end };
                let mut target_span =
                    find_target(self.source, shift_back(whole, self.start), &link.target).shifted(self.start);
                if link.kind == LinkKind::Reference
                    && let Some((index, span)) = self.targets.get(&link.label.to_lowercase())
                {
                    target_span = *span;
                    self.used[*index] = true;
                }
                if let Some(outer) = self.links.last_mut() {
                    outer.text.push_str(&link.text);
                }
                self.body.links.push(Link {
                    span: whole,
                    target_span,
                    target: link.target,
                    text: link.text,
                    kind: link.kind,
                    image: link.image,
                });
            }
            _ => {}
        }
    }

    fn link(&mut self, link_type: LinkType, target: &str, label: &str, image: bool, start: usize) {
        let kind = match link_type {
            LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
            LinkType::Inline | LinkType::WikiLink { .. } => LinkKind::Inline,
            _ => LinkKind::Reference,
        };
        let target = if link_type == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        self.links.push(OpenLink { kind, image, target, label: label.into(), text: String::new(), start });
    }

    fn visible(&mut self, text: &str) {
        if let Some((_, _, heading, _)) = &mut self.heading {
            heading.push_str(text);
        }
        if let Some(link) = self.links.last_mut() {
            link.text.push_str(text);
        }
    }

    fn text(&mut self, span: Span) {
        let run = Text {
            span,
            in_link: !self.links.is_empty(),
            in_heading: self.heading.is_some(),
            in_quote: self.quotes > 0,
            in_table: self.tables > 0,
        };
        match self.body.texts.last_mut() {
            Some(last) if last.span.end == span.start && last.in_link == run.in_link => last.span.end = span.end,
            _ => self.body.texts.push(run),
        }
    }

    fn block(&mut self, span: Span, kind: BlockKind) {
        if self.containers == 0 {
            self.body.blocks.push(Block { span, kind });
        }
    }

    fn finish(mut self, text: &str) -> Body {
        for html in &self.body.html {
            let raw = &text[html.span.range()];
            let mut at = 0;
            while let Some(open) = raw[at..].find("<!--").map(|open| at + open) {
                let close = raw[open + 4..].find("-->").map(|close| open + 4 + close);
                let end = close.map_or(raw.len(), |close| close + 3);
                let span = Span::new(open, end).shifted(html.span.start as usize);
                let inner = raw[open + 4..close.unwrap_or(raw.len())].trim().trim_matches('-').trim();
                self.body.comments.push(HtmlComment { span, text: inner.to_owned() });
                at = end;
            }
        }
        self.scan_texts(text);
        let mut used: HashMap<&str, bool> = HashMap::new();
        for found in &self.body.footnote_uses {
            used.insert(&found.label, true);
        }
        for footnote in &mut self.body.footnotes {
            footnote.used = used.contains_key(footnote.label.as_str());
        }
        self.body
    }

    /// Bare addresses and footnotes without a definition, which the parser leaves in the text.
    fn scan_texts(&mut self, text: &str) {
        for run in &self.body.texts {
            let raw = &text[run.span.range()];
            let base = run.span.start as usize;
            if !run.in_link {
                for (span, url) in bare_addresses(raw) {
                    let span = span.shifted(base);
                    self.body.links.push(Link {
                        span,
                        target_span: span,
                        target: url.to_owned(),
                        text: url.to_owned(),
                        kind: LinkKind::Bare,
                        image: false,
                    });
                }
            }
            for (at, _) in raw.match_indices("[^") {
                let Some(label) = raw[at + 2..].split(']').next() else { continue };
                let end = at + 2 + label.len();
                let valid = !label.is_empty() && !label.contains(char::is_whitespace) && !label.contains('[');
                if valid && raw[end..].starts_with(']') && !raw[end..].starts_with("]:") {
                    let span = Span::new(at, end + 1).shifted(base);
                    self.body.undefined_footnotes.push(FootnoteUse { span, label: label.to_owned() });
                }
            }
        }
    }
}

fn shift_back(span: Span, by: usize) -> Span {
    Span::new(span.start as usize - by, span.end as usize - by)
}

fn widen(inner: &mut Option<Span>, span: Span) {
    match inner {
        Some(inner) => inner.end = span.end.max(inner.end),
        None => *inner = Some(span),
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_none_or(|end| end + 3 == html.len())
}

/// Where the target of the link or definition under `span` is written; the whole span where it is
/// written in another way (with escapes).
fn find_target(text: &str, span: Span, target: &str) -> Span {
    let raw = &text[span.range()];
    let from = raw.rfind("](").or_else(|| raw.find("]:")).map_or(0, |at| at + 2);
    if target.is_empty() {
        return span;
    }
    let at = raw[from..].find(target).map(|at| from + at).or_else(|| raw.rfind(target));
    at.map_or(span, |at| Span::new(at, at + target.len()).shifted(span.start as usize))
}

/// Addresses with a scheme in running text, as GitHub links them.
fn bare_addresses(text: &str) -> impl Iterator<Item = (Span, &str)> {
    text.match_indices("http").filter_map(move |(at, _)| {
        let rest = &text[at..];
        let scheme = if rest.starts_with("https://") { 8 } else { 7 };
        if scheme == 7 && !rest.starts_with("http://") {
            return None;
        }
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '=') {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\'));
        let mut url = &rest[..end.unwrap_or(rest.len())];
        loop {
            let trimmed = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
            let open = trimmed.matches('(').count();
            let trimmed = match trimmed.strip_suffix(')') {
                Some(inner) if trimmed.matches(')').count() > open => inner,
                _ => trimmed.strip_suffix(']').unwrap_or(trimmed),
            };
            if trimmed.len() == url.len() {
                break;
            }
            url = trimmed;
        }
        (url.len() > scheme).then(|| (Span::new(at, at + url.len()), url))
    })
}

/// Number of cells in a line of a table, as GitHub counts them: bars that are not escaped part cells
/// (bars in code spans too), and a bar at either end parts nothing.
fn cells(line: &str) -> usize {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut bars = 0;
    let mut escaped = false;
    let mut last = false;
    for byte in line.bytes() {
        last = byte == b'|' && !escaped;
        bars += usize::from(last);
        escaped = byte == b'\\' && !escaped;
    }
    if last { bars } else { bars + 1 }
}

/// A heading's slug as github-slugger makes it, before it is made unique.
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        // The same as the library for ASCII (a property test says so), without its regular expression.
        return text
            .bytes()
            .filter_map(|byte| match byte {
                b' ' | b'-' => Some('-'),
                b'_' | b'0'..=b'9' | b'a'..=b'z' => Some(char::from(byte)),
                b'A'..=b'Z' => Some(char::from(byte.to_ascii_lowercase())),
                _ => None,
            })
            .collect();
    }
    github_slugger::slug(text)
}

/// Makes slugs unique within a document, as github-slugger does, in constant time for each.
#[derive(Debug, Default)]
pub struct Slugger {
    seen: HashMap<String, usize>,
}

impl Slugger {
    /// The slug itself the first time, then with `-1`, `-2` and so on.
    pub fn unique(&mut self, slug: &str) -> String {
        let mut result = slug.to_owned();
        if let Some(count) = self.seen.get(slug).copied() {
            let mut count = count;
            while self.seen.contains_key(&result) {
                count += 1;
                result = format!("{slug}-{count}");
            }
            self.seen.insert(slug.to_owned(), count);
        }
        self.seen.insert(result.clone(), 0);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn body(text: &str) -> Body {
        Body::parse(text, 0)
    }

    #[test]
    fn headings_links_and_references() {
        let text = "## A `b` [c](d.md#e)\n\n[x][y] and [z][] and [Some words] and [^no] and [^ok]\n\n[y]: <https://e.org/a> \"t\"\n[u]: f.md\n\n[^ok]: note\n\n## A b c\n";
        let body = body(text);
        let anchors: Vec<&str> = body.headings.iter().map(|h| h.anchor.as_str()).collect();
        assert_eq!(anchors, ["a-b-c", "a-b-c-1"]);
        let targets: Vec<&str> = body.links.iter().map(|l| &text[l.target_span.range()]).collect();
        assert_eq!(targets, ["d.md#e", "https://e.org/a"]);
        let unresolved: Vec<(&str, bool)> = body.unresolved.iter().map(|u| (u.label.as_str(), u.bare)).collect();
        assert_eq!(unresolved, [("z", false), ("Some words", true)]);
        assert_eq!(body.undefined_footnotes.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["no"]);
        assert_eq!(
            body.definitions.iter().map(|d| (d.label.as_str(), d.used)).collect::<Vec<_>>(),
            [("y", true), ("u", false)]
        );
        assert_eq!(body.footnotes.iter().map(|d| (d.label.as_str(), d.used)).collect::<Vec<_>>(), [("ok", true)]);
    }

    #[test]
    fn tables_count_the_cells_that_are_written() {
        let body = body("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 |\n| 1 \\| x | 2 | 3 |\n");
        let cells: Vec<usize> = body.tables[0].rows.iter().map(|row| row.cells).collect();
        assert_eq!((body.tables[0].columns, cells), (2, vec![2, 1, 3]));
    }

    #[test]
    fn bare_addresses_end_where_github_ends_them() {
        let text = "see https://e.org/a_(b)., (http://x.y/z) and xhttps://no.";
        let body = body(text);
        let urls: Vec<&str> = body.links.iter().map(|link| link.target.as_str()).collect();
        assert_eq!(urls, ["https://e.org/a_(b)", "http://x.y/z"]);
    }

    #[test]
    fn deep_nesting_is_seen_and_survived() {
        assert!(body(&"> ".repeat(100_000)).too_deep.is_some());
        assert!(body("> fine").too_deep.is_none());
    }

    proptest! {
        #[test]
        fn ascii_slugs_equal_the_library(text in "[ -~]{0,40}") {
            prop_assert_eq!(slug(&text), github_slugger::slug(&text));
        }

        #[test]
        fn unique_slugs_equal_the_library(words in proptest::collection::vec("[ab](-[012])?", 0..12)) {
            let mut ours = Slugger::default();
            let mut theirs = github_slugger::Slugger::default();
            for word in words {
                prop_assert_eq!(ours.unique(&slug(&word)), theirs.slug(&word));
            }
        }

        #[test]
        fn every_place_lies_in_the_text(text in "[ -~\n\u{e4}\u{1f600}]{0,200}") {
            let body = body(&text);
            for span in body.links.iter().flat_map(|l| [l.span, l.target_span]).chain(body.texts.iter().map(|t| t.span)) {
                prop_assert!(text.get(span.range()).is_some());
            }
        }
    }
}
