use super::*;
use crate::model::lifecycle::State;
use crate::model::trace::{ScopeVersion, Trace};

pub static RULE: Rule = Rule {
    name: "scope-requires-unstable",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a stable scope version requires a document that is a Draft or no longer in force",
    why: "A Draft can change at any time, and with it the meaning of a certificate. A deprecated or rejected document \
          is no longer \
          maintained.",
    clause: "scs-0001-v1#development-phase-draft",
    incorrect: "-- Standards/scs-0128-v1-backup.md --
status: Draft
-- Tests/scs-compatible-iaas.yaml --
modules:
  - id: scs-0128-v1
    targets: {}
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0128-v1]",
    correct: "-- Standards/scs-0128-v1-backup.md --
status: Stable
stabilized_at: 2024-12-01
-- Tests/scs-compatible-iaas.yaml --
modules:
  - id: scs-0128-v1
    targets: {}
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0128-v1]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let trace = Trace::at(cx.corpus, cx.at);
    for (version, required) in trace.current() {
        let Some(document) = cx.corpus.documents.get(required.document) else { continue };
        if !document.front.complete() || !document.is_versioned() {
            continue;
        }
        let at = version.begins.map_or(cx.at, |begins| begins.max(cx.at));
        let state = document.life.state(at);
        let (is, help) = match state {
            State::Effective | State::Stable => continue,
            State::Draft => ("is a Draft".to_owned(), "stabilize it, or remove it from the next version of the scope"),
            State::Deprecated | State::Rejected => {
                let words = document.life.words(at);
                let is = if words.contains(" since ") { "has been" } else { "is" };
                (format!("{is} {words}"), "require its successor in the next version of the scope")
            }
        };
        let message = format!("{} requires `{}`, which {is}", subject(version, cx.at), document.id());
        let place = required.listed.unwrap_or(required.place);
        let mut finding = RULE.at(place.path, place.span, message).related(
            &document.path,
            state_place(document, state),
            "its status",
        );
        if place.path != required.place.path {
            let include = required.place;
            finding = finding.related(include.path, include.span, "included in the scope file here");
        }
        out.push(finding.help(help));
    }
}

fn subject(version: &ScopeVersion<'_>, at: Date) -> String {
    let name = super::short(version.name);
    match version.stable {
        Some(stable) if stable <= at => format!("version `{name}`, stable since {stable},"),
        Some(stable) => format!("version `{name}`, stable from {stable},"),
        None => format!("version `{name}`, which is effective,"),
    }
}

fn state_place(document: &Document, state: State) -> Span {
    match state {
        State::Deprecated if document.front.entry("deprecated_at").is_some() => document.place("deprecated_at"),
        _ => document.place("status"),
    }
}
