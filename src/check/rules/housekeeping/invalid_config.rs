use super::*;
use crate::load::Found;
use crate::value::schema::Fault;

pub static RULE: Rule = Rule {
    name: "invalid-config",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "scsdoc.toml is not valid",
    why: "An invalid setting is ignored and its default is used, so the result may differ from what you asked for.",
    clause: "",
    incorrect: "[site]\nbase = \"standards\"",
    correct: "[site]\nbase = \"/standards/\"",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let config = &cx.corpus.config;
    for problem in &config.problems {
        let message = format!("invalid TOML: {}", problem.message);
        out.push(RULE.at(&config.path, problem.span, message).help("settings that can be read are used"));
    }
    for (key, path) in [("logo", &config.site.logo), ("image", &config.site.image)] {
        let Some(path) = path.as_ref().filter(|path| cx.corpus.found(path) == Some(Found::Missing)) else { continue };
        let message = format!("`site.{key}`: file not found: `{path}`");
        out.push(RULE.at(&config.path, Span::at(0), message).help("`build` stops without it"));
    }
    for violation in &config.violations {
        let place = violation.place();
        let diagnostic = match &violation.fault {
            Fault::Unknown { key, suggestion } => {
                let diagnostic = RULE.at(&config.path, violation.span, format!("unknown setting `{place}`"));
                match suggestion {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help(format!("remove `{key}`; `scsdoc schema config` lists the settings")),
                }
            }
            fault => RULE
                .at(&config.path, violation.span, format!("`{place}` {}", fault.words()))
                .help("the default is used; run `scsdoc schema config` for the allowed values"),
        };
        out.push(diagnostic);
    }
}
