use super::*;

pub static RULE: Rule = Rule {
    name: "several-new-documents",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a change adds more than one document, not counting supplements",
    why: "Each document is proposed, discussed and voted on separately. Two in one pull request can only be accepted or rejected \
          together. Supplements may be included.",
    clause: "scs-0001-v1#proposal-of-a-new-document",
    incorrect: "git add Standards/scs-xxxx-v1-nodes.md\ngit add Standards/scs-xxxx-v1-disks.md",
    correct: "git add Standards/scs-xxxx-v1-nodes.md
git add Standards/scs-0101-w2-entropy-notes.md",
    run: Run::Comparison(check),
};

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if base.is_initial() {
        return;
    }
    let added: Vec<&Document> = base.added().collect();
    let [first, second, rest @ ..] = added.as_slice() else { return };
    let message = format!(
        "this change adds {} documents, but a proposal adds exactly one: {}",
        added.len(),
        names(added.iter().map(|document| document.name.file.as_str()))
    );
    let help = "propose each document separately; supplements may be included";
    let mut found = RULE.at(&second.path, second.place("title"), message).help(help);
    for other in [first].into_iter().chain(rest.iter().take(5)) {
        found = found.related(&other.path, other.place("title"), "also new");
    }
    out.push(found);
}
