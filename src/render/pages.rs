//! Builds the views of pages.

use super::address::{Address, encode_fragment};
use super::clouds::{Clouds, CloudsPage};
use super::compare;
use super::cx::{Cx, reference, track_link};
use super::markdown::Rendered;
use super::numbers;
use super::overview::Overview;
use super::past;
use super::requirements;
use super::scope_view::{self, Scope};
use super::timeline::timeline;
use super::traced::{self, Traced};
use super::views::{
    DocumentView, Neighbors, NumberView, PageView, Reference, Section, SubscribeView, TrackView, Version,
};
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

/// The state on a date with its dates, and the replacement.
pub(super) fn life_words(document: &Document, cx: &Cx<'_>) -> String {
    let by = cx.corpus.replacing(document).into_iter().filter_map(|file| cx.corpus.by_file(file));
    let own = |other: &&Document| other.name.number.is_some() && other.name.number == document.name.number;
    let names = by.map(|other| if own(&other) { other.name.version_label() } else { other.id() });
    let names: BTreeSet<String> = names.collect();
    document.life.words_in(cx.at, &cx.words, &names.into_iter().collect::<Vec<_>>().join(", "))
}

pub fn track<'a>(
    track: Track,
    overview: &Overview,
    scopes: &[Scope],
    clouds: Option<CloudsPage<'a>>,
    intro: Option<String>,
    cx: &Cx<'_>,
) -> TrackView<'a> {
    let scopes = scopes.iter().filter(|_| track == Track::Scopes);
    let scopes = scopes.map(|scope| scope_view::line(scope, cx)).collect();
    TrackView { name: track.name(), groups: overview.of_track(track), scopes, clouds, intro }
}

pub fn number(number: u16, cx: &Cx<'_>, traced: &Traced<'_, '_>, past: Option<&past::Index<'_>>) -> NumberView {
    let documents = cx.corpus.by_number(number);
    let (supplements, versions): (Vec<&Document>, Vec<&Document>) =
        documents.into_iter().partition(|document| document.is_supplement());
    let newest = versions.last().copied();
    let described = cx.numbers.in_force(Some(number)).or(newest);
    let title = newest.map(Document::title);
    let required = versions.iter().map(|version| (reference(version), traced.required_by(version)));
    let shown: Vec<Version> = versions.iter().map(|version| cx.version(version, None)).collect();
    let column = |key: &'static str, has: fn(&Version) -> bool| shown.iter().any(has).then_some(key);
    let columns = [
        column("stabilized_at", |version| version.stabilized_at.is_some()),
        column("deprecated_at", |version| version.deprecated_at.is_some()),
        column("rejected_at", |version| version.rejected_at.is_some()),
        column("replaces", |version| !version.replaces.is_empty()),
        column("replaced_by", |version| !version.replaced_by.is_empty()),
    ];
    NumberView {
        columns: columns.into_iter().flatten().collect(),
        label: format!("scs-{number:04}"),
        title: title.unwrap_or(cx.words.get("only_supplements")).into(),
        track: Track::of_number(number).map(|track| track_link(track, None)),
        description: described.and_then(description),
        timeline: timeline(&versions, cx.at, &cx.words),
        comparisons: numbers::pairs(number, cx.corpus)
            .iter()
            .rev()
            .map(|pair| compare::reference(pair, &cx.words))
            .collect(),
        versions: shown,
        supplements: supplements.iter().map(|supplement| cx.version(supplement, title)).collect(),
        required_by: required.filter(|(_, scopes)| !scopes.is_empty()).collect(),
        cases: traced.groups(traced.of_number(number).iter().map(|id| &**id).take(traced::MAX_CASES)),
        past: past.and_then(|past| past.view(number, cx)),
        around: around(Some(number), cx, |number, document| Reference {
            label: format!("scs-{number:04}"),
            title: Some(document.title().into()),
            href: Address::number(number).map(|address| address.href()),
        }),
    }
}

fn around(number: Option<u16>, cx: &Cx<'_>, link: impl Fn(u16, &Document) -> Reference) -> Neighbors {
    let found = number.map(|number| cx.numbers.around(number)).unwrap_or_default();
    let [before, after] = found.map(|found| found.map(|(number, document)| link(number, document)));
    Neighbors { before, after }
}

