//! future-date

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;

/// The rule.
pub static RULE: Rule = Rule {
    name: "future-date",
    group: Group::Lifecycle,
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a date of the lifecycle is still to come",
    why: "Such a date is an announcement, and a good thing: a deprecation should be announced ahead of time. It is said \
          here, so that nobody takes the status for the state of today and a slip in the year does not go unnoticed.",
    clause: "scs-0001-v1#deprecation-phase-deprecated",
    incorrect: "status: Deprecated\nstabilized_at: 2024-02-28\ndeprecated_at: 2205-07-01",
    correct: "status: Deprecated\nstabilized_at: 2024-02-28\ndeprecated_at: 2025-07-01",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.is_supplement() || !super::certain(document) {
        return;
    }
    let conflicts = super::conflicts(document);
    for key in super::DATES {
        let Some(date) = document.date(key).filter(|date| *date > cx.at) else { continue };
        if conflicts.iter().any(|(conflict, _)| *conflict == key) {
            continue;
        }
        let (now, then) = (document.life.state(cx.at), document.life.state(date));
        let message = if now == then {
            format!("`{key}` is a date to come, and changes nothing: the document stays {now}")
        } else {
            format!("`{key}` is a date to come: the document is {now} until then, and {then} from {date} on")
        };
        out.push(RULE.at(&document.path, document.place(key), message));
    }
}
