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
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for version in &scope.versions {
            let name = &version.name;
            if let Some(first) = seen.get(name.text.as_str()) {
                let message = format!("duplicate version `{}`", short(&name.text));
                let finding =
                    RULE.at(&scope.path, name.span, message).related(&scope.path, *first, "first defined here");
                out.push(finding.help("rename or remove one of the two"));
            } else {
                seen.insert(&name.text, name.span);
            }
        }
    }
    let mut seen: HashMap<(&str, &str), (&Document, Span)> = HashMap::new();
    for description in &cx.corpus.scope_index.descriptions {
        let Some(document) = cx.corpus.documents.get(description.document) else { continue };
        let Some(file) = document.front.get("scope").and_then(|scope| scope.text("file")) else { continue };
        let name = &description.name;
        if let Some((other, span)) = seen.get(&(file, name.text.as_str())) {
            let message =
                format!("this document and {} both describe version `{}` of `{file}`", other.id(), short(&name.text));
            let finding = RULE.at(&document.path, name.span, message);
            out.push(
                finding
                    .related(&other.path, *span, "the other document")
                    .help("set `scope.version` to the version of this document"),
            );
        } else {
            seen.insert((file, &name.text), (document, name.span));
        }
    }
}
