//! unused-waiver

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::check::rules;
use crate::check::waiver::Waiver;
use crate::diagnostic::Severity;
use crate::value::suggest;

/// Most files that are not there for which one is looked for that was meant.
const MAX_GUESSES: usize = 20;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-waiver",
    group: Group::Housekeeping,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a waiver silences nothing",
    why: "A waiver says that a fault is known. When the fault is gone the waiver is a false statement, and it would hide the fault if it came back.",
    clause: "scsdoc#findings",
    incorrect: "<!-- scsdoc: allow(broken-anchor) the page is generated -->\n\nSee [the table](#table).\n\n## Table",
    correct: "See [the table](#table).\n\n## Table",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut guesses = 0;
    let mut nearest = |path: &str| {
        guesses += 1;
        if guesses > MAX_GUESSES { None } else { suggest::nearest(path, cx.corpus.paths()) }
    };
    for waiver in waivers.iter().filter(|waiver| waiver.used == 0 && rules::find(&waiver.rule).is_some()) {
        let (message, help) = match waiver.line {
            Some(_) => (
                format!("nothing here breaks `{}`, so this waiver silences nothing", waiver.rule),
                "remove it; a comment silences the next line that is not empty, or its own line where it stands behind something".to_owned(),
            ),
            None if cx.corpus.source(&waiver.covers).is_none() => (
                format!("the register has no file {}, so this waiver silences nothing", waiver.covers),
                match nearest(&waiver.covers) {
                    Some(near) => format!("did you mean `{near}`? else remove it"),
                    None => "remove it, or name a file as findings do: relative to the root, with `/`".to_owned(),
                },
            ),
            None => (
                format!("nothing in {} breaks `{}`, so this waiver silences nothing", waiver.covers, waiver.rule),
                "remove it".to_owned(),
            ),
        };
        out.push(RULE.at(&waiver.path, waiver.rule_span, message).help(help));
    }
}
