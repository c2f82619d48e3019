//! The way back along first parents.

use super::tree::{Files, folders};
use super::{Error, Git};
use crate::config::Config;
use git2::Oid;
use std::collections::HashMap;

/// A commit on the way back from a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// Name of the author.
    pub author: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// Entries of the register that it changed against its first parent: path, old and new blob.
    pub changes: Vec<Delta>,
}

/// A file of the register that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Path relative to the root of the register.
    pub path: String,
    /// The blob before; nothing where the file is new.
    pub old: Option<Oid>,
    /// The blob after; nothing where the file is gone.
    pub new: Option<Oid>,
}

impl Git {
    /// The commits that changed the register, oldest first, along first parents back from `rev`.
    ///
    /// # Errors
    /// When the revision is unknown or objects cannot be read.
    pub fn history(&self, rev: &str, config: &Config) -> Result<Vec<Commit>, Error> {
        let mut at = self.read_commit(self.commit(rev)?)?;
        let mut commits = Vec::new();
        let mut cache: HashMap<(Oid, usize), Files> = HashMap::new();
        loop {
            let parent = match at.parent_count() {
                0 => None,
                // In a shallow clone the parent has a name and is not here.
                _ => at.parent_id(0).ok().and_then(|id| self.read_commit(id).ok()),
            };
            let root = parent.as_ref().map(git2::Commit::tree_id);
            let mut changes = Vec::new();
            if root != Some(at.tree_id()) {
                for (index, folder) in folders(config).into_iter().enumerate() {
                    let new = self.folder(at.tree_id(), folder)?;
                    let old = root.map_or(Ok(None), |root| self.folder(root, folder))?;
                    if new != old {
                        let new = self.cached(&mut cache, new, index, folder, config)?;
                        let old = self.cached(&mut cache, old, index, folder, config)?;
                        changes.extend(delta(&old, &new));
                    }
                }
            }
            if !changes.is_empty() {
                commits.push(Commit {
                    id: at.id().to_string(),
                    summary: at
                        .summary_bytes()
                        .map(|text| String::from_utf8_lossy(text).into_owned())
                        .unwrap_or_default(),
                    author: String::from_utf8_lossy(at.author().name_bytes()).into_owned(),
                    time: at.time().seconds(),
                    changes,
                });
            }
            match parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        commits.reverse();
        Ok(commits)
    }

    fn cached(
        &self,
        cache: &mut HashMap<(Oid, usize), Files>,
        tree: Option<Oid>,
        index: usize,
        folder: &str,
        config: &Config,
    ) -> Result<Files, Error> {
        let Some(id) = tree else { return Ok(Files::new()) };
        if let Some(files) = cache.get(&(id, index)) {
            return Ok(files.clone());
        }
        let files = self.list(tree, folder, config)?;
        cache.insert((id, index), files.clone());
        Ok(files)
    }
}

fn delta(old: &Files, new: &Files) -> Vec<Delta> {
    let mut changes: Vec<Delta> = Vec::new();
    for (path, blob) in new {
        if old.get(path) != Some(blob) {
            changes.push(Delta { path: path.clone(), old: old.get(path).copied(), new: Some(*blob) });
        }
    }
    for (path, blob) in old {
        if !new.contains_key(path) {
            changes.push(Delta { path: path.clone(), old: Some(*blob), new: None });
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}
