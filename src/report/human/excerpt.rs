//! Excerpts: a few lines around a location, escaped for a terminal and truncated to its width.
//!
//! The renderer gets escaped text: no control character of a document reaches it, and its size
//! depends on the terminal, not on the document.

use crate::text::escape::hidden;
use crate::text::layout::char_width;
use crate::text::{Position, Source, Span};
use std::ops::Range;

/// Maximum number of lines of a location that are shown.
const MAX_LINES: usize = 4;

#[derive(Debug)]
pub(super) struct Excerpt {
    /// The lines, safe to print.
    pub text: String,
    /// The location within `text`.
    pub span: Range<usize>,
    /// Start of the location in the file.
    pub start: Position,
    /// The last line of the location, if not all of it is shown.
    pub goes_on_to: Option<usize>,
}

/// Columns of the line number and the frame.
pub(super) fn gutter(line: usize) -> usize {
    line.to_string().len() + 3
}

/// The excerpt of `span` for a terminal of `width` columns.
pub(super) fn excerpt(source: &Source, span: Span, width: usize) -> Excerpt {
    let length = source.text().len();
    let mut end = (span.end as usize).min(length);
    let begin = (span.start as usize).min(end);
    // A line ending belongs to the excerpt only if it is all of the location.
    while end > begin && source.text().as_bytes().get(end - 1).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        end -= 1;
    }
    let first = source.line_of(begin);
    let last = source.line_of(end);
    let shown = last.min(first + MAX_LINES - 1);
    let room = width.saturating_sub(gutter(shown + 1)).max(20);
    let mut out = Excerpt {
        text: String::new(),
        span: 0..0,
        start: source.position(begin),
        goes_on_to: (shown < last).then_some(last + 1),
    };
    for line in first..=shown {
        if line > first {
            out.text.push('\n');
        }
        let whole = line_range(source, line);
        let from = begin.clamp(whole.start, whole.end);
        let to = end.clamp(whole.start, whole.end);
        let marked = cut(source.text(), whole, from..to, room, &mut out.text);
        if line == first {
            out.span = marked.clone();
        }
        out.span.end = marked.end;
    }
    out
}

/// A line without its ending.
fn line_range(source: &Source, line: usize) -> Range<usize> {
    let span = source.line_span(line);
    let start = span.start as usize;
    let text = source.text().as_bytes();
    let mut end = span.end as usize;
    while end > start && text.get(end - 1).is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        end -= 1;
    }
    start..end
}

/// Writes the part of `line` that fits into `room` columns and contains as much as possible of `mark`;
/// returns the range of the mark in `out`.
fn cut(text: &str, line: Range<usize>, mark: Range<usize>, room: usize, out: &mut String) -> Range<usize> {
    let part = |range: Range<usize>| text.get(range).unwrap_or("");
    let (before, inside, after) = (part(line.start..mark.start), part(mark.clone()), part(mark.end..line.end));
    // One column on each side is for an ellipsis.
    let room = room.saturating_sub(2);
    let (inside_bytes, inside_width) = take(inside.chars(), room);
    let rest = room - inside_width;
    let whole_inside = inside_bytes == inside.len();
    let (mut after_bytes, mut after_width) = if whole_inside { take(after.chars(), rest / 2) } else { (0, 0) };
    let (before_bytes, before_width) = take(before.chars().rev(), rest - after_width);
    if whole_inside {
        (after_bytes, after_width) = take(after.chars(), rest - before_width);
    }
    debug_assert!(before_width + inside_width + after_width <= room);
    if before_bytes < before.len() {
        out.push('…');
    }
    push_visible(part(mark.start - before_bytes..mark.start), out);
    let start = out.len();
    push_visible(part(mark.start..mark.start + inside_bytes), out);
    let end = out.len();
    push_visible(part(mark.end..mark.end + after_bytes), out);
    if !whole_inside || after_bytes < after.len() {
        out.push('…');
    }
    start..end
}

/// Number of bytes of the characters that fit into `room` columns, and their width.
fn take(chars: impl Iterator<Item = char>, room: usize) -> (usize, usize) {
    let (mut bytes, mut used) = (0, 0);
    for c in chars {
        let wide = visible_width(c);
        if used + wide > room {
            break;
        }
        used += wide;
        bytes += c.len_utf8();
        // Zero-width characters are unlimited otherwise.
        if bytes > 16 * (room + 1) {
            break;
        }
    }
    (bytes, used)
}

fn visible_width(c: char) -> usize {
    match c {
        '\t' => 4,
        c if hidden(c) => c.escape_unicode().len(),
        c => char_width(c),
    }
}

/// Appends text with hidden characters as escapes and tabs as spaces, and without `##[`, which a
/// workflow runner interprets anywhere in a line.
pub(super) fn push_visible(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\t' => out.push_str("    "),
            c if hidden(c) => out.extend(c.escape_unicode()),
            '[' if out.ends_with("##") => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, span: Range<usize>, width: usize) -> (String, String) {
        let found = excerpt(&Source::new(text.as_bytes()), span.into(), width);
        let marked = found.text.get(found.span.clone()).map(str::to_owned);
        (found.text, marked.unwrap_or_else(|| panic!("{:?}", found.span)))
    }

    #[test]
    fn an_excerpt_shows_the_location_escaped() {
        assert_eq!(show("a b c\n", 2..3, 80), ("a b c".into(), "b".into()));
        assert_eq!(show("a\u{1b}[31mb\tc\rd", 1..2, 80), ("a\\u{1b}[31mb    c".into(), "\\u{1b}".into()));
        assert_eq!(show("one\r\ntwo\r\nthree", 5..10, 80), ("two".into(), "two".into()));
        assert_eq!(show("", 0..0, 80), (String::new(), String::new()));
        assert_eq!(show("x\n", 2..2, 80), (String::new(), String::new()));
        assert_eq!(show("one\ntwo\nthree", 1..9, 80), ("one\ntwo\nthree".into(), "ne\ntwo\nt".into()));
    }

    #[test]
    fn long_line_is_cut_around_the_location() {
        let text = format!("{}HERE{}", "ab ".repeat(400_000), " cd".repeat(10));
        let at = text.find('H').unwrap();
        let (line, marked) = show(&text, at..at + 4, 60);
        assert_eq!(marked, "HERE");
        assert!(line.chars().count() <= 60 && line.starts_with('…') && line.ends_with('…'), "{line}");
        let (line, marked) = show(&text, 0..text.len(), 60);
        assert!(line.chars().count() <= 60 && line.ends_with('…') && marked.len() + '…'.len_utf8() == line.len());
        let (line, _) = show(&"\u{301}".repeat(100_000), 5..6, 60);
        assert!(line.len() < 10_000);
    }

    #[test]
    fn multi_line_location_is_cut() {
        let found = excerpt(&Source::new("a\n".repeat(100).as_bytes()), Span::new(0, 100), 80);
        assert_eq!((found.text.as_str(), found.goes_on_to), ("a\na\na\na", Some(50)));
    }
}
