//! Text that breaks a page in MDX, which the documentation site (Docusaurus 3) uses.
//!
//! Each class was tested with `@mdx-js/mdx` 3 and React 18. Only text that certainly breaks a page or disappears is reported.

use super::short;
use crate::model::document::Document;
use crate::model::markdown::{BlockKind, HtmlTag, LinkKind};
use crate::text::Span;

/// A problem.
pub(super) struct Hazard {
    /// Its location.
    pub(super) span: Span,
    /// What is wrong.
    pub(super) message: String,
    /// How to fix it.
    pub(super) help: &'static str,
    /// Where to insert a slash that closes the tag, if that suffices.
    pub(super) slash: Option<Span>,
}

impl Hazard {
    fn new(span: Span, message: impl Into<String>, help: &'static str) -> Self {
        Hazard { span, message: message.into(), help, slash: None }
    }
}

/// Maximum number of problems of one kind in a document.
pub(super) const MOST: usize = 100;

const ESCAPE: &str = "use backticks, or escape it with a backslash";
/// Void elements of HTML.
const VOID: [&str; 9] = ["br", "hr", "img", "input", "wbr", "col", "source", "embed", "area"];
const CLOSE: &str = "close the tag (`<br/>`, `<b>…</b>`), or use backticks if it is not a tag";

/// `<` and `{` in running text.
pub(super) fn in_text(document: &Document, out: &mut Vec<Hazard>) {
    let body = &document.body;
    let whole = document.source.text();
    let mut apart: Vec<Span> =
        body.links.iter().filter(|link| link.image || link.kind == LinkKind::Bare).map(|link| link.span).collect();
    apart.sort_unstable();
    let mut done = 0;
    for text in &body.texts {
        let raw = document.source.slice(text.span);
        let base = text.span.start as usize;
        for at in memchr::memchr2_iter(b'<', b'{', raw.as_bytes()) {
            if out.len() >= MOST {
                return;
            }
            let start = base + at;
            if start < done || (at == 0 && whole.get(..start).is_some_and(|before| before.ends_with('\\'))) {
                continue;
            }
            let outer = apart.partition_point(|span| span.start as usize <= start).checked_sub(1);
            if outer.and_then(|index| apart.get(index)).is_some_and(|span| span.holds(start as u32)) {
                continue;
            }
            let near = raw.get(at.saturating_sub(200)..at).unwrap_or_default();
            if near.rsplit(char::is_whitespace).next().is_some_and(|word| word.starts_with("www.")) {
                continue;
            }
            let rest = whole.get(start..).unwrap_or_default();
            let hazard = if rest.starts_with('<') { less_than(rest, start) } else { brace(document, rest, start) };
            if let Some(hazard) = hazard {
                done = hazard.span.end as usize;
                out.push(hazard);
            }
        }
    }
}

/// A `<` at the start of `rest` that does not begin an HTML tag.
fn less_than(rest: &str, start: usize) -> Option<Hazard> {
    let next = rest.chars().nth(1)?;
    if next.is_whitespace() {
        return None;
    }
    let near = rest.char_indices().nth(500).map_or(rest, |(end, _)| rest.get(..end).unwrap_or_default());
    let line = near.lines().next().unwrap_or_default();
    // `<div style={{…}}>` is valid MDX but not HTML.
    if next.is_ascii_alphabetic() && line.contains("={") {
        return None;
    }
    let word = near.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(near.len());
    // Fragments and prefixed names are tags in MDX only.
    if rest.starts_with("<>") || rest.starts_with("</>") || near.get(..word).is_some_and(|tag| tag.ends_with('/')) {
        return None;
    }
    let end = word + usize::from(rest.get(word..).is_some_and(|rest| rest.starts_with('>')));
    let shown = short(rest.get(..end).unwrap_or_default());
    let message = format!("`{shown}` starts a tag in MDX and stops the build");
    Some(Hazard::new(Span::new(start, start + end), message, ESCAPE))
}

