use super::*;

pub static RULE: Rule = Rule {
    name: "duplicate-run",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "two different reports have the same run ID",
    why: "The run ID identifies a report. If two different reports share it, one of them was changed or forged. Both \
          count, so that \
          neither can replace the other, and `scsdoc compliance add` refuses the second.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}\n---\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 04:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}\n---\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 04:14:15\nsubject: regio-a\nrun:\n  uuid: 2bbd8d38-0885-5bec-b27d-1aa1c3f19501\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::DuplicateRun, cx, out);
}
