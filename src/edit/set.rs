//! An atomic set of changes: edits, new files, removed files, renames.

use super::splice;
use crate::check::identity::{Known, Renames};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::load::{Entry, Found, Lookup, Tree};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Changes that are applied together. Edits refer to paths and bytes of the tree before; a file
/// is edited first and renamed afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditSet {
    /// Title as an imperative: `accept scs-xxxx-v1-x.md as scs-0129`.
    pub title: String,
    /// Whether it preserves the meaning of documents, so that it can be applied without review.
    pub safe: bool,
    edits: Vec<Edit>,
    created: BTreeMap<String, Created>,
    removed: BTreeSet<String>,
    renamed: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Created {
    bytes: Vec<u8>,
    /// The file that it was copied from, whose findings are not new in it.
    origin: Option<String>,
}

/// Reason why changes cannot be applied.
#[allow(missing_docs, reason = "the messages say all")]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("two changes of {0} overlap")]
    Overlap(String),
    #[error("a change of {0} lies outside the file")]
    OutOfRange(String),
    #[error("{0} is missing or could not be read completely")]
    NoFile(String),
    #[error("{0} already exists")]
    Exists(String),
    #[error("{0} is not in the register")]
    Outside(String),
}

/// The change of one file, with its bytes before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The path before; `None` for a new file.
    pub from: Option<String>,
    /// The path after; `None` for a removed file.
    pub to: Option<String>,
    /// The bytes before.
    pub old: Option<Arc<[u8]>>,
    /// The bytes after.
    pub new: Option<Arc<[u8]>>,
}

impl From<&Fix> for EditSet {
    fn from(fix: &Fix) -> Self {
        let mut set = EditSet::new(fix.title.clone(), fix.safe);
        fix.edits.iter().for_each(|edit| set.edit(edit.clone()));
        set
    }
}

impl EditSet {
    /// An empty set.
    pub fn new(title: impl Into<String>, safe: bool) -> Self {
        EditSet { title: title.into(), safe, ..EditSet::default() }
    }

    /// Adds an edit. Insertions at one offset keep their order.
    pub fn edit(&mut self, edit: Edit) {
        let key = |edit: &Edit| (edit.path.clone(), edit.span.start, edit.span.end);
        let at = self.edits.partition_point(|other| key(other) <= key(&edit));
        self.edits.insert(at, edit);
    }

    /// Adds many edits of one file.
    pub fn edits(&mut self, path: &str, edits: impl IntoIterator<Item = (Span, String)>) {
        for (span, replacement) in edits {
            self.edit(Edit { path: path.into(), span, replacement });
        }
    }

    /// Replaces the whole text of a file, in place of its other edits.
    pub fn rewrite(&mut self, path: &str, old: &str, new: String) {
        self.edits.retain(|edit| edit.path != path);
        self.edits(path, [(Span::new(0, old.len()), new)]);
    }

    /// Adds a new file.
    pub fn create(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.created.insert(path.into(), Created { bytes: bytes.into(), origin: None });
    }

    /// Adds a copy of another file, whose findings are not new in it.
    pub fn copy(&mut self, origin: &str, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.created.insert(path.into(), Created { bytes: bytes.into(), origin: Some(origin.into()) });
    }

    /// Renames a file.
    pub fn rename(&mut self, from: impl Into<String>, to: impl Into<String>) {
        self.renamed.insert(from.into(), to.into());
    }

    /// The files that are renamed.
    pub fn renamed(&self) -> impl Iterator<Item = &str> {
        self.renamed.keys().map(String::as_str)
    }

    /// Whether it affects the file that has this path afterwards.
    pub fn touches(&self, path: &str) -> bool {
        let renamed = self.renamed.iter().find(|(_, to)| *to == path).map(|(from, _)| from.as_str());
        let edited = |path: &str| self.edits.iter().any(|edit| edit.path == path);
        renamed.is_some() || edited(path) || self.created.contains_key(path) || self.removed.contains(path)
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty() && self.created.is_empty() && self.removed.is_empty() && self.renamed.is_empty()
    }

    /// Applies it to a tree.
    ///
    /// # Errors
    /// When edits overlap or are out of range, a file to change is missing, or one to create exists.
    pub fn apply(&self, tree: &Tree) -> Result<Tree, Error> {
        let mut entries = tree.entries.clone();
        for change in self.changes(tree)? {
            if let Some(from) = &change.from {
                entries.remove(from);
            }
            if let (Some(to), Some(new)) = (change.to, change.new) {
                entries.insert(to, Entry::File(new));
            }
        }
        Ok(Tree { entries })
    }

