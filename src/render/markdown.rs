//! Markdown to HTML without external resources or scripts.
//!
//! The parser and its dialect are those of the model, so that headings, anchors and links are the same
//! for checks and readers. The output is balanced; the sanitizer runs last.

pub mod admonition;
mod code;
mod footnotes;
pub mod raw;

use super::escape::{html as escape, push_html};
use super::links::Links;
use super::marks::{self, Marks};
use super::views::Mark;
use crate::model::markdown::{Heading, bare_addresses, label_key, options};
use crate::text::path::file_name;
use crate::words::Words;
use admonition::{Piece, Title};
use code::Code;
use footnotes::Notes;
use pulldown_cmark::{Alignment, BlockQuoteKind, Event, LinkType, Parser, Tag, TagEnd, TextMergeStream};

/// The rendered text of a document.
pub struct Rendered {
    pub html: String,
    pub marks: Vec<Mark>,
    /// Whether there are diagrams in it that are not drawn yet.
    pub diagrams: bool,
    /// Diagrams as SVG, in the order of their places ([`DRAWN`]).
    pub drawn: Vec<String>,
}

/// The place of a diagram in HTML that is not sanitized yet: SVG would not pass.
pub const DRAWN: &str = "<div class=\"drawn\"></div>";

/// The body of a document, not sanitized yet. Content that is nested too deeply is shown as source.
pub fn html<'a>(links: &'a Links<'a>, words: &'a Words) -> Rendered {
    let document = links.document;
    let source = document.source.slice(document.body.span);
    if document.body.is_cut() {
        let mut out = format!(
            "<div class=\"admonition caution\" role=\"note\"><p class=\"admonition-title\">{}</p>\
             <p>{}</p></div>\n<pre tabindex=\"0\"><code>",
            escape(words.get("as_source")),
            escape(words.get("as_source_why")),
        );
        push_html(&mut out, source);
        out.push_str("</code></pre>\n");
        return Rendered { html: out, marks: Vec::new(), diagrams: false, drawn: Vec::new() };
    }
    let marks = Marks::of(document);
    let events = Parser::new_ext(source, options()).into_offset_iter();
    let events = marks.insert(events, document.body.span.start as usize);
    let events = TextMergeStream::new(events.into_iter());
    let mut writer = Writer {
        out: String::with_capacity(source.len() * 3 / 2),
        links,
        headings: document.body.headings.iter(),
        heading: None,
        raw: Vec::new(),
        depth: 0,
        verbatim: Verbatim::None,
        open_links: Vec::new(),
        image: None,
        alignments: Vec::new(),
        cell: 0,
        in_head: false,
        notes: Notes::default(),
        marks: &marks,
        marked: Vec::new(),
        words,
        colored: 0,
        diagrams: false,
        drawn: Vec::new(),
    };
    writer.run(admonition::find(events));
    writer.footnotes();
    let Writer { out, mut marked, diagrams, drawn, .. } = writer;
    marked.sort_unstable();
    let shown = marked.into_iter().filter_map(|index| marks.all.get(index));
    let shown = shown.map(|found| Mark {
        id: found.anchor.clone(),
        number: found.number.map(|number| format!("R{number}")),
        word: found.statement.keyword().map(|word| word.name()).unwrap_or_default(),
        text: marks::shortened(&found.statement.text),
    });
    Rendered { html: out, marks: shown.collect(), diagrams, drawn }
}

/// The content of an open code block or HTML block.
#[derive(Default)]
enum Verbatim {
    #[default]
    None,
    Code(Code),
    Html(String),
}

struct Writer<'a> {
    links: &'a Links<'a>,
    out: String,
    headings: std::slice::Iter<'a, Heading>,
    heading: Option<&'a Heading>,
    /// The open raw elements, each with the depth of the Markdown around it.
    raw: Vec<(String, usize)>,
    depth: usize,
    verbatim: Verbatim,
    /// Whether each open link is an element `a`.
    open_links: Vec<&'static str>,
    /// The image that is open: target, title, alt text, and how many are open in it.
    image: Option<(String, String, String, usize)>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    notes: Notes<'a>,
    marks: &'a Marks<'a>,
    /// Indexes of the statements that are marked.
    marked: Vec<usize>,
    words: &'a Words,
    /// Bytes of code that were colored.
    colored: usize,
    diagrams: bool,
    drawn: Vec<String>,
}

