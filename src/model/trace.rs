//! Traceability from a standard to a certificate in both directions: standard version ↔ supplement ↔ test case ↔
//! script ↔ module ↔ scope version, as of a date. Each link has its location.
//!
//! It is based on two indexes, [`TestIndex`](super::testcases::TestIndex) and
//! [`ScopeIndex`](super::scope_index::ScopeIndex), and on `tests` and `scope` in front matter, which replace
//! a missing scope file.

mod cases;
mod links;
mod standards;

pub use cases::{CaseTraces, description};
pub use links::{LinkSource, Naming, TraceLink, defined, fits, named, of_number, trace_links, variant};
pub use standards::{Missing, StandardTrace};

use super::Corpus;
use super::identity::Identity;
use super::lifecycle::{State, parse_date};
use super::scope::{Module, ScopeFile, Validity};
use super::scope_index::{ModulePlace, declared_for};
use crate::text::Span;
use crate::words::{self, Words};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// A location in a file of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place<'a> {
    /// Path of the file, relative to the root.
    pub path: &'a str,
    pub span: Span,
}

impl<'a> Place<'a> {
    /// A location in a file.
    pub fn new(path: &'a str, span: Span) -> Self {
        Place { path, span }
    }
}

/// A scope version, of a scope file or else of a document.
#[derive(Clone, Debug)]
pub struct ScopeVersion<'a> {
    pub scope: &'a str,
    pub name: &'a str,
    /// Stem of the scope file, if known.
    pub stem: Option<&'a str>,
    /// Index of the scope file and of the version in it; `None` if only a document has it.
    pub file: Option<(usize, usize)>,
    pub validity: Validity,
    pub stable: Option<Date>,
    /// Date from which it can be certified, within the timeline; else from which it is stable.
    pub begins: Option<Date>,
    /// Date from which it can no longer be certified.
    pub until: Option<Date>,
    /// Whether it has not ended.
    pub current: bool,
    /// Whether the timeline begins after the date, so that its validity is not known.
    pub before: bool,
    /// Whether a later period of the timeline is the first to list it.
    pub announced: bool,
}

impl ScopeVersion<'_> {
    /// Whether it can be certified on the date.
    pub fn in_force(&self) -> bool {
        self.validity.certifies()
    }

    /// Scope and version: `SCS-compatible IaaS v5.1`.
    pub fn label(&self) -> String {
        format!("{} {}", self.scope, self.name)
    }

    /// Date since which it is stable or certified, whichever is earlier.
    pub fn since(&self) -> Option<Date> {
        self.stable.into_iter().chain(self.begins).min()
    }

    /// The validity with its date, in English: `effective since 2024-12-19`.
    pub fn words(&self) -> String {
        self.words_in(words::english())
    }

    /// The validity with its date, in words.
    pub fn words_in(&self, words: &Words) -> String {
        let name = words.validity(self.validity.name());
        let since = |date: Date| words.fill("is_since", &[("validity", name), ("date", &date.to_string())]);
        match (self.validity, self.since(), self.until) {
            (Validity::Effective | Validity::Warn, Some(date), _) => since(date),
            (Validity::Deprecated, Some(date), _) if self.current => words.fill("from", &[("date", &date.to_string())]),
            (Validity::Deprecated, ..) if self.announced => words.get("not_yet").to_owned(),
            (Validity::Deprecated, ..) if self.before => words.get("before_timeline").to_owned(),
            (Validity::Deprecated, _, Some(date)) => since(date),
            _ => name.to_owned(),
        }
    }
}

/// A document required by a scope version.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    /// Index of the version in [`Trace::versions`].
    pub version: usize,
    /// The include in a scope file, else the item in a document.
    pub place: Place<'a>,
    /// Its location in the document that describes the version, if a scope file requires it.
    pub listed: Option<Place<'a>>,
    /// Index of the required document in the corpus.
    pub document: usize,
    /// Indexes of its modules in the version, if a scope file has the version.
    pub modules: Vec<usize>,
    /// The suffix after number and version: `-2` of `scs-0104-v1-2`.
    pub variant: &'a str,
}

