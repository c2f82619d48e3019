use super::*;
use crate::model::scope::{Period, Validity};
use jiff::ToSpan;

pub static RULE: Rule = Rule {
    name: "several-effective-versions",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "several scope versions are effective at the same time for longer than the grace period",
    why: "One version should be effective, or two for the four to six weeks in which providers migrate. Otherwise \
          certificates with the same name stand for different requirements.",
    clause: "scs-0003-v1#timeline-entry",
    incorrect: "timeline:\n- date: 2024-12-19\n  versions: {v5: effective, v4: effective}",
    correct: "timeline:\n- date: 2025-01-30\n  versions: {v5: effective, v4: deprecated}\n- date: 2024-12-19\n  versions: {v5: effective, v4: effective}",
    run: Run::Scope(check),
};

fn effective(period: &Period) -> Vec<&str> {
    let named = period.versions.iter().filter(|(_, validity)| *validity == Some(Validity::Effective));
    named.map(|(name, _)| name.text.as_str()).collect()
}

/// Checks the periods that have not ended yet, since past ones cannot be changed.
fn check(scope: &ScopeFile, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let periods = scope.periods();
    let mut stretch = None;
    for (index, (date, period)) in periods.iter().enumerate() {
        let names_here = effective(period);
        if names_here.len() < 2 {
            stretch = None;
            continue;
        }
        let (begin, first) = *stretch.get_or_insert((*date, period));
        let end = periods.get(index + 1).map(|(date, _)| *date);
        let goes_on = periods.get(index + 1).is_some_and(|(_, next)| effective(next).len() > 1);
        if goes_on || end.is_some_and(|end| end <= cx.at) {
            continue;
        }
        let grace = begin.checked_add(6.weeks()).unwrap_or(begin);
        if names_here.len() == 2 && end.is_some_and(|end| end <= grace) {
            continue;
        }
        let until = end.map_or("with no end in the timeline".into(), |end| format!("until {end}"));
        let message = format!("{} are effective at the same time from {begin}, {until}", names(&names_here));
        let help = "end the older one within six weeks, with an entry in which it is `warn` or `deprecated`";
        out.push(RULE.at(&scope.path, first.date_span, message).help(help));
    }
}
