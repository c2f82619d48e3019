//! Escaping of untrusted text for its output context.

mod markup;

pub use markup::{github_markdown, markdown, xml_attribute, xml_text};

use super::hidden::is_invisible;
use serde::Serialize;

/// Text for one line of a terminal or log: control characters, line separators, and characters that
/// reorder or hide text become visible escapes like `\u{1b}`.
pub fn terminal_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character is a control or invisible.
pub fn hidden(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

/// Text for the message of a workflow command, which is a single line: `%`, CR and LF as percent escapes.
pub fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text for a property of a workflow command, with `:` and `,` escaped too.
pub fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text for one line of a workflow log: as for a terminal, without a command at its start or the older form of
/// one, which the runner interprets anywhere in a line.
pub fn escape_for_terminal(text: &str) -> String {
    let line = terminal_line(text).replace("##[", "##\\u{5b}");
    // A command may be indented.
    if line.trim_start().starts_with("::") { line.replacen("::", ":\\u{3a}", 1) } else { line }
}

/// Text for a cell of a Markdown table in MDX: one line without markup, expressions,
/// elements, directives, or the end of the cell. Letters, digits, and other harmless characters are kept.
pub fn mdx_cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = terminal_line(&words.join(" "));
    let mut out = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let plain = match c {
            // A colon begins a directive only if a name follows.
            ':' => letters.peek().is_none_or(|next| *next == ' '),
            '.' => !markup::www(&out),
            c => !c.is_ascii_punctuation() || "-,.()/'\"%+?;".contains(c),
        };
        if plain {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
            // remark-gfm makes links of URLs after references are resolved, but not across a comment.
            if matches!(c, '.' | '@') || (c == ':' && letters.peek() == Some(&'/')) {
                out.push_str(NO_LINK);
            }
        }
    }
    out
}

/// A comment of MDX, which is not shown.
const NO_LINK: &str = "{/**/}";

/// Text for a SARIF message: square brackets would make links and braces placeholders.
pub fn sarif_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '[' | ']' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            '\n' | '\t' => out.push(c),
            c if hidden(c) => out.push_str(&sarif_text(&c.escape_unicode().to_string())),
            c => out.push(c),
        }
    }
    out
}

/// A value as JSON on one line, with a line break.
pub fn json(value: &impl Serialize) -> String {
    json_text(&serde_json::to_string(value).unwrap_or_default()) + "\n"
}

/// A value as indented JSON, with a line break.
pub fn json_pretty(value: &impl Serialize) -> String {
    json_text(&serde_json::to_string_pretty(value).unwrap_or_default()) + "\n"
}

/// Serialized JSON without hidden characters and sequences that a terminal or a workflow runner interprets:
/// such characters only occur in strings, where an escape is equivalent.
pub fn json_text(json: &str) -> String {
    let plain = |byte: u8| ((b' '..0x7f).contains(&byte) && byte != b'[') || byte == b'\n';
    let mut out = String::with_capacity(json.len() + 1);
    let mut units = [0; 2];
    let mut rest = json;
    loop {
        // Copy text up to the next suspicious character.
        let end = rest.bytes().position(|byte| !plain(byte)).unwrap_or(rest.len());
        let (before, from) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push_str(before);
        let mut chars = from.chars();
        let Some(c) = chars.next() else { return out };
        rest = chars.as_str();
        // Line breaks only occur between tokens.
        if (hidden(c) && c != '\n') || (c == '[' && out.ends_with("##")) {
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Decodes data and properties like the runner.
    fn undo(text: &str) -> String {
        let plain = text.replace("%3A", ":").replace("%2C", ",");
        plain.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    }

    proptest! {
        #[test]
        fn workflow_escapes_can_be_undone(text in "(\\PC|[\r\n%:,]|%0A|##\\[){0,40}") {
            prop_assert_eq!(undo(&github_property(&text)), text.clone());
            let data = github_data(&text);
            prop_assert!(!data.contains(['\r', '\n']));
            prop_assert_eq!(data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"), text);
        }

        #[test]
        fn a_cell_for_mdx_is_plain_text(text in "(\\PC|[\r\n\t |\\\\{}<>&:`*_~$@!#^=\\[\\]]|import |export |&lt;|</|\\{/\\*|<!--|:::|\\\\\\|){0,30}") {
            let cell = mdx_cell(&text).replace(NO_LINK, "");
            let markup = cell.contains(['|', '{', '}', '<', '>', '\\', '`', '*', '_', '[', ']', '~', '$', '@', '!', '=', '^', '\n', '\r']);
            prop_assert!(!markup);
            // Every ampersand is an escape, and decoding them gives the text.
            let mut parts = cell.split("&#");
            let mut undone = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let (number, rest) = part.split_once(';').unwrap();
                undone.push(char::from_u32(number.parse().unwrap()).unwrap());
                undone.push_str(rest);
            }
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(undone, terminal_line(&words.join(" ")));
            prop_assert_eq!(cell.matches('&').count(), cell.matches("&#").count());
            prop_assert_eq!(cell.matches('#').count(), cell.matches("&#").count());
        }

        #[test]
        fn invisible_characters_are_escaped(text in any::<String>()) {
            let line = escape_for_terminal(&text);
            prop_assert!(!line.chars().any(hidden) && !line.contains("##["));
            let json = serde_json::to_string(&text).unwrap();
            let safe = json_text(&json);
            prop_assert!(!safe.chars().any(hidden) && !safe.contains("##["));
            prop_assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), text);
        }
    }

    #[test]
    fn each_context_has_its_own_escaping() {
        assert_eq!(terminal_line("a\u{1b}[2J\r\u{202e}\tb\u{9b}"), "a\\u{1b}[2J\\r\\u{202e} b\\u{9b}");
        assert_eq!(mdx_cell(" A: b-c/d (e)\n|{x}<B/> a:b"), "A: b-c/d (e) &#124;&#123;x&#125;&#60;B/&#62; a&#58;b");
        assert_eq!(mdx_cell("https://x.org a@b.de"), "https&#58;{/**/}//x.org a&#64;{/**/}b.de");
        assert_eq!(mdx_cell("::a www.x_y.org"), "&#58;&#58;a www&#46;{/**/}x&#95;y.org");
        assert_eq!(escape_for_terminal("x ##[error]y"), "x ##\\u{5b}error]y");
        assert_eq!(escape_for_terminal(" ::error::y"), " :\\u{3a}error::y");
        assert_eq!(escape_for_terminal("x ::error::y"), "x ::error::y");
        assert_eq!(sarif_text("[a](b) {0} \\ \u{1b}"), "\\[a\\](b) {{0}} \\\\ \\\\u{{1b}}");
        assert_eq!(serde_json::from_str::<String>(&json_text("\"\u{e0041}##[\"")).unwrap(), "\u{e0041}##[");
    }
}
