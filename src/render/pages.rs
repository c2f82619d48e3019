//! Builds the views of pages.

use super::address::{Address, encode_fragment};
use super::compare;
use super::cx::{Cx, reference, replacing, track_link};
use super::markdown::Rendered;
use super::numbers;
use super::overview::Overview;
use super::past;
use super::scope_view::{self, Scope};
use super::timeline::timeline;
use super::traced::{self, Traced};
use super::views::{DocumentView, NumberView, Reference, Section, TrackView, Version};
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::view::document::description;
use crate::words;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Maximum number of comparisons in the head of a page.
const MAX_COMPARISONS: usize = 6;
/// Maximum number of test cases in the head of a page.
const MAX_TESTS: usize = 4;

/// The state at a date with its dates, and the replacement.
fn life_words(document: &Document, cx: &Cx<'_>) -> String {
    let by = replacing(document, cx.corpus).into_iter().filter_map(|file| cx.corpus.by_file(file));
    let own = |other: &&Document| other.name.number.is_some() && other.name.number == document.name.number;
    let names = by.map(|other| if own(&other) { other.name.version_label() } else { other.id() });
    let names: BTreeSet<String> = names.collect();
    document.life.words_in(cx.at, &cx.words, &names.into_iter().collect::<Vec<_>>().join(", "))
}

/// The view of a track.
pub fn track(track: Track, overview: &Overview, scopes: &[Scope], cx: &Cx<'_>) -> TrackView {
    let scopes = scopes.iter().filter(|_| track == Track::Scopes);
    let scopes = scopes.map(|scope| scope_view::line(scope, cx)).collect();
    TrackView { name: track.name(), groups: overview.of_track(track), scopes }
}

/// The view of a number.
pub fn number(number: u16, cx: &Cx<'_>, traced: &Traced<'_, '_>, past: Option<&past::Index<'_>>) -> NumberView {
    let documents = cx.corpus.by_number(number);
    let (supplements, versions): (Vec<&Document>, Vec<&Document>) =
        documents.into_iter().partition(|document| document.is_supplement());
    let newest = versions.last().copied();
    let described = cx.numbers.in_force(Some(number)).or(newest);
    let title = newest.map(Document::title);
    let required = versions.iter().map(|version| (reference(version), traced.required_by(version)));
    NumberView {
        label: format!("scs-{number:04}"),
        title: title.unwrap_or(cx.words.get("only_supplements")).into(),
        track: Track::of_number(number).map(|track| track_link(track, None)),
        description: described.and_then(description),
        rejections: versions.iter().any(|version| version.life.rejected_at.is_some()),
        timeline: timeline(&versions, cx.at, &cx.words),
        comparisons: numbers::pairs(number, cx.corpus)
            .iter()
            .rev()
            .map(|pair| compare::reference(pair, &cx.words))
            .collect(),
        versions: versions.iter().map(|version| cx.version(version, None)).collect(),
        supplements: supplements.iter().map(|supplement| cx.version(supplement, title)).collect(),
        required_by: required.filter(|(_, scopes)| !scopes.is_empty()).collect(),
        cases: traced.of_number(number).iter().take(traced::MAX_CASES).map(|id| traced.case(id)).collect(),
        past: past.and_then(|past| past.view(number, cx)),
    }
}

/// The view of a document, with its sanitized text.
pub fn document(document: &Document, rendered: Rendered, cx: &Cx<'_>, traced: &Traced<'_, '_>) -> DocumentView {
    let corpus = cx.corpus;
    let number = document.name.number;
    let (versions, more_versions) = cx.numbers.versions(document);
    let in_force = cx.numbers.in_force(number).filter(|found| found.path != document.path && !document.is_supplement());
    let in_force = in_force.filter(|_| document.life.state(cx.at) != State::Effective);
    let current = |version: &Document| Version { current: version.path == document.path, ..cx.version(version, None) };
    let (errors, more_errors) = cx.errors(&document.path, &document.source);
    // Limit the pairs of the newest of many versions.
    let comparisons = cx.numbers.pairs(document).iter().rev().take(MAX_COMPARISONS);
    let number = number.and_then(|number| {
        let href = Address::number(number)?.href();
        Some(Reference { label: format!("scs-{number:04}"), title: None, href: Some(href) })
    });
    let tests = traced.tests_of(document);
    let page = Address::tests().href();
    let test = |id: &&str| {
        let known = corpus.tests.cases.contains_key(*id);
        let href = known.then(|| format!("{page}#{}", traced::anchor(id)));
        Reference { label: (*id).to_owned(), title: None, href }
    };
    DocumentView {
        this: cx.version(document, None),
        title: document.title().into(),
        words: life_words(document, cx),
        supplement: document.is_supplement(),
        track: document.track().map(|track| track_link(track, None)),
        number,
        description: description(document),
        supplemented_by: corpus.supplements(document).into_iter().map(reference).collect(),
        versions: versions.into_iter().map(current).collect(),
        more_versions,
        in_force: in_force.map(|version| cx.version(version, None)),
        path: document.path.clone(),
        source: cx.corpus.config.source_url(&document.path, false),
        errors,
        more_errors,
        contents: contents(document),
        statements: rendered.marks,
        comparisons: comparisons.map(|pair| compare::reference(pair, &cx.words)).collect(),
        diagrams: rendered.diagrams && cx.draws,
        required_by: traced.required_by(document),
        tests: tests.iter().take(MAX_TESTS).map(test).collect(),
        more_tests: tests.len().saturating_sub(MAX_TESTS),
        json_ld: json_ld(document, cx),
        body: rendered.html,
    }
}

/// The document as JSON-LD for search engines, escaped for a script element.
fn json_ld(document: &Document, cx: &Cx<'_>) -> String {
    let config = &cx.corpus.config;
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let mut value = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": document.title(),
        "identifier": document.id(),
        "url": Address::document(document).url(config),
        "creativeWorkStatus": document.life.state(cx.at).name(),
        "inLanguage": words::TEXT,
        "isPartOf": {"@type": "WebSite", "name": config.site_title, "url": Address::start().url(config)},
    });
    if let Some(object) = value.as_object_mut() {
        let optional = [
            ("description", description(document)),
            ("datePublished", date(document.life.stabilized_at)),
            ("expires", date(document.life.deprecated_at)),
            ("articleSection", document.track().map(|track| track.name().into())),
        ];
        for (key, text) in optional {
            if let Some(text) = text {
                object.insert(key.into(), text.into());
            }
        }
    }
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

fn contents(document: &Document) -> Vec<Section> {
    let headings = document.body.headings.iter();
    let headings = headings.filter(|heading| !heading.nested && heading.level <= 3 && !heading.anchor.is_empty());
    let sections: Vec<Section> = headings
        .map(|heading| Section {
            level: heading.level.max(2),
            text: heading.text.clone(),
            href: format!("#{}", encode_fragment(&heading.anchor)),
        })
        .collect();
    let shown = !document.body.is_cut() && sections.len() > 2;
    if shown { sections } else { Vec::new() }
}
