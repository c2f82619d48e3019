//! Existence of the paths that documents and scope files refer to.

use super::Corpus;
use super::facts::COMPLIANCE_CHECK;
use super::links::Target;
use super::name::Name;
use crate::load::{Found, Lookup};
use crate::text::path::{file_name, folder_of};
use crate::value::suggest;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Maximum number of missing paths with a suggestion.
const MAX_SUGGESTIONS: usize = 200;

/// Maximum number of names in a folder compared with a missing one.
const MAX_NAMES: usize = 2_000;

impl Corpus {
    /// The kind of a linked path.
    pub fn found(&self, path: &str) -> Option<Found> {
        self.found.get(path).copied()
    }

    /// The most similar sibling of a missing path. Only the first
    /// [`MAX_SUGGESTIONS`] paths have one.
    pub fn suggestion_for(&self, path: &str) -> Option<&str> {
        self.suggestions.get(path)?.as_deref()
    }

    /// Sets the new paths of files that were moved, which [`Corpus::suggestion_for`] then gives.
    pub fn add_moved(&mut self, moved: impl IntoIterator<Item = (String, String)>) {
        let missing = moved.into_iter().filter(|(old, _)| self.found.get(old) == Some(&Found::Missing));
        self.suggestions.extend(missing.map(|(old, new)| (old, Some(new))));
    }

    /// Computes the answers of [`Corpus::suggestion_for`].
    pub(super) fn scan_siblings(&mut self, lookup: &(dyn Lookup + Sync)) {
        let missing = self.found.iter().filter(|(_, found)| **found == Found::Missing).map(|(path, _)| path.as_str());
        let mut missing: Vec<&str> = missing.collect();
        missing.sort_unstable();
        missing.truncate(MAX_SUGGESTIONS);
        let folders: BTreeSet<&str> = missing.iter().map(|path| folder_of(path)).collect();
        let names: BTreeMap<&str, Vec<String>> =
            folders.into_par_iter().map(|folder| (folder, lookup.names_in(folder))).collect();
        let guess = |path: &str| {
            let names = names.get(folder_of(path)).into_iter().flatten().map(String::as_str);
            let names = names.filter(|name| name.len() <= 200).take(MAX_NAMES);
            let file = file_name(path);
            let meant = Name::parse(file);
            // Another number is another document, however similar, unless the number itself has the typo.
            let fits = |name: &&str| match (meant.number, Name::parse(name)) {
                (Some(number), Name { number: Some(other), slug, .. }) => {
                    number == other || suggest::is_typo(&slug, &meant.slug)
                }
                _ => true,
            };
            suggest::nearest(file, names.filter(fits)).map(str::to_owned)
        };
        self.suggestions = missing.into_par_iter().map(|path| (path.to_owned(), guess(path))).collect();
    }

    /// Paths in the checkout that documents or scope files link to, scripts of scope files, and [`COMPLIANCE_CHECK`].
    pub(super) fn referenced_paths(&self) -> HashSet<String> {
        let mut paths: HashSet<String> = (0..self.documents.len()).flat_map(|index| self.paths_of(index)).collect();
        paths.extend(self.paths_of_scopes());
        paths.extend(self.config.site.logo.iter().chain(&self.config.site.image).cloned());
        paths
    }

    /// The same for scope files.
    fn paths_of_scopes(&self) -> impl Iterator<Item = String> {
        let targets = self.scopes.iter().flat_map(|scope| {
            let addresses = scope.addresses().into_iter();
            addresses.map(|url| Target::classify(&url.text, &scope.path, &self.config))
        });
        let linked = targets.filter_map(|target| Some(target.path(&self.config)?.0.to_owned()));
        let scripts = self.scopes.iter().filter(|_| self.config.tests.repository.is_none());
        let scripts = scripts.flat_map(|scope| scope.executables()).map(|found| found.text);
        let scripts = scripts.chain(self.scopes.first().map(|_| COMPLIANCE_CHECK.to_owned()));
        linked.chain(scripts.filter_map(|script| self.script_path(&script)))
    }

    /// The same for one document.
    fn paths_of(&self, index: usize) -> impl Iterator<Item = String> {
        let linked = self.targets(index).iter().filter_map(|target| Some(target.path(&self.config)?.0.to_owned()));
        let document = self.documents.get(index).filter(|_| self.config.tests.repository.is_none());
        let tests = document.and_then(|document| document.front.get("tests"));
        let scripts = tests.map(|tests| tests.items()).unwrap_or_default();
        linked.chain(scripts.iter().filter_map(|script| self.script_path(script.text("executable")?)))
    }
}
