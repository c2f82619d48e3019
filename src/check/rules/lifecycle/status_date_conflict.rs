use super::*;
use crate::model::lifecycle::Status;

pub static RULE: Rule = Rule {
    name: "status-date-conflict",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "status and dates contradict each other",
    why: "Each date belongs to a status: `stabilized_at` to Stable (and it stays when the document is deprecated), `deprecated_at` to \
          Deprecated, `rejected_at` to Rejected. The end is announced by the status Deprecated and a future date, so a Stable \
          document has no `deprecated_at`. A Rejected document with `stabilized_at` is only a warning.",
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
        let (Some(status), Some(date)) = (document.life.status, document.life.date(key)) else { continue };
        let help = match (status, key) {
            (Status::Draft, DateKey::StabilizedAt) => {
                format!("set `status: Stable` if the document is stable from {date}; otherwise remove `stabilized_at`")
            }
            (Status::Draft | Status::Stable, DateKey::DeprecatedAt) if date > cx.at => {
                format!("set `status: Deprecated` to announce the end on {date}; otherwise remove `deprecated_at`")
            }
            (Status::Draft | Status::Stable, DateKey::DeprecatedAt) => {
                format!("set `status: Deprecated` if the document ended on {date}; otherwise remove `deprecated_at`")
            }
            (Status::Draft, _) => {
                format!("set `status: Rejected` if the document was rejected on {date}; otherwise remove `rejected_at`")
            }
            (Status::Rejected, DateKey::StabilizedAt) => {
                "a document that was stable is deprecated, not rejected: set `status: Deprecated` and `deprecated_at`, or remove `stabilized_at`".into()
            }
            _ => format!("remove `{key}`, or change the status: a document is deprecated or rejected, not both"),
        };
        let written = document.front.get("status").and_then(|node| node.as_str()).map_or("", str::trim);
        let written = super::short(written);
        let message = format!("the status is `{written}`, but `{key}` is set to {date}");
        let label = format!("makes the document {} on {}", document.life.state(cx.at), cx.at);
        let found = RULE
            .at_key(document, key.name(), message)
            .severity(severity)
            .related(&document.path, document.place("status"), "the status")
            .help(help);
        let decides = document.life.since(cx.at) == Some(date) && document.life.state(cx.at).name() != status.name();
        out.push(if decides { found.label(label) } else { found });
    }
}
