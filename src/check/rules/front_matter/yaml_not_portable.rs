use super::*;
use crate::value::Style;
use crate::value::schema::Schema;

pub static RULE: Rule = Rule {
    name: "yaml-not-portable",
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "YAML that the programs of the register read differently",
    why: "Front matter is read by gray-matter and js-yaml, scope files by PyYAML: these follow YAML 1.1, this tool YAML 1.2. Tabs, merge \
          keys, some tags and escapes have different meanings there, and in scope files so do dates in quotes, and unquoted dates and \
          numbers where text is meant.",
    clause: "",
    incorrect: "title: Entropy\ndescription:\t>-\n  About entropy.",
    correct: "title: Entropy\ndescription: >-\n  About entropy.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for document in cx.corpus.documents.iter().filter(|document| document.front.fence == Fence::Closed) {
        for (span, message) in &document.front.unportable {
            out.push(unportable(&document.path, document.source.slice(*span), *span, message));
        }
    }
    for scope in &cx.corpus.scopes {
        for (span, message) in &scope.unportable {
            out.push(unportable(&scope.path, scope.source.slice(*span), *span, message));
        }
        let Some(root) = scope.root.as_ref().filter(|_| scope.complete()) else { continue };
        Schema::Scope.each(root, &mut |key, name, node| {
            if key.format() == Some("date") && node.style == Style::Quoted {
                let message =
                    format!("PyYAML reads `{}` as text, and `{}` must be a date", scope.source.slice(node.span), name);
                let found = RULE.at(&scope.path, node.span, message).help("remove the quotes");
                let date = node.as_str().filter(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok());
                out.push(match date {
                    Some(date) => found.fix(true, "remove the quotes", node.span, date),
                    None => found,
                });
            }
        });
        for (key, node, what) in Schema::Scope.misread(root) {
            let text = scope.source.slice(node.span);
            let message = format!("PyYAML reads `{text}` as {what}, and `{key}` must be text");
            let found = RULE.at(&scope.path, node.span, message).help("quote it");
            out.push(found.fix(true, format!("quote `{text}`"), node.span, double_quoted(text)));
        }
    }
}

fn unportable(path: &str, text: &str, span: Span, message: &str) -> Diagnostic {
    let found = RULE.at(path, span, message).help(HELP);
    // PyYAML refuses the whole file.
    if text == "\t" { found.severity(Severity::Error) } else { found }
}

const HELP: &str = "use spaces, plain keys, and quoted text without escapes, which every program reads alike";
