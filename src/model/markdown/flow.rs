//! Visible text by block, without markup, with its mapping to bytes.

use super::{MAX_NESTING, options};
use crate::text::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// Kind of block of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// A paragraph, possibly in a quote or footnote.
    Paragraph,
    /// A paragraph in an item of a list.
    Item,
    /// A row of a table: its cells, with a bar between them.
    Row,
    Heading,
}

/// A piece of visible text from one piece of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in [`Flow::text`].
    pub at: usize,
    /// Its length there.
    pub len: usize,
    /// The bytes in the source.
    pub span: Span,
    /// Whether it is a code span.
    pub code: bool,
}

/// The visible text of one block: whitespace collapsed, without markup, images, HTML and struck text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The kind of block.
    pub kind: FlowKind,
    pub text: String,
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
    /// Index of the flow that introduces it: of an item or row, the text before the list or table that ends with a
    /// colon, the item around the list, or the head of the table.
    pub lead: Option<usize>,
}

impl Flow {
    fn new(kind: FlowKind) -> Self {
        Flow { kind, text: String::new(), pieces: Vec::new(), lead: None }
    }

    fn push(&mut self, text: &str, span: Span, code: bool) {
        let at = self.text.len();
        for c in text.chars() {
            match c {
                c if c.is_whitespace() => self.space(),
                c => self.text.push(c),
            }
        }
        let len = self.text.len() - at;
        self.pieces.push(Piece { at, len, span, code });
    }

    /// Adds a space, unless there is one.
    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// The bytes that `start..end` of the text came from.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let piece = |offset: usize| {
            let next = self.pieces.partition_point(|piece| piece.at <= offset);
            self.pieces.get(next.saturating_sub(1))
        };
        let (Some(first), Some(last)) = (piece(start), piece(end.saturating_sub(1).max(start))) else {
            return Span::default();
        };
        // If nothing was collapsed or resolved, the bytes are the same; else use the whole piece.
        let same = |piece: &Piece| !piece.code && piece.len == piece.span.len();
        let from = if same(first) { start.saturating_sub(first.at).min(first.len) } else { 0 };
        let to = if same(last) { end.saturating_sub(last.at).min(last.len) } else { last.span.len() };
        Span::new(first.span.start as usize + from, last.span.start as usize + to)
    }

    /// Whether the text at `offset` is code.
    pub fn is_code(&self, offset: usize) -> bool {
        let next = self.pieces.partition_point(|piece| piece.at <= offset);
        next.checked_sub(1).and_then(|at| self.pieces.get(at)).is_some_and(|piece| piece.code)
    }
}

/// The flows of the Markdown in `text[start..]`, in order. Code blocks and HTML blocks have none.
pub fn flows(text: &str, start: usize) -> Vec<Flow> {
    let Some(source) = text.get(start..) else { return Vec::new() };
    let mut reader = Reader::default();
    let (bounded, _) = super::nesting::bounded(source);
    for (event, range) in Parser::new_ext(bounded, options()).into_offset_iter() {
        reader.event(event, Span::from(range).shifted(start));
    }
    reader.end();
    reader.flows
}

