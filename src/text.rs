//! Text with spans, lines and columns.

pub mod escape;
pub mod hidden;
pub mod layout;
pub mod palette;
pub mod path;

use serde::Serialize;
use std::ops::Range;

/// A half-open range of bytes in one file, counted from the start of the file (a byte order mark counts).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The span `start..end`; an end before the start is moved up to it.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Span { start, end }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Span::new(offset, offset)
    }

    /// The same span, moved `by` bytes towards the end of the file.
    pub fn shifted(self, by: usize) -> Self {
        Span::new(self.start as usize + by, self.end as usize + by)
    }

    /// The span as a range that indexes a string or slice.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` is inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` is inside (an empty span contains its own offset).
    pub fn holds(self, offset: u32) -> bool {
        self.start <= offset && (offset < self.end || offset == self.start)
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// A position as shown to users: line and column count from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
    /// Byte offset from the start of the file.
    pub offset: usize,
}

/// The text of one file with an index of its lines.
///
/// Bytes that are not UTF-8 are each replaced by `?`, so that offsets are preserved.
#[derive(Clone, Debug, Default)]
pub struct Source {
    text: String,
    lines: Vec<u32>,
    invalid: Option<Span>,
}

impl Source {
    /// Decodes `bytes`. Never fails: invalid UTF-8 is replaced byte by byte, and
    /// [`Source::invalid`] is the first such sequence.
    pub fn new(bytes: &[u8]) -> Self {
        let mut invalid = None;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                let mut text = String::with_capacity(bytes.len());
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    if !chunk.invalid().is_empty() {
                        invalid.get_or_insert_with(|| Span::new(text.len(), text.len() + chunk.invalid().len()));
                        text.extend(chunk.invalid().iter().map(|_| '?'));
                    }
                }
                text
            }
        };
        let mut lines = vec![0];
        let bytes = text.as_bytes();
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes.get(at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n') {
                lines.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
            }
        }
        Source { text, lines, invalid }
    }

    /// The whole text, including a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Location of the first invalid UTF-8 sequence.
    pub fn invalid(&self) -> Option<Span> {
        self.invalid
    }

    /// The text under `span`; empty if the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// Length of the byte order mark at the start: 3 or 0.
    pub fn bom_len(&self) -> usize {
        if self.text.starts_with('\u{feff}') { 3 } else { 0 }
    }

    /// Index (from 0) of the line that contains `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Number of lines; an empty file has one.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The span of line `line` (from 0) with its line ending; the empty span at the end past the last.
    pub fn line_span(&self, line: usize) -> Span {
        let end = self.text.len();
        let start = self.lines.get(line).map_or(end, |start| *start as usize);
        let next = self.lines.get(line + 1).map_or(end, |start| *start as usize);
        Span::new(start, next)
    }

    /// The text of line `line` (from 0) without its line ending.
    pub fn line_text(&self, line: usize) -> &str {
        self.slice(self.line_span(line)).trim_end_matches(['\n', '\r'])
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.lines.get(line).map_or(0, |start| *start as usize);
        let column = self.slice(Span::new(start, offset)).chars().count();
        Position { line: line + 1, column: column + 1, offset }
    }

    /// The line ending that the file uses first; `\n` if it has none.
    pub fn line_ending(&self) -> &'static str {
        match self.text.find(['\n', '\r']) {
            Some(at) if self.text[at..].starts_with("\r\n") => "\r\n",
            Some(at) if self.text[at..].starts_with('\r') => "\r",
            _ => "\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_scalar_values_and_all_line_endings() {
        let source = Source::new("\u{feff}ä\r\nb\rc\n".as_bytes());
        assert_eq!(source.line_count(), 4);
        let at = source.position("\u{feff}ä".len());
        assert_eq!((at.line, at.column), (1, 3));
        let at = source.position(source.text().find('c').unwrap_or(0));
        assert_eq!((at.line, at.column), (3, 1));
        assert_eq!(source.line_text(0), "\u{feff}ä");
        assert_eq!(source.line_ending(), "\r\n");
    }

    #[test]
    fn invalid_utf8_keeps_every_offset() {
        let source = Source::new(b"ab\xff\xfecd");
        assert_eq!(source.text(), "ab??cd");
        assert_eq!(source.invalid().map(|span| span.start), Some(2));
    }
}
