//! The pages of tracks, numbers and documents, and a register's own pages.

use super::address::{Address, encode_fragment};
use super::clouds::Clouds;
use super::compare;
use super::cx::Cx;
use super::findings::Findings;
use super::markdown::Rendered;
use super::numbers::{self, Numbers};
use super::overview::Overview;
use super::past;
use super::requirements;
use super::scope_view;
use super::scopes::Scope;
use super::timeline::timeline;
use super::traced::{self, Traced};
use super::views::{Reference, Version, reference, track_link};
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::view::document::description;
use crate::words;
use jiff::civil::Date;
use serde_json::{Value, json};
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

/// The page of a track: its part of the overview; of Scopes also the certificate scopes and cloud environments.
pub fn track(
    track: Track,
    overview: &Overview,
    scopes: &[Scope],
    clouds: Option<&Clouds<'_>>,
    intro: Option<String>,
    cx: &Cx<'_>,
) -> Value {
    let of_scopes = track == Track::Scopes;
    let scopes = scopes.iter().filter(|_| of_scopes).map(|scope| scope_view::line(scope, cx));
    json!({
        "name": track.name(),
        "groups": overview.of_track(track),
        "scopes": scopes.collect::<Vec<_>>(),
        "clouds": clouds.filter(|_| of_scopes).map(Clouds::overview),
        "intro": intro,
    })
}

/// The pages of a number and of documents.
pub struct Pages<'a> {
    pub cx: &'a Cx<'a>,
    pub findings: &'a Findings<'a>,
    pub numbers: &'a Numbers<'a>,
    pub traced: &'a Traced<'a, 'a>,
    pub past: Option<&'a past::Index<'a>>,
}

