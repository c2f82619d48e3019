use super::*;
use crate::value::schema::Schema;

pub static RULE: Rule = Rule {
    name: "yaml-not-portable",
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "YAML that the programs of the register read differently",
    why: "Front matter is read by gray-matter and js-yaml, scope files by PyYAML: these follow YAML 1.1, this tool YAML 1.2. Tabs, merge \
          keys and some tags have different meanings there, and in scope files so do unquoted dates and numbers where text is meant.",
    clause: "",
    incorrect: "title: Entropy\ndescription:\t>-\n  About entropy.",
    correct: "title: Entropy\ndescription: >-\n  About entropy.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for document in cx.corpus.documents.iter().filter(|document| document.front.fence == Fence::Closed) {
        for (span, message) in &document.front.unportable {
            out.push(RULE.at(&document.path, *span, message.clone()).help(HELP));
        }
    }
    for scope in &cx.corpus.scopes {
        for (span, message) in &scope.unportable {
            out.push(RULE.at(&scope.path, *span, message.clone()).help(HELP));
        }
        let root = scope.root.iter().filter(|_| scope.complete());
        for (key, node, what) in root.flat_map(|root| Schema::Scope.misread(root)) {
            let text = scope.source.slice(node.span);
            let message = format!("PyYAML reads `{text}` as {what}, and `{key}` must be text");
            let found = RULE.at(&scope.path, node.span, message).help("quote it");
            out.push(found.fix(true, format!("quote `{text}`"), node.span, double_quoted(text)));
        }
    }
}

const HELP: &str = "use spaces, plain keys and quoted text, which every program reads alike";
