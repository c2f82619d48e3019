use super::*;
use crate::check::rules;

pub static RULE: Rule = Rule {
    name: "unused-waiver",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a waiver matches no finding",
    why: "Once the finding is gone, the waiver is obsolete, and it would hide the finding if it came back. A waiver of a rule on \
          changes is never unused: it applies in one change, and stays as a record.",
    clause: "",
    incorrect: "<!-- scsdoc: allow(broken-anchor) the page is generated -->\n\nSee [the table](#table).\n\n## Table",
    correct: "See [the table](#table).\n\n## Table",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut hints = Hints::new();
    let lasting = |name: &str| rules::find(name).is_some_and(|rule| rule.group() != Group::Change);
    for waiver in waivers.iter().filter(|waiver| waiver.used == 0 && lasting(&waiver.rule)) {
        let (message, help) = match waiver.line {
            Some(_) => (
                format!("unused waiver: no finding of `{}` here", waiver.rule),
                "remove it; a comment waives findings on the next line that is not empty, or on its own line if it follows something".to_owned(),
            ),
            None if cx.corpus.source(&waiver.covers).is_none() => (
                format!("unused waiver: the register has no file {}", waiver.covers),
                match hints.near(&waiver.covers, cx.corpus.paths()) {
                    Some(near) => format!("did you mean `{near}`? otherwise remove it"),
                    None => "remove it, or use a path relative to the root, with `/`".to_owned(),
                },
            ),
            None => (
                format!("unused waiver: no finding of `{1}` in {0}", waiver.covers, waiver.rule),
                "remove it".to_owned(),
            ),
        };
        out.push(RULE.at(&waiver.path, waiver.rule_span, message).help(help));
    }
}
