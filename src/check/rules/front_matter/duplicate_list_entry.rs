use super::*;
use std::collections::HashSet;

pub static RULE: Rule = Rule {
    name: "duplicate-list-entry",
    severity: Severity::Note,
    fixes: Fixes::Always(Safety::Safe),
    summary: "a list names the same document twice",
    why: "Tables show the document twice. Usually a different document was meant.",
    clause: "scs-0001-v1#document-format",
    incorrect: "replaces:\n  - scs-0101-v1-entropy.md\n  - scs-0101-v1-entropy.md",
    correct: "replaces:\n  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for key in ["replaces", "replaced_by", "supplements"] {
        let twice: Vec<_> = repeated(document.list(key).map(|(name, span)| (name, (name, span)))).collect();
        if twice.is_empty() {
            continue;
        }
        let mut names: Vec<&str> = document.list(key).map(|(name, _)| name).collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(*name));
        let edits = document.patch().and_then(|mut patch| Ok(patch.set_list(key, &names)?.edits()));
        let edits: Vec<Edit> = edits
            .into_iter()
            .flatten()
            .map(|(span, replacement)| Edit { path: document.path.clone(), span, replacement })
            .collect();
        for ((name, span), (_, first)) in twice {
            let message = format!("`{key}` names `{}` more than once", short(name));
            let found = RULE.at(&document.path, span, message).related(&document.path, first, "first named here");
            let found = found.help("remove this entry");
            out.push(if edits.is_empty() { found } else { found.fix_edits(true, "remove it", edits.clone()) });
        }
    }
}
