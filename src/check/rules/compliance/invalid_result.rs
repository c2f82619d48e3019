use super::*;

pub static RULE: Rule = Rule {
    name: "invalid-result",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a result in a report is not 1, 0 or -1, or its test case has no usable ID",
    why: "A result is 1 (passed), 0 (aborted) or -1 (failed). Other values could be counted as passed, so such a result is \
          ignored.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: PASS}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::InvalidResult, cx, out);
}
