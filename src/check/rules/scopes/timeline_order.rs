use super::*;
use std::cmp::Ordering;

pub static RULE: Rule = Rule {
    name: "timeline-order",
    group: Group::Scopes,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "timeline entries are not sorted from newest to oldest, or a date is duplicated",
    why: "New entries are added at the top, where readers expect the current state. Of two entries with the same \
          date, it is unclear which one applies.",
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
                    (format!("duplicate entry for {date}"), "merge the two, or correct one of the dates")
                }
                Ordering::Greater => (
                    format!("the entry for {date} is below the one for {last}"),
                    "sort the entries by date, newest first",
                ),
            };
            let finding = RULE.at(&scope.path, period.date_span, message);
            out.push(finding.related(&scope.path, span, "the entry above").help(help));
        }
        before = Some((date, period.date_span));
    }
}
