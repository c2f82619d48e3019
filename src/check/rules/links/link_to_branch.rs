use super::*;

pub static RULE: Rule = Rule {
    name: "link-to-branch",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a link points to a branch of this repository other than the default branch",
    why: "A branch is deleted once it is merged, and the link breaks. Until then it shows text that has not been \
          accepted. Addresses of a \
          commit or tag are permanent and not reported.",
    clause: "",
    incorrect: "The test is [here](https://github.com/SovereignCloudStack/standards/blob/add-test/Tests/iaas/openstack_test.py).",
    correct: "The test is [here](https://github.com/SovereignCloudStack/standards/blob/main/Tests/iaas/openstack_test.py).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let branch = &cx.corpus.config.repository.branch;
    for (link, target) in written_targets(document, cx) {
        let Target::Repository { reference, .. } = target else { continue };
        if reference == branch || reference == "HEAD" || permanent(reference) {
            continue;
        }
        let message = format!("link to the branch `{}`, which is not the default branch", short(reference));
        let help = format!("link to `{branch}`, or to a commit");
        out.push(RULE.at(&document.path, link.target_span, message).help(help));
    }
}

/// Whether a reference looks like a commit or the tag of a release.
fn permanent(reference: &str) -> bool {
    let commit = reference.len() >= 7 && reference.bytes().all(|b| b.is_ascii_hexdigit());
    let version = reference.strip_prefix(['v', 'V', 'r', 'R']).unwrap_or(reference);
    commit || version.starts_with(|c: char| c.is_ascii_digit()) || reference == "refs"
}
