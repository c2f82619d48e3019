//! missing-stabilized-at

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-stabilized-at",
    group: Group::Lifecycle,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the status is Stable, and `stabilized_at` is missing",
    why: "The state of a document is decided by its dates. A Stable document without the date is never in effect: the \
          overview lists it as a Draft, no scope may require it, and nobody can say against which text a certificate \
          was issued.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "---\ntitle: Entropy\ntype: Standard\nstatus: Stable\ntrack: IaaS\n---",
    correct: "---\ntitle: Entropy\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-02-08\ntrack: IaaS\n---",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let help = "add `stabilized_at: YYYY-MM-DD`, the date from which the document is considered stable";
    super::missing_date(&RULE, document, "stabilized_at", help, cx, out);
}
