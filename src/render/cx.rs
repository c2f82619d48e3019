//! Context of all views: the register, findings, the date, and words.

use super::address::Address;
use super::numbers::Numbers;
use super::overview::{kind, short_title, to_come};
use super::views::{Finding, Frame, Reference, TrackLink, Version, parts};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::name::NameKind;
use crate::text::Source;
use crate::view::document::{Findings, Register};
use crate::words::{self, Dictionary, Words};
use jiff::civil::Date;
use std::collections::HashSet;

/// Maximum number of findings on a page.
const MAX_FINDINGS: usize = 20;
/// Maximum length of the description in the head of a page, in bytes.
const MAX_DESCRIPTION: usize = 2000;

/// Context of all views.
pub struct Cx<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// The result of the check.
    pub outcome: &'a Outcome,
    /// The assumed date.
    pub at: Date,
    /// The words of the interface.
    pub words: Words,
    /// English words for API files, in any language of the interface.
    pub english: Words,
    /// Whether diagrams are rendered.
    pub draws: bool,
    /// Whether pages are served and wait for the next build.
    pub live: bool,
    /// The documents as data.
    pub register: Register<'a>,
    /// The versions of all numbers.
    pub(super) numbers: Numbers<'a>,
}

impl<'a> Cx<'a> {
    /// The context of views of a register.
    pub fn new(corpus: &'a Corpus, outcome: &'a Outcome, at: Date) -> Self {
        let all = Dictionary::with(None).unwrap_or_default();
        let (words, english) = (all.language(&corpus.config.site_language), all.language(words::LANGUAGES[0]));
        let (register, numbers) = (Register::new(corpus, outcome, at), Numbers::of(corpus, at));
        Cx { corpus, outcome, at, words, english, draws: false, live: false, register, numbers }
    }

    /// The frame of the page at `address`. `canonical` is its permanent address, if different.
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
            live: self.live,
            generator: concat!("scsdoc ", env!("CARGO_PKG_VERSION")),
        }
    }

    /// Numbers of findings in a document.
    pub fn findings(&self, document: &Document) -> Findings {
        self.register.findings(&document.path)
    }

    /// The errors in a file, up to the limit of a page, and the number of the others.
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

/// A link to the page of a track, from the page at an address.
pub(super) fn track_link(track: Track, page: Option<&Address>) -> TrackLink {
    let address = Address::track(track);
    TrackLink { name: track.name().into(), href: address.href(), current: page == Some(&address) }
}

/// A link to the page of a document.
pub(super) fn reference(document: &Document) -> Reference {
    Reference {
        label: document.id(),
        title: Some(document.title().into()),
        href: Some(Address::document(document).href()),
    }
}

/// Deduplicated references to files by name, in order.
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
