//! Text in columns: width, cutting and wrapping, measured as terminals show it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Columns that a character takes by itself.
pub fn char_width(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The text, cut to at most `columns` columns; an ellipsis stands for what was cut.
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

/// The text in lines of at most `columns` columns, broken at spaces. A single word that is longer stays
/// whole, so that addresses and names can be copied. No line begins or ends with a space, and
/// no line is begun with `::`, which a workflow runner would take for a command whatever stands before it.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        if used > 0 && used + 1 + wide > columns && !word.starts_with("::") {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += wide;
    }
    lines.push(line);
    lines
}

/// The text, wrapped, with line breaks.
pub fn wrapped(text: &str, columns: usize) -> String {
    wrap(text, columns).join("\n")
}

/// `1 error`, `2 errors`.
pub fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_terminals() {
        assert_eq!(truncate("Straße nach Süden", 8), "Straße …");
        assert_eq!(truncate("日本語の題名", 5), "日本…");
        assert_eq!(truncate("short", 5), "short");
        assert_eq!(truncate("short", 0), "");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("https://example.org/long x", 5), ["https://example.org/long", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
