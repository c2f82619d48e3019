use super::*;
use crate::load::Found;

pub static RULE: Rule = Rule {
    name: "missing-script",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the script of a test case does not exist",
    why: "The test suite cannot run it, so its test cases never get a result. Usually the script was moved. If scripts are in another \
          repository, set `tests.repository` in scsdoc.toml.",
    clause: "scs-0003-v1#automated-check",
    incorrect: "-- Tests/scs-example.yaml --\nscripts:\n  - executable: ./iaas/openstack-test.py",
    correct: "-- Tests/scs-example.yaml --\nscripts:\n  - executable: ./iaas/openstack_test.py",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if cx.corpus.config.tests.repository.is_some() {
        return;
    }
    for scope in &cx.corpus.scopes {
        for executable in scope.executables() {
            check_script(cx, &scope.path, &executable.text, executable.span, out);
        }
    }
    for document in &cx.corpus.documents {
        for script in document.front.get("tests").map(|tests| tests.items()).unwrap_or_default() {
            if let Some((text, node)) = script.get("executable").and_then(|node| Some((node.as_str()?, node))) {
                check_script(cx, &document.path, text, node.span, out);
            }
        }
    }
}

fn check_script(cx: &Cx<'_>, path: &str, executable: &str, span: Span, out: &mut DiagnosticSink) {
    if executable.trim().is_empty() {
        return;
    }
    let (message, help) = if executable.contains("://") {
        (
            format!("`{}` is a URL, but scripts are run from the checkout", short(executable)),
            "add the script to the checkout; URLs are not supported".to_owned(),
        )
    } else if let Some(script) = cx.corpus.script_path(executable) {
        match cx.corpus.found(&script) {
            None | Some(Found::File) => return,
            Some(Found::Folder) => {
                (format!("`{}` is a folder, not a script", short(&script)), "use the path of a script".to_owned())
            }
            Some(Found::Missing) => {
                let help = match cx.corpus.suggestion_for(&script) {
                    Some(near) => format!("did you mean `{}`?", short(near)),
                    None => "correct the path, or set `tests.repository` in scsdoc.toml".into(),
                };
                (format!("script not found: `{}`", short(&script)), help)
            }
        }
    } else {
        (
            format!("the script `{}` is outside the checkout", short(executable)),
            "keep scripts inside the checkout".to_owned(),
        )
    };
    out.push(RULE.at(path, span, message).help(help));
}
