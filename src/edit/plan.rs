//! A planned move of a document: its changes, what they mean in words, and what speaks against them.

use super::set::{EditSet, Planned};
use crate::check::{self, Options};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::Diagnostic;
use crate::load::{Entry, Lookup, Tree};
use crate::model::Corpus;
use crate::patch::Patch;
use jiff::civil::Date;

/// What a command is going to do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes.
    pub set: EditSet,
    /// What they do, one sentence each.
    pub steps: Vec<String>,
    /// Why they should not be made; an override must name a reason of its own.
    pub reasons: Vec<String>,
    /// What is worth knowing and forbids nothing.
    pub notes: Vec<String>,
    /// How to ask for it where it is refused, one sentence each.
    pub instead: Vec<String>,
    /// What is useful to do afterwards, one sentence each.
    pub next: Vec<String>,
}

/// A register with all that planning needs to know of it.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// Its files.
    pub tree: &'a Tree,
    /// The same as data.
    pub corpus: &'a Corpus,
    /// The date that is assumed.
    pub at: Date,
}

/// What a plan makes of a register.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The files.
    pub tree: Tree,
    /// All findings.
    pub findings: Vec<Diagnostic>,
    /// Errors that are not there today.
    pub added: Vec<Diagnostic>,
    /// The same as data.
    pub corpus: Corpus,
}

impl Plan {
    /// A plan that changes nothing yet.
    pub fn new(title: impl Into<String>) -> Self {
        Plan { set: EditSet::new(title, false), ..Plan::default() }
    }

    /// Adds the edits of one file.
    pub fn patch(&mut self, patch: &Patch<'_>) {
        self.set.edits(patch.path(), patch.edits());
    }

    /// Applies the plan in memory, builds the register again and checks it again.
    ///
    /// # Errors
    /// When the changes do not fit the tree.
    pub fn dry_run(&self, state: State<'_>, base: &(dyn Lookup + Sync)) -> Result<Preview, String> {
        let tree = self.set.apply(state.tree).map_err(|error| error.to_string())?;
        let options = Options::at(state.at);
        // What a check needs by itself is given back before the register is there twice.
        let before = check::run(state.corpus, &options).diagnostics;
        let corpus = rebuild(state, &tree, base);
        let findings = check::run(&corpus, &options).diagnostics;
        let added = self.set.added_errors(&before, &findings).into_iter().cloned().collect();
        Ok(Preview { tree, findings, added, corpus })
    }
}

/// The register as it is once `tree` has taken the place of what `state` holds.
pub fn rebuild(state: State<'_>, tree: &Tree, base: &(dyn Lookup + Sync)) -> Corpus {
    let planned = Planned::new(state.tree, tree, base);
    state.corpus.rebuild(tree, config_of(tree, &state.corpus.config), &planned)
}

/// The settings as a planned tree has them.
fn config_of(tree: &Tree, old: &Config) -> Config {
    match tree.entries.get(FILE_NAME).filter(|_| old.path == FILE_NAME) {
        Some(entry @ Entry::File(_)) => Config::parse(FILE_NAME, entry.bytes()),
        _ => old.clone(),
    }
}
