use super::*;

pub static RULE: Rule = Rule {
    name: "contradictory-result",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a report, or two reports with the same timestamp, have different results for a test case",
    why: "Results with the same timestamp have no order, so none of them is the newest. The worst result counts: a \
          report that \
          contradicts itself must not turn a failure into a pass.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: -1}}\n    2bbd8d38: {results: {scs-0101-rngd: 1}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: -1}}\n    2bbd8d38: {results: {scs-0101-entropy-avail: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::Contradictory, cx, out);
}
