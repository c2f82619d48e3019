//! unused-waiver

use crate::check::rule::{Cx, Fixes, Group, Rule, Run};
use crate::check::rules;
use crate::check::waiver::Waiver;
use crate::diagnostic::{Diagnostic, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-waiver",
    group: Group::Housekeeping,
    severity: Severity::Warning,
    fixes: Fixes::No,
    summary: "a waiver silences nothing",
    why: "A waiver says that a fault is known. When the fault is gone the waiver is a false statement, and it would hide the fault if it came back.",
    clause: "scsdoc#findings",
    bad: "<!-- scsdoc: allow(broken-anchor) the page is generated -->\n\nSee [the table](#table).\n\n## Table",
    good: "See [the table](#table).\n\n## Table",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], _: &Cx<'_>, out: &mut Vec<Diagnostic>) {
    for waiver in waivers.iter().filter(|waiver| waiver.used == 0 && rules::find(&waiver.rule).is_some()) {
        let message = match waiver.line {
            Some(_) => format!("nothing here breaks `{}`, so this waiver silences nothing", waiver.rule),
            None => format!("nothing in {} breaks `{}`, so this waiver silences nothing", waiver.covers, waiver.rule),
        };
        let help = "remove it; a comment silences the next line that is not empty, or its own line where it stands behind something";
        out.push(RULE.at(&waiver.path, waiver.rule_span, message).help(help));
    }
}
