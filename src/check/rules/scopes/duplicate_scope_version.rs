use super::*;

pub static RULE: Rule = Rule {
    name: "duplicate-scope-version",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope version is defined twice, or two documents describe it",
    why: "Timeline and certificates refer to versions by name, so a name must be unique.",
    clause: "scs-0003-v1#version-descriptor",
    incorrect: "versions:\n- version: v5\n  include: [scs-0100-v3]\n- version: v5\n  include: [scs-0100-v3, scs-0101-v1]",
    correct: "versions:\n- version: v5.1\n  include: [scs-0100-v3, scs-0101-v1]\n- version: v5\n  include: [scs-0100-v3]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for scope in &cx.corpus.scopes {
        for (name, first) in repeated_names(scope.versions.iter().map(|version| &version.name)) {
            let message = format!("duplicate version `{}`", short(&name.text));
            let finding =
                RULE.at(&scope.path, name.span, message).related(&scope.path, first.span, "first defined here");
            out.push(finding.help("rename or remove one of the two"));
        }
    }
    let described = cx.corpus.scope_index.descriptions.iter().filter_map(|description| {
        let document = cx.corpus.documents.get(description.document)?;
        let file = document.front.get("scope")?.text("file")?;
        Some(((file, description.name.text.as_str()), (document, &description.name, file)))
    });
    for ((document, name, file), (other, first, _)) in repeated(described) {
        let version = short(&name.text);
        let message = format!("this document and {} both describe version `{version}` of `{file}`", other.id());
        let finding = RULE.at(&document.path, name.span, message);
        let finding = finding.related(&other.path, first.span, "the other document");
        out.push(finding.help("set `scope.version` to the version of this document"));
    }
}
