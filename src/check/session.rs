//! A check that follows each keystroke: it gives what [`run`](super::run) gives, and looks again only at what can have changed.
//!
//! A rule on documents reads the document itself, and of others what links and lists point to: names, front
//! matter, headings. So its findings stay as they are while an edit leaves those alone ([`Reach::Text`]). Rules on the
//! whole register are run each time.

use super::rule::Cx;
use super::{Options, Outcome, chosen, finish, levels, look_at_document, look_at_many, look_at_rest};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::load::{Entry, Lookup, Tree};
use crate::model::document::Document;
use crate::model::{Corpus, Reach, Revision};
use rayon::prelude::*;
use std::collections::HashSet;

/// A register that is being edited, with what was found in it before.
#[derive(Debug)]
pub struct Session {
    corpus: Corpus,
    /// What rules on documents found, by document. Empty where nothing holds any more.
    found: Vec<Vec<Diagnostic>>,
    /// Indexes of the documents to look at again.
    changed: HashSet<usize>,
    /// Under which rules and at which date.
    under: Option<(Vec<&'static str>, jiff::civil::Date)>,
}

impl Session {
    /// Begins with the register as it is.
    pub fn new(tree: &Tree, config: Config, lookup: &(dyn Lookup + Sync)) -> Self {
        let corpus = Corpus::build(tree, config, lookup);
        Session { corpus, found: Vec::new(), changed: HashSet::new(), under: None }
    }

    /// The register as it is now.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// Takes over what stands at some paths now; nothing where a file is gone. No path may be named twice.
    pub fn change(&mut self, files: Vec<(String, Option<Entry>)>, lookup: &(dyn Lookup + Sync)) {
        let revision = Revision::parse(files, &self.corpus.config);
        match self.corpus.update(revision, lookup) {
            Reach::Text(at) => {
                self.changed.insert(at);
                // A few findings point at headings elsewhere, and those may have moved.
                let path = self.corpus.documents.get(at).map(|document| document.path.as_str()).unwrap_or_default();
                let points = |one: &Diagnostic| one.related.iter().any(|label| label.path == path);
                let pointing = self.found.iter().enumerate().filter(|(_, found)| found.iter().any(points));
                self.changed.extend(pointing.map(|(index, _)| index));
            }
            Reach::Around(at, around) => {
                self.changed.insert(at);
                self.changed.extend(around);
            }
            Reach::Scopes => {}
            Reach::Register => self.found.clear(),
        }
    }

    /// Takes over other settings, unless documents would be read otherwise under them: then they are given back, and a new
    /// session is needed.
    pub fn configure(&mut self, config: Config) -> Option<Config> {
        let reading = |config: &Config| {
            let folders = [&config.path, &config.standards, &config.tests_folder].map(String::clone);
            let site = [&config.site_url, &config.site_base, &config.repository_url, &config.repository_branch];
            (folders, site.map(String::clone), config.tests_repository.clone())
        };
        if reading(&config) != reading(&self.corpus.config) {
            return Some(config);
        }
        self.corpus.config = config;
        None
    }

    /// Files that are no part of the register may have come or gone.
    pub fn look_again(&mut self, lookup: &(dyn Lookup + Sync)) {
        if self.corpus.look_again(lookup) {
            self.found.clear();
        }
    }

    /// What a check finds now: the same as [`run`](super::run) on the same register.
    pub fn outcome(&mut self, options: &Options) -> Outcome {
        let cx = Cx { corpus: &self.corpus, at: options.at, base: None };
        let levels = levels(&self.corpus, options);
        let chosen = chosen(&levels, options);
        let names: Vec<&'static str> = chosen.iter().map(|rule| rule.name).collect();
        let under = Some((names, options.at));
        let documents = &self.corpus.documents;
        if self.under != under || self.found.len() != documents.len() {
            self.under = under;
            self.found.resize_with(documents.len(), Vec::new);
            self.changed.extend(0..documents.len());
        }
        let changed: Vec<(usize, &Document)> =
            self.changed.drain().filter_map(|index| Some((index, documents.get(index)?))).collect();
        let looked: Vec<(usize, Vec<Diagnostic>)> =
            changed.par_iter().map(|(index, document)| (*index, look_at_document(document, &chosen, &cx))).collect();
        for (index, found) in looked {
            if let Some(slot) = self.found.get_mut(index) {
                *slot = found;
            }
        }
        let changed: Vec<&Document> = changed.into_iter().map(|(_, document)| document).collect();
        for finding in look_at_many(&changed, &chosen, &cx) {
            let at = documents.binary_search_by(|document| document.path.cmp(&finding.path)).ok();
            if let Some(slot) = at.and_then(|at| self.found.get_mut(at)) {
                slot.push(finding);
            }
        }
        let (mut found, rest) = rayon::join(|| self.found.concat(), || look_at_rest(&chosen, &cx));
        found.extend(rest);
        finish(found, &chosen, &levels, &cx, options)
    }
}
