//! The way back from a revision: which commits changed the register, and which files.

use super::tree::{Files, folders};
use super::{Error, Git};
use crate::config::Config;
use git2::Oid;
use std::rc::Rc;

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

/// The way back from a revision along first parents.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// The commits that changed the register, oldest first.
    pub commits: Vec<Commit>,
    /// Full name of the commit at which the history that is here begins, where that is not its real
    /// beginning. If the register has files there, it is the first of `commits`, and all of them are new in it.
    pub cut: Option<String>,
}

/// The folders of the register in one commit: name of each one's tree, and its files once they were needed.
type Side = Vec<(Option<Oid>, Option<Rc<Files>>)>;

impl Git {
    /// The first parent of a commit; in a shallow clone it may be cut off.
    fn parent(&self, commit: &git2::Commit<'_>) -> Result<Parent<'_>, Error> {
        if commit.parent_count() == 0 {
            // In a shallow clone a commit at the cut shows no parent, though its header names one.
            let named = commit.raw_header_bytes().split(|byte| *byte == b'\n').any(|line| line.starts_with(b"parent "));
            return Ok(if named { Parent::Cut } else { Parent::None });
        }
        match commit.parent_id(0).map_err(Error::from).and_then(|id| self.read_commit(id)) {
            Ok(parent) => Ok(Parent::Commit(parent)),
            Err(_) if self.repo.is_shallow() => Ok(Parent::Cut),
            Err(error) => Err(error),
        }
    }

    /// The commits that changed the register, along first parents back from `rev`.
    ///
    /// A commit that changed nothing else than other folders costs reading the commit and its root tree;
    /// one that changed the register, reading the trees of its folders.
    ///
    /// # Errors
    /// When the revision is unknown or objects cannot be read.
    pub fn history(&self, rev: &str, config: &Config) -> Result<Walk, Error> {
        let folders = folders(config);
        let mut at = self.read_commit(self.commit(rev)?)?;
        let mut side: Side = Vec::new();
        for folder in &folders {
            side.push((self.folder(at.tree_id(), folder)?, None));
        }
        let mut walk = Walk::default();
        loop {
            let parent = self.parent(&at)?;
            let same_root = matches!(&parent, Parent::Commit(parent) if parent.tree_id() == at.tree_id());
            let mut changes = Vec::new();
            if !same_root {
                let mut before = match &parent {
                    Parent::Commit(parent) => self.side(parent.tree_id(), &folders)?,
                    Parent::None | Parent::Cut => folders.iter().map(|_| (None, None)).collect(),
                };
                for ((new, old), folder) in side.iter_mut().zip(&mut before).zip(&folders) {
                    if new.0 == old.0 {
                        old.1 = new.1.take();
                        continue;
                    }
                    let new = self.filled(new, folder, config)?;
                    let old = self.filled(old, folder, config)?;
                    changes.extend(delta(&old, &new));
                }
                side = before;
            }
            if !changes.is_empty() {
                walk.commits.push(Commit {
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
                Parent::Commit(parent) => at = parent,
                Parent::Cut => {
                    walk.cut = Some(at.id().to_string());
                    break;
                }
                Parent::None => break,
            }
        }
        walk.commits.reverse();
        Ok(walk)
    }

    fn side(&self, root: Oid, folders: &[&str]) -> Result<Side, Error> {
        let tree = |folder: &&str| Ok((self.tree_at(root, folder)?, None));
        folders.iter().map(tree).collect()
    }

    fn filled(
        &self,
        side: &mut (Option<Oid>, Option<Rc<Files>>),
        folder: &str,
        config: &Config,
    ) -> Result<Rc<Files>, Error> {
        if let Some(files) = &side.1 {
            return Ok(files.clone());
        }
        let files = Rc::new(self.list(side.0, folder, config)?);
        side.1 = Some(files.clone());
        Ok(files)
    }
}

/// What comes before a commit.
enum Parent<'a> {
    Commit(git2::Commit<'a>),
    /// Nothing: it is the first of all.
    None,
    /// Something that is not here.
    Cut,
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
