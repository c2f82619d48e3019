//! Quoting of YAML scalars.

use crate::value::{Style, yaml};

/// A text as YAML: plain if parsers of YAML 1.1 and 1.2 both read the same text, else in double quotes. `flow`
/// is true within brackets or braces.
pub fn scalar(text: &str, flow: bool) -> String {
    let fits = !typed(text) && !text.contains(escaped) && !text.contains(COMMAND) && (!flow || fits_brackets(text));
    let plain = fits && {
        let parsed = yaml::parse(&if flow { format!("k: [{text}]\n") } else { format!("k: {text}\n") });
        let value = parsed.root.as_ref().and_then(|root| root.get("k"));
        let value = if flow { value.and_then(|list| list.items().first()) } else { value };
        let same = value.is_some_and(|value| value.style == Style::Plain && value.as_str() == Some(text));
        same && parsed.problems.is_empty() && parsed.comments.is_empty()
    };
    if plain { text.to_owned() } else { double_quoted(text) }
}

/// Whether a text is safe within brackets: only a letter, digit or slash follows a colon.
fn fits_brackets(text: &str) -> bool {
    !text.starts_with(':')
        && !text.contains([',', '[', ']', '{', '}', '?'])
        && text.split(':').skip(1).all(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
}

/// Whether YAML 1.1 may parse a plain text as another type, while YAML 1.2 does not.
fn typed(text: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"];
    let unsigned = text.trim_start_matches(['+', '-']);
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b"+-.:_ eE".contains(&b));
    let date = text.bytes().take(4).all(|b| b.is_ascii_digit()) && text.get(4..5) == Some("-");
    let prefix = |prefix: &str| unsigned.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))
        && (digits || date || ["0x", "0b", "0o", ".inf", ".nan"].into_iter().any(prefix));
    number || words.into_iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Start of a GitHub workflow command anywhere in a line; `::` counts only at its start.
const COMMAND: &str = "##[";

/// Whether a character must be escaped: it is invisible, or a parser may reject it.
fn escaped(c: char) -> bool {
    let unseen = matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control() || unseen || u32::from(c) & 0xfffe == 0xfffe
}

