use super::*;

pub static RULE: Rule = Rule {
    name: "future-result",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a report is dated more than a day after the date of the check (`--at`)",
    why: "Time zones explain a difference of hours. A report from further in the future comes from a wrong clock, or \
          is meant to \
          be valid for longer. It does not count before its date.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2027-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let tomorrow = cx.at.tomorrow().unwrap_or(cx.at);
    // Lines of the ledger are also evaluated at earlier dates.
    let files = cx.corpus.evidence.reports.iter().filter(|report| report.file.is_some());
    for report in files.filter(|report| report.checked_at.date() > tomorrow) {
        let message = format!("the report was checked on {}, after {}", report.checked_at.date(), cx.at);
        let finding = RULE.at(&report.place.path, report.place.span, message);
        let help = "the report does not count before that day, and until one day before it `compliance add` refuses the report; check the clock of the machine that ran the tests";
        out.push(finding.help(help));
    }
}
