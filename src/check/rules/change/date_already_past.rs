use super::timeline::{both, by_date};
use super::*;

pub static RULE: Rule = Rule {
    name: "date-already-past",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a change sets a lifecycle date or timeline entry in the past",
    why: "A change applies from the day it is merged. With an earlier date the register says afterwards that \
          something was in force \
          before it was published. Often the date was right when the pull request was opened.",
    clause: "scs-0001-v1#process",
    incorrect: "-status: Draft
+status: Stable
+stabilized_at: 2026-01-01",
    correct: "-status: Draft
+status: Stable
+stabilized_at: 2026-12-01",
    run: Run::Comparison(check),
};

fn check(base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let help = "use the date on which the change is merged, or a later one";
    for (old, new) in base.documents.iter().filter_map(|change| change.both()).filter(|(old, new)| readable(old, new)) {
        for key in ["stabilized_at", "deprecated_at", "rejected_at"] {
            let Some(date) = new.date(key).filter(|date| *date < cx.at && old.date(key).is_none()) else { continue };
            out.push(RULE.at_key(new, key, format!("`{key}` is set to {date}, which is in the past")).help(help));
        }
    }
    for (old, new) in base.scopes.iter().filter_map(both) {
        let before = by_date(old);
        for (date, period) in by_date(new).range(..cx.at).filter(|(date, _)| !before.contains_key(*date)) {
            let message = format!("a timeline entry is added at {date}, which is in the past");
            out.push(RULE.at(&new.path, period.date_span, message).help(help));
        }
    }
}
