//! scope-requires-unstable

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;
use crate::model::lifecycle::State;
use crate::model::trace::{ScopeVersion, Trace};
use crate::text::Span;
use jiff::civil::Date;

/// The rule.
pub static RULE: Rule = Rule {
    name: "scope-requires-unstable",
    group: Group::Scopes,
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a stable version of a scope requires a document that is a draft, or over",
    why: "A draft may change from one day to the next, and with it what a certificate stands for, although the list of a stable \
          version must not change. Something deprecated or rejected is no longer looked after by anybody.",
    clause: "scs-0001-v1#stabilized-phase-stable",
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
            State::Draft => ("a Draft".to_owned(), "stabilize it, or take it out of the next version of the scope"),
            State::Deprecated | State::Rejected => {
                (document.life.words(at), "let the next version of the scope require its successor")
            }
        };
        let message = format!("{} requires `{}`, which is {is}", subject(version, cx.at), document.id());
        let place = required.listed.unwrap_or(required.place);
        let mut finding = RULE.at(place.path, place.span, message).related(
            &document.path,
            state_place(document, state),
            "it says so here",
        );
        if place.path != required.place.path {
            let include = required.place;
            finding = finding.related(include.path, include.span, "the scope file includes it here");
        }
        out.push(finding.help(help));
    }
}

fn subject(version: &ScopeVersion<'_>, at: Date) -> String {
    let name = super::short(version.name);
    match version.stable {
        Some(stable) if stable <= at => format!("the version `{name}`, stable since {stable},"),
        Some(stable) => format!("the version `{name}`, stable from {stable} on,"),
        None => format!("the version `{name}`, which certificates are given for,"),
    }
}

fn state_place(document: &Document, state: State) -> Span {
    match state {
        State::Deprecated if document.front.entry("deprecated_at").is_some() => document.place("deprecated_at"),
        _ => document.place("status"),
    }
}
