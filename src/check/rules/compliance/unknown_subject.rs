use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-subject",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a report is about a subject that no environment has",
    why: "Only subjects of listed environments appear on pages. If it is spelled differently in the list and in the \
          reports, it appears as untested.",
    clause: "scs-0004-v1#regulations",
    incorrect: "-- Certification/environments.yaml --\nenvironments:\n- id: regio\n  name: Regio\n  operator: Example GmbH\n  listed: voluntary\n  subjects: {scs-compatible-iaas: [regio-a]}\n-- Certification/reports/report.yaml --\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio_a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "-- Certification/environments.yaml --\nenvironments:\n- id: regio\n  name: Regio\n  operator: Example GmbH\n  listed: voluntary\n  subjects: {scs-compatible-iaas: [regio-a]}\n-- Certification/reports/report.yaml --\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let evidence = &cx.corpus.evidence;
    if !evidence.environments.present {
        return;
    }
    let mut seen = HashSet::new();
    for report in evidence.reports.iter().filter(|report| evidence.environments.of_subject(&report.subject).is_none()) {
        // The first report of each subject in a file.
        if seen.insert((&report.place.path, &report.subject)) {
            let message = format!("unknown subject `{}`", report.subject);
            let help = format!("add it to an environment in {}", cx.corpus.config.certification.environments);
            out.push(RULE.at(&report.place.path, report.place.span, message).help(help));
        }
    }
}