    /// The changed files, sorted by path.
    ///
    /// # Errors
    /// As for [`EditSet::apply`].
    pub fn changes(&self, tree: &Tree) -> Result<Vec<FileChange>, Error> {
        let touched = self.edits.iter().map(|edit| &edit.path).chain(self.renamed.keys()).chain(&self.removed);
        let touched: BTreeSet<&String> = touched.collect();
        let targets: Vec<&String> = self.renamed.values().chain(self.created.keys()).collect();
        let mut seen = BTreeSet::new();
        for path in touched.iter().copied().chain(targets.iter().copied()) {
            if !inside(path) {
                return Err(Error::Outside(path.clone()));
            }
        }
        for path in targets {
            let leaves = self.renamed.contains_key(path) || self.removed.contains(path);
            if !seen.insert(path) || (tree.entries.contains_key(path) && !leaves) {
                return Err(Error::Exists(path.clone()));
            }
        }
        let mut changes = Vec::new();
        for path in touched {
            let Some(Entry::File(old)) = tree.entries.get(path) else { return Err(Error::NoFile(path.clone())) };
            let new = self.edited(path, old)?;
            let (to, new) = match self.removed.contains(path) {
                true => (None, None),
                false => (Some(self.renamed.get(path).unwrap_or(path).clone()), Some(new)),
            };
            if to.as_ref() == Some(path) && new.as_ref() == Some(old) {
                continue;
            }
            changes.push(FileChange { from: Some(path.clone()), to, old: Some(old.clone()), new });
        }
        for (path, created) in &self.created {
            let new = Some(created.bytes.as_slice().into());
            changes.push(FileChange { from: None, to: Some(path.clone()), old: None, new });
        }
        Ok(changes)
    }

    fn edited(&self, path: &str, bytes: &Arc<[u8]>) -> Result<Arc<[u8]>, Error> {
        let edits: Vec<&Edit> = self.edits.iter().filter(|edit| edit.path == path).collect();
        if edits.is_empty() {
            return Ok(bytes.clone());
        }
        let mut end = 0;
        for edit in &edits {
            let range = edit.span.range();
            if range.end > bytes.len() {
                return Err(Error::OutOfRange(path.into()));
            }
            if range.start < end {
                return Err(Error::Overlap(path.into()));
            }
            end = range.end;
        }
        Ok(splice(bytes, &edits).into())
    }

    /// The findings that it introduces; a copy may have those of its origin.
    pub fn added<'a>(&self, before: &[Diagnostic], after: &'a [Diagnostic]) -> Vec<&'a Diagnostic> {
        let mut known = Known::default();
        known.add(before, &Renames::new(self.renamed.iter().map(|(from, to)| (from.as_str(), to.as_str()))));
        for (copy, created) in &self.created {
            let Some(origin) = &created.origin else { continue };
            let of_origin = before.iter().filter(|found| found.path == *origin);
            known.add(of_origin, &Renames::new([(origin.as_str(), copy.as_str())]));
        }
        known.added(after)
    }
}

/// Whether a relative path stays inside the root.
pub fn inside(path: &str) -> bool {
    let bad = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', ':', '\0']);
    !path.split('/').any(bad)
}

/// Paths in the checkout after a planned tree is written.
pub struct Planned<'a> {
    /// The tree as planned.
    pub tree: &'a Tree,
    /// Removed paths.
    pub gone: Vec<String>,
    /// The checkout before.
    pub base: &'a (dyn Lookup + Sync),
}

impl<'a> Planned<'a> {
    /// The checkout at `base` after `before` has become `tree`.
    pub fn new(before: &Tree, tree: &'a Tree, base: &'a (dyn Lookup + Sync)) -> Self {
        let gone = before.entries.keys().filter(|path| !tree.entries.contains_key(*path)).cloned();
        Planned { tree, gone: gone.collect(), base }
    }
}

impl Lookup for Planned<'_> {
    fn look_up(&self, path: &str) -> Found {
        if self.tree.entries.contains_key(path) {
            return Found::File;
        }
        if self.gone.iter().any(|gone| gone == path) {
            return Found::Missing;
        }
        self.base.look_up(path)
    }

    fn names_in(&self, folder: &str) -> Vec<String> {
        self.base.names_in(folder)
    }
}
