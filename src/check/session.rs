//! A check that follows each keystroke: it gives what [`run`](super::run) gives, and looks again only at what can have changed.
//!
//! A rule on documents reads the document itself, and of others what links and lists point to: names, front
//! matter, headings. So its findings stay as they are while an edit leaves those alone ([`Reach::Text`]), and so do those
//! of rules on the whole register that read no more than front matter ([`Run::Outline`]). All other rules on the register are run each time.
//! What is shown is kept by file, so that an edit costs the files whose findings it changes, and not all of them.

mod shown;

use super::baseline::Baseline;
use super::rule::{Cx, Group, Rule, Run};
use super::{Options, Outcome, chosen, levels, look_at_document, look_at_many, look_at_rest};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::load::{Entry, Lookup, Tree};
use crate::model::document::{Document, Track};
use crate::model::{Corpus, Reach, Revision};
use rayon::prelude::*;
use shown::{ByPath, Shown, by_path, differing};
use std::collections::{BTreeSet, HashSet};

/// A register that is being edited, with what was found in it before.
#[derive(Debug)]
pub struct Session {
    corpus: Corpus,
    /// What rules on documents found, by document. Empty where nothing holds any more.
    own: Vec<Vec<Diagnostic>>,
    /// What other rules found that read no running text: those that read scope files, and those that read none.
    outlines: [ByPath; 2],
    /// Whether that does not hold any more.
    old: [bool; 2],
    /// What the remaining rules found.
    rest: ByPath,
    shown: Shown,
    /// Indexes of the documents to look at again.
    changed: HashSet<usize>,
    /// Under which rules and at which date.
    under: Option<(Vec<&'static str>, jiff::civil::Date)>,
    /// Whether everything is to be shown anew, because of other settings or other files.
    anew: bool,
    /// Files of which something changed, whatever it was.
    touched: BTreeSet<String>,
}

impl Session {
    /// Begins with the register as it is.
    pub fn new(tree: &Tree, config: Config, lookup: &(dyn Lookup + Sync)) -> Self {
        let corpus = Corpus::build(tree, config, lookup);
        Session {
            corpus,
            own: Vec::new(),
            outlines: Default::default(),
            old: [true; 2],
            rest: ByPath::new(),
            shown: Shown::default(),
            changed: HashSet::new(),
            under: None,
            anew: true,
            touched: BTreeSet::new(),
        }
    }

