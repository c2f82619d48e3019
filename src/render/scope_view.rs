//! The pages of certificate scopes: versions and modules on a date, validity over time, and for each version the test
//! cases by target and module.

use super::address::Address;
use super::cx::{Cx, reference};
use super::overview::to_come;
use super::scope_version::ModuleView;
use super::timeline::{Line, Timeline, draw};
use super::views::{Finding, Reference, ScopeLine};
use crate::model::Corpus;
use crate::model::identity::{label, module_identity};
use crate::model::scope::{Module, Scope as ScopeData, ScopeFile, Standing, Validity, Version};
use crate::scope::Compiled;
use crate::view::scope::title;
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Maximum number of versions of a scope with pages: the first of the file, which are the newest.
const MOST_VERSIONS: usize = 60;

/// The validity of a version before the timeline lists it.
const COMING: &str = "coming";

/// A certificate scope: the existing file, else the rendered one.
pub struct Scope {
    pub file: ScopeData,
    /// Its file in the checkout.
    pub committed: Option<Arc<ScopeFile>>,
    /// Whether the register can render the file.
    pub rendered: bool,
}

/// All scopes by file name: those of the checkout that were parsed completely, and those that are only rendered.
pub fn scopes(corpus: &Corpus, compiled: &[Compiled]) -> Vec<Scope> {
    let made: HashSet<&str> = compiled.iter().map(|compiled| compiled.scope.stem()).collect();
    let files = corpus.scopes.iter().filter(|file| file.root.is_some() && file.too_large.is_none());
    let file = |file: &Arc<ScopeFile>| {
        let scope: &ScopeData = file;
        Scope { file: scope.clone(), committed: Some(file.clone()), rendered: made.contains(file.stem()) }
    };
    let mut scopes: Vec<Scope> = files.map(file).collect();
    let known: HashSet<&str> = corpus.scopes.iter().map(|scope| scope.stem()).collect();
    let more = compiled.iter().map(|compiled| &compiled.scope).filter(|scope| !known.contains(scope.stem()));
    scopes.extend(more.map(|scope| Scope { file: scope.clone(), committed: None, rendered: true }));
    scopes.retain(|scope| Address::scope(scope.file.stem()).is_some());
    scopes.sort_by(|a, b| a.file.stem().cmp(b.file.stem()));
    scopes.dedup_by(|a, b| a.file.stem() == b.file.stem());
    scopes
}

impl Scope {
    /// The versions with pages.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        let mut seen = HashSet::new();
        let page = |version: &&Version| Address::scope_version(self.file.stem(), &version.name.text).is_some();
        let own = self.file.versions.iter().filter(page);
        own.filter(move |version| seen.insert(version.name.text.to_ascii_lowercase())).take(MOST_VERSIONS)
    }

    /// The page of a version.
    pub(super) fn link(&self, version: &Version) -> Option<String> {
        Address::scope_version(self.file.stem(), &version.name.text).map(|address| address.href())
    }

    /// The page of a version in the timeline, else that of the scope, since the version may not exist.
    pub(super) fn address_of(&self, version: &str) -> Address {
        let stem = self.file.stem();
        let page = self.versions().any(|found| found.name.text == version);
        let address = Address::scope_version(stem, version).filter(|_| page).or_else(|| Address::scope(stem));
        address.unwrap_or_else(Address::start)
    }

    /// The name of the scope.
    pub fn name(&self) -> &str {
        self.file.name.text.trim()
    }

    /// The scope as a link.
    pub fn reference(&self) -> Reference {
        let href = Address::scope(self.file.stem()).map(|address| address.href());
        Reference::to(self.name(), href)
    }
}

/// A version in a list.
#[derive(Clone, Debug, Serialize)]
pub struct VersionLine {
    pub name: String,
    /// Its page.
    pub href: Option<String>,
    /// Its validity on the date; [`COMING`] before its first.
    pub validity: &'static str,
    /// Date from which it is stable.
    pub stabilized_at: Option<String>,
    /// Date from which it can be certified.
    pub from: Option<String>,
    /// Date from which it is certified with a warning.
    pub warn_from: Option<String>,
    /// Date from which it can no longer be certified.
    pub until: Option<String>,
    /// Number of modules.
    pub modules: usize,
}

