use super::*;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "invalid-environments",
    group: Group::Compliance,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the list of cloud environments or accounts cannot be used as written",
    why: "The list defines which clouds are shown, which results belong to them, and who may report. An error in it can show a \
          cloud with the results of another, or hide it.",
    clause: "",
    incorrect: "-- Certification/environments.yaml --\nenvironments:\n- id: Regio Cloud\n  name: Regio\n  operator: Example GmbH\n  listed: no\n  subjects: {scs-compatible-iaas: [regio-a]}",
    correct: "-- Certification/environments.yaml --\nenvironments:\n- id: regio\n  name: Regio\n  operator: Example GmbH\n  listed: voluntary\n  subjects: {scs-compatible-iaas: [regio-a]}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::InvalidEnvironments, cx, out);
    let described = cx.corpus.documents.iter().filter_map(|document| document.front.get("scope")?.text("file"));
    let described = described.map(|file| file.strip_suffix(".yaml").unwrap_or(file));
    let stems: BTreeSet<&str> = cx.corpus.scopes.iter().map(|scope| scope.stem()).chain(described).collect();
    let stems: Vec<&str> = stems.into_iter().collect();
    if stems.is_empty() {
        return;
    }
    let path = &cx.corpus.config.certification.environments;
    let mut hints = Hints::new();
    for (scope, span) in
        cx.corpus.evidence.environments.scopes.iter().filter(|(scope, _)| !stems.contains(&scope.as_str()))
    {
        let help = hints.help(scope, stems.iter().copied(), &format!("the register has {}", names(&stems)));
        out.push(RULE.at(path, *span, format!("unknown scope `{}`", short(scope))).help(help));
    }
}
