//! A planned move of a document: its changes, what they mean in words, and what speaks against them.

use super::set::{EditSet, Planned};
use crate::check::{self, Options};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Entry, Lookup, Tree};
use crate::model::Corpus;
use crate::model::change::{BranchNames, Comparison};
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
    /// What a person has to do, one sentence each.
    pub by_hand: Vec<String>,
    /// Commands that come next, as one runs them.
    pub next: Vec<String>,
    /// The path of a new document that its author goes on to write; warnings in it are expected.
    pub unfinished: Option<String>,
    /// Whether the plan only moves facts from one file to another, so that warnings about them do not refuse it.
    pub moves_facts: bool,
    /// What other branches have, as far as it is known.
    pub branches: BranchNames,
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
    /// The same as data.
    pub corpus: Corpus,
    /// Findings that the changes introduce, those on the change itself included.
    pub added: Vec<Diagnostic>,
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

    /// Applies the plan in memory, builds the register again and checks it and the change, as `check --base` does.
    ///
    /// # Errors
    /// When the changes do not fit the tree.
    pub fn dry_run(&self, state: State<'_>, base: &(dyn Lookup + Sync)) -> Result<Preview, String> {
        let tree = self.set.apply(state.tree).map_err(|error| error.to_string())?;
        let options = Options::at(state.at);
        // What a check needs by itself is given back before the register is there twice.
        let before = check::run(state.corpus, &options).diagnostics;
        let corpus = rebuild(state, &tree, base);
        let change = Comparison::new(state.corpus, &corpus).with_branches(self.branches.clone());
        let after = check::run(&change, &options).diagnostics;
        let mut added: Vec<Diagnostic> = self.set.added(&before, &after).into_iter().cloned().collect();
        added.retain(|found| {
            found.severity == Severity::Error || !(self.moves_facts || self.unfinished.as_ref() == Some(&found.path))
        });
        Ok(Preview { tree, corpus, added })
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