/// A module in the table of a scope.
#[derive(Clone, Debug, Serialize)]
pub struct ModuleLine {
    /// Its name with its ID.
    pub title: String,
    /// The standard.
    pub document: Option<Reference>,
    /// State of the standard.
    pub state: Option<&'static str>,
    /// Upcoming changes.
    pub when: Option<String>,
    /// For each version, whether it includes it.
    pub included: Vec<bool>,
}

/// A date of the timeline.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    pub date: String,
    /// Versions with their new validity.
    pub changes: Vec<(String, String)>,
}

/// The page of a scope.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeView {
    pub name: String,
    /// Stem of the file name.
    pub stem: String,
    pub versions: Vec<VersionLine>,
    /// The columns of the table of modules: versions that the timeline lists on the date.
    pub columns: Vec<VersionLine>,
    /// The modules of these versions.
    pub modules: Vec<ModuleLine>,
    /// Validity over time.
    pub timeline: Option<Timeline>,
    /// Future changes, soonest first.
    pub coming: Vec<Event>,
    /// Past changes, latest first.
    pub past: Vec<Event>,
    /// Start of the timeline, if older entries were removed.
    pub pruned_until: Option<String>,
    /// File to download: the rendered one, else that of the checkout.
    pub download: String,
    /// The file of the checkout, if there is also a rendered one.
    pub committed: Option<String>,
    /// Path of the file in the checkout.
    pub path: Option<String>,
    /// Its URL in the repository.
    pub source: Option<String>,
    /// Errors in the file of the checkout, up to the limit of a page.
    pub errors: Vec<Finding>,
    /// Number of omitted errors.
    pub more_errors: usize,
    /// Notices for readers: dates may be wrong.
    pub cautions: Vec<String>,
}

pub(super) fn text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

pub(super) fn lines(scope: &Scope, at: Date) -> Vec<VersionLine> {
    let standings: HashMap<&str, Standing<'_>> =
        scope.file.standings(at).map(|found| (found.version.name.text.as_str(), found)).collect();
    let line = |version: &Version| {
        let name = version.name.text.as_str();
        let found = standings.get(name);
        let term = found.map(|found| found.term).unwrap_or_default();
        let validity = match found {
            Some(found) if found.announced => COMING,
            found => found.map_or(Validity::Deprecated, |found| found.validity).name(),
        };
        VersionLine {
            name: name.to_owned(),
            href: scope.link(version),
            validity,
            stabilized_at: text(version.stabilized_at),
            from: text(term.from),
            warn_from: text(term.warn_from),
            until: text(term.until),
            modules: version.include.len(),
        }
    };
    scope.versions().map(line).collect()
}

pub(super) fn standard(module: &Module, scope: &Scope, cx: &Cx<'_>) -> ModuleView {
    let (corpus, at) = (cx.corpus, cx.at);
    let identity = module_identity(module, &scope.file.path, &corpus.config);
    let index = identity.and_then(|identity| corpus.scope_index.document(identity));
    let document = index.and_then(|index| corpus.documents.get(index));
    let unknown = || identity.map(|identity| Reference::to(label(identity), None));
    ModuleView {
        title: title(module),
        document: document.map(reference).or_else(unknown),
        state: document.map(|document| document.life.state(at).name()),
        when: document.and_then(|document| to_come(document, at, &cx.words)),
        parameters: Vec::new(),
        targets: Vec::new(),
    }
}

/// A scope in a list.
pub fn line(scope: &Scope, cx: &Cx<'_>) -> ScopeLine {
    let at = cx.at;
    let mut versions = lines(scope, at);
    versions.retain(|line| line.validity != Validity::Deprecated.name());
    // What can be certified first.
    versions.sort_by_key(|line| line.validity == Validity::Draft.name());
    let next = scope.file.events().into_iter().find(|(date, _)| *date > at).map(|change| event(change, cx));
    let errors = scope.committed.as_ref().map(|file| cx.errors(&file.path, &file.source));
    let errors = errors.map_or(0, |(shown, more)| shown.len() + more);
    ScopeLine { scope: scope.reference(), errors, versions, next }
}

