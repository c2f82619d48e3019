//! Syntax highlighting at build time. `syntect` provides the grammars; scopes are mapped to a
//! few classes, so that pages stay small and the stylesheet short.

use super::escape::push_html;
use std::sync::LazyLock;
use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

/// Maximum size of a highlighted block in bytes; grammars are slow.
const MAX_BLOCK: usize = 16 * 1024;
/// Maximum length of a line in a highlighted block in bytes, since regular expressions take quadratic time.
const MAX_LINE: usize = 256;
/// Maximum number of highlighted bytes per document.
pub const MAX_DOCUMENT: usize = 64 * 1024;

/// The grammars, each with its info strings, including similar languages.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("bash", &["bash", "sh", "shell", "zsh", "ksh", "console", "commandline", "shell-session", "terminal"]),
    ("yaml", &["yaml", "yml"]),
    ("json", &["json", "jsonc", "json5", "jsonl"]),
    ("properties", &["ini", "conf", "cfg", "toml", "properties", "editorconfig", "gitconfig"]),
    ("python", &["python", "py", "python3"]),
    ("diff", &["diff", "patch"]),
    ("xml", &["xml", "svg", "xsd"]),
    ("html", &["html"]),
    ("javascript", &["javascript", "js", "jsx", "mjs", "typescript", "ts"]),
    ("go", &["go", "golang"]),
    ("rust", &["rust", "rs"]),
    ("sql", &["sql", "postgresql", "mysql"]),
];

/// Prefixes of scopes with their class; the longest match counts.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "hl-comment"),
    ("string", "hl-text"),
    ("string.unquoted", ""),
    ("constant", "hl-number"),
    ("constant.character.escape", "hl-text"),
    ("keyword", "hl-keyword"),
    ("keyword.operator", ""),
    ("keyword.other.java-props", "hl-key"),
    ("storage", "hl-keyword"),
    ("support.function", "hl-keyword"),
    ("entity.name.section", "hl-keyword"),
    ("entity.name.tag", "hl-key"),
    ("entity.other.attribute-name", "hl-key"),
    ("support.type.property-name", "hl-key"),
    ("meta.mapping.key", "hl-key"),
    ("variable", "hl-variable"),
    ("variable.function", ""),
    ("punctuation.definition.variable", "hl-variable"),
    ("meta.diff", "hl-meta"),
    ("markup.inserted", "hl-added"),
    ("markup.deleted", "hl-removed"),
];

/// The keys of JSON, which are also strings.
static KEY: LazyLock<Scope> = LazyLock::new(|| Scope::new("meta.structure.dictionary.key").unwrap_or_default());
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// The classes of colored code.
pub fn is_class(name: &str) -> bool {
    CLASSES.iter().any(|(_, class)| *class == name) && !name.is_empty()
}

/// The grammar of a language, by the word after a fence.
pub fn find(name: &str) -> Option<&'static SyntaxReference> {
    let (grammar, _) = LANGUAGES.iter().find(|(_, names)| names.contains(&name))?;
    SYNTAXES.find_syntax_by_token(grammar)
}

/// Writes code as HTML, highlighted unless it is too long. The text content is `code` unchanged.
pub fn push(out: &mut String, code: &str, syntax: &SyntaxReference) {
    let plain = code.len() > MAX_BLOCK || code.lines().any(|line| line.len() > MAX_LINE);
    match if plain { None } else { colored(code, syntax) } {
        Some(colored) => out.push_str(&colored),
        None => push_html(out, code),
    }
}

fn colored(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let mut out = String::with_capacity(code.len() * 2);
    let (mut state, mut stack, mut open) = (ParseState::new(syntax), ScopeStack::new(), "");
    for line in LinesWithEndings::from(code) {
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        for (text, operation) in ScopeRegionIterator::new(&operations, line) {
            stack.apply(operation).ok()?;
            let class = match text.trim() {
                "" if text.ends_with('\n') => "",
                "" => open,
                _ => class(&stack),
            };
            if class != open && !text.is_empty() {
                out.push_str(if open.is_empty() { "" } else { "</span>" });
                if !class.is_empty() {
                    out.push_str(&format!("<span class=\"{class}\">"));
                }
                open = class;
            }
            push_html(&mut out, text);
        }
    }
    out.push_str(if open.is_empty() { "" } else { "</span>" });
    Some(out)
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    static KNOWN: LazyLock<Vec<(Scope, &str)>> =
        LazyLock::new(|| CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect());
    let class = |scope: &Scope| {
        let fits = KNOWN.iter().filter(|(known, _)| known.is_prefix_of(*scope));
        fits.max_by_key(|(known, _)| known.len()).map(|(_, class)| *class)
    };
    match stack.as_slice().iter().rev().find_map(class).unwrap_or_default() {
        "hl-text" if stack.as_slice().iter().any(|scope| KEY.is_prefix_of(*scope)) => "hl-key",
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(name: &str, code: &str) -> String {
        let mut out = String::new();
        push(&mut out, code, find(name).unwrap());
        out
    }

    #[test]
    fn languages_are_colored() {
        for (name, code, expected) in [
            ("yaml", "a: 1 # x\n", "key=a | number=1 | comment=# x"),
            ("json", "{\"a\": [\"b\", null]}\n", "key=&quot;a&quot; | text=&quot;b&quot; | number=null"),
            (
                "shell",
                "if [ \"$x\" ]; then echo a; fi # d\n",
                "keyword=if | variable=$x | keyword=then echo | comment=# d",
            ),
            ("ini", "# x\nkey=1\n", "comment=# x | key=key"),
            (
                "python",
                "def f(x): # y\n    return 'z'\n",
                "keyword=def | comment=# y | keyword=return | text=&#39;z&#39;",
            ),
            ("rust", "fn f() { 'x' /* y */ }\n", "keyword=fn | text=&#39;x&#39; | comment=/* y */"),
            ("diff", "@@ -1 +1 @@\n-a\n+b\n c\n", "removed=-a | added=+b"),
            ("html", "<!-- a --><b c=\"d\">x</b>\n", "comment=&lt;!-- a --&gt; | key=b c | text=&quot;d&quot;"),
        ] {
            let html = html(name, code);
            for (class, text) in expected.split(" | ").filter_map(|span| span.split_once('=')) {
                let span = format!("<span class=\"hl-{class}\">{text}");
                assert!(html.contains(&span), "{name}: {span} in {html}");
            }
        }
        assert!(LANGUAGES.iter().all(|(grammar, _)| SYNTAXES.find_syntax_by_token(grammar).is_some()));
        assert!(find("text").is_none() && find("mermaid").is_none() && find("").is_none());
    }

    #[test]
    fn long_code_is_not_highlighted() {
        assert_eq!(html("json", &"1".repeat(2_000)), "1".repeat(2_000));
    }

    proptest! {
        #[test]
        fn text_is_unchanged(code in "[-a-z0-9$\"'`<>/*#:=\\[\\]{}(); \\\\\n\u{e4}]{0,200}", name in "yaml|json|bash|ini|python|html|rust|diff") {
            let text = scraper::Html::parse_fragment(&format!("<pre>x{}</pre>", html(&name, &code)));
            prop_assert_eq!(text.root_element().text().collect::<String>(), format!("x{code}"));
        }
    }
}
