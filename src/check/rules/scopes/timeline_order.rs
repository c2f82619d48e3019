use super::*;

pub static RULE: Rule = Rule {
    name: "timeline-order",
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
    let mut seen = HashMap::new();
    for period in &scope.timeline {
        let Some(date) = period.date else { continue };
        if let Some(span) = seen.insert(date, period.date_span) {
            let finding = RULE.at(&scope.path, period.date_span, format!("duplicate entry for {date}"));
            out.push(
                finding
                    .related(&scope.path, span, "the entry above")
                    .help("merge the two, or correct one of the dates"),
            );
        }
        if let Some((last, span)) = before.filter(|(last, _)| date > *last) {
            let message = format!("the entry for {date} is below the one for {last}");
            let finding = RULE.at(&scope.path, period.date_span, message);
            out.push(
                finding.related(&scope.path, span, "the entry above").help("sort the entries by date, newest first"),
            );
        }
        before = Some((date, period.date_span));
    }
}
