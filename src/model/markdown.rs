//! The body of a document as data. Only this module and the renderer use the Markdown parser.

pub mod flow;
mod html;
pub mod mdx;
mod nesting;
mod reader;
mod scan;
mod slug;

pub use html::{HtmlTag, tags as html_tags};
pub use scan::{bare_addresses, cells as table_cells, label_key};

use crate::text::Span;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser};
use reader::Reader;
use std::cell::RefCell;
use std::collections::HashSet;

/// Maximum nesting of blocks and spans; deeper content is ignored.
pub const MAX_NESTING: usize = 100;
/// Maximum number of parser events.
pub const MAX_PARTS: usize = 100_000;

/// The dialect of the register: GitHub's, without definition lists, which would consume `:::note`.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text, without markup and without an ID in braces.
    pub text: String,
    /// The id in braces, `## Heading {#id}`; else the anchor as github-slugger makes it, made unique within the document.
    pub anchor: String,
    /// Anchor before it was made unique.
    pub slug: String,
    /// The heading with its markup.
    pub span: Span,
    /// The text without markup.
    pub text_span: Span,
    /// Whether it is in a quote or list and so begins no section.
    pub nested: bool,
}

impl Heading {
    /// The id of the heading on its page: one without letters and digits has no anchor, but a place in the contents.
    pub fn id(&self) -> &str {
        if self.anchor.is_empty() { "untitled-section" } else { &self.anchor }
    }
}

/// Syntax of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`
    Inline,
    /// `[text][label]`, `[label][]` or `[label]`, resolved by a definition.
    Reference,
    /// `<https://…>`
    Autolink,
    /// A URL in running text.
    Bare,
    /// `<a href="…">` or `<img src="…">`; its text is unknown.
    Html,
}

/// A link or image.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The whole link.
    pub span: Span,
    /// Location of its target; for references, in the definition.
    pub target_span: Span,
    /// The target, with escapes resolved.
    pub target: String,
    /// The visible text.
    pub text: String,
    /// Where it ends; of a link without a text of its own, the end of the link.
    pub text_end: u32,
    /// Its syntax.
    pub kind: LinkKind,
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

#[derive(Clone, Debug, PartialEq)]
pub struct CodeBlock {
    /// With its fences.
    pub span: Span,
    /// Whether it has fences, and is not indented.
    pub fenced: bool,
}

/// Running text outside code and HTML. Escapes and entities end a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text {
    /// The bytes in the source.
    pub span: Span,
    /// In the text of a link or image.
    pub in_link: bool,
    pub in_heading: bool,
    pub in_quote: bool,
    pub in_table: bool,
    /// In the alt text of an image, which is plain text.
    pub in_image: bool,
}

/// Raw HTML: a block, or one tag or comment in running text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Html {
    /// The bytes in the source.
    pub span: Span,
    /// Whether it is in running text.
    pub inline: bool,
}

/// `<!-- … -->`
#[derive(Clone, Debug, PartialEq)]
pub struct HtmlComment {
    /// With its delimiters.
    pub span: Span,
    /// The text inside, trimmed.
    pub text: String,
}

/// A definition `[label]: target`, or a footnote's.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The label as written.
    pub label: String,
    /// Its location.
    pub span: Span,
    /// Whether anything refers to it.
    pub used: bool,
}

/// Brackets that look like a reference without a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Unresolved {
    /// The whole expression.
    pub span: Span,
    pub label: String,
    /// Whether it is a bare `[Some words]` and not `[text][label]` or `[text][]`.
    pub bare: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FootnoteUse {
    /// `[^label]`
    pub span: Span,
    pub label: String,
}

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
    /// Number of cells in the line.
    pub cells: usize,
}

/// A top-level block that is not a heading, comment or definition: content of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// The bytes in the source.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    List,
    /// A quote or admonition.
    Quote,
    /// Code, fenced or indented.
    Code,
    Table,
    /// HTML that is not a comment.
    Html,
    /// A thematic break.
    Rule,
}

