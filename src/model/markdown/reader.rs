//! From the parser's events to a [`Body`].

use super::html::{self, comments};
use super::scan::{
    bare_addresses, cells, definition_target, explicit_anchor, footnotes, label_key, link_target, without_directives,
};
use super::slug::{Slugger, slug};
use super::{
    Block, BlockKind, Body, Code, CodeBlock, Definition, FootnoteUse, Heading, Html, HtmlComment, Link, LinkKind,
    MAX_NESTING, MAX_PARTS, Row, Table, Text,
};
use crate::text::Span;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

struct OpenLink {
    kind: LinkKind,
    image: bool,
    target: String,
    label: String,
    text: String,
    start: usize,
    text_end: usize,
}

#[derive(Default)]
pub(super) struct Reader<'a> {
    source: &'a str,
    start: usize,
    body: Body,
    depth: usize,
    heading: Option<(u8, Span, String, Option<Span>)>,
    /// The text of the heading that makes its anchor.
    heading_slug: String,
    links: Vec<OpenLink>,
    quotes: usize,
    tables: usize,
    containers: usize,
    code_block: bool,
    html_link: bool,
    html_open: bool,
    targets: HashMap<String, (usize, Span)>,
    slugs: Slugger,
}

impl<'a> Reader<'a> {
    /// A reader of `source`, which begins at byte `start` of the file.
    pub(super) fn new(source: &'a str, start: usize) -> Self {
        let body = Body { span: Span::new(start, start + source.len()), ..Body::default() };
        Reader { source, start, body, ..Reader::default() }
    }

