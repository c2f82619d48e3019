//! Admonitions of Docusaurus (`:::note Title` … `:::`), which the parser treats as text.

use pulldown_cmark::{Event, Tag, TagEnd};

/// Maximum nesting of admonitions; deeper ones are shown as text.
const MAX_NESTED: usize = 8;

/// The class of an admonition, and the key of the word that is its title if none is written.
fn kind(keyword: &str) -> Option<(&'static str, &'static str)> {
    Some(match keyword {
        "note" | "secondary" => ("note", "note"),
        "info" => ("note", "info"),
        "tip" | "success" => ("tip", "tip"),
        "important" => ("important", "important"),
        "warning" => ("caution", "warning"),
        "caution" => ("caution", "caution"),
        "danger" => ("danger", "danger"),
        _ => return None,
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Title {
    Written(String),
    /// That of its kind: the key of the word.
    Kind(&'static str),
}

/// A parser event, or the start or end of an admonition.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// A parser event.
    Event(Event<'a>),
    /// An admonition of a class begins.
    Open(&'static str, Title),
    /// The innermost admonition ends.
    Close,
}

/// Finds the admonitions in a stream of events. The output is balanced, also within lists and quotes.
pub fn find<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Piece<'a>> {
    let mut finder = Finder { out: Vec::new(), open: Vec::new(), depth: 0, pending: false };
    let mut events = events.peekable();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Paragraph) => {
                let mut paragraph = Vec::new();
                for event in events.by_ref() {
                    match event {
                        Event::End(TagEnd::Paragraph) => break,
                        event => paragraph.push(event),
                    }
                }
                finder.paragraph(paragraph);
            }
            // The parser puts an end directly after a list into its last item.
            Event::SoftBreak if !finder.open.is_empty() => {
                let closes = matches!(events.peek(), Some(Event::Text(text)) if is_close(text));
                if closes && let Some(text) = events.next() {
                    if matches!(events.peek(), Some(Event::End(_) | Event::SoftBreak) | None) {
                        finder.pending = true;
                    } else {
                        finder.out.push(Piece::Event(Event::SoftBreak));
                        finder.out.push(Piece::Event(text));
                    }
                } else {
                    finder.out.push(Piece::Event(Event::SoftBreak));
                }
            }
            Event::Start(tag) => {
                finder.depth += 1;
                finder.out.push(Piece::Event(Event::Start(tag)));
            }
            Event::End(tag) => finder.end(tag),
            event => finder.out.push(Piece::Event(event)),
        }
    }
    while finder.open.pop().is_some() {
        finder.out.push(Piece::Close);
    }
    finder.out
}

struct Finder<'a> {
    out: Vec<Piece<'a>>,
    /// Depth of the Markdown around each open admonition.
    open: Vec<usize>,
    depth: usize,
    /// An end was deeper than its admonition: it takes effect when the depth is reached again.
    pending: bool,
}

impl<'a> Finder<'a> {
    fn end(&mut self, tag: TagEnd) {
        while self.open.last() == Some(&self.depth) && self.depth > 0 {
            self.close();
        }
        self.depth = self.depth.saturating_sub(1);
        self.out.push(Piece::Event(Event::End(tag)));
        if self.pending && self.open.last() == Some(&self.depth) {
            self.close();
        }
    }

    fn close(&mut self) {
        self.pending = false;
        self.open.pop();
        self.out.push(Piece::Close);
    }

    fn paragraph(&mut self, events: Vec<Event<'a>>) {
        if !events.iter().any(|event| matches!(event, Event::Text(text) if text.trim_start().starts_with(":::"))) {
            return self.flush(events);
        }
        let mut kept: Vec<Event<'a>> = Vec::new();
        for line in lines(events) {
            match directive(&line) {
                Some(Piece::Open(class, title)) if self.open.len() < MAX_NESTED => {
                    self.flush(std::mem::take(&mut kept));
                    self.open.push(self.depth);
                    self.out.push(Piece::Open(class, title));
                }
                Some(Piece::Close) if !self.open.is_empty() => {
                    self.flush(std::mem::take(&mut kept));
                    if self.open.last() == Some(&self.depth) {
                        self.close();
                    } else {
                        self.pending = true;
                    }
                }
                _ => {
                    if !kept.is_empty() {
                        kept.push(Event::SoftBreak);
                    }
                    kept.extend(line);
                }
            }
        }
        self.flush(kept);
    }

