use super::*;
use crate::model::document::Track;

pub static RULE: Rule = Rule {
    name: "supplement-track-mismatch",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a supplement is on a different track from its document",
    why: "The track determines where a document is listed. A supplement shares the number of its document, whose \
          second digit is the \
          track.",
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
    let right = |other: &Document| match other.name.number {
        Some(number) => Track::of_number(number) == other.track,
        None => other.track.is_some(),
    };
    // Other rules report a wrong number, and a track that does not match the number.
    let mut others = super::supplemented(document, cx).into_iter();
    let other = others.find(|(other, _)| other.name.number == number && other.track != Some(track) && right(other));
    let Some((other, theirs)) = other.and_then(|(other, _)| Some((other, other.track?))) else { return };
    let message = format!("the track is {}, but `{}` is on the {} track", track.name(), other.id(), theirs.name());
    out.push(
        RULE.at_key(document, "track", message)
            .related(&other.path, other.place("track"), format!("the track of `{}`", other.id()))
            .help(format!("set `track: {}`", theirs.name())),
    );
}
