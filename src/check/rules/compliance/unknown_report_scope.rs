use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-report-scope",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a report is for a scope that the register does not have",
    why: "A report names its scope by the identifier in the scope file. If no scope file has it, its results have no effect.",
    clause: "scs-0003-v2#concept-definitions",
    incorrect: "spec: {uuid: 99999999-9999-4999-8999-999999999999}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    correct: "spec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nchecked_at: 2026-11-19 03:14:15\nsubject: regio-a\nrun:\n  uuid: 04948c23-acd6-54c8-86ff-ceea742af437\n  invocations:\n    42d24f98: {results: {scs-0101-rngd: 1}}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let described = cx.corpus.documents.iter().filter_map(|document| document.front.get("scope")?.text("uuid"));
    let files = cx.corpus.scopes.iter().map(|scope| scope.uuid.as_str());
    let known: HashSet<String> = files.chain(described).map(|uuid| uuid.trim().to_ascii_lowercase()).collect();
    let mut seen = HashSet::new();
    for report in cx.corpus.evidence.reports.iter().filter(|report| !known.contains(&report.scope)) {
        // The first report of each scope in a file.
        if seen.insert((&report.place.path, &report.scope)) {
            let message = format!("unknown scope `{}`", report.scope);
            let finding = RULE.at(&report.place.path, report.place.span, message);
            out.push(
                finding.help(
                    "no scope has this `uuid`; the results have no effect, and `compliance add` refuses the report",
                ),
            );
        }
    }
}