/// A text in double quotes, with escapes for invisible characters and workflow commands.
pub fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (at, c) in text.char_indices() {
        match c {
            '#' if text.get(at..).is_some_and(|rest| rest.starts_with(COMMAND)) => out.push_str("\\x23"),
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if escaped(c) => out.push_str(&match u32::from(c) {
                code @ ..=0xff => format!("\\x{code:02x}"),
                code @ ..=0xffff => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A text in the quotes of the scalar `raw`, else as in [`scalar`].
pub fn like(raw: &str, text: &str, flow: bool) -> String {
    if raw.starts_with(['\'', '"']) { quoted_as(raw, text) } else { scalar(text, flow) }
}

/// A text in single quotes if `raw` begins with one and the text allows it, else in double quotes.
pub fn quoted_as(raw: &str, text: &str) -> String {
    let single = raw.starts_with('\'') && !text.contains(escaped) && !text.contains(COMMAND);
    if single { format!("'{}'", text.replace('\'', "''")) } else { double_quoted(text) }
}

/// The lines of a folded block scalar for `text`, of at most `room` bytes if words allow; `None`
/// if the text fits on one line or folding would change it.
pub fn folded(text: &str, room: usize) -> Option<Vec<String>> {
    let words = || text.split(' ');
    let odd = |word: &str| word.is_empty() || word.starts_with("::") || word.contains(COMMAND);
    if text.len() <= room || words().any(odd) || text.contains(escaped) {
        return None;
    }
    let mut lines = vec![String::new()];
    for word in words() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + 1 + word.len() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    /// Parses a text with both parsers as a value, an item, a key, and in brackets and braces.
    fn is_read_as(text: &str) {
        let (block, flow) = (scalar(text, false), scalar(text, true));
        let yaml = format!("k:\n  - v: {block}\n  - {block}\n  - [{flow}, {flow}]\n  - {{a: {flow}}}\n");
        let parsed = yaml::parse(&yaml);
        assert!(parsed.problems.is_empty() && parsed.comments.is_empty(), "{yaml}");
        let wanted = serde_json::json!({"k": [{"v": text}, text, [text, text], {"a": text}]});
        assert_eq!(parsed.root.map(|root| root.to_json()), Some(wanted.clone()), "{yaml}");
        let other: serde_json::Value = serde_yaml::from_str(&yaml).unwrap_or_else(|error| panic!("{error}: {yaml}"));
        assert_eq!(other, wanted, "{yaml}");
        for raw in ["'x'", "\"x\""] {
            let other: serde_json::Value = serde_yaml::from_str(&format!("k: {}\n", quoted_as(raw, text))).unwrap();
            assert_eq!(other["k"], text);
        }
    }

    #[test]
    fn ambiguous_texts_are_quoted() {
        #[rustfmt::skip]
        let typed = [
            "2024-01-01", "2001-12-14t21:59:43.10-05:00", "017", "0o17", "0x1F", "0b1_0", "5.1", "12:30:45", "1_000",
            "-1", "+1", "1e3", "6.8523015e+5", ".5", ".inf", "-.INF", ".NaN", "y", "N", "yes", "No", "on", "OFF",
            "true", "False", "null", "~", "=", "<<", "", " ", " a", "a ", "- a", "a: b", "a:", "a #b", "#a", "'x'",
            "\"x\"", "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a`", "? a", "> a", "|", "a\nb", "\u{7}",
            "\u{85}x", "\u{feff}", "a\u{2028}b", "\u{ffff}", "\u{202e}x\u{2066}", "##[error]x",
        ];
        for text in typed {
            assert!(scalar(text, false).starts_with('"'), "{text}");
            is_read_as(text);
        }
        for text in
            ["a", "v5.1", "scs-0100-v1-x.md", "-c {os_cloud} {tests}", "a, b", "é", "C#", "a'b", "https://x.org/y#z"]
        {
            assert_eq!(scalar(text, false), text);
            is_read_as(text);
        }
        for text in ["a, b", "a{b}", "x?y"] {
            assert!(scalar(text, true).starts_with('"'), "{text}");
        }
    }

    #[test]
    fn scalars_cannot_inject_workflow_commands() {
        let texts = ["##[error]x", "a ##[error]x", "a\n::error::x\n##[error]x", "\u{202e}x\u{2066}", "::error::x"];
        for text in texts {
            for written in [scalar(text, false), quoted_as("'", text)] {
                let bare = !written.contains(COMMAND) && !written.contains(['\n', '\u{202e}', '\u{2066}']);
                assert!(bare, "{written}");
            }
            is_read_as(text);
        }
        assert_eq!(folded(&format!("{} ::error::x", "word ".repeat(40).trim()), 40), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_round_trips(text in text()) {
            is_read_as(&text);
            if let Some(lines) = folded(&text, 10) {
                let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
                let other: serde_json::Value = serde_yaml::from_str(&format!("k: >-\n{lines}")).unwrap();
                prop_assert_eq!(&other["k"], &text);
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        #[rustfmt::skip]
        let parts = select(vec![
            "a", "word", " ", "  ", ":", ": ", "#", " #", "-", "- ", "?", "? ", ",", "[", "]", "{", "}", "&", "*",
            "!", "|", ">", "'", "\"", "%", "@", "`", "\\", "\t", "\n", "\r", "0", "17", "0x", "1", "_", ".", "e",
            "+", "~", "=", "<", "yes", "on", "null", "2024-01-01", "---", "...", "é", "\u{85}", "\u{a0}", "\u{feff}",
            "\u{2028}", "😀", "\u{1fffe}", "::", "##[",
        ]);
        prop_oneof![prop::collection::vec(parts, 0..6).prop_map(|parts| parts.concat()), "[ -~]{0,8}", any::<String>(),]
    }
}
