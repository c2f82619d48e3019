//! missing-script

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::check::rules::scopes::short;
use crate::diagnostic::Severity;
use crate::load::Found;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-script",
    group: Group::TestCases,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the script of a test case is not in the checkout",
    why: "The test suite cannot run it, and none of its test cases ever gets a result. Usually the script was moved or renamed. A \
          register whose scripts are in another repository says so with `tests.repository` in scsdoc.toml.",
    clause: "scs-0003-v1#automated-check",
    incorrect: "-- Tests/scs-example.yaml --\nscripts:\n  - executable: ./iaas/openstack-test.py",
    correct: "-- Tests/scs-example.yaml --\nscripts:\n  - executable: ./iaas/openstack_test.py",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if cx.corpus.config.tests_repository.is_some() {
        return;
    }
    for scope in &cx.corpus.scopes {
        for executable in scope.scripts.iter().filter_map(|script| script.executable.as_ref()) {
            look(cx, &scope.path, &executable.text, executable.span, out);
        }
    }
    for document in &cx.corpus.documents {
        for script in document.front.get("tests").map(|tests| tests.items()).unwrap_or_default() {
            if let Some((text, node)) = script.get("executable").and_then(|node| Some((node.as_str()?, node))) {
                look(cx, &document.path, text, node.span, out);
            }
        }
    }
}

fn look(cx: &Cx<'_>, path: &str, executable: &str, span: Span, out: &mut DiagnosticSink) {
    if executable.trim().is_empty() {
        return;
    }
    let (message, help) = if executable.contains("://") {
        (
            format!("`{}` is an address, and scripts are run from the checkout", short(executable)),
            "put the script into the checkout; addresses are not supported".to_owned(),
        )
    } else if let Some(script) = cx.corpus.script_path(executable) {
        match cx.corpus.found(&script) {
            None | Some(Found::File) => return,
            Some(Found::Folder) => {
                (format!("`{}` is a folder, and no script", short(&script)), "name the script in it".to_owned())
            }
            Some(Found::Missing) => {
                let help = match cx.corpus.suggestion_for(&script) {
                    Some(near) => format!("did you mean `{}`?", short(near)),
                    None => "correct the path, or say in scsdoc.toml with `tests.repository` where scripts are".into(),
                };
                (format!("there is no script `{}`", short(&script)), help)
            }
        }
    } else {
        (
            format!("the script `{}` lies outside the checkout", short(executable)),
            "keep scripts inside the checkout".to_owned(),
        )
    };
    out.push(RULE.at(path, span, message).help(help));
}
