use super::*;

pub static RULE: Rule = Rule {
    name: "broken-repository-link",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a URL in this repository names a path that does not exist",
    why: "Documents link to test scripts and data files by their address on the main branch. If a script is moved, \
          operators who want \
          to run the test find nothing. Addresses of a commit or tag are permanent and not checked.",
    clause: "",
    incorrect: "The test is [here](https://github.com/SovereignCloudStack/standards/blob/main/Tests/iaas/removed.py).",
    correct: "The test is [here](https://github.com/SovereignCloudStack/standards/blob/main/Tests/iaas/openstack_test.py).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let branch = &cx.corpus.config.repository.branch;
    for (link, target) in written_targets(document, cx) {
        let Target::Repository { reference, path, .. } = target else { continue };
        // Files of other repositories cannot be checked.
        let elsewhere =
            cx.corpus.config.tests.repository.as_ref().is_some_and(|base| link.target.starts_with(base.as_str()));
        if reference != branch || elsewhere {
            continue;
        }
        match cx.corpus.found(path) {
            Some(Found::Missing) => {
                let message = format!("branch `{branch}` of this repository has no `{}`", short(path));
                let found = RULE.at(&document.path, link.target_span, message);
                out.push(match cx.corpus.suggestion_for(path) {
                    Some(near) => found.help(format!("did you mean `{near}`?")),
                    None => found.help("use the new path of the file, or a commit that has it"),
                });
            }
            Some(Found::Folder) if is_raw(&link.target) => {
                let message = format!("`{}` is a folder, and folders have no raw content", short(path));
                let help = format!("link to `tree/{branch}/{}` instead of the raw URL", short(path));
                out.push(RULE.at(&document.path, link.target_span, message).help(help));
            }
            _ => {}
        }
    }
}

fn is_raw(address: &str) -> bool {
    address.split('/').nth(2).is_some_and(|host| host.eq_ignore_ascii_case("raw.githubusercontent.com"))
}
