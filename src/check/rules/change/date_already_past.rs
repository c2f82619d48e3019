use super::timeline::{both, by_date};
use super::*;
use crate::model::scope::Period;

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
    // `timeline-rewritten` reports other entries.
    for (old, new) in base.scopes.iter().filter_map(both) {
        let Some(begin) = old.pruned_until() else { continue };
        let now = by_date(new);
        let restored: Vec<(&Date, &&Period)> = now.range(..begin.min(cx.at)).collect();
        if let Some((_, last)) = restored.last() {
            let dates = names(restored.iter().map(|(date, _)| date.to_string()));
            out.push(RULE.at(&new.path, last.date_span, format!("removed timeline entries are restored: {dates}")));
        }
    }
}
