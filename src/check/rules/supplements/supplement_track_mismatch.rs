//! supplement-track-mismatch

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;
use crate::model::document::Track;

/// The rule.
pub static RULE: Rule = Rule {
    name: "supplement-track-mismatch",
    group: Group::Supplements,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a supplement is on another track than the document that it supplements",
    why: "The track says which group of people decides about a document and under which heading it is listed. A supplement \
          shares the number of its document, and the second digit of the number is the track, so the two cannot differ.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0101-w2-entropy-notes.md --
track: KaaS
supplements:
  - scs-0101-v1-entropy.md",
    correct: "-- Standards/scs-0101-w2-entropy-notes.md --
track: IaaS
supplements:
  - scs-0101-v1-entropy.md",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(track) = document.track.filter(|_| document.is_supplement()) else { return };
    let number = document.name.number;
    let right = |other: &Document| other.name.number.and_then(Track::of_number) == other.track;
    // A wrong number has its own rule, and so has a document whose own track does not fit its number.
    let mut others = super::supplemented(document, cx).into_iter();
    let other = others.find(|(other, _)| other.name.number == number && other.track != Some(track) && right(other));
    let Some((other, theirs)) = other.and_then(|(other, _)| Some((other, other.track?))) else { return };
    let message = format!("the track is {}, but `{}` is on the track {}", track.name(), other.id(), theirs.name());
    out.push(
        RULE.at_key(document, "track", message)
            .related(&other.path, other.place("track"), format!("the track of `{}`", other.id()))
            .help(format!("set `track: {}`", theirs.name())),
    );
}
