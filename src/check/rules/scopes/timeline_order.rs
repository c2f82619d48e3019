//! timeline-order

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::scope::ScopeFile;
use std::cmp::Ordering;

/// The rule.
pub static RULE: Rule = Rule {
    name: "timeline-order",
    group: Group::Scopes,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the timeline does not go from the newest entry to the oldest, or has a date twice",
    why: "New entries are put on top. Whoever reads the file expects the present state there, and whoever reviews a change expects \
          it to touch only the top. Of two entries with the same date nobody can say which one is in force.",
    clause: "scs-0003-v1#timeline-entry",
    incorrect: "timeline:\n- date: 2024-02-28\n  versions: {v1: draft}\n- date: 2024-11-26\n  versions: {v1: effective}",
    correct: "timeline:\n- date: 2024-11-26\n  versions: {v1: effective}\n- date: 2024-02-28\n  versions: {v1: draft}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut before = None;
    for period in &scope.timeline {
        let Some(date) = period.date else { continue };
        if let Some((last, span)) = before {
            let (message, help) = match date.cmp(&last) {
                Ordering::Less => {
                    before = Some((date, period.date_span));
                    continue;
                }
                Ordering::Equal => {
                    (format!("a second entry begins on {date}"), "merge the two, or correct the date of one")
                }
                Ordering::Greater => (
                    format!("the entry of {date} stands below the one of {last}"),
                    "sort the entries by date, the newest first",
                ),
            };
            let finding = RULE.at(&scope.path, period.date_span, message);
            out.push(finding.related(&scope.path, span, "the entry above").help(help));
        }
        before = Some((date, period.date_span));
    }
}
