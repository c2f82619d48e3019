//! A planned change: edits, their description, and reasons against them.

use super::set::{EditSet, Planned};
use crate::check::{self, Options};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::{Entry, Lookup, Tree};
use crate::model::Corpus;
use crate::model::change::{BranchNames, Comparison};
use crate::patch::Patch;
use crate::scope::{Compiled, compile};
use jiff::civil::Date;

/// A planned change.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The changes.
    pub set: EditSet,
    /// Descriptions, one line each.
    pub steps: Vec<String>,
    /// Reasons to refuse it; an override needs a reason too.
    pub reasons: Vec<String>,
    /// Notes.
    pub notes: Vec<String>,
    /// Alternatives if it is refused, one line each.
    pub instead: Vec<String>,
    /// Manual steps, one line each.
    pub by_hand: Vec<String>,
    /// Next commands.
    pub next: Vec<String>,
    /// The path of an unfinished new document, in which warnings are expected.
    pub unfinished: Option<String>,
    /// The path of a document that should be finished, so that what is still wrong with it is noted.
    pub finished: Option<String>,
    /// Whether the plan only moves facts between files, so that warnings about them do not refuse it.
    pub moves_facts: bool,
    /// Document names on other branches, if known.
    pub branches: BranchNames,
}

/// A register as input of planning.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// Its files.
    pub tree: &'a Tree,
    /// The same as data.
    pub corpus: &'a Corpus,
    /// The assumed date.
    pub at: Date,
}

/// The result of a plan.
#[derive(Clone, Debug)]
pub struct Preview {
    pub tree: Tree,
    /// The same as data.
    pub corpus: Corpus,
    /// Findings that the changes introduce, including those on the change itself.
    pub added: Vec<Diagnostic>,
    /// Number of other errors and warnings in the document that should be finished.
    pub left: usize,
}

impl Plan {
    /// An empty plan.
    pub fn new(title: impl Into<String>) -> Self {
        Plan { set: EditSet::new(title, false), ..Plan::default() }
    }

    /// Adds the edits of one file.
    pub fn patch(&mut self, patch: &Patch<'_>) {
        self.set.edits(patch.path(), patch.edits());
    }

    /// Applies the plan in memory, then checks the resulting register and the change like `check --base`.
    ///
    /// # Errors
    /// When the changes cannot be applied to the tree.
    pub fn dry_run(&mut self, state: State<'_>, base: &(dyn Lookup + Sync)) -> Result<Preview, String> {
        self.render_scopes(state, base)?;
        let tree = self.set.apply(state.tree).map_err(|error| error.to_string())?;
        let options = Options::at(state.at);
        // Free the memory of the check before a second register is built.
        let before = check::run(state.corpus, &options).diagnostics;
        let corpus = rebuild(state, &tree, base);
        let change = Comparison { branches: self.branches.clone(), ..Comparison::new(state.corpus, &corpus) };
        let after = check::run(&change, &options).diagnostics;
        let mut added: Vec<Diagnostic> = self.set.added(&before, &after).into_iter().cloned().collect();
        let unfinished = |found: &&Diagnostic| {
            self.finished.as_ref() == Some(&found.path) && found.severity != Severity::Note && !added.contains(found)
        };
        let left = after.iter().filter(unfinished).count();
        added.retain(|found| {
            found.severity == Severity::Error || !(self.moves_facts || self.unfinished.as_ref() == Some(&found.path))
        });
        Ok(Preview { tree, corpus, added, left })
    }
}

impl Plan {
    /// Renders scope files again that were rendered from the documents as they are.
    fn render_scopes(&mut self, state: State<'_>, base: &(dyn Lookup + Sync)) -> Result<(), String> {
        let committed = |one: &Compiled| {
            let mut files = state.corpus.scopes.iter();
            files.find(|file| file.file() == one.scope.file() && file.source.text() == one.text())
        };
        let rendered: Vec<_> = compile(state.corpus).iter().filter_map(committed).collect();
        if rendered.is_empty() {
            return Ok(());
        }
        let tree = self.set.apply(state.tree).map_err(|error| error.to_string())?;
        let compiled = compile(&rebuild(state, &tree, base));
        for file in rendered {
            let new = compiled.iter().find(|one| one.scope.file() == file.file()).map(Compiled::text);
            if let Some(new) = new.filter(|new| new != file.source.text()) {
                self.steps.push(format!("{}: rendered again", file.path));
                self.set.rewrite(&file.path, file.source.text(), new);
            }
        }
        Ok(())
    }
}

/// The register after `tree` has replaced the files of `state`.
pub fn rebuild(state: State<'_>, tree: &Tree, base: &(dyn Lookup + Sync)) -> Corpus {
    let planned = Planned::new(state.tree, tree, base);
    state.corpus.rebuild(tree, config_of(tree, &state.corpus.config), &planned)
}

/// The settings of a planned tree.
fn config_of(tree: &Tree, old: &Config) -> Config {
    match tree.entries.get(FILE_NAME).filter(|_| old.path == FILE_NAME) {
        Some(entry @ Entry::File(_)) => Config::parse(FILE_NAME, entry.bytes()),
        _ => old.clone(),
    }
}
