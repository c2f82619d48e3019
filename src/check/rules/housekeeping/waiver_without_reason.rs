//! waiver-without-reason

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::check::waiver::Waiver;
use crate::diagnostic::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    name: "waiver-without-reason",
    group: Group::Housekeeping,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a waiver gives no reason",
    why: "The next reader has to know why a fault is accepted, or nobody will ever dare to remove the waiver. Without a reason a waiver silences nothing.",
    clause: "scsdoc#findings",
    incorrect: "<!-- scsdoc: allow(slug-charset) -->",
    correct: "<!-- scsdoc: allow(slug-charset) the address has been public since 2024 -->",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], _: &Cx<'_>, out: &mut DiagnosticSink) {
    for waiver in waivers.iter().filter(|waiver| waiver.reason.is_empty()) {
        let message = format!("the waiver for `{}` gives no reason", waiver.rule);
        let help = match waiver.line {
            Some(_) => "say behind the bracket why the finding is accepted",
            None => "add `reason = \"…\"`",
        };
        out.push(RULE.at(&waiver.path, waiver.span, message).help(help));
    }
}