    fn flush(&mut self, events: Vec<Event<'a>>) {
        if !events.is_empty() {
            self.out.push(Piece::Event(Event::Start(Tag::Paragraph)));
            self.out.extend(events.into_iter().map(Piece::Event));
            self.out.push(Piece::Event(Event::End(TagEnd::Paragraph)));
        }
    }
}

/// The lines of a paragraph; lines within a span are kept together.
fn lines<'a>(events: Vec<Event<'a>>) -> Vec<Vec<Event<'a>>> {
    let mut lines = vec![Vec::new()];
    let mut depth = 0_usize;
    for event in events {
        match event {
            Event::SoftBreak if depth == 0 => {
                lines.push(Vec::new());
                continue;
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(line) = lines.last_mut() {
            line.push(event);
        }
    }
    lines
}

fn is_close(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 3 && text.bytes().all(|byte| byte == b':')
}

/// The start or end of an admonition on a line.
fn directive(line: &[Event<'_>]) -> Option<Piece<'static>> {
    let Some(Event::Text(first)) = line.first() else { return None };
    if !first.trim_start().starts_with(":::") {
        return None;
    }
    let text: String = line
        .iter()
        .map(|event| match event {
            Event::Text(text) | Event::Code(text) => text,
            _ => "",
        })
        .collect();
    if is_close(&text) {
        return Some(Piece::Close);
    }
    let rest = text.trim().trim_start_matches(':').trim_start();
    let end = rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (word, title) = rest.split_at(end);
    let (class, name) = kind(word)?;
    if !title.is_empty() && !title.starts_with([' ', '[', '{']) {
        return None;
    }
    let title = title.trim();
    let title = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')).unwrap_or(title).trim();
    Some(Piece::Open(class, if title.is_empty() { Title::Kind(name) } else { Title::Written(title.into()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::markdown::options;
    use pulldown_cmark::{Parser, TextMergeStream};

    fn shape(text: &str) -> String {
        let pieces = find(TextMergeStream::new(Parser::new_ext(text, options())));
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Open(class, title) => {
                    let title = match title {
                        Title::Written(title) => title,
                        Title::Kind(name) => format!("({name})"),
                    };
                    out.push_str(&format!("[{class} {title}:"));
                }
                Piece::Close => out.push(']'),
                Piece::Event(Event::Text(text)) => out.push_str(&text),
                Piece::Event(Event::SoftBreak) => out.push('/'),
                Piece::Event(Event::Start(Tag::Paragraph)) => out.push('<'),
                Piece::Event(Event::End(TagEnd::Paragraph)) => out.push('>'),
                Piece::Event(Event::Start(_)) => out.push('('),
                Piece::Event(Event::End(_)) => out.push(')'),
                Piece::Event(_) => {}
            }
        }
        out
    }

    #[test]
    fn admonitions_have_the_same_bounds_as_rendered() {
        assert_eq!(shape(":::note\n\na\n\n:::\n\nb"), "[note (note):<a>]<b>");
        assert_eq!(shape(":::info A `b`\na\n:::\nb"), "[note A b:<a>]<b>");
        assert_eq!(shape(":::tip[A b]\n- a\n- b\n:::\n\nc"), "[tip A b:((a)(b))]<c>");
        assert_eq!(shape(":::danger\n- a\n\n- b\n:::\n\nc"), "[danger (danger):((<a>)(<b>))]<c>");
        assert_eq!(shape("> :::note\n> a"), "([note (note):<a>])");
        assert_eq!(shape(":::note\n\n:::tip\n\na\n\n:::\n\n:::"), "[note (note):[tip (tip):<a>]]");
        assert_eq!(shape(":::note\n\nnever ends"), "[note (note):<never ends>]");
    }

    #[test]
    fn other_quotes_are_unchanged() {
        assert_eq!(shape(":::"), "<:::>");
        assert_eq!(shape(":::unknown\n\na"), "<:::unknown><a>");
        assert_eq!(shape("a ::: b"), "<a ::: b>");
        let deep = shape(&":::note\n\n".repeat(50));
        assert_eq!(deep.matches('[').count(), MAX_NESTED);
    }
}
