use super::*;

pub static RULE: Rule = Rule {
    name: "title-markup",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the title contains `|`, `<`, `{` or a line break, which break tables and pages",
    why: "Titles are inserted into Markdown tables and MDX pages unchanged. A vertical bar starts a new cell, and `<` and `{` start a \
          tag or an expression that can stop the build of the whole site.",
    clause: "",
    incorrect: "title: Images <v2> | Metadata",
    correct: "title: Images (version 2), metadata",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(node) = document.front.get("title").filter(|_| document.front.complete()) else { return };
    let Some(text) = node.as_str().map(str::trim) else { return };
    let mut wrong: Vec<char> = Vec::new();
    let mut in_code = false;
    for c in text.chars() {
        // Within backticks, only `|` and line breaks are a problem.
        let harmful = matches!(c, '|' | '\n') || (!in_code && matches!(c, '<' | '{'));
        if c == '`' {
            in_code = !in_code;
        } else if harmful && !wrong.contains(&c) {
            wrong.push(c);
        }
    }
    let Some(first) = wrong.first() else { return };
    let names: Vec<String> =
        wrong.iter().map(|c| if *c == '\n' { "a line break".into() } else { format!("`{c}`") }).collect();
    let message = format!("the title contains {}, which breaks tables and pages", names.join(", "));
    let span = find(document, node, *first).unwrap_or_else(|| document.place("title"));
    out.push(RULE.at(&document.path, span, message).help("use words, commas or parentheses instead"));
}

/// The location of a character, if the title is written without escapes.
fn find(document: &Document, node: &Node, c: char) -> Option<Span> {
    let written = document.source.slice(node.span);
    let at = written.find(c).filter(|_| c != '\n')?;
    let start = node.span.start as usize + at;
    Some(Span::new(start, start + c.len_utf8()))
}
