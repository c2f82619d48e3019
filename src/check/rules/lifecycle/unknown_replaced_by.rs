use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-replaced-by",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "`replaced_by` names a document that does not exist",
    why: "`replaced_by` leads readers of a replaced document to the current one. An unknown name is a dead end on every page that shows \
          it.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Deprecated
stabilized_at: 2024-02-08
deprecated_at: 2026-06-30
replaced_by:
  - scs-0101-v1-entropie.md",
    correct: "status: Deprecated
stabilized_at: 2024-02-08
deprecated_at: 2026-06-30
replaced_by:
  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if !document.is_supplement() {
        super::unknown_names(&RULE, document, "replaced_by", cx, out);
    }
}
