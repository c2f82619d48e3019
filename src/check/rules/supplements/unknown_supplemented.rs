use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-supplemented",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "`supplements` names a document that does not exist, or another supplement",
    why: "A supplement is listed under the documents that it names, and its test cases count for them. An unknown name loses both.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0101-w2-entropy-notes.md --
supplements:
  - scs-0101-v1-entropie.md",
    correct: "-- Standards/scs-0101-w2-entropy-notes.md --\nsupplements:\n  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if !document.is_supplement() {
        return;
    }
    super::unknown_names(&RULE, document, "supplements", cx, out);
    for (name, span) in document.list("supplements") {
        if cx.corpus.by_file(name).is_some_and(Document::is_supplement) {
            let itself = if name == document.name.file { "the supplement itself" } else { "also a supplement" };
            let message = format!("`supplements` names `{}`, which is {itself}", super::short(name));
            out.push(RULE.at(&document.path, span, message).help("use the document that both supplement"));
        }
    }
}