impl Pages<'_> {
    pub fn number(&self, number: u16) -> Value {
        let Pages { cx, traced, .. } = self;
        let documents = cx.corpus.by_number(number);
        let (supplements, versions): (Vec<&Document>, Vec<&Document>) =
            documents.into_iter().partition(|document| document.is_supplement());
        let newest = versions.last().copied();
        let described = self.numbers.in_force(Some(number)).or(newest);
        let title = newest.map(Document::title);
        let required = versions.iter().map(|version| (reference(version), traced.required_by(version)));
        let shown: Vec<Version> = versions.iter().map(|version| Version::of(version, None, cx)).collect();
        let pairs = numbers::pairs(number, cx.corpus);
        json!({
            "label": format!("scs-{number:04}"),
            "title": title.unwrap_or(cx.words.get("only_supplements")),
            "track": Track::of_number(number).map(|track| track_link(track, None)),
            "description": described.and_then(description),
            "timeline": timeline(&versions, cx.at, &cx.words),
            "comparisons": pairs.iter().rev().map(|pair| compare::reference(pair, &cx.words)).collect::<Vec<_>>(),
            "versions": shown,
            "supplements": supplements.iter().map(|found| Version::of(found, title, cx)).collect::<Vec<_>>(),
            "required_by": required.filter(|(_, scopes)| !scopes.is_empty()).collect::<Vec<_>>(),
            "cases": traced.groups(traced.of_number(number).iter().map(|id| &**id).take(traced::MAX_CASES)),
            "past": self.past.and_then(|past| past.view(number, cx)),
            "around": self.around(Some(number), |number, document| Reference {
                label: format!("scs-{number:04}"),
                title: Some(document.title().into()),
                href: Address::number(number).map(|address| address.href()),
            }),
        })
    }

    /// The pages before and after one, in the order of numbers.
    fn around(&self, number: Option<u16>, link: impl Fn(u16, &Document) -> Reference) -> Value {
        let found = number.map(|number| self.numbers.around(number)).unwrap_or_default();
        let [before, after] = found.map(|found| found.map(|(number, document)| link(number, document)));
        json!({"before": before, "after": after})
    }

    /// The page of a document, with its sanitized text. `draws` if diagrams are rendered.
    pub fn document(&self, document: &Document, rendered: Rendered, draws: bool) -> Value {
        let Pages { cx, traced, numbers, .. } = self;
        let corpus = cx.corpus;
        let number = document.name.number;
        let (versions, more_versions) = numbers.versions(document);
        let in_force =
            numbers.in_force(number).filter(|found| found.path != document.path && !document.is_supplement());
        let in_force = in_force.filter(|_| document.life.state(cx.at) != State::Effective);
        let replacing = corpus.replacing(document).into_iter().filter_map(|file| corpus.by_file(file));
        let is_draft = replacing.map(|other| other.life.state(cx.at)).all(|state| state == State::Draft);
        let current =
            |other: &Document| Version { current: other.path == document.path, ..Version::of(other, None, cx) };
        // Limit the pairs of the newest of many versions.
        let comparisons = numbers.pairs(document).iter().rev().take(MAX_COMPARISONS);
        let of_number = number.and_then(|number| {
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
        json!({
            "this": Version::of(document, None, cx),
            "title": document.title(),
            "words": life_words(document, cx),
            // A supplement has no state.
            "supplement": document.is_supplement(),
            "track": document.track().map(|track| track_link(track, None)),
            "number": of_number,
            "description": description(document),
            "supplemented_by": corpus.supplements(document).into_iter().map(reference).collect::<Vec<_>>(),
            // The newest, and the current one.
            "versions": versions.into_iter().map(current).collect::<Vec<_>>(),
            "more_versions": more_versions,
            // The effective version, if different.
            "in_force": in_force.map(|version| Version::of(version, None, cx)),
            // Whether all documents that replace it are drafts.
            "replaced_by_draft": is_draft,
            "path": document.path,
            "source": corpus.config.source_url(&document.path, false),
            "faults": self.findings.of(&document.path, &document.source),
            "touched": self.past.and_then(|past| past.touched(&document.path, cx)),
            "around": self.around(number, |_, document| reference(document)),
            "contents": contents(document),
            "statements": rendered.marks.iter().filter(|mark| mark.number.is_some()).collect::<Vec<_>>(),
            "requirements": requirements::of_document(document, cx, traced),
            "comparisons": comparisons.map(|pair| compare::reference(pair, &cx.words)).collect::<Vec<_>>(),
            "diagrams": rendered.diagrams && draws,
            // The versions of scopes that have not expired.
            "required_by": traced.required_by(document),
            "tests": tests.iter().take(MAX_TESTS).map(test).collect::<Vec<_>>(),
            "more_tests": tests.len().saturating_sub(MAX_TESTS),
            "json_ld": json_ld(document, cx),
            "body": rendered.html,
        })
    }
}

/// The title of one of the register's own pages: from the front matter, else the first heading.
pub fn heading(text: &Document) -> String {
    let first = text.body.headings.first().filter(|_| text.front.get("title").is_none());
    first.map_or_else(|| text.title().to_owned(), |heading| heading.text.clone())
}

/// One of the register's own pages. `draws` if diagrams are rendered.
pub fn own(text: &Document, rendered: &Rendered, draws: bool) -> Value {
    // The heading that is the title stands above the text already.
    let titled = text.front.get("title").is_none() && rendered.html.starts_with("<h2");
    let body = rendered.html.split_once("</h2>").filter(|_| titled).map_or(rendered.html.as_str(), |(_, rest)| rest);
    json!({"title": heading(text), "body": body, "diagrams": rendered.diagrams && draws})
}

/// The page that explains feeds: for each group, the pages that have one. The first of clouds is that of all.
pub fn subscribe(cx: &Cx<'_>, scopes: &[Scope], clouds: Option<&Clouds<'_>>) -> Value {
    let config = &cx.corpus.config;
    let address = |file: &str| format!("{}{}{file}", config.site.url, config.site.base);
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
    let tracks = Track::ALL.map(|track| feed(track.name().into(), None, Address::track(track)));
    let scopes =
        scopes.iter().filter_map(|scope| Some(feed(scope.name().into(), None, Address::scope(scope.file.stem())?)));
    json!({
        "clouds": clouds.collect::<Vec<_>>(),
        "example": cx.corpus.evidence.environments.example,
        "webcal": format!("webcal://{}", host.split_once("://").map_or(host.as_str(), |(_, rest)| rest)),
        "feed": address("lifecycle.xml"),
        "tracks": tracks,
        "scopes": scopes.collect::<Vec<_>>(),
        "standards": standards.collect::<Vec<_>>(),
    })
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
        "isPartOf": {"@type": "WebSite", "name": config.site.title, "url": Address::start().url(config)},
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

/// Sections for the table of contents; none of short documents.
fn contents(document: &Document) -> Vec<Value> {
    let headings = document.body.headings.iter();
    let headings = headings.filter(|heading| !heading.nested && heading.level <= 3);
    let section = headings.map(|heading| {
        let href = format!("#{}", encode_fragment(heading.id()));
        json!({"level": heading.level.max(2), "text": heading.text, "href": href})
    });
    let sections: Vec<Value> = section.collect();
    let shown = !document.body.is_cut() && sections.len() > 2;
    if shown { sections } else { Vec::new() }
}
