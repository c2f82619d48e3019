//! Colours for code: words of common languages told apart, as classes, when the site is built.
//!
//! One pass over the text, character by character, that never goes back: time grows with the text, whatever it
//! holds, and nothing has to be loaded. Grammars of editors know more; for a register (configuration, commands,
//! answers of programs) they cost 1.7 MB of binary, 31 crates, and a fifth of a second for the first block of shell.

mod languages;
mod scan;

use super::escape::push_html;
pub use languages::{Language, find};

/// Longest block in bytes that is coloured; a longer one stays plain.
pub const MOST_BLOCK: usize = 64 * 1024;
/// Most bytes of code that are coloured in a document.
pub const MOST_DOCUMENT: usize = 256 * 1024;

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A remark for readers.
    Comment,
    /// Text in quotes.
    Text,
    /// A number, or a constant like `true`.
    Number,
    /// A word of the language, or the name of a tag.
    Keyword,
    /// The name of a value: a key of YAML, an attribute.
    Key,
    /// A variable of a shell.
    Variable,
    /// The prompt of a shell, or the place of a change.
    Meta,
    /// A line that was added.
    Added,
    /// A line that was removed.
    Removed,
}

impl Class {
    /// All of them.
    pub const ALL: [Class; 9] = [
        Class::Comment,
        Class::Text,
        Class::Number,
        Class::Keyword,
        Class::Key,
        Class::Variable,
        Class::Meta,
        Class::Added,
        Class::Removed,
    ];

    /// The name of its class in pages.
    pub fn name(self) -> &'static str {
        match self {
            Class::Comment => "hl-comment",
            Class::Text => "hl-text",
            Class::Number => "hl-number",
            Class::Keyword => "hl-keyword",
            Class::Key => "hl-key",
            Class::Variable => "hl-variable",
            Class::Meta => "hl-meta",
            Class::Added => "hl-added",
            Class::Removed => "hl-removed",
        }
    }
}

/// Writes code as HTML. What is written reads the same as `code`, whatever the language.
pub fn push(out: &mut String, code: &str, language: &Language) {
    let mut at = 0;
    for (class, start, end) in scan::pieces(code, language) {
        push_html(out, code.get(at..start).unwrap_or_default());
        out.push_str("<span class=\"");
        out.push_str(class.name());
        out.push_str("\">");
        push_html(out, code.get(start..end).unwrap_or_default());
        out.push_str("</span>");
        at = end;
    }
    push_html(out, code.get(at..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Code with its pieces marked: `k[if] n[1]`.
    fn shown(name: &str, code: &str) -> String {
        let (mut out, mut at) = (String::new(), 0);
        for (class, start, end) in scan::pieces(code, find(name).unwrap()) {
            let letter = match class {
                Class::Comment => 'c',
                Class::Text => 't',
                Class::Number => 'n',
                Class::Keyword => 'k',
                Class::Key => 'a',
                Class::Variable => 'v',
                Class::Meta => 'm',
                Class::Added => '+',
                Class::Removed => '-',
            };
            out.push_str(&format!("{}{letter}[{}]", &code[at..start], &code[start..end]));
            at = end;
        }
        out + &code[at..]
    }

    #[test]
    fn words_of_languages_are_told_apart() {
        let cases = [
            (
                "yaml",
                "a-b: 1 # x\n- c: \"d\\\"e\"\n  f: it's true\nurl: https://x#y",
                "a[a-b]: n[1] c[# x]\n- a[c]: t[\"d\\\"e\"]\n  a[f]: it's n[true]\na[url]: https://x#y",
            ),
            ("json", "{\"a\" : [\"b\", -1.5e3, null]}", "{a[\"a\"] : [t[\"b\"], -n[1.5e3], n[null]]}"),
            ("toml", "[a.b]\nc = 'd' # e\n", "k[[a.b]]\na[c] = t['d'] c[# e]\n"),
            ("ini", "[a]\n; x\nkey=1", "k[[a]]\nc[; x]\na[key]=n[1]"),
            (
                "bash",
                "if [ \"$x\" ]; then a=${b} $(c) # d\nfi\necho a#b 'it''s'",
                "k[if] [ t[\"$x\"] ]; k[then] a=v[${b}] $(c) c[# d]\nk[fi]\nk[echo] a#b t['it']t['s']",
            ),
            ("console", "$ ls -l # x\nx: 'unclosed\n", "m[$] ls -l c[# x]\nx: 'unclosed\n"),
            (
                "python",
                "def f(x): # y\n    \"\"\"a\n    b\"\"\"\n    return 0x1f",
                "k[def] f(x): c[# y]\n    t[\"\"\"a\n    b\"\"\"]\n    k[return] n[0x1f]",
            ),
            ("rust", "fn f<'a>() { 'x' /* y\n */ }", "k[fn] f<'a>() { t['x'] c[/* y\n */] }"),
            ("sql", "select 1 FROM a -- b", "k[select] n[1] k[FROM] a c[-- b]"),
            ("diff", "@@ -1 +1 @@\n-a\n+b\n c", "m[@@ -1 +1 @@]\n-[-a]\n+[+b]\n c"),
            ("html", "<!-- a --><b c=\"d\" e>f=1</b>", "c[<!-- a -->]<k[b] a[c]=t[\"d\"] a[e]>f=1</k[b]>"),
            ("dockerfile", "FROM a\nRUN b && FROM", "k[FROM] a\nk[RUN] b && FROM"),
        ];
        for (name, code, expected) in cases {
            assert_eq!(shown(name, code), expected, "{name}");
        }
        assert!(find("text").is_none() && find("mermaid").is_none() && find("").is_none());
    }

    #[test]
    fn steps_grow_with_the_text() {
        let hostile = ["\"\\\"", "'", "$((", "/*", "\"\"\"", "a:", "<", "<!--", "# ", "${", "x=\"", " ", "`", "0x"];
        for language in languages::ALL {
            for piece in hostile {
                let steps = |times: usize| scan::counted(&piece.repeat(times), language).1;
                let (small, large) = (steps(2_000), steps(4_000));
                assert!(large <= small * 9 / 4 + 100, "{}: {piece:?}: {small}, then {large}", language.names[0]);
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(code in "[-a-z0-9$\"'`<>/*#:=\\[\\]{}(); \\\\\n\u{e4}]{0,200}", at in 0..languages::ALL.len()) {
            let language = &languages::ALL[at];
            let mut end = 0;
            for (_, from, to) in scan::pieces(&code, language) {
                prop_assert!(end <= from && from < to && code.is_char_boundary(from) && code.is_char_boundary(to));
                end = to;
            }
            let mut out = String::new();
            push(&mut out, &code, language);
            let text = scraper::Html::parse_fragment(&format!("<pre>x{out}</pre>")).root_element().text().collect::<String>();
            prop_assert_eq!(text, format!("x{code}"));
        }
    }
}