/// The view of a document, with its sanitized text.
pub fn document(
    document: &Document,
    rendered: Rendered,
    cx: &Cx<'_>,
    traced: &Traced<'_, '_>,
    past: Option<&past::Index<'_>>,
) -> DocumentView {
    let corpus = cx.corpus;
    let number = document.name.number;
    let (versions, more_versions) = cx.numbers.versions(document);
    let in_force = cx.numbers.in_force(number).filter(|found| found.path != document.path && !document.is_supplement());
    let in_force = in_force.filter(|_| document.life.state(cx.at) != State::Effective);
    let replacing = corpus.replacing(document).into_iter().filter_map(|file| corpus.by_file(file));
    let is_draft = replacing.map(|other| other.life.state(cx.at)).all(|state| state == State::Draft);
    let current = |version: &Document| Version { current: version.path == document.path, ..cx.version(version, None) };
    let (errors, more_errors) = cx.errors(&document.path, &document.source);
    // Limit the pairs of the newest of many versions.
    let comparisons = cx.numbers.pairs(document).iter().rev().take(MAX_COMPARISONS);
    let around = around(number, cx, |_, document| reference(document));
    let number = number.and_then(|number| {
        let href = Address::number(number)?.href();
        Some(Reference::to(format!("scs-{number:04}"), Some(href)))
    });
    let tests = traced.tests_of(document);
    let page = Address::tests().href();
    let test = |id: &&str| {
        let known = corpus.tests.cases.contains_key(*id);
        let href = known.then(|| format!("{page}#{}", traced::anchor(id)));
        Reference::to(*id, href)
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
        replaced_by_draft: is_draft,
        in_force: in_force.map(|version| cx.version(version, None)),
        path: document.path.clone(),
        source: cx.corpus.config.source_url(&document.path, false),
        errors,
        more_errors,
        cautions: if cx.editorial { Vec::new() } else { cx.cautions(&document.path) },
        touched: past.and_then(|past| past.touched(&document.path, cx)),
        around,
        contents: contents(document),
        statements: rendered.marks.into_iter().filter(|mark| mark.number.is_some()).collect(),
        requirements: requirements::of_document(document, cx, traced),
        comparisons: comparisons.map(|pair| compare::reference(pair, &cx.words)).collect(),
        diagrams: rendered.diagrams && cx.draws,
        required_by: traced.required_by(document),
        tests: tests.iter().take(MAX_TESTS).map(test).collect(),
        more_tests: tests.len().saturating_sub(MAX_TESTS),
        json_ld: json_ld(document, cx),
        body: rendered.html,
    }
}

/// The title of one of the register's own pages: from the front matter, else the first heading.
pub fn heading(text: &Document) -> String {
    let first = text.body.headings.first().filter(|_| text.front.get("title").is_none());
    first.map_or_else(|| text.title().to_owned(), |heading| heading.text.clone())
}

/// The view of one of the register's own pages.
pub fn own(text: &Document, rendered: Rendered, cx: &Cx<'_>) -> PageView {
    // The heading that is the title stands above the text already.
    let titled = text.front.get("title").is_none() && rendered.html.starts_with("<h2");
    let body = rendered.html.split_once("</h2>").filter(|_| titled).map(|(_, rest)| rest.to_owned());
    PageView { title: heading(text), body: body.unwrap_or(rendered.html), diagrams: rendered.diagrams && cx.draws }
}

/// The page that explains feeds.
pub fn subscribe(cx: &Cx<'_>, scopes: &[Scope], clouds: Option<&Clouds<'_>>) -> SubscribeView {
    let config = &cx.corpus.config;
    let address = |file: &str| format!("{}{}{file}", config.site_url, config.site_base);
    let host = address("lifecycle.ics");
    let feed = |label: String, title: Option<&str>, page: Address| Reference {
        label,
        title: title.map(str::to_owned),
        href: Some(page.feed()),
    };
    let standards = cx.corpus.numbers().filter_map(|(number, documents)| {
        let newest = documents.iter().rfind(|document| !document.is_supplement()).or(documents.last())?;
        Some(feed(format!("scs-{number:04}"), Some(newest.title()), Address::number(number)?))
    });
    let clouds = clouds.into_iter().flat_map(|clouds| {
        let own = clouds.clouds.iter().map(|view| feed(view.data.name.into(), None, Address::cloud(view.data.id)));
        std::iter::once(feed(clouds.title.clone(), None, Address::clouds())).chain(own)
    });
    SubscribeView {
        clouds: clouds.collect(),
        example: cx.corpus.evidence.environments.example,
        webcal: format!("webcal://{}", host.split_once("://").map_or(host.as_str(), |(_, rest)| rest)),
        feed: address("lifecycle.xml"),
        tracks: Track::ALL.map(|track| feed(track.name().into(), None, Address::track(track))).to_vec(),
        scopes: scopes
            .iter()
            .filter_map(|scope| Some(feed(scope.name().into(), None, Address::scope(scope.file.stem())?)))
            .collect(),
        standards: standards.collect(),
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
    let headings = headings.filter(|heading| !heading.nested && heading.level <= 3);
    let sections: Vec<Section> = headings
        .map(|heading| Section {
            level: heading.level.max(2),
            text: heading.text.clone(),
            href: format!("#{}", encode_fragment(heading.id())),
        })
        .collect();
    let shown = !document.body.is_cut() && sections.len() > 2;
    if shown { sections } else { Vec::new() }
}
