//! Context of all views: the register, findings, the date, and words.

use super::address::Address;
use super::numbers::Numbers;
use super::overview::{kind, short_title, to_come};
use super::views::{FileFindings, Finding, FindingsView, Frame, Reference, TrackLink, Version, parts};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::name::NameKind;
use crate::text::Source;
use crate::view::document::Register;
use crate::words::{self, Dictionary, Words};
use jiff::civil::Date;
use std::collections::HashSet;

/// Maximum number of findings on a page.
const MAX_FINDINGS: usize = 20;
/// A notice for readers (a key in words.toml), and the rules whose errors cause it.
const CAUTIONS: [(&str, &[&str]); 4] = [
    ("caution_metadata", &["missing-front-matter", "unclosed-front-matter", "invalid-yaml", "unreadable-file"]),
    (
        "caution_dates",
        &[
            "missing-stabilized-at",
            "missing-deprecated-at",
            "missing-rejected-at",
            "status-date-conflict",
            "date-order",
            "implausible-date",
            "invalid-date",
            "deprecated-before-successor",
            "timeline-order",
            "scope-date-conflict",
        ],
    ),
    ("caution_several", &["several-effective", "several-effective-versions"]),
    ("caution_relations", &["self-replacement", "replacement-cycle", "one-sided-replacement"]),
];
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
    /// Whether pages show findings.
    pub editorial: bool,
    /// The register's own pages, for the menu.
    pub pages: Vec<(String, Address)>,
    /// Whether there is a style sheet of the register.
    pub custom: bool,
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
        let (draws, live, editorial, pages, custom) = (false, false, false, Vec::new(), false);
        Cx { corpus, outcome, at, words, english, draws, live, editorial, pages, custom, register, numbers }
    }

    /// The frame of the page at `address`. `canonical` is its permanent address, if different.
    pub fn frame(&self, address: &Address, canonical: Option<&Address>, description: &str) -> Frame {
        let config = &self.corpus.config;
        let site = &config.site;
        let description = match description.get(..MAX_DESCRIPTION) {
            Some(start) => start.to_owned(),
            None => description.chars().take(MAX_DESCRIPTION / 4).collect(),
        };
        let link = |name: &str, page: &Address| TrackLink {
            name: name.to_owned(),
            href: page.href(),
            current: page == address,
        };
        let certification = link(self.words.get("certification"), &Address::track(Track::Scopes));
        let below = ["scopes/", "clouds/"].iter().any(|folder| address.path().starts_with(folder));
        Frame {
            lang: self.words.language,
            text_lang: self.words.text_language(),
            root: address.root(),
            title: config.site_title.clone(),
            canonical: canonical.unwrap_or(address).url(config),
            description,
            tracks: Track::ALL.into_iter().map(|track| track_link(track, Some(address))).collect(),
            tests: link(self.words.get("tests"), &Address::tests()),
            lifecycle: link(self.words.get("lifecycle"), &Address::lifecycle()),
            certification: TrackLink {
                current: certification.current || below || *address == Address::clouds(),
                ..certification
            },
            pages: self.pages.iter().map(|(name, page)| link(name, page)).collect(),
            feed: None,
            next: None,
            logo: site.logo.as_deref().map(|path| published("logo", path)),
            image: site.image.as_deref().map(|path| Address::of_path(&published("social", path)).url(config)),
            license: site.license.clone(),
            footer: site.footer.clone(),
            custom: self.custom,
            editorial: self.editorial,
            images: site.images.clone(),
            repository: config.repository_url.clone(),
            at: self.at.to_string(),
            live: self.live,
            generator: concat!("scsdoc ", env!("CARGO_PKG_VERSION")),
        }
    }

    /// The findings in a file. They are in order of paths.
    fn findings_in<'d>(&'d self, path: &'d str) -> impl Iterator<Item = &'d Diagnostic> {
        let all = &self.outcome.diagnostics;
        let first = all.partition_point(|diagnostic| diagnostic.path.as_str() < path);
        all.iter().skip(first).take_while(move |diagnostic| diagnostic.path == path)
    }

    /// A notice for readers of a file with errors: states, dates or relations on its pages may be wrong.
    pub fn cautions(&self, path: &str) -> Vec<String> {
        let errors = self.findings_in(path).filter(|diagnostic| diagnostic.severity == Severity::Error);
        let rules: HashSet<&str> = errors.map(|diagnostic| diagnostic.rule).collect();
        let concerned = CAUTIONS.iter().filter(|(_, concerned)| concerned.iter().any(|rule| rules.contains(rule)));
        concerned.map(|(key, _)| self.words.get(key).to_owned()).collect()
    }

    /// The errors in a file, as many as a page lists, and how many more there are; none on pages for readers.
    pub fn errors(&self, path: &str, source: &Source) -> (Vec<Finding>, usize) {
        if !self.editorial {
            return (Vec::new(), 0);
        }
        let errors = self.findings_in(path).filter(|diagnostic| diagnostic.severity == Severity::Error);
        let mut errors: Vec<Finding> = errors.map(|diagnostic| finding(diagnostic, Some(source))).collect();
        let more = errors.len().saturating_sub(MAX_FINDINGS);
        errors.truncate(MAX_FINDINGS);
        (errors, more)
    }

    /// All findings, by file.
    pub fn all_findings(&self) -> FindingsView {
        let of_file = |found: &[Diagnostic]| {
            let path = found.first().map(|first| first.path.clone()).unwrap_or_default();
            let source = self.corpus.source(&path);
            let document = self.corpus.documents.iter().find(|document| document.path == path);
            FileFindings {
                source: self.corpus.config.source_url(&path, false),
                href: match document {
                    Some(document) => format!("{}{}", Address::findings().root(), Address::document(document).href()),
                    None => self.corpus.config.source_url(&path, false),
                },
                findings: found.iter().map(|diagnostic| finding(diagnostic, source)).collect(),
                path,
            }
        };
        FindingsView { files: self.outcome.diagnostics.chunk_by(|a, b| a.path == b.path).map(of_file).collect() }
    }

    /// A version or supplement for a list. `standard` is the title of the supplemented document.
    pub fn version(&self, document: &Document, standard: Option<&str>) -> Version {
        let life = &document.life;
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        // Only editors see names of files that there are not.
        let known = |files: Vec<&str>| -> Vec<Reference> {
            let mut all = references(files.into_iter(), self.corpus);
            all.retain(|reference| self.editorial || reference.href.is_some());
            all
        };
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
            replaces: known(document.list("replaces").map(|(file, _)| file).collect()),
            replaced_by: known(self.corpus.replacing(document).into_iter().collect()),
            supplements: known(document.list("supplements").map(|(file, _)| file).collect()),
            errors: if self.editorial { self.register.findings(&document.path).errors } else { 0 },
            current: false,
        }
    }
}

fn finding(diagnostic: &Diagnostic, source: Option<&Source>) -> Finding {
    Finding {
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        message: parts(&diagnostic.message),
        line: source.map_or(0, |source| source.line_of(diagnostic.span.start as usize)) + 1,
    }
}

/// Path of an image from the settings on the site.
pub fn published(name: &str, path: &str) -> String {
    format!("assets/{name}.{}", path.rsplit('.').next().unwrap_or_default())
}

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
        None => Reference::to(file, None),
    });
    found.collect()
}
