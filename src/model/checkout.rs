//! What stands in the checkout where documents and scope files point to.

use super::Corpus;
use super::links::Target;
use super::name::Name;
use crate::load::{Found, Lookup};
use crate::text::path::{file_name, folder_of};
use crate::value::suggest;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Most paths that are not there for which the names around them are gathered, for *did you mean*.
const MAX_SUGGESTIONS: usize = 200;

/// Most names in a folder that are compared with one that is not there.
const MAX_NAMES: usize = 2_000;

impl Corpus {
    /// What stands at a path that a document links to.
    pub fn found(&self, path: &str) -> Option<Found> {
        self.found.get(path).copied()
    }

    /// The name beside a path that is not there which was probably meant. Of very many such paths, the first
    /// [`MAX_SUGGESTIONS`] in order have an answer.
    pub fn suggestion_for(&self, path: &str) -> Option<&str> {
        self.suggestions.get(path)?.as_deref()
    }

    /// Gathers what [`Corpus::suggestion_for`] answers.
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
            // Another number is another document, however near it looks, unless it is the number that is wrong.
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

    /// Paths in the checkout that documents and scope files link to, or scope files run.
    pub(super) fn referenced_paths(&self) -> HashSet<String> {
        let mut paths: HashSet<String> = (0..self.documents.len()).flat_map(|index| self.paths_of(index)).collect();
        paths.extend(self.paths_of_scopes());
        paths
    }

    /// The same of scope files.
    fn paths_of_scopes(&self) -> impl Iterator<Item = String> {
        let addresses = self.scopes.iter().flat_map(|scope| scope.addresses().map(move |url| (url, &scope.path)));
        let targets = addresses.map(|(url, from)| Target::classify(&url.text, from, &self.config));
        let linked = targets.filter_map(|target| self.path_at(&target).cloned());
        let scripts = self.scopes.iter().filter(|_| self.config.tests_repository.is_none());
        let scripts = scripts.flat_map(|scope| &scope.scripts).filter_map(|script| script.executable.as_ref());
        linked.chain(scripts.filter_map(|found| self.script_path(&found.text)))
    }

    /// The same of one document.
    fn paths_of(&self, index: usize) -> impl Iterator<Item = String> {
        let linked = self.targets(index).iter().filter_map(|target| self.path_at(target).cloned());
        let document = self.documents.get(index).filter(|_| self.config.tests_repository.is_none());
        let tests = document.and_then(|document| document.front.get("tests"));
        let scripts = tests.map(|tests| tests.items()).unwrap_or_default();
        linked.chain(scripts.iter().filter_map(|script| self.script_path(script.text("executable")?)))
    }

    /// The path in the checkout that a target means.
    fn path_at<'a>(&self, target: &'a Target) -> Option<&'a String> {
        match target {
            Target::Path { path, .. } => Some(path),
            Target::Repository { reference, path, .. } if *reference == self.config.repository_branch => Some(path),
            _ => None,
        }
    }
}
