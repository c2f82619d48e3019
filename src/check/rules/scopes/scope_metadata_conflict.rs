use super::*;

pub static RULE: Rule = Rule {
    name: "scope-metadata-conflict",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "documents of one scope, or a document and the scope file, disagree about UUID or name",
    why: "Results and certificates refer to a scope by its UUID. All documents of a scope are rendered to one file with one UUID and \
          name.",
    clause: "scs-0003-v1#scs-certification-yaml",
    incorrect: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
scope:
  file: scs-compatible-iaas.yaml
  uuid: 1fffebe6-fd4b-44d3-a36c-fc58b4bb0180
  name: SCS-compatible IaaS
-- Tests/scs-compatible-iaas.yaml --
uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f",
    correct: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
scope:
  file: scs-compatible-iaas.yaml
  uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f
  name: SCS-compatible IaaS
-- Tests/scs-compatible-iaas.yaml --
uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut seen: HashMap<(String, &str), (&str, &str, Span)> = HashMap::new();
    for scope in &cx.corpus.scopes {
        let Some(root) = &scope.root else { continue };
        for key in ["uuid", "name"] {
            if let Some((text, node)) = root.get(key).and_then(|node| Some((node.as_str()?, node))) {
                seen.entry((format!("{}.yaml", scope.stem()), key)).or_insert((text, &scope.path, node.span));
            }
        }
    }
    // The newest version is authoritative.
    let described = cx.corpus.scope_index.descriptions.iter().rev();
    for document in described.filter_map(|description| cx.corpus.documents.get(description.document)) {
        compare(document, &mut seen, out);
    }
}

fn compare<'a>(
    document: &'a Document,
    seen: &mut HashMap<(String, &'static str), (&'a str, &'a str, Span)>,
    out: &mut DiagnosticSink,
) {
    let Some(scope) = document.front.get("scope") else { return };
    let Some(file) = scope.text("file") else { return };
    for key in ["uuid", "name"] {
        let Some((text, node)) = scope.get(key).and_then(|node| Some((node.as_str()?, node))) else { continue };
        match seen.get(&(file.to_owned(), key)) {
            Some((other, path, span)) if !other.eq_ignore_ascii_case(text) => {
                let message = format!(
                    "the {key} of `{}` is `{}` here and `{}` elsewhere",
                    short(file),
                    short(text),
                    short(other)
                );
                let finding = RULE.at(&document.path, node.span, message).related(path, *span, "the other value");
                out.push(finding.help("use the same UUID and name in all versions of a scope"));
            }
            Some(_) => {}
            None => {
                seen.insert((file.to_owned(), key), (text, &document.path, node.span));
            }
        }
    }
}
