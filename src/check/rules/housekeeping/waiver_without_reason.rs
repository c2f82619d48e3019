use super::*;

pub static RULE: Rule = Rule {
    name: "waiver-without-reason",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a waiver has no reason",
    why: "The reason tells the next reader why the finding is accepted and when the waiver can be removed. A waiver without a reason \
          has no effect.",
    clause: "",
    incorrect: "<!-- scsdoc: allow(slug-charset) -->",
    correct: "<!-- scsdoc: allow(slug-charset) the URL has been public since 2024 -->",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], _: &Cx<'_>, out: &mut DiagnosticSink) {
    for waiver in waivers.iter().filter(|waiver| waiver.reason.is_empty()) {
        let message = format!("the waiver for `{}` has no reason", waiver.rule);
        let help = match waiver.line {
            Some(_) => "add a reason after the closing parenthesis",
            None => "add `reason = \"…\"`",
        };
        out.push(RULE.at(&waiver.path, waiver.span, message).help(help));
    }
}
