use super::*;
use crate::check::settings::{changed, new_waivers};
use crate::text::layout::counted;

pub static RULE: Rule = Rule {
    name: "settings-changed",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a change edits settings, adds waivers, or adds findings to the baseline",
    why: "Settings, waivers and the baseline decide which findings are reported, so a change that edits them also decides how it \
          is checked itself. A reviewer approves them like the text. The severity of this rule in a changed settings file applies only \
          from the next change on, and no waiver covers its finding. `--summary` lists everything in a section *Settings*.",
    clause: "",
    incorrect: "-- scsdoc.toml --\n+[rules]\n+illegal-transition = \"off\"",
    correct: "-- Standards/scs-0101-v1-entropy.md --\n status: Draft\n ---\n \n ## Standard\n \n-Images MUST have entropy.\n+Images MUST have a source of entropy.",
    run: Run::Comparison(check),
};

/// Maximum number of changes named.
const MOST: usize = 5;

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let (settings, waivers) = (changed(base), new_waivers(base));
    let value =
        |value: &Option<String>| value.as_ref().map_or("not set".to_owned(), |value| format!("`{}`", short(value)));
    let mut parts: Vec<String> = settings
        .iter()
        .map(|one| format!("`{}` from {} to {}", short(&one.name), value(&one.old), value(&one.new)))
        .collect();
    if base.baseline_added > 0 {
        parts.push(format!("the baseline has {} more", counted(base.baseline_added, "finding")));
    }
    parts.extend(waivers.iter().map(|one| format!("new waiver of `{}` in {}", short(&one.rule), short(&one.covers))));
    if parts.is_empty() {
        return;
    }
    if parts.len() > MOST + 1 {
        let more = parts.len() - MOST;
        parts.truncate(MOST);
        parts.push(format!("{more} more"));
    }
    let config = &base.new.config;
    let (path, span) = match (waivers.first(), &config.baseline) {
        (Some(waiver), _) if settings.is_empty() => (waiver.path.as_str(), waiver.rule_span),
        (_, Some(path)) if settings.is_empty() => (path.as_str(), Span::at(0)),
        _ => (config.path.as_str(), Span::at(0)),
    };
    let message = format!("settings changed: {}", parts.join("; "));
    out.push(RULE.at(path, span, message).about("settings"));
}