    /// The register as it is now.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// Takes over what stands at some paths now; nothing where a file is gone. No path may be named twice.
    pub fn change(&mut self, files: Vec<(String, Option<Entry>)>, lookup: &(dyn Lookup + Sync)) {
        self.touched.extend(files.iter().map(|(path, _)| path.clone()));
        let revision = Revision::parse(files, &self.corpus.config);
        match self.corpus.update(revision, lookup) {
            Reach::Text(at) => {
                self.changed.insert(at);
                self.text_changed(at);
                // A few findings point at headings elsewhere, and those may have moved.
                let document = self.corpus.documents.get(at);
                let path = document.map(|document| document.path.as_str()).unwrap_or_default();
                let points = |one: &Diagnostic| one.related.iter().any(|label| label.path == path);
                let pointing = self.own.par_iter().enumerate().filter(|(_, found)| found.iter().any(points));
                self.changed.par_extend(pointing.map(|(index, _)| index));
            }
            Reach::Headings(at, around) => {
                self.changed.extend(around);
                self.changed.insert(at);
                self.text_changed(at);
            }
            Reach::Around(at, around) => {
                self.changed.extend(around);
                self.changed.insert(at);
                self.old = [true; 2];
            }
            Reach::Scopes => self.old[0] = true,
            Reach::Register => self.forget(),
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
        (self.old, self.anew) = ([true; 2], true);
        None
    }

    /// Shows no findings that this baseline holds.
    pub fn leave_out(&mut self, baseline: Option<Baseline>) {
        self.anew |= self.shown.baseline != baseline;
        self.shown.baseline = baseline;
    }

    /// Files that are no part of the register may have come or gone.
    pub fn look_again(&mut self, lookup: &(dyn Lookup + Sync)) {
        if self.corpus.look_again(lookup) {
            self.forget();
        }
    }

    /// The text of a document changed. What a scope document lists there is read like front matter.
    fn text_changed(&mut self, at: usize) {
        let document = self.corpus.documents.get(at);
        self.old[0] |= document.is_some_and(|document| document.track() == Some(Track::Scopes));
    }

    /// Nothing holds any more.
    fn forget(&mut self) {
        self.own.clear();
        (self.old, self.anew) = ([true; 2], true);
    }

    /// Looks at what has changed since it was asked last. Gives the files whose findings are others now. Of the options, date,
    /// rules and levels count; levels have to stay as they are.
    pub fn look(&mut self, options: &Options) -> BTreeSet<String> {
        let cx = Cx { corpus: &self.corpus, at: options.at, base: None };
        let levels = levels(&self.corpus, options);
        let chosen = chosen(&levels, options);
        let documents = &self.corpus.documents;
        let under = Some((chosen.iter().map(|rule| rule.name).collect(), options.at));
        if self.under != under || self.own.len() != documents.len() {
            self.under = under;
            self.own.resize_with(documents.len(), Vec::new);
            self.changed.extend(0..documents.len());
            (self.old, self.anew) = ([true; 2], true);
        }
        let changed: Vec<usize> = self.changed.drain().filter(|index| *index < documents.len()).collect();
        look_at_documents(&changed, &mut self.own, &chosen, &cx);
        let (outlines, others): (Vec<&'static Rule>, Vec<&'static Rule>) =
            chosen.iter().copied().partition(reads_no_text);
        let (on_scopes, on_fronts): (Vec<&'static Rule>, Vec<&'static Rule>) =
            outlines.into_iter().partition(reads_scopes);
        let look = |rules: &[&'static Rule]| by_path(look_at_rest(rules, &cx));
        let [old_scopes, old_fronts] = std::mem::take(&mut self.old);
        let outline = || rayon::join(|| old_scopes.then(|| look(&on_scopes)), || old_fronts.then(|| look(&on_fronts)));
        let ((scopes, fronts), rest) = rayon::join(outline, || look(&others));
        let mut paths = std::mem::take(&mut self.touched);
        for (before, now) in self.outlines.iter_mut().zip([scopes, fronts]) {
            if let Some(now) = now {
                differing(before, &now, &mut paths);
                *before = now;
            }
        }
        differing(&self.rest, &rest, &mut paths);
        self.rest = rest;
        paths.extend(changed.iter().filter_map(|index| Some(documents.get(*index)?.path.clone())));
        let found = |path: &str| -> Vec<Diagnostic> {
            let document = documents.binary_search_by(|document| document.path.as_str().cmp(path)).ok();
            let own = document.and_then(|at| self.own.get(at)).into_iter().flatten();
            let across = self.outlines.iter().chain([&self.rest]);
            own.chain(across.filter_map(|found| found.get(path)).flatten()).cloned().collect()
        };
        if std::mem::take(&mut self.anew) {
            paths.extend(self.corpus.paths().map(str::to_owned));
            paths.extend(self.outlines.iter().chain([&self.rest]).flat_map(ByPath::keys).cloned());
            paths.extend(self.shown.paths().map(str::to_owned));
        }
        self.shown.renew(paths, found, &chosen, &levels, &cx, options)
    }

    /// The findings in a file, as they were at the last look, in their order.
    pub fn findings(&self, path: &str) -> &[Diagnostic] {
        self.shown.findings(path)
    }

    /// All findings, as they were at the last look, by file and in their order.
    pub fn all(&self) -> impl Iterator<Item = (&str, &[Diagnostic])> {
        self.shown.all()
    }

    /// What a check finds now: the same as [`run`](super::run) on the same register, but that nothing is said of the baseline.
    pub fn outcome(&mut self, options: &Options) -> Outcome {
        self.look(options);
        let diagnostics = self.all().flat_map(|(_, found)| found).cloned().collect();
        Outcome { diagnostics, suppressed: self.shown.suppressed(), known: 0, baseline: None }
    }
}

/// Whether what a rule on the register finds stays as it is while only running text changes.
fn reads_no_text(rule: &&'static Rule) -> bool {
    matches!(rule.run, Run::Outline(_) | Run::Template(_) | Run::File(_))
}

/// Whether a rule may read a scope file, as those of the other groups never do.
fn reads_scopes(rule: &&'static Rule) -> bool {
    matches!(rule.group, Group::Scopes | Group::TestCases) || !matches!(rule.run, Run::Outline(_))
}

/// Runs the rules on documents over those with these indexes.
fn look_at_documents(changed: &[usize], own: &mut [Vec<Diagnostic>], chosen: &[&Rule], cx: &Cx<'_>) {
    let documents = &cx.corpus.documents;
    let look = |index: &usize| Some((*index, look_at_document(documents.get(*index)?, chosen, cx)));
    for (index, found) in changed.par_iter().filter_map(look).collect::<Vec<_>>() {
        if let Some(slot) = own.get_mut(index) {
            *slot = found;
        }
    }
    let many: Vec<&Document> = changed.iter().filter_map(|index| documents.get(*index)).collect();
    for finding in look_at_many(&many, chosen, cx) {
        let at = documents.binary_search_by(|document| document.path.cmp(&finding.path)).ok();
        if let Some(slot) = at.and_then(|at| own.get_mut(at)) {
            slot.push(finding);
        }
    }
}
