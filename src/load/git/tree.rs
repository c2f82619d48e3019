//! The register in a commit or in the index.

use super::{Error, Git};
use crate::config::{Config, FILE_NAME};
use crate::load::{Entry, MAX_FILE, MAX_LEDGER, Tree, is_ledger_name, is_register_file};
use crate::text::path::{folder_of, join};
use git2::{DiffOptions, Oid};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Git file modes.
const FILE: u32 = 0o100_000;
const FOLDER: u32 = 0o040_000;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;
/// Mask for the type bits of a mode.
const SORT: u32 = 0o170_000;
/// Maximum length of a chain of symbolic links.
const MAX_LINKS: usize = 8;

/// Mode and object at a path.
type Item = (u32, Oid);

impl Git {
    /// The settings in a commit; `None` if it has no settings file.
    pub fn config_at(&self, commit: Oid) -> Result<Option<Config>, Error> {
        let root = self.read_commit(commit)?.tree_id();
        self.config(self.item_at(root, FILE_NAME)?)
    }

    /// The settings in the index; `None` if it has no settings file.
    ///
    /// # Errors
    /// When the index or objects cannot be read, or the file is in conflict.
    pub fn config_in_index(&self) -> Result<Option<Config>, Error> {
        let items = self.index_items(&|path| path == FILE_NAME)?;
        self.config(items.get(FILE_NAME).copied())
    }

    /// A regular file in the index.
    ///
    /// # Errors
    /// When the index or the object cannot be read, or the file is in conflict.
    pub fn file_in_index(&self, path: &str, limit: u64) -> Result<Option<Entry>, Error> {
        match self.index_items(&|other| other == path)?.get(path) {
            Some((mode, id)) if mode & SORT == FILE => self.blob(*id, limit).map(Some),
            _ => Ok(None),
        }
    }

    /// A regular file in a commit.
    pub fn file_at(&self, commit: Oid, path: &str, limit: u64) -> Result<Option<Entry>, Error> {
        match self.item_at(self.read_commit(commit)?.tree_id(), path)? {
            Some((mode, id)) if mode & SORT == FILE => self.blob(id, limit).map(Some),
            _ => Ok(None),
        }
    }

    fn config(&self, item: Option<Item>) -> Result<Option<Config>, Error> {
        match item {
            Some((mode, id)) if mode & SORT == FILE => {
                Ok(Some(Config::parse(FILE_NAME, self.blob(id, MAX_FILE)?.bytes())))
            }
            _ => Ok(None),
        }
    }

    /// The register in a commit.
    ///
    /// # Errors
    /// When objects cannot be read, or a folder of the register is a submodule.
    pub fn load(&self, commit: Oid, config: &Config) -> Result<Tree, Error> {
        let root = self.read_commit(commit)?.tree_id();
        let mut items = BTreeMap::new();
        for folder in folders(config) {
            let Some(tree) = self.folder(root, folder)? else { continue };
            for entry in self.read_tree(tree)?.iter() {
                let path = format!("{folder}/{}", String::from_utf8_lossy(entry.name_bytes()));
                if is_ours(&path, config) {
                    items.insert(path, (u32::try_from(entry.filemode()).unwrap_or(0), entry.id()));
                }
            }
        }
        for path in config.certification.files() {
            if let Some(item) = self.item_at(root, path)? {
                items.insert(path.to_owned(), item);
            }
        }
        self.tree(items, &|path| self.item_at(root, path))
    }

