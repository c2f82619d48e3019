use super::*;

pub static RULE: Rule = Rule {
    name: "missing-stabilized-at",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`stabilized_at` is missing in a Stable document",
    why: "Dates determine the state of a document. A Stable document without the date is never effective: the overview lists it as a \
          Draft, and no scope may require it.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "---\ntitle: Entropy\ntype: Standard\nstatus: Stable\ntrack: IaaS\n---",
    correct: "---\ntitle: Entropy\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-02-08\ntrack: IaaS\n---",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let help = "add `stabilized_at: YYYY-MM-DD`, the date on which the document becomes stable";
    super::missing_date(&RULE, document, DateKey::StabilizedAt, help, cx, out);
}
