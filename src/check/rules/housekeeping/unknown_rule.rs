use super::*;
use crate::check::rules;

pub static RULE: Rule = Rule {
    name: "unknown-rule",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a waiver or a setting names a rule that does not exist",
    why: "A waiver or setting with a misspelled rule name has no effect.",
    clause: "",
    incorrect: "[rules]\nbroken-anchors = \"warning\"",
    correct: "[rules]\nbroken-anchor = \"warning\"",
    run: Run::Waivers(check),
};

fn check(waivers: &[Waiver], cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for waiver in waivers {
        name(&waiver.path, waiver.rule_span, &waiver.rule, cx, out);
    }
    let config = &cx.corpus.config;
    for setting in &config.rules {
        name(&config.path, setting.span, &setting.rule, cx, out);
    }
}

fn name(path: &str, span: Span, name: &str, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if rules::find(name).is_some() {
        return;
    }
    let diagnostic = RULE.at(path, span, format!("unknown rule `{name}`"));
    // Searching for similar names takes time, so it is limited.
    out.push(match (out.kept() < 500).then(|| rules::suggest(name)).flatten() {
        Some(near) => {
            let written = cx.corpus.source(path).map_or("", |source| source.slice(span));
            let replacement = written.replacen(name, near, 1);
            diagnostic.help(format!("did you mean `{near}`?")).fix(
                true,
                format!("replace `{name}` with `{near}`"),
                span,
                replacement,
            )
        }
        None => diagnostic.help("run `scsdoc rules` for a list"),
    });
}