    /// Whether a file of the ledger differs from a commit or is gone; new files do not count. Compares with the index if
    /// `staged`, else with the work tree.
    pub fn ledger_changed(&self, commit: Oid, config: &Config, staged: bool) -> Result<bool, Error> {
        let tree = self.read_tree(self.read_commit(commit)?.tree_id())?;
        let mut options = DiffOptions::new();
        options.disable_pathspec_match(true).skip_binary_check(true).include_typechange(true);
        options.pathspec(format!("{}{}", self.prefix, config.certification.ledger));
        let diff = if staged {
            self.repo.diff_tree_to_index(Some(&tree), Some(&self.index()?), Some(&mut options))
        } else {
            self.repo.diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))
        };
        let diff = diff.map_err(|error| self.incomplete(error))?;
        Ok(diff.deltas().any(|delta| delta.status() != git2::Delta::Added))
    }

    /// Adds the files of the ledger in a commit, or in the index, to a tree.
    pub fn load_ledger(&self, commit: Option<Oid>, config: &Config, tree: &mut Tree) -> Result<(), Error> {
        let folder = config.certification.ledger.as_str();
        let ours = |path: &str| folder_of(path) == folder && is_ledger_name(path);
        let mut items = BTreeMap::new();
        match commit {
            None => items = self.index_items(&ours)?,
            Some(commit) => {
                let found = self.item_at(self.read_commit(commit)?.tree_id(), folder)?;
                if let Some((_, id)) = found.filter(|(mode, _)| mode & SORT == FOLDER) {
                    for entry in self.read_tree(id)?.iter() {
                        let path = format!("{folder}/{}", String::from_utf8_lossy(entry.name_bytes()));
                        items.insert(path, (u32::try_from(entry.filemode()).unwrap_or(0), entry.id()));
                    }
                }
            }
        }
        for (path, (_, id)) in items.into_iter().filter(|(path, (mode, _))| ours(path) && mode & SORT == FILE) {
            tree.entries.insert(path, self.blob(id, MAX_LEDGER)?);
        }
        Ok(())
    }

    /// The register in the index: the content of the next commit.
    ///
    /// # Errors
    /// When the index or objects cannot be read, a folder of the register is a submodule, or a file is in conflict.
    pub fn load_index(&self, config: &Config) -> Result<Tree, Error> {
        let items = self.index_items(&|path| is_ours(path, config) || folders(config).contains(&path))?;
        for folder in folders(config) {
            if items.get(folder).is_some_and(|(mode, _)| mode & SORT == SUBMODULE) {
                return Err(self.submodule(folder));
            }
        }
        let items = items.into_iter().filter(|(path, _)| is_ours(path, config)).collect();
        let index = self.index()?;
        let find = |path: &str| {
            let entry = index.get_path(Path::new(&format!("{}{path}", self.prefix)), 0);
            Ok(entry.map(|entry| (entry.mode, entry.id)))
        };
        self.tree(items, &find)
    }

    /// Selected entries of the index, by path relative to the root.
    fn index_items(&self, wanted: &dyn Fn(&str) -> bool) -> Result<BTreeMap<String, Item>, Error> {
        let mut items = BTreeMap::new();
        for entry in self.index()?.iter() {
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            let Some(path) = path.strip_prefix(&self.prefix).filter(|path| wanted(path)) else { continue };
            // Stages above 0 are the sides of a conflict.
            if (entry.flags >> 12) & 3 != 0 {
                return Err(Error(format!("{path} has conflicts; resolve them and run `git add` on it first")));
            }
            // `git add --intent-to-add` adds an entry that a commit would not contain.
            let promised = git2::IndexEntryExtendedFlag::INTENT_TO_ADD.bits();
            if entry.flags_extended & promised == 0 {
                items.insert(path.to_owned(), (entry.mode, entry.id));
            }
        }
        Ok(items)
    }

    /// Files of the register in the index that sparse checkout leaves out of the work tree.
    pub fn left_out(&self, config: &Config) -> Result<Vec<String>, Error> {
        let skipped = git2::IndexEntryExtendedFlag::SKIP_WORKTREE.bits();
        let index = self.index()?;
        let entries = index.iter().filter(|entry| entry.flags_extended & skipped != 0);
        let paths = entries.map(|entry| String::from_utf8_lossy(&entry.path).into_owned());
        let ours = paths.filter_map(|path| path.strip_prefix(&self.prefix).map(str::to_owned));
        Ok(ours.filter(|path| is_ours(path, config)).collect())
    }

    fn tree(
        &self,
        items: BTreeMap<String, Item>,
        find: &dyn Fn(&str) -> Result<Option<Item>, Error>,
    ) -> Result<Tree, Error> {
        let mut entries = BTreeMap::new();
        for (path, item) in items {
            let entry = match self.follow(&path, item, find)? {
                Some((mode, id)) if mode & SORT == FILE => self.blob(id, MAX_FILE)?,
                Some((mode, _)) if mode & SORT == SUBMODULE => Entry::Unreadable("is a submodule, not a file".into()),
                Some(_) => Entry::Unreadable("is a folder, not a file".into()),
                None => Entry::Unreadable("is a symbolic link that is broken or leads out of the root".into()),
            };
            entries.insert(path, entry);
        }
        Ok(Tree { entries })
    }

    /// Resolves a path; `None` if a symbolic link is broken or leaves the root.
    fn follow(
        &self,
        path: &str,
        item: Item,
        find: &dyn Fn(&str) -> Result<Option<Item>, Error>,
    ) -> Result<Option<Item>, Error> {
        let (mut at, mut item) = (path.to_owned(), item);
        for _ in 0..MAX_LINKS {
            if item.0 & SORT != LINK {
                return Ok(Some(item));
            }
            let blob = self.blob(item.1, MAX_FILE)?;
            let target = String::from_utf8_lossy(blob.bytes()).into_owned();
            let next = if target.starts_with('/') { None } else { join(folder_of(&at), &target) };
            let Some(next) = next else { return Ok(None) };
            let Some(found) = find(&next)? else { return Ok(None) };
            (at, item) = (next, found);
        }
        Ok(None)
    }

    /// The bytes of a blob. One that is larger than the limit is not unpacked.
    pub fn blob(&self, id: Oid, limit: u64) -> Result<Entry, Error> {
        let (size, _) = self.repo.odb()?.read_header(id).map_err(|error| self.incomplete(error))?;
        if size as u64 > limit {
            return Ok(Entry::TooLarge { start: Arc::default(), size: size as u64, limit });
        }
        let blob = self.repo.find_blob(id).map_err(|error| self.incomplete(error))?;
        Ok(Entry::File(blob.content().into()))
    }

    /// The entry at a path of a root tree, without following links.
    fn item_at(&self, root: Oid, path: &str) -> Result<Option<Item>, Error> {
        let path = format!("{}{path}", self.prefix);
        let mut item = (FOLDER, root);
        for part in path.split('/') {
            if item.0 & SORT != FOLDER {
                return Ok(None);
            }
            let tree = self.read_tree(item.1)?;
            let Some(entry) = tree.get_name_bytes(part.as_bytes()) else { return Ok(None) };
            item = (u32::try_from(entry.filemode()).unwrap_or(0), entry.id());
        }
        Ok(Some(item))
    }

    /// The tree of a folder of the register within a root tree.
    pub(super) fn folder(&self, root: Oid, folder: &str) -> Result<Option<Oid>, Error> {
        match self.item_at(root, folder)? {
            Some((mode, id)) if mode & SORT == FOLDER => Ok(Some(id)),
            Some((mode, _)) if mode & SORT == SUBMODULE => Err(self.submodule(folder)),
            _ => Ok(None),
        }
    }

    fn submodule(&self, folder: &str) -> Error {
        Error(format!(
            "{folder} is a submodule, and its history is in a separate repository; use that as the root, or leave out --base and --staged"
        ))
    }
}

/// The folders of a register, each once.
pub(super) fn folders(config: &Config) -> Vec<&str> {
    let mut folders = vec![config.standards.as_str()];
    if config.tests.folder != config.standards {
        folders.push(&config.tests.folder);
    }
    folders
}

/// Whether a file is part of the register, with the list of environments and that of accounts.
pub(super) fn is_ours(path: &str, config: &Config) -> bool {
    is_register_file(path, config) || config.certification.files().any(|own| own == path)
}
