//! Paths in a revision or the index.

use super::{Error, Git};
use crate::load::{Found, Lookup};
use crate::text::path::folder_of;
use git2::{ObjectType, Oid};
use std::collections::{BTreeMap, HashSet};

/// Maximum number of paths searched for neighbors of a missing one.
const MAX_SIBLINGS: usize = 5_000;

/// Maximum number of paths in a revision; hostile trees expand exponentially.
const MAX_PATHS: usize = 1_000_000;

/// Maximum number of folders of a revision with the same content as another one.
const MAX_REPEATED_TREES: usize = 20_000;

/// The paths of a revision or of the index, with whether each is a folder.
#[derive(Debug, Clone, Default)]
pub struct RevisionLookup {
    paths: BTreeMap<String, bool>,
}

impl RevisionLookup {
    /// Adds a file and its parent folders.
    fn add(&mut self, path: &str) {
        for (at, _) in path.match_indices('/') {
            self.paths.insert(path.get(..at).unwrap_or("").to_owned(), true);
        }
        self.paths.insert(path.to_owned(), false);
    }
}

impl Lookup for RevisionLookup {
    fn look_up(&self, path: &str) -> Found {
        match self.paths.get(path.trim_end_matches('/')) {
            _ if path.is_empty() => Found::Folder,
            Some(true) => Found::Folder,
            Some(false) => Found::File,
            None => Found::Missing,
        }
    }

    fn names_in(&self, folder: &str) -> Vec<String> {
        let mut folder = folder;
        while self.look_up(folder) != Found::Folder {
            folder = folder_of(folder);
        }
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let inside = self.paths.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        let names = inside.take(MAX_SIBLINGS).filter_map(|(path, _)| path.strip_prefix(&start));
        names.filter(|name| !name.is_empty() && !name.contains('/')).map(str::to_owned).collect()
    }
}

impl Git {
    /// The paths of a commit.
    pub fn lookup_at(&self, commit: Oid) -> Result<RevisionLookup, Error> {
        let mut paths = BTreeMap::new();
        let mut open = vec![(String::new(), self.read_commit(commit)?.tree_id())];
        let (mut seen, mut repeated) = (HashSet::new(), 0);
        while let Some((folder, tree)) = open.pop() {
            repeated += usize::from(!seen.insert(tree));
            if repeated > MAX_REPEATED_TREES {
                return Err(Error(format!(
                    "commit {commit} has more than {MAX_REPEATED_TREES} identical folders, which are too many to read"
                )));
            }
            if paths.len() > MAX_PATHS || open.len() > MAX_PATHS {
                return Err(Error(format!(
                    "commit {commit} has more than {MAX_PATHS} paths, which are too many to read"
                )));
            }
            for entry in self.read_tree(tree)?.iter() {
                let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
                let below = format!("{path}/");
                if let Some(path) = path.strip_prefix(&self.prefix) {
                    // A submodule is a folder for links.
                    let folder = matches!(entry.kind(), Some(ObjectType::Tree | ObjectType::Commit));
                    paths.insert(path.to_owned(), folder);
                }
                // Only paths in the root, and its parents.
                if entry.kind() == Some(ObjectType::Tree)
                    && (below.starts_with(&self.prefix) || self.prefix.starts_with(&below))
                {
                    open.push((below, entry.id()));
                }
            }
        }
        Ok(RevisionLookup { paths })
    }

    /// The paths of the index.
    pub fn lookup_index(&self) -> Result<RevisionLookup, Error> {
        let mut lookup = RevisionLookup::default();
        for entry in self.index()?.iter() {
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            if let Some(path) = path.strip_prefix(&self.prefix) {
                lookup.add(path);
                if entry.mode == 0o160_000 {
                    lookup.paths.insert(path.to_owned(), true);
                }
            }
        }
        Ok(lookup)
    }
}
