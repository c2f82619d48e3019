//! Text layout in terminal columns: width, truncation and wrapping.

use super::escape::escape_for_terminal;
use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub fn width(text: &str) -> usize {
    text.width()
}

pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The text, truncated to at most `columns` columns with an ellipsis.
pub fn truncate(text: &str, columns: usize) -> String {
    if text.len() <= columns && text.is_ascii() || width(text) <= columns {
        return text.into();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += char_width(c);
        if used > columns {
            break;
        }
        out.push(c);
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// The text in lines of at most `columns` columns, broken at spaces. A longer word is kept
/// whole, so that URLs and names can be copied. Each line is safe for a terminal.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).iter().map(|line| escape_for_terminal(line)).collect()
}

/// The text, wrapped, with line breaks.
pub fn wrapped(text: &str, columns: usize) -> String {
    wrap(text, columns).join("\n")
}

/// The output device of a text.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Columns of the terminal; `None` for a pipe or a file.
    pub width: Option<usize>,
    /// Whether to use color.
    pub color: bool,
}

impl Screen {
    /// A pipe or a file.
    pub const PLAIN: Screen = Screen { width: None, color: false };

    /// Remaining columns after `lead` others.
    pub fn room(self, lead: usize) -> usize {
        self.width.map_or(usize::MAX, |width| width.saturating_sub(lead).max(20))
    }

    /// The text in a style, if color is used.
    pub fn paint(self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// `1 error`, `2 errors`.
pub fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_match_terminals() {
        assert_eq!(truncate("Straße nach Süden", 8), "Straße …");
        assert_eq!(truncate("日本語の題名", 5), "日本…");
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("short", 0), "");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("https://example.org/long x", 5), ["https://example.org/long", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
