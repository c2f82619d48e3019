use super::*;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "invalid-environments",
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

/// The versions of a scope, of its file and of documents.
fn versions<'a>(cx: &Cx<'a>, stem: &str) -> Vec<&'a str> {
    let corpus = cx.corpus;
    let files = corpus.scopes.iter().filter(|scope| scope.stem() == stem);
    let files = files.flat_map(|scope| scope.versions.iter().map(|version| version.name.text.as_str()));
    let described = corpus.documents.iter().filter_map(|document| document.front.get("scope"));
    let described = described
        .filter(|scope| scope.text("file").is_some_and(|file| file.strip_suffix(".yaml").unwrap_or(file) == stem));
    files.chain(described.filter_map(|scope| scope.text("version"))).collect()
}

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    super::issues(&RULE, Kind::InvalidEnvironments, cx, out);
    let described = cx.corpus.documents.iter().filter_map(|document| document.front.get("scope")?.text("file"));
    let described = described.map(|file| file.strip_suffix(".yaml").unwrap_or(file));
    let stems: BTreeSet<&str> = cx.corpus.scopes.iter().map(|scope| scope.stem()).chain(described).collect();
    let stems: Vec<&str> = stems.into_iter().collect();
    let path = &cx.corpus.config.certification.environments;
    let environments = &cx.corpus.evidence.environments;
    for environment in &environments.list {
        let (id, listed) = (&environment.id, environment.listed_at(cx.at));
        let valid = environment.certificates.iter().find(|one| one.valid_at(cx.at));
        if let Some(one) = valid.filter(|_| listed == "voluntary") {
            let (scope, version) = (short(&one.scope), short(&one.version));
            let message = format!("`{id}` is listed as voluntary, and has a valid certificate for {scope} {version}");
            let help = "list it as `certified`, or remove the certificate";
            out.push(RULE.at(path, environment.span, message).help(help));
        } else if listed == "lapsed" {
            let message = format!("`{id}` is listed as certified, but has no valid certificate on {}", cx.at);
            let help = "list it as `voluntary`, or add its new certificate";
            out.push(RULE.at(path, environment.span, message).help(help).severity(Severity::Warning));
        }
    }
    if stems.is_empty() {
        return;
    }
    for (scope, version, span) in &environments.versions {
        let versions = versions(cx, scope);
        if !versions.is_empty() && !versions.contains(&version.as_str()) {
            let message = format!("unknown version `{}` of the scope `{}`", short(version), short(scope));
            out.push(RULE.at(path, *span, message).help(format!("the scope has {}", names(&versions))));
        }
    }
    let mut hints = Hints::new();
    for (scope, span) in environments.scopes.iter().filter(|(scope, _)| !stems.contains(&scope.as_str())) {
        let help = hints.help(scope, stems.iter().copied(), &format!("the register has {}", names(&stems)));
        out.push(RULE.at(path, *span, format!("unknown scope `{}`", short(scope))).help(help));
    }
}
