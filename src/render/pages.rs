//! Makes the views of pages out of the register.

use super::address::{Address, encode_fragment, repository_url};
use super::compare;
use super::markdown::Rendered;
use super::numbers::Numbers;
use super::overview::{Findings, Overview, findings, kind, short_title, to_come};
use super::past;
use super::scope_view::{self, Scope};
use super::timeline::timeline;
use super::traced::{self, Traced};
use super::views::{DocumentView, Finding, Frame, NumberView, Part, Reference, Section, TrackLink, TrackView, Version};
use super::words::{self, Dictionary, Words};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::model::name::NameKind;
use crate::text::Source;
use crate::value::Node;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Most findings that a page lists.
const MAX_FINDINGS: usize = 20;
/// Most comparisons that the head of a page names.
const MAX_COMPARISONS: usize = 6;
/// Most test cases that the head of a page names.
const MAX_TESTS: usize = 4;
/// Longest description in bytes that the head of a page repeats.
const MAX_DESCRIPTION: usize = 2000;

/// What all views are made from.
pub struct Cx<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// What the checks found.
    pub outcome: &'a Outcome,
    /// The date that is assumed.
    pub at: Date,
    /// The words of the interface.
    pub words: Words,
    /// The words of what programs read, whatever the language of the interface.
    pub english: Words,
    /// Whether diagrams are drawn.
    pub draws: bool,
    found: HashMap<&'a str, Findings>,
    numbers: Numbers<'a>,
}

impl<'a> Cx<'a> {
    /// What views of this register are made from.
    pub fn new(corpus: &'a Corpus, outcome: &'a Outcome, at: Date) -> Self {
        let all = Dictionary::with(None).unwrap_or_default();
        let (words, english) = (all.language(&corpus.config.site_language), all.language(words::LANGUAGES[0]));
        let (found, numbers) = (findings(outcome), Numbers::of(corpus, at));
        Cx { corpus, outcome, at, words, english, draws: false, found, numbers }
    }

    /// What surrounds the page at `address`. `canonical` is its permanent address, where that is another one.
    pub fn frame(&self, address: &Address, canonical: Option<&Address>, description: Option<&str>) -> Frame {
        let config = &self.corpus.config;
        let description = description.map(|text| match text.get(..MAX_DESCRIPTION) {
            Some(start) => start.to_owned(),
            None => text.chars().take(MAX_DESCRIPTION / 4).collect(),
        });
        Frame {
            lang: self.words.language,
            text_lang: self.words.text_language(),
            root: address.root(),
            title: config.site_title.clone(),
            canonical: canonical.unwrap_or(address).url(config),
            description,
            tracks: Track::ALL.into_iter().map(|track| track_link(track, Some(address))).collect(),
            tests: TrackLink {
                name: self.words.get("tests").into(),
                href: Address::tests().href(),
                current: *address == Address::tests(),
            },
            lifecycle: TrackLink {
                name: self.words.get("lifecycle").into(),
                href: Address::lifecycle().href(),
                current: *address == Address::lifecycle(),
            },
            repository: config.repository_url.clone(),
            at: self.at.to_string(),
            generator: concat!("scsdoc ", env!("CARGO_PKG_VERSION")),
        }
    }

    /// Numbers of findings in a document.
    pub fn findings(&self, document: &Document) -> Findings {
        self.found.get(document.path.as_str()).copied().unwrap_or_default()
    }

    /// The errors in a file, as many as a page lists, and how many more there are.
    pub fn errors(&self, path: &str, source: &Source) -> (Vec<Finding>, usize) {
        // Findings are in order of paths.
        let all = &self.outcome.diagnostics;
        let first = all.partition_point(|diagnostic| diagnostic.path.as_str() < path);
        let here = all.iter().skip(first).take_while(|diagnostic| diagnostic.path == path);
        let errors = here.filter(|diagnostic| diagnostic.severity == Severity::Error);
        let finding = |diagnostic: &Diagnostic| Finding {
            rule: diagnostic.rule,
            message: parts(&diagnostic.message),
            line: source.line_of(diagnostic.span.start as usize) + 1,
        };
        let mut errors: Vec<Finding> = errors.map(finding).collect();
        let more = errors.len().saturating_sub(MAX_FINDINGS);
        errors.truncate(MAX_FINDINGS);
        (errors, more)
    }

    /// A version or supplement for a list. `standard` is the title of what a supplement supplements.
    pub fn version(&self, document: &Document, standard: Option<&str>) -> Version {
        let life = &document.life;
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        Version {
            id: document.id(),
            label: match document.name.kind {
                NameKind::Malformed => document.name.file.clone(),
                _ => document.name.version_label(),
            },
            href: Address::document(document).href(),
            title: short_title(document, standard).into(),
            kind: kind(document),
            state: life.state(self.at).name(),
            when: to_come(document, self.at, &self.words),
            stabilized_at: date(life.stabilized_at),
            deprecated_at: date(life.deprecated_at),
            rejected_at: date(life.rejected_at),
            replaces: references(document.list("replaces").map(|(file, _)| file), self.corpus),
            replaced_by: references(replacing(document, self.corpus).into_iter(), self.corpus),
            supplements: references(document.list("supplements").map(|(file, _)| file), self.corpus),
            errors: self.findings(document).errors,
            current: false,
        }
    }
}

