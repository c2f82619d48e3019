use super::*;
use crate::model::lifecycle::parse_date;
use crate::model::scope::{Period, Term, Validity, Version};

pub static RULE: Rule = Rule {
    name: "scope-date-conflict",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a scope document and the scope file disagree about dates",
    why: "The overview takes its dates from the document, certificates take theirs from the file. If they differ, \
          certificates are \
          issued for a version that the overview calls deprecated, or refused for one that it calls effective.",
    clause: "scs-0003-v1#timeline-entry",
    incorrect: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
stabilized_at: 2024-12-01
-- Tests/scs-compatible-iaas.yaml --
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0100-v3, scs-0101-v1]",
    correct: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
stabilized_at: 2024-12-19
-- Tests/scs-compatible-iaas.yaml --
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0100-v3, scs-0101-v1]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut timelines: Vec<Option<Timeline<'_>>> = cx.corpus.scopes.iter().map(|_| None).collect();
    for description in &cx.corpus.scope_index.descriptions {
        let (Some(index), Some(version)) = (description.scope, description.version) else { continue };
        let (Some(scope), Some(cached)) = (cx.corpus.scopes.get(index), timelines.get_mut(index)) else { continue };
        let (Some(document), Some(version)) =
            (cx.corpus.documents.get(description.document), scope.versions.get(version))
        else {
            continue;
        };
        if !scope.complete() {
            continue;
        }
        let timeline = cached.get_or_insert_with(|| Timeline::of(scope, cx.at));
        let pair = Pair { cx, document, scope, version };
        pair.stabilized(out);
        pair.begun(cx.at, timeline, out);
        pair.deprecated(cx.at, timeline, out);
        pair.warned(timeline, out);
    }
}

struct Timeline<'a> {
    /// The effective period of each version.
    terms: HashMap<&'a str, Term>,
    /// Date and location of the oldest and the newest period.
    ends: Option<((Date, Span), (Date, Span))>,
    /// Location of each period.
    begins: HashMap<Date, Span>,
}

impl<'a> Timeline<'a> {
    fn of(scope: &'a ScopeFile, at: Date) -> Self {
        let periods = scope.periods();
        let place = |(date, period): &(Date, &Period)| (*date, period.date_span);
        let ends = periods.first().map(place).zip(periods.last().map(place));
        let terms = scope.standings(at).filter(|found| found.term.from.is_some());
        let terms = terms.map(|found| (found.version.name.text.as_str(), found.term)).collect();
        Timeline { terms, ends, begins: periods.iter().map(place).collect() }
    }
}

/// A document and the version that it describes.
struct Pair<'a> {
    cx: &'a Cx<'a>,
    document: &'a Document,
    scope: &'a ScopeFile,
    version: &'a Version,
}