/// The character that a reference such as `&shy;` or `&#8203;` means.
pub fn character(reference: &str) -> Option<char> {
    let text = Parser::new(reference).find_map(|event| match event {
        Event::Text(text) if *text != *reference => Some(text),
        _ => None,
    })?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The body of a document.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// From the end of the front matter to the end of the file.
    pub span: Span,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// All anchors: of headings, and explicit ones
    /// (`<a id="…">`, `## Heading {#…}`).
    pub anchors: HashSet<String>,
    /// Links and images in order; bare URLs and links in HTML last.
    pub links: Vec<Link>,
    /// Code spans in order.
    pub codes: Vec<Code>,
    /// Code blocks in order.
    pub code_blocks: Vec<CodeBlock>,
    /// Running text in order.
    pub texts: Vec<Text>,
    /// Raw HTML in order.
    pub html: Vec<Html>,
    /// Tags in the HTML, in order.
    pub tags: Vec<HtmlTag>,
    /// Comments in order.
    pub comments: Vec<HtmlComment>,
    /// Link definitions in order.
    pub definitions: Vec<Definition>,
    /// References without a definition.
    pub unresolved: Vec<Unresolved>,
    /// Uses of footnotes that are defined.
    pub footnote_uses: Vec<FootnoteUse>,
    pub undefined_footnotes: Vec<FootnoteUse>,
    pub footnotes: Vec<Definition>,
    pub tables: Vec<Table>,
    /// Top-level blocks of content.
    pub blocks: Vec<Block>,
    /// Where the nesting first exceeded [`MAX_NESTING`].
    pub too_deep: Option<Span>,
    /// Where the events first exceeded [`MAX_PARTS`].
    pub too_many: Option<Span>,
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
        let (bounded, too_deep) = nesting::bounded(source);
        let parser = Parser::new_with_broken_link_callback(bounded, options(), Some(&mut callback));
        let mut reader = Reader::new(source, start);
        let mut events = parser.into_offset_iter();
        reader.define(events.reference_definitions().iter().map(|(label, def)| (label, def.span.clone(), &*def.dest)));
        let mut too_many = None;
        for (count, (event, range)) in events.by_ref().enumerate() {
            if count == MAX_PARTS {
                too_many = Some(Span::from(range).shifted(start));
                break;
            }
            reader.event(event, range);
        }
        drop(events);
        let mut body = reader.finish(text);
        body.too_many = too_many.or(body.too_many);
        body.too_deep = body.too_deep.or(too_deep.map(|span| span.shifted(start)));
        body.unresolved = unresolved.into_inner();
        body.unresolved.retain(|found| !found.label.starts_with('^') && !found.label.starts_with('!'));
        let images: Vec<Span> = body.links.iter().filter(|link| link.image).map(|link| link.span).collect();
        body.unresolved.retain(|found| !images.iter().any(|image| image.contains(found.span) && *image != found.span));
        body.unresolved.sort_by_key(|found| found.span);
        body.unresolved.dedup();
        body
    }

    /// Whether a part was ignored because of a limit.
    pub fn is_cut(&self) -> bool {
        self.too_deep.is_some() || self.too_many.is_some()
    }

    /// Index of the heading of the section that contains `offset`.
    pub fn section_at(&self, offset: u32) -> Option<usize> {
        self.headings.partition_point(|heading| heading.span.start <= offset).checked_sub(1)
    }

    /// From the end of heading `index` to the next heading of the same or a higher level: the section with its
    /// subsections. Empty for a heading in a quote or list, which begins no section.
    pub fn section_span(&self, index: usize) -> Span {
        let Some(heading) = self.headings.get(index) else { return Span::default() };
        if heading.nested {
            return Span { start: heading.span.end, end: heading.span.end };
        }
        let mut rest = self.headings[index + 1..].iter();
        let end = rest.find(|next| !next.nested && next.level <= heading.level);
        Span { start: heading.span.end, end: end.map_or(self.span.end, |next| next.span.start) }
    }

    /// Whether an anchor exists, of a heading or explicit.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        self.anchors.contains(anchor)
    }
}

#[cfg(test)]
mod tests;
