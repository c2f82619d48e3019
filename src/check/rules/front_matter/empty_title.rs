use super::*;
use crate::text::hidden::is_invisible;

pub static RULE: Rule = Rule {
    name: "empty-title",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the title is empty",
    why: "The title is the text of every link to the page, in tables and in search results.",
    clause: "",
    incorrect: "title: \"\"",
    correct: "title: SCS Entropy",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if !document.front.complete() {
        return;
    }
    let Some(title) = document.front.get("title") else { return };
    let empty = match &title.kind {
        Kind::Null => true,
        Kind::Text(text) => text.chars().all(|c| c.is_whitespace() || is_invisible(c)),
        _ => false,
    };
    if empty {
        let finding = RULE.at_key(document, "title", "the title is empty");
        out.push(finding.help("add a short title"));
    }
}
