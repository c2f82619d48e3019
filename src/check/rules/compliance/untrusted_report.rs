use super::*;
use crate::model::compliance::Signatures;

pub static RULE: Rule = Rule {
    name: "untrusted-report",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a report is not signed by the subject or one of its delegates",
    why: "Reports come from operators who want to pass. If accounts have keys, a report counts only if its file is signed with one \
          of them: a key of the subject or of a delegate, valid at the time of the check and now, for every document of the \
          file.",
    clause: "",
    incorrect: "-- Certification/environments.yaml --\naccounts:\n- subject: regio-a\n  keys: [{key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIwiROhiSZ0kPpyWUzoA+lYQVRKhCTnWCdvcixG50Lni}]\n-- Certification/reports/report.yaml --\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "-- Certification/environments.yaml --\naccounts:\n- subject: regio-a\n  keys: [{key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIwiROhiSZ0kPpyWUzoA+lYQVRKhCTnWCdvcixG50Lni}]\n-- Certification/reports/report.yaml --\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}\n-- Certification/reports/report.yaml.sig --\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgjCJE6GJJnSQ+nJZTOgD6VhBVEq\nEJOdYJ29yLEbnQueIAAAAGcmVwb3J0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1\nNTE5AAAAQLh4r7lm9awztIdntlcBY/2RgUsMp8ixxiKNzBDjgpubiVI6yMpuAGnRZxZx1h\nZUJPxMwzVJEIi04I5DkFGRwAI=\n-----END SSH SIGNATURE-----",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let required = cx.corpus.evidence.signatures_at(cx.at) == Signatures::Required;
    let severity = if required { Severity::Error } else { Severity::Warning };
    let issues = cx.report_issues().filter(|issue| issue.kind == Kind::Untrusted);
    out.extend(issues.map(|issue| super::finding(&RULE, issue).severity(severity)));
}