/// A `{` at the start of `rest`.
fn brace(document: &Document, rest: &str, start: usize) -> Option<Hazard> {
    let mut depth = 0_usize;
    let mut blank = false;
    // An expression in running text ends with its paragraph.
    let mut near = rest.char_indices().take(2_000).take_while(|(_, c)| {
        let second = *c == '\n' && blank;
        blank = *c == '\n' || (blank && c.is_whitespace());
        !second
    });
    let end = near.find_map(|(at, c)| {
        depth = match c {
            '{' => depth + 1,
            '}' => depth.saturating_sub(1),
            _ => depth,
        };
        (depth == 0).then_some(at + 1)
    });
    let Some(end) = end else {
        let message = "`{` starts an expression in MDX that is never closed and stops the build";
        return Some(Hazard::new(Span::new(start, start + 1), message, ESCAPE));
    };
    let shown = rest.get(..end).unwrap_or_default();
    let inner = shown.trim_matches(['{', '}']).trim();
    let comment = inner.starts_with("/*") && inner.ends_with("*/");
    let anchor = inner.starts_with('#') && in_heading(document, start);
    if comment || anchor {
        return None;
    }
    let message =
        format!("`{}` is a JavaScript expression in MDX and stops the build or shows something else", short(shown));
    Some(Hazard::new(Span::new(start, start + end), message, ESCAPE))
}

fn in_heading(document: &Document, offset: usize) -> bool {
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let index = document.body.section_at(offset);
    index.and_then(|index| document.body.headings.get(index)).is_some_and(|heading| heading.span.holds(offset))
}

/// Indented code, which is running text in MDX.
pub(super) fn in_indented_code(document: &Document, out: &mut Vec<Hazard>) {
    for block in &document.body.code_blocks {
        let raw = document.source.slice(block.span);
        if raw.trim_start().starts_with(['`', '~']) || raw.contains('`') {
            continue;
        }
        let tag = raw.char_indices().zip(raw.chars().skip(1)).find(|((_, c), next)| *c == '<' && !next.is_whitespace());
        let at = raw.find('{').or(tag.map(|((at, _), _)| at));
        if let Some(at) = at {
            let mark = if raw.get(at..).is_some_and(|rest| rest.starts_with('{')) { '{' } else { '<' };
            let start = block.span.start as usize + at;
            let message = format!("indented code is not code in MDX, and `{mark}` in it stops the build");
            let help = "use a fenced code block";
            out.push(Hazard::new(Span::new(start, start + 1), message, help));
        }
    }
}

/// Paragraphs that begin like a JavaScript statement.
pub(super) fn in_programs(document: &Document, out: &mut Vec<Hazard>) {
    for block in document.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let raw = document.source.slice(block.span);
        let word = ["import ", "export "].into_iter().find(|word| raw.starts_with(word));
        let first = document.source.position(block.span.start as usize).column == 1;
        if let Some(word) = word.filter(|_| first) {
            let word = word.trim_end();
            let message = format!("a paragraph that begins with `{word}` is a JavaScript statement in MDX");
            let span = Span::new(block.span.start as usize, block.span.start as usize + word.len());
            out.push(Hazard::new(span, message, "reword the beginning of the paragraph"));
        }
    }
}

/// Tags and comments.
pub(super) fn in_html(document: &Document, out: &mut Vec<Hazard>) {
    for comment in &document.body.comments {
        let raw = document.source.slice(comment.span);
        if raw.len() < 8 || !raw.ends_with("-->") {
            let message = "unclosed or empty comment stops the build";
            out.push(Hazard::new(comment.span, message, "use `<!-- text -->`"));
        }
    }
    braces_in_html(document, out);
    let mut open: Vec<&HtmlTag> = Vec::new();
    let mut backticks = Backticks::default();
    for tag in &document.body.tags {
        if backticks.hold(document, tag) {
            continue;
        }
        if let Some((message, help)) = malformed(tag) {
            out.push(Hazard::new(tag.span, message, help));
            continue;
        }
        if !tag.closing {
            if !tag.self_closing {
                open.push(tag);
            }
            continue;
        }
        // Searching further for the partner would take quadratic time on a hostile document.
        let partner = open.iter().rev().take(100).position(|open| open.name == tag.name);
        let Some(above) = partner else {
            let message = format!("`</{}>` has no opening tag and stops the build", short(&tag.name));
            out.push(Hazard::new(tag.span, message, "remove it, or open the tag first"));
            continue;
        };
        let from = open.len() - above;
        out.extend(open.drain(from..).map(unclosed));
        if let Some(partner) = open.pop().filter(|partner| parted(document, partner, tag)) {
            let message = format!(
                "`<{}>` is opened in one paragraph and closed in another, which stops the build",
                short(&tag.name)
            );
            let help = "put both tags on one line, or each on a separate line";
            out.push(Hazard::new(partner.span, message, help));
        }
    }
    out.extend(open.into_iter().map(unclosed));
}

