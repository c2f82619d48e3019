//! A planned move of a document: its changes, what they mean in words, and what speaks against them.

use super::front::{self, Edits};
use super::set::{EditSet, Planned};
use crate::check::{self, Options};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::Diagnostic;
use crate::load::{Entry, Lookup, Tree};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::text::Span;
use jiff::civil::Date;
use serde_json::Value as Json;

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
pub struct Outlook {
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

    /// Adds edits of one document's front matter, and makes sure that they do what was asked.
    ///
    /// # Errors
    /// A sentence that names the document, when it is written in a way that cannot be edited safely.
    pub fn front(&mut self, document: &Document, edits: Edits, asked: &[(&str, Option<Json>)]) -> Result<(), String> {
        if let Some(reason) = front::unfit(document) {
            return Err(reason);
        }
        let mut set = EditSet::default();
        set.edits(&document.path, edits.clone());
        let bytes = document.source.text().as_bytes();
        let tree = Tree::in_memory([(document.path.clone(), bytes)]);
        let after = set.apply(&tree).map_err(|error| error.to_string())?;
        let Some(entry) = after.entries.get(&document.path) else { return Ok(()) };
        front::verify(document, &Document::parse_front(&document.path, entry), asked)?;
        self.set.edits(&document.path, edits);
        Ok(())
    }

    /// Applies the plan in memory, builds the register again and checks it again.
    ///
    /// # Errors
    /// When the changes do not fit the tree.
    pub fn look_ahead(&self, state: State<'_>, base: &(dyn Lookup + Sync)) -> Result<Outlook, String> {
        let tree = self.set.apply(state.tree).map_err(|error| error.to_string())?;
        let options = Options::at(state.at);
        // What a check needs by itself is given back before the register is there twice.
        let before = check::run(state.corpus, &options).diagnostics;
        let corpus = rebuild(state, &tree, base);
        let findings = check::run(&corpus, &options).diagnostics;
        let added = self.set.added_errors(&before, &findings).into_iter().cloned().collect();
        Ok(Outlook { tree, findings, added, corpus })
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

/// Edits that set a status and a date in front matter, with what [`front::verify`] is to find.
pub(super) fn set_all(
    document: &Document,
    values: &[(&'static str, String)],
) -> (Edits, Vec<(&'static str, Option<Json>)>) {
    let mut edits: Edits = Vec::new();
    let mut asked = Vec::new();
    for (key, value) in values {
        edits.extend(front::set(document, key, value));
        asked.push((*key, Some(Json::String(value.clone()))));
    }
    (edits, asked)
}

/// The bytes of a document with edits applied.
pub(super) fn edited(document: &Document, edits: &[(Span, String)]) -> Result<Vec<u8>, String> {
    let mut set = EditSet::default();
    set.edits(&document.path, edits.iter().cloned());
    let tree = Tree::in_memory([(document.path.clone(), document.source.text().as_bytes())]);
    let after = set.apply(&tree).map_err(|error| error.to_string())?;
    Ok(after.entries.get(&document.path).map(|entry| entry.bytes().to_vec()).unwrap_or_default())
}
