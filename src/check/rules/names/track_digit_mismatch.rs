use super::*;
use crate::model::document::Track;

pub static RULE: Rule = Rule {
    name: "track-digit-mismatch",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the second digit of the number does not match the track",
    why: "The second digit of the number stands for the track, and readers and tools rely on it. \
          If it differs from `track`, the document is listed under one track and looked for under another.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0215-v1-robustness.md --\ntrack: IaaS",
    correct: "-- Standards/scs-0215-v1-robustness.md --\ntrack: KaaS",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(number) = document.name.number else { return };
    let digit = number / 100 % 10;
    let Some(named) = Track::of_number(number) else {
        let message = format!("invalid second digit {digit} in `scs-{number:04}`: there is no such track");
        let known: Vec<String> = Track::ALL.iter().map(|track| format!("{} {}", track.digit(), track.name())).collect();
        let help = format!("use a number whose second digit is one of {}", known.join(", "));
        out.push(RULE.at(&document.path, Span::at(0), message).help(help));
        return;
    };
    let Some(written) = document.track.filter(|written| *written != named) else { return };
    let message = format!(
        "the track is `{}`, but the second digit of `scs-{number:04}` is {digit} (`{}`)",
        written.name(),
        named.name(),
    );
    let help = format!("write `track: {}`, or use a number whose second digit is {}", named.name(), written.digit());
    out.push(RULE.at_key(document, "track", message).help(help));
}
