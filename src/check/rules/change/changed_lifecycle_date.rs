//! changed-lifecycle-date

use super::readable;
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::change::{Change, Comparison};
use crate::model::lifecycle::{Legality, Status, transition};

/// The rule.
pub static RULE: Rule = Rule {
    name: "changed-lifecycle-date",
    group: Group::Change,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a date of the lifecycle that has come already was moved or removed",
    why: "From its date on, a document is in force, or out of it. Who looks up later what was in force on a day must get the answer that was \
          true on that day. A date to come is an announcement and may be moved.",
    clause: "scs-0001-v1#document-format",
    incorrect: " status: Stable\n-stabilized_at: 2024-02-08\n+stabilized_at: 2024-06-01",
    correct: "-status: Stable
+status: Deprecated
 stabilized_at: 2024-02-08
+deprecated_at: 2026-11-20",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some((old, new)) = change.both().filter(|(old, new)| readable(old, new)) else { return };
    if old.is_supplement() || new.is_supplement() {
        return;
    }
    let (Some(from), Some(to)) = (old.life.status, new.life.status) else { return };
    for (key, effective) in [
        // A date that contradicted the status was a fault, and to mend it is right.
        ("stabilized_at", from != Status::Draft),
        ("deprecated_at", from == Status::Deprecated),
        ("rejected_at", from == Status::Rejected),
    ] {
        let Some(date) = old.date(key).filter(|date| effective && *date <= cx.at) else { continue };
        let found = match (new.front.entry(key), new.date(key)) {
            (_, Some(now)) if now == date => continue,
            (_, Some(now)) => {
                let message = format!("`{key}` was {date}, which has come already, and was moved to {now}");
                RULE.at(&new.path, new.place(key), message)
            }
            // Written in a way that is no date: that is reported as such.
            (Some(_), None) => continue,
            // The status went a way that it must not go, which is reported; the date went with it.
            (None, None) if transition(Some(from), to) == Legality::Illegal => continue,
            (None, None) => {
                let message = format!("`{key}`, which was {date} and has come already, was removed");
                RULE.at(&new.path, new.place("status"), message)
            }
        };
        let help = format!(
            "set `{key}: {date}` again; where the old date was wrong from the start, waive the rule with that reason"
        );
        out.push(found.help(help).related_in(base.short(), &old.path, old.place(key), format!("here it was {date}")));
    }
}