#[derive(Default)]
struct Reader {
    flows: Vec<Flow>,
    open: Option<Flow>,
    depth: usize,
    /// Number of open items.
    items: usize,
    /// Number of open images and struck texts.
    hidden: usize,
    /// Whether it is in a block of code or HTML.
    block: bool,
    /// The last flow, if nothing but the begin of a list or table follows it.
    last: Option<usize>,
    /// What introduces each open list or table.
    leads: Vec<Option<usize>>,
    /// Whether the next flow is the first of its item.
    first: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.start(&tag);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.finish(tag);
            }
            _ if self.depth > MAX_NESTING || self.hidden > 0 || self.block => {}
            Event::Text(text) => self.flow().push(&text, span, false),
            Event::Code(text) => self.flow().push(&text, span, true),
            Event::SoftBreak | Event::HardBreak => self.flow().space(),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => self.flow().space(),
            _ => {}
        }
    }

    /// The open flow. Items of a tight list have no paragraph around their text.
    fn flow(&mut self) -> &mut Flow {
        let kind = if self.items > 0 { FlowKind::Item } else { FlowKind::Paragraph };
        self.open.get_or_insert_with(|| Flow::new(kind))
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } | Tag::Strikethrough => {
                self.hidden += 1;
                return;
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.end();
                self.block = true;
            }
            Tag::Heading { .. } => self.begin(FlowKind::Heading),
            Tag::TableHead | Tag::TableRow => self.begin(FlowKind::Row),
            Tag::TableCell if self.open.as_ref().is_some_and(|flow| !flow.pieces.is_empty()) => {
                let flow = self.flow();
                flow.space();
                flow.text.push_str("| ");
                return;
            }
            Tag::Item => {
                self.end();
                self.items += 1;
                self.first = true;
            }
            Tag::List(_) | Tag::Table(_) => {
                self.end();
                let flow = self.last.and_then(|last| self.flows.get(last));
                let colon = |text: &str| text.ends_with(':') && !text.ends_with("::");
                let leads = flow.is_some_and(|flow| flow.lead.is_some() || colon(&flow.text));
                self.leads.push(self.last.filter(|_| leads));
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.end(),
            _ => return,
        }
        self.last = None;
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image | TagEnd::Strikethrough => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.block = false,
            TagEnd::Item => {
                self.end();
                self.items = self.items.saturating_sub(1);
                self.first = false;
            }
            TagEnd::TableHead => {
                self.end();
                // A head introduces the rows below it.
                if let (Some(lead), Some(head)) = (self.leads.last_mut(), self.last) {
                    *lead = Some(head);
                }
            }
            TagEnd::List(_) | TagEnd::Table => {
                self.end();
                self.leads.pop();
                self.last = None;
            }
            TagEnd::Heading(_) => {
                self.end();
                self.last = None;
            }
            TagEnd::Paragraph | TagEnd::TableRow | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => self.end(),
            _ => {}
        }
    }

    fn begin(&mut self, kind: FlowKind) {
        self.end();
        self.open = Some(Flow::new(kind));
    }

    fn end(&mut self) {
        if let Some(mut flow) = self.open.take() {
            let len = flow.text.trim_end().len();
            flow.text.truncate(len);
            flow.pieces.retain(|piece| piece.at < len);
            if !flow.text.is_empty() {
                let part = flow.kind == FlowKind::Row || (flow.kind == FlowKind::Item && self.first);
                flow.lead = self.leads.last().copied().flatten().filter(|_| part);
                self.first = false;
                self.last = Some(self.flows.len());
                self.flows.push(flow);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<String> {
        flows(text, 0).into_iter().map(|flow| flow.text).collect()
    }

    #[test]
    fn each_block_is_a_separate_flow() {
        let text = "## Head\n\nA *b*\n`c` [d](e.md) ![f](g)\n~~h~~<br>i\n\n- one\n  two\n- three\n\n  four\n\n> quoted\n\n\
                    | x | `y` |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n\nnote[^n]\n\n[^n]: foot\n    note\n";
        let expected =
            ["Head", "A b c d i", "one two", "three", "four", "quoted", "x | y", "1 | 2", "note", "foot note"];
        assert_eq!(texts(text), expected);
    }

    #[test]
    fn a_colon_introduces_a_list_or_table() {
        let text = "These:\n\n- one\n  - two\n\n  more\n- three\n\nThose\n\n- four\n\nAll:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
                    None:\n\ntext\n\n- five\n\n## Six:\n\n- seven\n";
        let leads = flows(text, 0);
        let lead = |flow: &Flow| flow.lead.and_then(|lead| Some((flow.text.clone(), leads.get(lead)?.text.clone())));
        let found: Vec<(String, String)> = leads.iter().filter_map(lead).collect();
        let pair = |part: &str, lead: &str| (part.to_owned(), lead.to_owned());
        let expected = [
            pair("one", "These:"),
            pair("two", "one"),
            pair("three", "These:"),
            pair("a | b", "All:"),
            pair("1 | 2", "a | b"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn positions_map_back_to_bytes() {
        let text = "It *MUST* be\n`so` and &amp; on.";
        let flow = flows(text, 0).remove(0);
        assert_eq!(flow.text, "It MUST be so and & on.");
        let at = |word: &str| {
            let start = flow.text.find(word).unwrap();
            &text[flow.span(start, start + word.len()).range()]
        };
        assert_eq!((at("MUST"), at("so"), at("&"), at("be so")), ("MUST", "`so`", "&amp;", "be\n`so`"));
        assert_eq!(&text[flow.span(0, flow.text.len()).range()], text);
    }

    proptest! {
        #[test]
        fn spans_are_within_the_text(text in "[-a-z*`|\\[\\]()<>#~&;:! \n\u{e4}]{0,200}", a in 0_usize..200, b in 0_usize..200) {
            for flow in flows(&text, 0) {
                let (a, b) = (a.min(flow.text.len()), b.min(flow.text.len()));
                let span = flow.span(a.min(b), a.max(b));
                prop_assert!(span.end as usize <= text.len());
                let whole = flow.span(0, flow.text.len());
                prop_assert!(text.get(whole.range()).is_some());
            }
        }
    }
}