    /// Adds the link definitions: label, span and target of each.
    pub(super) fn define<'d>(&mut self, definitions: impl Iterator<Item = (&'d str, Range<usize>, &'d str)>) {
        let mut found: Vec<(Span, &str, &str)> =
            definitions.map(|(label, range, target)| (Span::from(range), label, target)).collect();
        found.sort_unstable();
        for (index, (span, label, target)) in found.into_iter().enumerate() {
            let place = definition_target(self.source, span, target).shifted(self.start);
            self.targets.insert(label_key(label), (index, place));
            let written = self.source.get(span.start as usize + 1..).and_then(|rest| rest.split(']').next());
            let label = written.unwrap_or(label).to_owned();
            self.body.definitions.push(Definition { label, span: span.shifted(self.start), used: false });
        }
    }

    /// Handles the next event.
    pub(super) fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let span = Span::from(range.clone()).shifted(self.start);
        if let Event::Start(_) = &event {
            self.depth += 1;
            if self.depth > MAX_NESTING {
                self.body.too_deep.get_or_insert(span);
            }
        }
        if self.depth > MAX_NESTING {
            if let Event::End(_) = &event {
                self.depth -= 1;
            }
            return;
        }
        self.inside_link(&event, range.end);
        match event {
            Event::Start(tag) => self.open(tag, span, range),
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.close(tag, span);
            }
            Event::Text(text) => {
                self.visible(&text);
                if self.heading.is_some() {
                    let escaped = self.source.get(..range.start).is_some_and(|before| before.ends_with('\\'));
                    if escaped {
                        self.heading_slug.push_str(&text)
                    } else {
                        self.heading_slug.push_str(&without_directives(&text))
                    }
                }
                if !self.code_block {
                    if let Some((.., inner)) = &mut self.heading {
                        widen(inner, span);
                    }
                    self.text(span);
                }
            }
            Event::Code(text) => {
                let text = super::scan::code_text(text.into_string(), self.source.get(range));
                self.visible(&text);
                if let Some((.., inner)) = &mut self.heading {
                    widen(inner, span);
                    self.heading_slug.push_str(&text);
                }
                self.body.codes.push(Code { span, text });
            }
            Event::Html(_) => match self.body.html.last_mut() {
                // In a quote or list, markers at the start of lines split texts.
                Some(last) if self.html_open => last.span.end = span.end,
                _ => {
                    self.html_open = true;
                    self.body.html.push(Html { span, inline: false });
                }
            },
            Event::InlineHtml(html) => {
                self.body.html.push(Html { span, inline: true });
                let name = html.get(..3).unwrap_or_default();
                if name.eq_ignore_ascii_case("</a") {
                    self.html_link = false;
                } else if name.eq_ignore_ascii_case("<a ") && html.contains("href") {
                    self.html_link = true;
                }
            }
            // In alt text it is text.
            Event::FootnoteReference(label) if !self.in_image() => {
                self.body.footnote_uses.push(FootnoteUse { span, label: label.into_string() });
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some((_, _, heading, _)) = &mut self.heading {
                    heading.push('\n');
                }
                if let Some(link) = self.links.last_mut() {
                    link.text.push(' ');
                }
            }
            Event::Rule => self.block(span, BlockKind::Rule),
            _ => {}
        }
    }

    /// Records the end of the text of the open link.
    fn inside_link(&mut self, event: &Event<'_>, end: usize) {
        let own = matches!(
            event,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image)
        );
        if let Some(link) = self.links.last_mut().filter(|_| !own) {
            link.text_end = link.text_end.max(end);
        }
    }

    fn open(&mut self, tag: Tag<'_>, span: Span, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.html_link = false;
                self.heading = Some((level as u8, span, String::new(), None));
                self.heading_slug.clear();
            }
            Tag::Paragraph => {
                self.html_link = false;
                self.block(span, BlockKind::Paragraph);
            }
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
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.body.code_blocks.push(CodeBlock { span, fenced });
            }
            Tag::HtmlBlock => {
                self.html_open = false;
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
                    let (text, id) = match explicit_anchor(&text) {
                        Some((text, id)) => (text.to_owned(), Some(id.to_owned())),
                        None => (text, None),
                    };
                    let slug = id.clone().unwrap_or_else(|| slug(&self.heading_slug));
                    let anchor = id.unwrap_or_else(|| self.slugs.unique(&slug));
                    let text_span = inner.unwrap_or(span);
                    let nested = self.containers > 0;
                    let text = text.trim().replace('\n', " ");
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
                let whole = Span::new(link.start, span.end as usize - self.start);
                let mut target_span = match link.kind {
                    LinkKind::Autolink => Span::new(link.start + 1, whole.end as usize - 1),
                    LinkKind::Inline => link_target(self.source, whole, link.text_end, &link.target),
                    _ => whole,
                };
                target_span = target_span.shifted(self.start);
                if link.kind == LinkKind::Reference
                    && let Some((index, span)) = self.targets.get(&label_key(&link.label))
                {
                    target_span = *span;
                    if let Some(definition) = self.body.definitions.get_mut(*index) {
                        definition.used = true;
                    }
                }
                if let Some(outer) = self.links.last_mut() {
                    outer.text.push_str(&link.text);
                    outer.text_end = outer.text_end.max(whole.end as usize);
                }
                // The alt text of an image is plain text.
                if self.in_image() {
                    return;
                }
                self.body.links.push(Link {
                    span: whole.shifted(self.start),
                    target_span,
                    target: link.target,
                    text: link.text,
                    text_end: (self.start + link.text_end) as u32,
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
        let text_end = start + 1 + usize::from(image);
        self.links.push(OpenLink { kind, image, target, label: label.into(), text: String::new(), start, text_end });
    }

    fn in_image(&self) -> bool {
        self.links.iter().any(|link| link.image)
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
            in_link: !self.links.is_empty() || self.html_link,
            in_heading: self.heading.is_some(),
            in_quote: self.quotes > 0,
            in_table: self.tables > 0,
            in_image: self.in_image(),
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

    /// The body after all events; `text` is the whole file.
    pub(super) fn finish(mut self, text: &str) -> Body {
        self.scan_html(text);
        if let Some(last) = self.body.tags.last().filter(|_| self.body.tags.len() >= MAX_PARTS) {
            self.body.too_many = Some(last.span);
        }
        self.scan_texts(text);
        let used: HashSet<String> = self.body.footnote_uses.iter().map(|found| label_key(&found.label)).collect();
        for footnote in &mut self.body.footnotes {
            footnote.used = used.contains(&label_key(&footnote.label));
        }
        self.body.anchors.reserve(self.body.headings.len());
        for heading in &self.body.headings {
            self.body.anchors.insert(heading.anchor.clone());
        }
        self.body
    }

    /// Collects comments, tags, and their links and anchors.
    fn scan_html(&mut self, text: &str) {
        for found in &self.body.html {
            let raw = text.get(found.span.range()).unwrap_or_default();
            let base = found.span.start as usize;
            for (span, text) in comments(raw) {
                self.body.comments.push(HtmlComment { span: span.shifted(base), text: text.to_owned() });
            }
            for mut tag in html::tags(raw, MAX_PARTS.saturating_sub(self.body.tags.len())) {
                tag.span = tag.span.shifted(base);
                for attribute in &mut tag.attributes {
                    attribute.span = attribute.span.shifted(base);
                }
                let anchors = ["id", "name"].into_iter().filter_map(|key| tag.attribute(key));
                self.body.anchors.extend(anchors.map(|found| found.value.clone()));
                let image = tag.name.eq_ignore_ascii_case("img");
                let link = image || tag.name.eq_ignore_ascii_case("a");
                let target = tag.attribute(if image { "src" } else { "href" });
                if let Some(target) = target.filter(|target| link && !tag.closing && !target.value.is_empty()) {
                    self.body.links.push(Link {
                        span: tag.span,
                        target_span: target.span,
                        target: target.value.clone(),
                        text: String::new(),
                        text_end: tag.span.end,
                        kind: LinkKind::Html,
                        image,
                    });
                }
                self.body.tags.push(tag);
            }
        }
    }

    /// Collects bare URLs and undefined footnotes, which the parser leaves in the text.
    fn scan_texts(&mut self, text: &str) {
        for run in &self.body.texts {
            let raw = text.get(run.span.range()).unwrap_or_default();
            let base = run.span.start as usize;
            let addresses = if run.in_link { Vec::new() } else { bare_addresses(raw) };
            for (span, url) in addresses {
                let span = span.shifted(base);
                self.body.links.push(Link {
                    span,
                    target_span: span,
                    target: url.to_owned(),
                    text: url.to_owned(),
                    text_end: span.end,
                    kind: LinkKind::Bare,
                    image: false,
                });
            }
            let escaped = text.get(..base).is_some_and(|before| before.ends_with('\\'));
            let notes = if run.in_image { Vec::new() } else { footnotes(raw) };
            for (span, label) in notes.into_iter().filter(|(span, _)| !escaped || span.start > 0) {
                let label = label.to_owned();
                self.body.undefined_footnotes.push(FootnoteUse { span: span.shifted(base), label });
            }
        }
    }
}

fn widen(inner: &mut Option<Span>, span: Span) {
    match inner {
        Some(inner) => inner.end = span.end.max(inner.end),
        None => *inner = Some(span),
    }
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_none_or(|end| end + 3 == html.len())
}
