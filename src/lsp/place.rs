//! Conversion between byte spans and positions of editors: lines from 0, and characters in one of two units.

use super::types::{Position, Range};
use crate::text::{Source, Span};
use serde_json::Value;

/// The negotiated unit of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units; the default.
    #[default]
    Utf16,
}

impl Encoding {
    /// Negotiates the encoding, preferring UTF-8, which needs no conversion. Every client knows UTF-16.
    pub(super) fn negotiate(offered: &Value) -> Self {
        let utf8 = offered.as_array().is_some_and(|offered| offered.iter().any(|name| name == "utf-8"));
        if utf8 { Encoding::Utf8 } else { Encoding::Utf16 }
    }

    /// Its name in the protocol.
    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
        }
    }

    /// Number of units of a character.
    fn units(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
        }
    }

    pub(super) fn position(self, source: &Source, offset: usize) -> Position {
        let mut offset = offset.min(source.text().len());
        while !source.text().is_char_boundary(offset) {
            offset -= 1;
        }
        let line = source.line_of(offset);
        let before = Span::new(source.line_span(line).start as usize, offset);
        let character: usize = match self {
            Encoding::Utf8 => before.len(),
            _ => source.slice(before).chars().map(|c| self.units(c)).sum(),
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(character) }
    }

    pub(super) fn range(self, source: &Source, span: Span) -> Range {
        Range { start: self.position(source, span.start as usize), end: self.position(source, span.end as usize) }
    }

    /// The byte offset of a position. A character past the end of the line maps to the end of its text; a line past the
    /// last one to the end; the middle of a character to its start.
    pub(super) fn offset(self, source: &Source, position: Position) -> usize {
        let line = position.line as usize;
        if line >= source.line_count() {
            return source.text().len();
        }
        let mut at = source.line_span(line).start as usize;
        let mut left = position.character as usize;
        for c in source.line_text(line).chars() {
            let units = self.units(c);
            if units > left {
                break;
            }
            left -= units;
            at += c.len_utf8();
        }
        at
    }

    /// The span of a range; a reversed one is swapped.
    pub(super) fn span(self, source: &Source, range: Range) -> Span {
        let (start, end) = (self.offset(source, range.start), self.offset(source, range.end));
        Span::new(start.min(end), end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const ALL: [Encoding; 2] = [Encoding::Utf8, Encoding::Utf16];

    #[test]
    fn characters_use_the_negotiated_encoding() {
        let source = Source::new("x\r\naä€😀b\r\n".as_bytes());
        let b = source.text().find('b').unwrap();
        let columns = ALL.map(|encoding| encoding.position(&source, b).character);
        assert_eq!(columns, [10, 5]);
        for encoding in ALL {
            let far = Position { line: 1, character: u32::MAX };
            assert_eq!(encoding.offset(&source, far), b + 1, "not behind the line ending");
            let below = Position { line: u32::MAX, character: 0 };
            assert_eq!(encoding.offset(&source, below), source.text().len());
        }
        let inside = Position { line: 1, character: 4 };
        let face = source.text().find('😀').unwrap();
        assert_eq!(Encoding::Utf16.offset(&source, inside), face, "the middle of a pair is its start");
    }

    #[test]
    fn position_encoding_is_negotiated() {
        for (offered, wanted) in [
            (json!(null), Encoding::Utf16),
            (json!(["utf-16"]), Encoding::Utf16),
            (json!(["utf-32", "utf-16", "utf-8"]), Encoding::Utf8),
            (json!(["ebcdic", 3]), Encoding::Utf16),
        ] {
            assert_eq!(Encoding::negotiate(&offered), wanted, "{offered}");
        }
    }

    proptest! {
        #[test]
        fn positions_round_trip(text in "[aä€😀\r\n]{0,40}") {
            let source = Source::new(text.as_bytes());
            for (offset, c) in text.char_indices() {
                let between = c == '\n' && text[..offset].ends_with('\r');
                for encoding in ALL {
                    let back = encoding.offset(&source, encoding.position(&source, offset));
                    prop_assert!(between || back == offset, "{:?} {} {:?}", encoding, offset, back);
                }
            }
        }
    }
}
