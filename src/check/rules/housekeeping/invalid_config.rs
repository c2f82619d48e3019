//! invalid-config

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::value::schema::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-config",
    group: Group::Housekeeping,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "scsdoc.toml is not valid",
    why: "A setting that cannot be read is ignored, and the default stands in its place. What you see may not be what you asked for.",
    clause: "scsdoc#input",
    incorrect: "[site]\nbase = \"standards\"",
    correct: "[site]\nbase = \"/standards/\"",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let config = &cx.corpus.config;
    for problem in &config.problems {
        let message = format!("this is not TOML: {}", problem.message);
        out.push(RULE.at(&config.path, problem.span, message).help("what can be read of the file still counts"));
    }
    for violation in &config.violations {
        let place = violation.place();
        let diagnostic = match &violation.fault {
            Fault::Unknown { key, suggestion } => {
                let diagnostic = RULE.at(&config.path, violation.span, format!("there is no setting `{place}`"));
                match suggestion {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(format!("remove `{key}`; `scsdoc schema config` lists the settings")),
                }
            }
            fault => RULE
                .at(&config.path, violation.span, format!("`{place}` {}", fault.words()))
                .help("the default is used; `scsdoc schema config` tells what may stand here"),
        };
        out.push(diagnostic);
    }
}
