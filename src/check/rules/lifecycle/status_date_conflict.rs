//! status-date-conflict

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;
use crate::model::lifecycle::Status;

/// The rule.
pub static RULE: Rule = Rule {
    name: "status-date-conflict",
    group: Group::Lifecycle,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the written status and a date contradict each other",
    why: "Status and dates are set together, and readers take either for the truth: the author says Draft, the overview \
          says Effective. A date goes with one status: `stabilized_at` with Stable (and it stays when the document is \
          deprecated), `deprecated_at` with Deprecated, `rejected_at` with Rejected. An end to come is announced with \
          the status Deprecated and a date to come, so a Stable document has no `deprecated_at` at all. A Draft is \
          rejected, a Stable document is deprecated; a Rejected document with `stabilized_at` is only a warning, since \
          the same clause asks to keep that date once the status was Stable.",
    clause: "scs-0001-v1#document-format",
    incorrect: "status: Draft\nstabilized_at: 2024-02-08",
    correct: "status: Stable\nstabilized_at: 2024-02-08",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if !document.front.complete() {
        return;
    }
    for (key, severity) in super::conflicts(document) {
        let (Some(status), Some(date)) = (document.life.status, document.date(key)) else { continue };
        let help = match (status, key) {
            (Status::Draft, "stabilized_at") => {
                format!("set `status: Stable` if the document is stable from {date} on; else remove `stabilized_at`")
            }
            (Status::Draft | Status::Stable, "deprecated_at") if date > cx.at => {
                format!("set `status: Deprecated` to announce the end on {date}; else remove `deprecated_at`")
            }
            (Status::Draft | Status::Stable, "deprecated_at") => {
                format!("set `status: Deprecated` if the document is over since {date}; else remove `deprecated_at`")
            }
            (Status::Draft, _) => {
                format!("set `status: Rejected` if the document was rejected on {date}; else remove `rejected_at`")
            }
            (Status::Rejected, "stabilized_at") => {
                "a document that was stable is deprecated: set `status: Deprecated` and `deprecated_at`; else remove `stabilized_at`".into()
            }
            _ => format!("a document is deprecated or rejected, not both: remove `{key}`, or change the status"),
        };
        let written = document.front.get("status").and_then(|node| node.as_str()).map_or("", str::trim);
        let written = super::short(written);
        let message = format!("the status is `{written}`, but `{key}` is set to {date}");
        let label = format!("makes the document {} on {}", document.life.state(cx.at), cx.at);
        let found = RULE
            .at_key(document, key, message)
            .severity(severity)
            .related(&document.path, document.place("status"), "the status")
            .help(help);
        let decides = document.life.since(cx.at) == Some(date) && document.life.state(cx.at).name() != status.name();
        out.push(if decides { found.label(label) } else { found });
    }
}
