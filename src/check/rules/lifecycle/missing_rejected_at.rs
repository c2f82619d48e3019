use super::*;

pub static RULE: Rule = Rule {
    name: "missing-rejected-at",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`rejected_at` is missing in a Rejected document",
    why: "The register records what was decided and when. Without the date, the document counts as rejected at all times.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Rejected",
    correct: "status: Rejected\nrejected_at: 2024-05-02",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let help = "add `rejected_at: YYYY-MM-DD`, the date on which the document was rejected";
    super::missing_date(&RULE, document, DateKey::RejectedAt, help, cx, out);
}
