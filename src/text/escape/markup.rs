//! Escaping for XML and GitHub Markdown.

use super::{hidden, terminal_line};

/// Text for the content of an XML element. Line breaks and tabs stay; characters that XML 1.0 forbids, and those that are hidden,
/// become visible escapes like `\u{1b}`.
pub fn xml_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\t' => out.push(c),
            // Unicode characters that XML does not allow.
            c if hidden(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    // A workflow runner interprets this anywhere in a line.
    out.replace("##[", "##&#91;")
}

/// Text for the value of an XML attribute in double quotes, in which parsers replace line breaks with spaces.
pub fn xml_attribute(text: &str) -> String {
    xml_text(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// Text for one line or one cell of Markdown, without markup, elements, links,
/// mentions, MDX expressions, or the end of the cell. Harmless characters are kept.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(' ');
        match c {
            '&' if next == '#' || next.is_ascii_alphabetic() => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '_' if before.is_alphanumeric() && next.is_alphanumeric() => out.push(c),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            // At the start of a line these begin a heading, a quote or a list.
            '#' | '>' | '+' | '-' | '=' if out.is_empty() && matches!(next, ' ' | '#' | '=' | '-') => {
                out.extend(['\\', c])
            }
            // `@name` would be a mention, and a URL a link.
            '@' => out.push_str("&#64;"),
            ':' if next == '/' => out.push_str("&#58;"),
            '.' if www(&out) => out.push_str("&#46;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether a text ends with the start of a URL.
pub(super) fn www(text: &str) -> bool {
    let start = text.len().saturating_sub(3);
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// An invisible comment that prevents automatic links on GitHub.
const CUT: &str = "<!-- -->";

/// Text for one line or one cell of GitHub Markdown: the visible text is that of a terminal, without
/// markup, elements, links, mentions, references to issues or commits, emoji, or the end of the cell.
pub fn github_markdown(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = terminal_line(&words.join(" "));
    let mut out = String::with_capacity(line.len() * 2);
    let mut letters = line.chars().peekable();
    // Letters and digits that may be a commit hash.
    let mut hex = 0;
    let mut before = ' ';
    while let Some(c) = letters.next() {
        hex = if c.is_ascii_hexdigit() { hex + 1 } else { 0 };
        if hex == 7 {
            out.push_str(CUT);
            hex = 1;
        }
        let plain = match c {
            // A full stop completes `www.`, a hyphen begins a list or completes `GH-1`.
            '.' => !www(&out),
            '-' => !matches!(before, ' ' | 'h' | 'H'),
            c => !c.is_ascii_punctuation() || ",()/'\"%;?".contains(c),
        };
        // A number with a full stop or parenthesis at the start of a line would be a list.
        let list = matches!(c, '.' | ')') && out.bytes().all(|b| b.is_ascii_digit());
        if plain && !list {
            out.push(c);
        } else {
            out.push_str(&format!("&#{};", u32::from(c)));
            if matches!(c, '@' | '#' | ':' | '.' | '-') && letters.peek().is_some_and(|next| *next != ' ') {
                out.push_str(CUT);
            }
        }
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The visible text of Markdown, and its links, elements and markup.
    fn seen(markdown: &str) -> (String, Vec<String>) {
        use comrak::nodes::NodeValue;
        let arena = comrak::Arena::new();
        let mut options = comrak::Options::default();
        options.extension.autolink = true;
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.tasklist = true;
        options.extension.footnotes = true;
        let root = comrak::parse_document(&arena, markdown, &options);
        let (mut text, mut other) = (String::new(), Vec::new());
        for node in root.descendants() {
            match &node.data.borrow().value {
                NodeValue::Text(part) => text.push_str(part),
                NodeValue::HtmlInline(html) if html == CUT => {}
                NodeValue::Document | NodeValue::Paragraph | NodeValue::List(_) | NodeValue::Item(_) => {}
                NodeValue::Table(_) | NodeValue::TableRow(_) | NodeValue::TableCell => {}
                value => other.push(format!("{value:?}")),
            }
        }
        (text, other)
    }

    const PARTS: &str = "(\\PC|[\r\n\t |\\\\{}<>&:`*_~$@!#^=\\[\\]()+.-]|@user|#12|GH-3|org/repo#4|https://x.org|www.x.org|a@b.org|xmpp:a@b.c\
        |1\\. |- |&lt;|&#64;|<b>|</td>|<!-- |-->|\\[a\\]\\(b\\)|!\\[|\\[\\^1\\]|deadbeef0123|:smile:|##\\[){0,20}";

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

        #[test]
        fn escaped_markdown_renders_as_the_original_text(text in PARTS) {
            let shown = terminal_line(&text.split_whitespace().collect::<Vec<_>>().join(" "));
            let markdown = github_markdown(&text);
            prop_assert!(!markdown.contains(['\n', '|', '@', '`', '[']), "{}", markdown);
            let (line, other) = seen(&format!("- {markdown}\n"));
            prop_assert_eq!(&other, &Vec::<String>::new(), "{}", &markdown);
            prop_assert_eq!(&line, &shown, "{}", &markdown);
            let (cell, other) = seen(&format!("| h |\n| --- |\n| {markdown} |\n"));
            prop_assert_eq!(&other, &Vec::<String>::new(), "{}", &markdown);
            prop_assert_eq!(cell, format!("h{shown}"), "{}", &markdown);
        }

        #[test]
        fn xml_escaping_round_trips(text in "(\\PC|[\r\n\t<>&\"'\\]]|\\]\\]>|<!\\[CDATA\\[|&amp;|\u{1b}|\u{0}|\u{fffe}|\u{ffff}|##\\[){0,30}") {
            let kept = |c: char| matches!(c, '\n' | '\t') || !(hidden(c) || matches!(c, '\u{fffe}' | '\u{ffff}'));
            let shown: String = text.chars().map(|c| if kept(c) { c.to_string() } else { c.escape_unicode().to_string() }).collect();
            let xml = format!("<a b=\"{}\">{}</a>", xml_attribute(&text), xml_text(&text));
            prop_assert!(!xml.contains("##["));
            let parsed = roxmltree::Document::parse(&xml).unwrap();
            prop_assert_eq!(parsed.root_element().attribute("b"), Some(shown.as_str()));
            prop_assert_eq!(parsed.root_element().text().unwrap_or_default(), shown);
        }
    }

    #[test]
    fn github_links_are_broken_up() {
        assert_eq!(github_markdown("ask @user in #12"), "ask &#64;<!-- -->user in &#35;<!-- -->12");
        assert_eq!(github_markdown("GH-1 deadbeef"), "GH&#45;<!-- -->1 deadbe<!-- -->ef");
        assert_eq!(github_markdown("a: b, c-d (e) x"), "a&#58; b, c-d (e) x");
    }
}