fn track_link(track: Track, page: Option<&Address>) -> TrackLink {
    let address = Address::track(track);
    TrackLink { name: track.name().into(), href: address.href(), current: page == Some(&address) }
}

fn reference(document: &Document) -> Reference {
    Reference {
        label: document.id(),
        title: Some(document.title().into()),
        href: Some(Address::document(document).href()),
    }
}

/// References to files by name, each once, in the order they are named.
pub fn references<'f>(files: impl Iterator<Item = &'f str>, corpus: &Corpus) -> Vec<Reference> {
    let mut seen = HashSet::new();
    let unseen = files.filter(|file| seen.insert(*file));
    let found = unseen.map(|file| match corpus.by_file(file) {
        Some(document) => reference(document),
        None => Reference { label: file.into(), title: None, href: None },
    });
    found.collect()
}

/// File names of the documents that replace `document`, by its own word or by theirs; never itself.
pub fn replacing<'a>(document: &'a Document, corpus: &'a Corpus) -> Vec<&'a str> {
    corpus.replacing(document)
}

/// The state at a date with its dates, as [`crate::model::lifecycle::Lifecycle::words`] says it in English, and what takes its place then.
fn life_words(document: &Document, cx: &Cx<'_>) -> String {
    let (life, at, words) = (&document.life, cx.at, &cx.words);
    let state = life.state(at);
    let name = words.state(state.name());
    let fill = |key: &str, date: Date| words.fill(key, &[("state", name), ("date", &date.to_string())]);
    let said = match (state, life.since(at)) {
        (State::Stable, Some(date)) => fill("life_from", date),
        (_, Some(date)) => fill("life_since", date),
        _ => name.to_owned(),
    };
    match life.next(at) {
        Some((date, State::Deprecated)) if state == State::Effective => {
            let by = replacing(document, cx.corpus).into_iter().filter_map(|file| cx.corpus.by_file(file));
            let own = |other: &&Document| other.name.number.is_some() && other.name.number == document.name.number;
            let names = by.map(|other| if own(&other) { other.name.version_label() } else { other.id() });
            let names: BTreeSet<String> = names.collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            let key = if names.is_empty() { "life_until" } else { "life_replaced" };
            words.fill(key, &[("words", &said), ("date", &date.to_string()), ("by", &names)])
        }
        _ => said,
    }
}

/// The description as one line of plain text.
pub fn description(document: &Document) -> Option<String> {
    let text = document.front.get("description").and_then(Node::as_str)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
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
        comparisons: compare::pairs(number, cx.corpus)
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

/// The view of a document, with its sanitised text.
pub fn document(document: &Document, rendered: Rendered, cx: &Cx<'_>, traced: &Traced<'_, '_>) -> DocumentView {
    let corpus = cx.corpus;
    let number = document.name.number;
    let (versions, more_versions) = cx.numbers.versions(document);
    let in_force = cx.numbers.in_force(number).filter(|found| found.path != document.path && !document.is_supplement());
    let in_force = in_force.filter(|_| document.life.state(cx.at) != State::Effective);
    let current = |version: &Document| Version { current: version.path == document.path, ..cx.version(version, None) };
    let (errors, more_errors) = cx.errors(&document.path, &document.source);
    // A page has no room for all pairs of the newest of many versions.
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
        source: repository_url(&corpus.config, &document.path, false),
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

/// The document for search engines, as JSON that cannot end the element it stands in.
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

/// A message in pieces; a backtick without a partner is text.
pub(super) fn parts(message: &str) -> Vec<Part> {
    let mut pieces: Vec<&str> = message.split('`').collect();
    let odd = if pieces.len().is_multiple_of(2) { pieces.pop() } else { None };
    let part = |(at, text): (usize, &str)| Part { code: at % 2 == 1, text: text.to_owned() };
    let mut parts: Vec<Part> = pieces.into_iter().enumerate().map(part).collect();
    if let Some(text) = odd {
        parts.push(Part { code: false, text: format!("`{text}") });
    }
    parts.retain(|part| !part.text.is_empty());
    parts
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_cut_at_backticks() {
        let show = |message| -> String {
            let parts = parts(message).into_iter();
            parts.map(|part| if part.code { format!("<{}>", part.text) } else { part.text }).collect()
        };
        assert_eq!(show("`a` is no `b`"), "<a> is no <b>");
        assert_eq!(show("`a` is ` odd"), "<a> is ` odd");
        assert_eq!(show("plain"), "plain");
    }
}
