//! Commits that changed the register, with the changed files.

use super::tree::folders;
use super::{Error, Git};
use crate::config::Config;
use git2::{DiffFile, DiffOptions, FileMode, Oid, Sort};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    pub author: String,
    /// Commit time, in seconds since 1970.
    pub time: i64,
    /// Changed files of the register relative to the first parent, sorted by path.
    pub changes: Vec<Delta>,
}

/// A file of the register that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Path relative to the root of the register.
    pub path: String,
    /// The blob before; `None` for a new file.
    pub old: Option<Oid>,
    /// The blob after; `None` for a removed file.
    pub new: Option<Oid>,
}

/// History along first parents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// The commits that changed the register, oldest first.
    pub commits: Vec<Commit>,
    /// ID of the commit at which the history of a shallow clone begins. If the register has files there, it is
    /// the first of `commits`, and all of them are new in it.
    pub cut: Option<String>,
}

impl Git {
    /// The commits that changed the register, along first parents of `rev`.
    pub fn history(&self, rev: &str, config: &Config) -> Result<Walk, Error> {
        let tip = self.commit(rev)?;
        for folder in folders(config) {
            // Only a current submodule is an error.
            self.folder(self.read_commit(tip)?.tree_id(), folder)?;
        }
        let mut revisions = self.repo.revwalk()?;
        revisions.push(tip)?;
        revisions.simplify_first_parent()?;
        revisions.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        let mut options = DiffOptions::new();
        options.disable_pathspec_match(true).include_typechange(true).skip_binary_check(true);
        for path in folders(config).into_iter().chain(config.certification.files()) {
            options.pathspec(format!("{}{path}", self.prefix));
        }
        let mut walk = Walk::default();
        for id in revisions {
            let commit = self.read_commit(id.map_err(|error| self.incomplete(error))?)?;
            let parent = commit.parent_ids().next().map(|parent| self.read_commit(parent)).transpose()?;
            // The first commit of a shallow clone has no parent object.
            if parent.is_none()
                && commit.raw_header_bytes().split(|byte| *byte == b'\n').any(|l| l.starts_with(b"parent "))
            {
                walk.cut = Some(commit.id().to_string());
            }
            let changes = self.changes(parent.as_ref(), &commit, config, &mut options)?;
            if !changes.is_empty() {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                walk.commits.push(Commit {
                    id: commit.id().to_string(),
                    summary: commit.summary_bytes().map(text).unwrap_or_default(),
                    author: text(commit.author().name_bytes()),
                    time: commit.time().seconds(),
                    changes,
                });
            }
        }
        Ok(walk)
    }

    /// The files of the register that differ between a commit and its parent.
    fn changes(
        &self,
        parent: Option<&git2::Commit<'_>>,
        commit: &git2::Commit<'_>,
        config: &Config,
        options: &mut DiffOptions,
    ) -> Result<Vec<Delta>, Error> {
        let old = parent.map(|parent| self.read_tree(parent.tree_id())).transpose()?;
        let new = self.read_tree(commit.tree_id())?;
        let diff = self.repo.diff_tree_to_tree(old.as_ref(), Some(&new), Some(options));
        let mut changes: BTreeMap<String, Delta> = BTreeMap::new();
        for delta in diff.map_err(|error| self.incomplete(error))?.deltas() {
            for (file, is_old) in [(delta.old_file(), true), (delta.new_file(), false)] {
                let Some(path) = self.document(&file, config) else { continue };
                let blank = || Delta { path: path.clone(), old: None, new: None };
                let change = changes.entry(path.clone()).or_insert_with(blank);
                *if is_old { &mut change.old } else { &mut change.new } = Some(file.id());
            }
        }
        Ok(changes.into_values().collect())
    }

    /// The path of a file relative to the register's root; `None` if it is absent, a link or a submodule.
    fn document(&self, file: &DiffFile<'_>, config: &Config) -> Option<String> {
        if !matches!(file.mode(), FileMode::Blob | FileMode::BlobExecutable | FileMode::BlobGroupWritable) {
            return None;
        }
        let path = String::from_utf8_lossy(file.path_bytes()?);
        path.strip_prefix(&self.prefix).filter(|path| super::tree::is_ours(path, config)).map(str::to_owned)
    }
}
