use super::*;
use crate::model::facts::{DateKey, Presence};

pub static RULE: Rule = Rule {
    name: "changed-lifecycle-date",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a past lifecycle date was changed or removed",
    why: "A date in the past states what was in force on a day, and later readers must get the same answer. A future \
          date is an \
          announcement and may be changed.",
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
    for key in DateKey::ALL {
        // Changing a date that contradicts the status is a fix.
        if key.presence(from) == Presence::Forbidden {
            continue;
        }
        let Some(date) = old.life.date(key).filter(|date| *date <= cx.at) else { continue };
        let found = match (new.front.entry(key.name()), new.life.date(key)) {
            (_, Some(now)) if now == date => continue,
            (_, Some(now)) => {
                let message = format!("the past date `{key}` was changed from {date} to {now}");
                RULE.at(&new.path, new.place(key.name()), message)
            }
            // invalid-date reports it.
            (Some(_), None) => continue,
            // illegal-transition reports the status, and the date changed with it.
            (None, None) if transition(Some(from), to) == Legality::Illegal => continue,
            (None, None) => {
                let message = format!("the past date `{key}` ({date}) was removed");
                RULE.at(&new.path, new.place("status"), message)
            }
        };
        let help = format!("restore `{key}: {date}`; if the old date was wrong, waive the finding with that reason");
        out.push(found.help(help).related_in(
            base.short(),
            &old.path,
            old.place(key.name()),
            format!("previously {date}"),
        ));
    }
}