fn event((date, changes): (Date, Vec<(&str, Validity)>), cx: &Cx<'_>) -> Event {
    let words = |validity| cx.words.get(event_words(validity, date <= cx.at)).to_owned();
    let changes = changes.into_iter().map(|(name, validity)| (name.to_owned(), words(validity)));
    Event { date: date.to_string(), changes: changes.collect() }
}

/// The key of the description of a change, which is past or to come.
pub fn event_words(validity: Validity, past: bool) -> &'static str {
    match (validity, past) {
        (Validity::Effective, false) => "event_effective",
        (Validity::Effective, true) => "event_effective_past",
        (Validity::Warn, false) => "event_warn",
        (Validity::Warn, true) => "event_warn_past",
        (Validity::Draft, false) => "event_draft",
        (Validity::Draft, true) => "event_draft_past",
        (Validity::Deprecated, false) => "event_deprecated",
        (Validity::Deprecated, true) => "event_deprecated_past",
    }
}

pub(super) fn capital(validity: Validity) -> &'static str {
    match validity {
        Validity::Effective => "Effective",
        Validity::Warn => "Warn",
        Validity::Draft => "Draft",
        Validity::Deprecated => "Deprecated",
    }
}

fn drawing(scope: &Scope, at: Date, words: &Words) -> Option<Timeline> {
    let events = scope.file.events();
    let mut lines: Vec<Line> = Vec::new();
    for version in scope.versions() {
        let name = version.name.text.as_str();
        let mut borders = Vec::new();
        for (date, changes) in &events {
            let own = changes.iter().find(|(changed, _)| *changed == name);
            borders.extend(own.map(|(_, validity)| (Some(*date), Some(capital(*validity)))));
        }
        if !borders.is_empty() {
            lines.push(Line { label: name.to_owned(), borders });
        }
    }
    lines.reverse();
    draw(lines, at, words)
}

/// The page of a scope.
pub fn scope(scope: &Scope, cx: &Cx<'_>) -> ScopeView {
    let (corpus, at) = (cx.corpus, cx.at);
    let file = &scope.file;
    let versions = lines(scope, at);
    let named: HashSet<&str> =
        file.standings(at).filter(|found| found.named).map(|found| found.version.name.text.as_str()).collect();
    let columns: Vec<&Version> =
        scope.versions().filter(|version| named.contains(version.name.text.as_str())).collect();
    let mut included: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for (column, version) in columns.iter().enumerate() {
        for include in &version.include {
            let row = included.entry(&include.module.text).or_insert_with(|| vec![false; columns.len()]);
            if let Some(cell) = row.get_mut(column) {
                *cell = true;
            }
        }
    }
    let mut modules: Vec<ModuleLine> = included
        .into_iter()
        .filter_map(|(id, included)| {
            let ModuleView { title, document, state, when, .. } = standard(file.module(id)?, scope, cx);
            Some(ModuleLine { title, document, state, when, included })
        })
        .collect();
    modules.sort_by_key(|line| line.document.as_ref().map(|document| document.label.clone()));
    let (mut past, coming): (Vec<_>, Vec<_>) = file.events().into_iter().partition(|(date, _)| *date <= at);
    past.reverse();
    let download = format!("scopes/{}.yaml", file.stem());
    let committed = scope.committed.as_ref();
    let (errors, more_errors) = committed.map(|file| cx.errors(&file.path, &file.source)).unwrap_or_default();
    ScopeView {
        name: scope.name().to_owned(),
        stem: file.stem().to_owned(),
        columns: versions.iter().filter(|line| named.contains(line.name.as_str())).cloned().collect(),
        versions,
        modules,
        timeline: drawing(scope, at, &cx.words),
        coming: coming.into_iter().map(|change| event(change, cx)).collect(),
        past: past.into_iter().map(|change| event(change, cx)).collect(),
        pruned_until: text(file.pruned_until()),
        download,
        committed: committed.filter(|_| scope.rendered).map(|file| format!("scopes/committed/{}.yaml", file.stem())),
        path: committed.map(|file| file.path.clone()),
        source: committed.map(|file| corpus.config.source_url(&file.path, false)),
        errors,
        more_errors,
        cautions: committed.filter(|_| !cx.editorial).map(|file| cx.cautions(&file.path)).unwrap_or_default(),
    }
}
