use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-replaces",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "`replaces` names a document that does not exist",
    why: "The site links each version to the ones it replaces. An unknown name is a dead link, and the document that was meant is not \
          marked as replaced.",
    clause: "scs-0001-v1#document-format",
    incorrect: "replaces:\n  - scs-0102-v2-image-meta.md",
    correct: "replaces:\n  - scs-0102-v2-image-metadata.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if !document.is_supplement() {
        super::unknown_names(&RULE, document, "replaces", cx, out);
    }
}