fn unclosed(tag: &HtmlTag) -> Hazard {
    let message = format!("`<{}>` is never closed and stops the build", short(&tag.name));
    let void = VOID.iter().any(|void| tag.name == *void);
    let slash = Some(Span::at((tag.span.end as usize).saturating_sub(1))).filter(|_| void && tag.ended);
    Hazard { slash, ..Hazard::new(tag.span, message, CLOSE) }
}

/// Tags that are invalid in any context.
fn malformed(tag: &HtmlTag) -> Option<(String, &'static str)> {
    let name = short(&tag.name);
    if tag.name.is_empty() {
        return Some(("invalid tag in MDX, which stops the build".into(), ESCAPE));
    }
    if (tag.name.starts_with(|c: char| c.is_ascii_uppercase()) && tag.name != "Head") || tag.name.contains('.') {
        let message = format!("`<{name}>` is an unknown component and stops the build");
        return Some((message, "use lowercase for HTML tags, and backticks for anything else"));
    }
    if let Some(found) = tag.attributes.iter().find(|found| found.unquoted && !found.value.starts_with('{')) {
        let message = format!("the value of `{}` is not quoted, which stops the build", short(&found.name));
        return Some((message, "quote the value"));
    }
    let style = tag.attribute("style").is_some_and(|style| !style.unquoted && !style.value.is_empty());
    style.then(|| {
        let message = format!("`<{name}>` has a `style` attribute as text, which stops the build");
        (message, "remove the attribute")
    })
}

/// Finds tags within backticks in an HTML block, which are code in MDX but not in Markdown.
/// Queries are in order, so that each byte is read once.
#[derive(Default)]
struct Backticks {
    line: Option<usize>,
    seen: u32,
    odd: bool,
}

impl Backticks {
    fn hold(&mut self, document: &Document, tag: &HtmlTag) -> bool {
        // Code in an HTML line never spans lines.
        let line = document.source.line_of(tag.span.start as usize);
        if self.line != Some(line) {
            let start = document.source.line_span(line).start;
            *self = Backticks { line: Some(line), seen: start, odd: false };
        }
        let before = Span { start: self.seen.min(tag.span.start), end: tag.span.start };
        self.odd ^= document.source.slice(before).matches('`').count() % 2 == 1;
        self.seen = tag.span.start;
        let blocks = &document.body.html;
        let index = blocks.partition_point(|html| html.span.start <= tag.span.start).checked_sub(1);
        self.odd && index.and_then(|index| blocks.get(index)).is_some_and(|html| !html.inline)
    }
}

/// Whether a tag and its partner are in different paragraphs; MDX requires both in one, or both on lines
/// without text.
fn parted(document: &Document, open: &HtmlTag, close: &HtmlTag) -> bool {
    let source = &document.source;
    let (first, last) = (source.line_of(open.span.start as usize), source.line_of(close.span.start as usize));
    let marks = |c: char| c.is_whitespace() || c.is_ascii_digit() || "->*+.)".contains(c);
    let line = source.line_text(first);
    let text = line.trim_start_matches(marks);
    if first == last || !has_text(text) {
        return false;
    }
    let begins = source.line_span(first).start as usize + (line.len() - text.len()) == open.span.start as usize;
    let blank =
        || (first + 1..last).take(50).any(|line| source.line_text(line).trim_start_matches('>').trim().is_empty());
    (begins && !has_text(source.line_text(last))) || blank()
}

/// `{` in blocks of HTML, outside tags, comments and code.
fn braces_in_html(document: &Document, out: &mut Vec<Hazard>) {
    let body = &document.body;
    let mut apart: Vec<Span> = body.tags.iter().map(|tag| tag.span).collect();
    apart.extend(body.comments.iter().map(|comment| comment.span));
    apart.sort_unstable();
    for html in body.html.iter().filter(|html| !html.inline) {
        let raw = document.source.slice(html.span);
        if raw.contains('`') {
            continue;
        }
        let mut done = 0;
        for (at, _) in raw.match_indices('{') {
            let start = html.span.start as usize + at;
            let outer = apart.partition_point(|span| span.start as usize <= start).checked_sub(1);
            let outer = outer.and_then(|index| apart.get(index)).is_some_and(|span| span.range().contains(&start));
            if outer || start < done {
                continue;
            }
            if out.len() >= MOST {
                return;
            }
            if let Some(hazard) = brace(document, &raw[at..], start) {
                done = hazard.span.end as usize;
                out.push(hazard);
            }
        }
    }
}

/// Whether a line has anything besides tags.
fn has_text(line: &str) -> bool {
    let mut inside = false;
    line.chars().any(|c| {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ => return !inside && !c.is_whitespace(),
        }
        false
    })
}
