//! The certificate scopes that have pages, and their addresses.

use super::address::Address;
use super::views::Reference;
use crate::model::Corpus;
use crate::model::scope::{Scope as ScopeData, ScopeFile, Validity, Version};
use crate::scope::Compiled;
use std::collections::HashSet;
use std::sync::Arc;

/// Maximum number of versions of a scope with pages: the first of the file, which are the newest.
const MOST_VERSIONS: usize = 60;

/// A certificate scope: the existing file, else the rendered one.
pub struct Scope {
    pub file: ScopeData,
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

    pub fn name(&self) -> &str {
        self.file.name.text.trim()
    }

    /// The scope as a link.
    pub fn reference(&self) -> Reference {
        let href = Address::scope(self.file.stem()).map(|address| address.href());
        Reference::to(self.name(), href)
    }
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