impl Pair<'_> {
    fn say(&self, span: Span, message: String, other: Span, words: &str, out: &mut DiagnosticSink) {
        let finding = RULE.at(&self.document.path, span, message).related(&self.scope.path, other, words);
        out.push(finding.help(or_render(self.document, "correct whichever is wrong", self.cx)));
    }

    fn name(&self) -> String {
        short(&self.version.name.text)
    }

    fn stabilized(&self, out: &mut DiagnosticSink) {
        let (document, version) = (self.document, self.version);
        match (document.life.stabilized_at, version.stabilized_at) {
            (Some(here), Some(there)) if here != there => {
                let message = format!(
                    "the document has been stable since {here}, but the scope file has {there} for `{}`",
                    self.name()
                );
                let place = version.stabilized_span.unwrap_or(version.name.span);
                self.say(document.place("stabilized_at"), message, place, "the date in the scope file", out);
            }
            (Some(here), None) if version.stabilized_span.is_none() => {
                let message = format!(
                    "the document has been stable since {here}, but `{}` is not stable in the scope file",
                    self.name()
                );
                self.say(
                    document.place("stabilized_at"),
                    message,
                    version.name.span,
                    "the version has no `stabilized_at`",
                    out,
                );
            }
            (None, Some(there)) if document.front.entry("stabilized_at").is_none() => {
                let message = format!(
                    "the document is not stable, but `{}` is stable from {there} in the scope file",
                    self.name()
                );
                let place = version.stabilized_span.unwrap_or(version.name.span);
                self.say(document.place("status"), message, place, "the date in the scope file", out);
            }
            _ => {}
        }
    }

    /// Compares the start dates in document and timeline, if the timeline goes back that far.
    fn begun(&self, at: Date, timeline: &Timeline<'_>, out: &mut DiagnosticSink) {
        let (Some((oldest, newest)), Some(here)) = (timeline.ends, self.document.life.stabilized_at) else { return };
        let over = self.document.life.deprecated_at.is_some_and(|end| end <= at);
        let name = self.name();
        match timeline.terms.get(self.version.name.text.as_str()).and_then(|term| term.from) {
            Some(from) if from > here && oldest.0 < from => {
                let message = format!(
                    "the document is effective from {here}, but in the timeline `{name}` does not become effective \
                     until {from}"
                );
                let other = timeline.begins.get(&from).copied().unwrap_or(newest.1);
                self.say(self.document.place("stabilized_at"), message, other, "effective from here", out);
            }
            None if here <= at && here > oldest.0 && !over => {
                let message =
                    format!("the document is effective from {here}, but in the timeline `{name}` is never effective");
                self.say(self.document.place("stabilized_at"), message, newest.1, "the newest entry", out);
            }
            _ => {}
        }
    }

    /// Compares the end dates in document and timeline. Removed entries are only known
    /// to precede the oldest one.
    fn deprecated(&self, at: Date, timeline: &Timeline<'_>, out: &mut DiagnosticSink) {
        let Some((oldest, newest)) = timeline.ends else { return };
        let document = self.document;
        let here = document.life.deprecated_at;
        if here.is_none() && document.front.entry("deprecated_at").is_some() {
            return;
        }
        let place = match here {
            Some(_) => document.place("deprecated_at"),
            None => document.place("status"),
        };
        let name = self.name();
        match timeline.terms.get(self.version.name.text.as_str()) {
            Some(Term { until: Some(end), .. }) if here != Some(*end) => {
                let message = match here {
                    Some(here) => {
                        format!("the document is deprecated from {here}, but in the timeline `{name}` ends on {end}")
                    }
                    None => format!("the document has no end date, but in the timeline `{name}` ends on {end}"),
                };
                let other = timeline.begins.get(end).copied().unwrap_or(newest.1);
                self.say(place, message, other, "ends here", out);
            }
            Some(Term { until: None, .. }) => {
                if let Some(here) = here {
                    let message =
                        format!("the document is deprecated from {here}, but in the timeline `{name}` never ends");
                    self.say(place, message, newest.1, "still effective in the newest entry", out);
                }
            }
            // Ended before the timeline begins, or never effective.
            None if self.version.stabilized_at.is_some()
                && self.scope.validity(&self.version.name.text, at) == Validity::Deprecated =>
            {
                match here {
                    Some(here) if here > oldest.0 => {
                        let message =
                            format!("the document is deprecated from {here}, but `{name}` ends by {}", oldest.0);
                        self.say(place, message, oldest.1, "not effective in the oldest entry", out);
                    }
                    None if document.life.stabilized_at.is_some_and(|date| date <= oldest.0) => {
                        let message =
                            format!("the document has no end date, but in the timeline `{name}` ends by {}", oldest.0);
                        self.say(place, message, oldest.1, "not effective in the oldest entry", out);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn warned(&self, timeline: &Timeline<'_>, out: &mut DiagnosticSink) {
        let node = self.document.front.get("scope").and_then(|scope| scope.get("warn_from"));
        let Some((span, here)) = node.and_then(|node| Some((node.span, parse_date(node.as_str()?)?))) else { return };
        let Some(term) = timeline.terms.get(self.version.name.text.as_str()) else { return };
        if term.warn_from == Some(here) {
            return;
        }
        let name = self.name();
        let (message, other) = match term.warn_from {
            Some(there) => (
                format!("the document has `warn` from {here}, but in the timeline `{name}` is `warn` from {there}"),
                timeline.begins.get(&there).copied(),
            ),
            None => {
                (format!("the document has `warn` from {here}, but in the timeline `{name}` is never `warn`"), None)
            }
        };
        let other = other.unwrap_or(self.version.name.span);
        self.say(span, message, other, "the scope file", out);
    }
}