impl<'a> Writer<'a> {
    fn run(&mut self, pieces: Vec<Piece<'a>>) {
        let mut pieces = pieces.into_iter();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Event(Event::Start(Tag::FootnoteDefinition(label))) => {
                    let content: Vec<Piece<'a>> = pieces
                        .by_ref()
                        .take_while(|piece| !matches!(piece, Piece::Event(Event::End(TagEnd::FootnoteDefinition))))
                        .collect();
                    self.notes.define(label_key(&label), content);
                }
                Piece::Event(event) => self.event(event),
                Piece::Open(class, title) => {
                    let words = self.words;
                    let title = match &title {
                        Title::Written(title) => title,
                        Title::Kind(key) => words.get(key),
                    };
                    self.open_admonition(class, title);
                }
                Piece::Close => self.close_admonition(),
            }
        }
        self.close_raw(0);
    }

    fn event(&mut self, event: Event<'_>) {
        if let Some((_, _, alt, nested)) = &mut self.image {
            match event {
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                Event::Start(Tag::Image { .. }) => *nested += 1,
                Event::End(TagEnd::Image) if *nested > 0 => *nested -= 1,
                Event::End(TagEnd::Image) => self.end_image(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.image = Some((dest_url.into_string(), title.into_string(), String::new(), 0));
            }
            Event::Start(tag) => {
                if !matches!(tag, Tag::HtmlBlock) {
                    self.depth += 1;
                }
                self.start(tag);
            }
            Event::End(tag) => {
                if !matches!(tag, TagEnd::HtmlBlock) {
                    self.close_raw(self.depth);
                    self.depth = self.depth.saturating_sub(1);
                }
                self.end(tag);
            }
            Event::Text(text) => match &mut self.verbatim {
                Verbatim::Html(html) => html.push_str(&text),
                Verbatim::Code(code) => code.push(&text),
                Verbatim::None => self.text(&text),
            },
            Event::Code(text) => {
                self.out.push_str("<code>");
                push_html(&mut self.out, &text);
                self.out.push_str("</code>");
            }
            Event::Html(html) => match &mut self.verbatim {
                Verbatim::Html(all) => all.push_str(&html),
                _ => self.raw_html(&html, false),
            },
            Event::InlineHtml(html) => match marks::index(&html) {
                Some(index) => self.mark(index),
                None => self.raw_html(&html, true),
            },
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(label) => self.reference(&label_key(&label)),
            Event::InlineMath(text) | Event::DisplayMath(text) => push_html(&mut self.out, &text),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => {
                // The page has the only level 1 heading.
                let level = (level as usize).max(2);
                self.heading = self.headings.next();
                match self.heading {
                    Some(heading) => self.out.push_str(&format!("<h{level} id=\"{}\">", escape(heading.id()))),
                    None => self.out.push_str(&format!("<h{level}>")),
                }
            }
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = match kind {
                    BlockQuoteKind::Note => ("note", "note"),
                    BlockQuoteKind::Tip => ("tip", "tip"),
                    BlockQuoteKind::Important => ("important", "important"),
                    BlockQuoteKind::Warning => ("caution", "warning"),
                    BlockQuoteKind::Caution => ("danger", "caution"),
                };
                let words = self.words;
                self.admonition(class, words.get(title));
            }
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.verbatim = Verbatim::Html(String::new()),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                let class = match self.alignments.get(self.cell) {
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                let head = if self.in_head { "th scope=\"col\"" } else { "td" };
                self.out.push_str(&format!("<{head}{class}>"));
                self.cell += 1;
            }
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                self.start_link("", &format!("{scheme}{dest_url}"), &title);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                if let Some(heading) = self.heading.take() {
                    let anchor = escape(heading.id());
                    // An id in braces is not text.
                    if let Some(text) = self.out.strip_suffix(&format!("{{#{anchor}}}")) {
                        self.out.truncate(text.trim_end().len());
                    }
                    let label = escape(&self.words.fill("link_to_section", &[("section", &heading.text)]));
                    self.out
                        .push_str(&format!("<a class=\"permalink\" href=\"#{anchor}\" aria-label=\"{label}\"></a>"));
                }
                self.out.push_str(&format!("</h{}>\n", (level as usize).max(2)));
            }
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                if let Verbatim::Html(html) = std::mem::take(&mut self.verbatim) {
                    self.raw_html(&html, false);
                }
            }
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    /// An image that the page may show; else a link to it with its alt text.
    fn end_image(&mut self) {
        let Some((target, title, alt, _)) = self.image.take() else { return };
        let alt = alt.trim();
        if let Some(attributes) = self.links.image(&target) {
            let title = if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(&title)) };
            self.out.push_str(&format!("<img {attributes} alt=\"{}\"{title}>", escape(alt)));
            return;
        }
        self.start_link(" class=\"image\"", &target, &title);
        let label = escape(self.words.get("image"));
        self.out.push_str(&format!("<span class=\"image-label\">{label}</span> "));
        push_html(&mut self.out, if alt.is_empty() { file_name(&target) } else { alt });
        self.end_link();
    }

    /// The mark of a statement: its permanent anchor, and for a normative one its number, which links to itself, except
    /// within a link.
    fn mark(&mut self, index: usize) {
        let Some(found) = self.marks.all.get(index) else { return };
        self.marked.push(index);
        self.out.push_str(&format!("<span class=\"statement\" id=\"{}\"></span>", found.anchor));
        let Some(number) = found.number else { return };
        if self.open_links.is_empty() {
            let word = found.statement.keyword().map(|word| word.name()).unwrap_or_default();
            let label = escape(&self.words.fill("link_to_statement", &[("word", word)]));
            self.out.push_str(&format!(
                "<a class=\"statement requirement\" id=\"R{number}\" href=\"#R{number}\" aria-label=\"R{number}. {label}\">R{number}</a>"
            ));
        } else {
            self.out.push_str(&format!("<span class=\"statement requirement\" id=\"R{number}\">R{number}</span>"));
        }
    }

    fn end_link(&mut self) {
        let element = self.open_links.pop().unwrap_or("span");
        self.out.push_str(&format!("</{element}>"));
    }

    /// Starts a link; within another one (such as around an image) a span.
    fn start_link(&mut self, class: &str, target: &str, title: &str) {
        if self.open_links.is_empty() {
            self.out.push_str(&format!("<a{class}"));
            if let Some(target) = self.links.resolve(target) {
                self.out.push_str(&format!(" href=\"{}\"", escape(&target)));
            }
            if !title.is_empty() {
                self.out.push_str(&format!(" title=\"{}\"", escape(title)));
            }
            self.out.push('>');
            self.open_links.push("a");
        } else {
            self.out.push_str(&format!("<span{class}>"));
            self.open_links.push("span");
        }
    }

    /// Running text, in which bare URLs become links.
    fn text(&mut self, text: &str) {
        let mut at = 0;
        if self.open_links.is_empty() && text.contains("http") {
            for (span, url) in bare_addresses(text) {
                // A URL within a URL is part of it.
                let range = span.range();
                let Some(before) = text.get(at..range.start) else { continue };
                push_html(&mut self.out, before);
                let url = escape(url);
                self.out.push_str(&format!("<a href=\"{url}\">{url}</a>"));
                at = range.end;
            }
        }
        push_html(&mut self.out, text.get(at..).unwrap_or_default());
    }

    fn admonition(&mut self, class: &str, title: &str) {
        self.out.push_str(&format!(
            "<div class=\"admonition {class}\" role=\"note\"><p class=\"admonition-title\">{}</p>\n",
            escape(title)
        ));
    }

    fn open_admonition(&mut self, class: &str, title: &str) {
        self.depth += 1;
        self.admonition(class, title);
    }

    fn close_admonition(&mut self) {
        self.close_raw(self.depth);
        self.depth = self.depth.saturating_sub(1);
        self.out.push_str("</div>\n");
    }
}
