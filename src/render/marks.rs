//! Marks of binding statements: their positions in the text, and permanent IDs for links.

use crate::model::document::Document;
use crate::model::statements::{Anchored, anchored};
use pulldown_cmark::{CowStr, Event};
use std::ops::Range;

/// Maximum length of a statement in a list, in characters.
const MOST: usize = 120;

/// Distinguishes a mark from HTML, which always begins with `<`.
const SIGN: &str = "\0mark ";

/// The statements of a document with their IDs.
pub struct Marks<'d> {
    /// In the order of the text.
    pub all: &'d [Anchored],
}

impl<'d> Marks<'d> {
    /// Reads a document.
    pub fn of(document: &'d Document) -> Self {
        Marks { all: anchored(document) }
    }

    /// Inserts a mark before each statement. `offset` is the start of the body in the source.
    pub fn insert<'a>(&self, events: impl Iterator<Item = (Event<'a>, Range<usize>)>, offset: usize) -> Vec<Event<'a>> {
        let mut out = Vec::new();
        let mut next = 0;
        for (event, range) in events {
            let mut text = match event {
                Event::Text(text) => text,
                Event::Code(_) => {
                    while self.begins(next, offset).is_some_and(|at| at < range.end) {
                        out.push(mark(next));
                        next += 1;
                    }
                    out.push(event);
                    continue;
                }
                event => {
                    out.push(event);
                    continue;
                }
            };
            let mut from = range.start;
            // The content of an admonition begins on the next line.
            let directive = text.trim_start().starts_with(":::");
            while let Some(at) = self.begins(next, offset).filter(|at| *at < range.end && !directive) {
                let cut = at.saturating_sub(from);
                let whole = text.len() == range.end - from;
                if whole && cut > 0 && text.is_char_boundary(cut) {
                    let (before, after) = text.split_at(cut);
                    let (before, after) = (before.to_owned(), after.to_owned());
                    out.push(Event::Text(CowStr::from(before)));
                    text = CowStr::from(after);
                    from = at;
                }
                out.push(mark(next));
                next += 1;
            }
            out.push(Event::Text(text));
        }
        out
    }

    fn begins(&self, index: usize, offset: usize) -> Option<usize> {
        self.all.get(index).map(|found| (found.statement.span.start as usize).saturating_sub(offset))
    }
}

fn mark<'a>(index: usize) -> Event<'a> {
    Event::InlineHtml(CowStr::from(format!("{SIGN}{index}")))
}

/// The index of the statement of a piece of inline HTML, if it is a mark.
pub fn index(html: &str) -> Option<usize> {
    html.strip_prefix(SIGN)?.parse().ok()
}

/// The text of a statement, truncated at a word.
pub fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_owned() };
    let start = text.get(..end).unwrap_or_default();
    format!("{} …", start.rsplit_once(' ').map_or(start, |(start, _)| start))
}