/// Traceability on a date.
#[derive(Clone, Debug)]
pub struct Trace<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// Scope versions: those of scope files in their order, then those of documents.
    pub versions: Vec<ScopeVersion<'a>>,
    /// Their requirements, in the same order.
    pub requirements: Vec<Requirement<'a>>,
    by_document: HashMap<usize, Vec<usize>>,
}

impl<'a> Trace<'a> {
    /// The traceability of a register.
    pub fn at(corpus: &'a Corpus, at: Date) -> Self {
        let mut trace = Trace { corpus, versions: Vec::new(), requirements: Vec::new(), by_document: HashMap::new() };
        for (index, scope) in corpus.scopes.iter().enumerate().filter(|(_, scope)| scope.complete()) {
            trace.add_file(index, scope, at);
        }
        trace.add_documents(at);
        for (index, requirement) in trace.requirements.iter().enumerate() {
            trace.by_document.entry(requirement.document).or_default().push(index);
        }
        trace
    }

    /// The versions that require a document, by its index.
    pub fn requiring(&self, document: usize) -> impl Iterator<Item = (&ScopeVersion<'a>, &Requirement<'a>)> {
        let indexes = self.by_document.get(&document).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|index| {
            let requirement = self.requirements.get(*index)?;
            Some((self.versions.get(requirement.version)?, requirement))
        })
    }

    /// The requirements of stable versions that have not ended, current and future.
    pub fn current(&self) -> impl Iterator<Item = (&ScopeVersion<'a>, &Requirement<'a>)> {
        let all = self.requirements.iter().filter_map(|found| Some((self.versions.get(found.version)?, found)));
        all.filter(|(version, _)| version.current && version.begins.is_some())
    }

    /// The scope file with the modules of a requirement.
    pub fn modules(&self, requirement: &Requirement<'a>) -> Option<(&'a ScopeFile, Vec<&'a Module>)> {
        let (scope, _) = self.versions.get(requirement.version)?.file?;
        let file = self.corpus.scopes.get(scope)?;
        Some((file, requirement.modules.iter().filter_map(|index| file.modules.get(*index)).collect()))
    }

    /// The mandatory test cases of a requirement.
    pub fn decisive(&self, requirement: &Requirement<'a>) -> Vec<TraceLink<'a>> {
        let version = self.versions.get(requirement.version);
        if let Some((scope, _)) = version.and_then(|version| version.file) {
            let file = self.corpus.scopes.get(scope).into_iter();
            let places = requirement.modules.iter().map(|module| ModulePlace { scope, module: *module });
            let modules = places.collect::<Vec<_>>();
            return file.flat_map(|file| modules.iter().flat_map(|place| TraceLink::of_module(file, *place))).collect();
        }
        let document = self.corpus.documents.get(requirement.document);
        let declared = document.map(|document| declared_for(self.corpus, document)).unwrap_or_default();
        let wanted = declared
            .into_iter()
            .filter(|(_, case)| case.versions().any(|(label, _)| fits(variant(label), requirement.variant)));
        wanted.filter_map(TraceLink::of_supplement).collect()
    }

    /// Whether a requirement is tested by a script.
    pub fn tested(&self, requirement: &Requirement<'a>) -> bool {
        self.decisive(requirement).iter().any(|link| self.automated(link.id))
    }

    /// Whether a test case is automated.
    pub fn automated(&self, id: &str) -> bool {
        self.corpus.tests.cases.get(id).is_some_and(|case| case.automated)
    }

    fn add_file(&mut self, index: usize, scope: &'a ScopeFile, at: Date) {
        let before = scope.timeline_start().is_some_and(|begin| at < begin);
        for (number, found) in scope.standings(at).enumerate() {
            let (name, term) = (found.version.name.text.as_str(), found.term);
            let (begins, current) = match term.from {
                Some(from) => (Some(from), term.until.is_none_or(|until| until > at)),
                None => (found.version.stabilized_at, found.validity == Validity::Draft),
            };
            self.versions.push(ScopeVersion {
                scope: &scope.name.text,
                name,
                stem: Some(scope.stem()),
                file: Some((index, number)),
                validity: found.validity,
                stable: found.version.stabilized_at,
                begins,
                until: term.until,
                current,
                before,
                announced: found.announced && !before,
            });
            self.add_includes(index, scope, number);
        }
    }

    fn add_includes(&mut self, index: usize, scope: &'a ScopeFile, number: usize) {
        let corpus = self.corpus;
        let mut listed: HashMap<Identity, Place<'a>> = HashMap::new();
        for description in corpus.scope_index.describing(index, number) {
            let Some(document) = corpus.documents.get(description.document) else { continue };
            for item in description.required() {
                for identity in item.means() {
                    listed.entry(identity).or_insert(Place::new(&document.path, item.span));
                }
            }
        }
        let mut seen: HashMap<usize, usize> = HashMap::new();
        for include in scope.versions.get(number).map(|version| version.include.as_slice()).unwrap_or_default() {
            let Some(module) = scope.module_index(&include.module.text) else { continue };
            let links = corpus.scope_index.module(ModulePlace { scope: index, module });
            let Some((document, links)) = links.and_then(|links| Some((links.document?, links))) else { continue };
            if let Some(known) = seen.get(&document).and_then(|at| self.requirements.get_mut(*at)) {
                known.modules.push(module);
                continue;
            }
            seen.insert(document, self.requirements.len());
            self.requirements.push(Requirement {
                version: self.versions.len() - 1,
                place: Place::new(&scope.path, include.module.span),
                listed: links.identity.and_then(|identity| listed.get(&identity).copied()),
                document,
                modules: vec![module],
                variant: variant(&include.module.text),
            });
        }
    }

    fn add_documents(&mut self, at: Date) {
        let corpus = self.corpus;
        let known = &corpus.scope_index;
        for description in known.descriptions.iter().filter(|description| description.version.is_none()) {
            let Some(document) = corpus.documents.get(description.document) else { continue };
            let file = description.scope.and_then(|scope| corpus.scopes.get(scope));
            if file.is_some_and(|scope| !scope.complete()) {
                continue;
            }
            let front = document.front.get("scope");
            let text = |key: &str| front.and_then(|front| front.text(key));
            let warned = text("warn_from").and_then(parse_date).is_some_and(|date| date <= at);
            let (validity, current) = match document.life.state(at) {
                State::Effective if warned => (Validity::Warn, true),
                State::Effective => (Validity::Effective, true),
                State::Stable | State::Draft => (Validity::Draft, true),
                State::Deprecated | State::Rejected => (Validity::Deprecated, false),
            };
            let stem = text("file").map(|file| file.strip_suffix(".yaml").unwrap_or(file));
            self.versions.push(ScopeVersion {
                scope: text("name").or(file.map(|file| file.name.text.as_str())).unwrap_or(document.title()),
                name: &description.name.text,
                stem: stem.or(file.map(|file| file.stem())),
                file: None,
                validity,
                stable: document.life.stabilized_at,
                begins: document.life.stabilized_at,
                until: document.life.deprecated_at,
                current,
                before: false,
                announced: false,
            });
            let mut seen = HashSet::new();
            for item in description.required() {
                let target = item.target.or(item.named).and_then(|identity| known.document(identity));
                if let Some(document_index) = target.filter(|index| seen.insert(*index)) {
                    self.requirements.push(Requirement {
                        version: self.versions.len() - 1,
                        place: Place::new(&document.path, item.span),
                        listed: None,
                        document: document_index,
                        modules: Vec::new(),
                        variant: if description.include.is_some() { variant(&item.text) } else { "" },
                    });
                }
            }
        }
    }
}
