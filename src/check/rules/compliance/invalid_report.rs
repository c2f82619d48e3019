use super::*;

pub static RULE: Rule = Rule {
    name: "invalid-report",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a report of the compliance check, or a line of the ledger, cannot be read",
    why: "A report that cannot be read does not count, so a tested cloud appears as untested. Other documents of the same file \
          still count.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: soon\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::InvalidReport, cx, out);
}
