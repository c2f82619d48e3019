//! Reading a register from a folder, without leaving that folder.

#![allow(clippy::disallowed_methods, reason = "this is the reader of the disk")]

use super::{
    Entry, Found, Lookup, MAX_FILE, MAX_LEDGER, Tree, config_of, is_ledger_name, is_markdown_name, is_scope_name,
};
use crate::config::{Config, FILE_NAME};
use rayon::prelude::*;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A checkout on disk.
#[derive(Clone, Debug)]
pub struct Worktree {
    root: PathBuf,
}

/// Reason why a checkout cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} is not a folder; name one with --root DIR", _0.display())]
    NotAFolder(PathBuf),
    /// Neither the folder nor a parent is a register.
    #[error(
        "no register here: neither {} nor a folder above it has {FILE_NAME} or Standards/; name its root with --root DIR",
        _0.display()
    )]
    NoRegister(PathBuf),
    #[error("cannot read {}: {_1}", _0.display())]
    Io(PathBuf, io::Error),
}

impl Worktree {
    /// Opens `root`, or else the nearest register at or above `from`: a folder with
    /// `scsdoc.toml`, else one with `Standards`.
    ///
    /// # Errors
    /// When the folder does not exist, cannot be read, or no register is found.
    pub fn open(root: Option<&Path>, from: &Path) -> Result<Self, Error> {
        let canonical = |path: &Path| fs::canonicalize(path).map_err(|error| Error::Io(path.into(), error));
        if let Some(root) = root {
            if !root.is_dir() {
                return Err(Error::NotAFolder(root.into()));
            }
            return Ok(Worktree { root: canonical(root)? });
        }
        let from = canonical(from)?;
        let with = |has: &dyn Fn(&Path) -> bool| from.ancestors().find(|folder| has(folder));
        with(&|folder| folder.join(FILE_NAME).is_file())
            .or_else(|| with(&|folder| folder.join("Standards").is_dir()))
            .map(|root| Worktree { root: root.into() })
            .ok_or(Error::NoRegister(from.clone()))
    }

    /// The root as an absolute path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The configuration: the file at `path` (anywhere, since the user named it), or
    /// `scsdoc.toml` in the root, or the defaults.
    ///
    /// # Errors
    /// When the file at `path` cannot be read.
    pub fn config(&self, path: Option<&Path>) -> Result<Config, Error> {
        if let Some(path) = path {
            let bytes = fs::read(path).map_err(|error| Error::Io(path.into(), error))?;
            return Ok(Config::parse(&self.relative(path), &bytes));
        }
        match self.read(FILE_NAME, MAX_FILE) {
            None => Ok(Config::default()),
            Some(entry) => Ok(config_of(FILE_NAME, &entry)),
        }
    }

    /// A path as the user wrote it: relative to the working directory, or else to the root.
    pub fn named(&self, path: &Path) -> PathBuf {
        let in_root = self.root.join(path);
        let exists = |path: &Path| path.symlink_metadata().is_ok();
        if !exists(path) && exists(&in_root) { in_root } else { path.into() }
    }

    /// `path` relative to the root and with `/`, if it is in the root.
    pub fn relative(&self, path: &Path) -> String {
        let absolute = fs::canonicalize(path).unwrap_or_else(|_| {
            // A removed file still has a folder.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
            match (folder, path.file_name()) {
                (Ok(folder), Some(name)) => folder.join(name),
                _ => path.to_path_buf(),
            }
        });
        let relative = absolute.strip_prefix(&self.root).unwrap_or(&absolute);
        let parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
        parts.collect::<Vec<_>>().join("/").replacen("//", "/", 1)
    }

    /// Reads all files of the register. Unreadable paths become entries with the reason.
    pub fn load(&self, config: &Config) -> Tree {
        let mut paths = Vec::new();
        self.list(&config.standards, &mut paths, &is_markdown_name);
        self.list(&config.tests.folder, &mut paths, &is_scope_name);
        paths.extend(config.certification.files().map(str::to_owned));
        let entries = paths
            .par_iter()
            .filter_map(|path| {
                // A name that is not UTF-8 is listed with U+FFFD and cannot be opened under that name.
                let unnamed =
                    || path.contains('\u{fffd}').then(|| Entry::Unreadable("has a name that is not UTF-8".into()));
                Some((path.clone(), self.read(path, MAX_FILE).or_else(unnamed)?))
            })
            .collect();
        Tree { entries }
    }

    /// Adds the files of the ledger to a tree.
    pub fn load_ledger(&self, config: &Config, tree: &mut Tree) {
        let files = files_below(&self.root.join(&config.certification.ledger), &is_ledger_name);
        let paths = files.iter().map(|file| self.relative(file));
        tree.entries.extend(paths.filter_map(|path| Some((path.clone(), self.read(&path, MAX_LEDGER)?))));
    }

    fn list(&self, folder: &str, paths: &mut Vec<String>, wanted: &dyn Fn(&str) -> bool) {
        if !self.inside(&self.root.join(folder)) {
            return;
        }
        let walk = WalkDir::new(self.root.join(folder)).min_depth(1).max_depth(1).follow_root_links(true);
        for entry in walk.into_iter().filter_map(Result::ok) {
            let name = entry.file_name().to_string_lossy();
            if wanted(&name) {
                paths.push(format!("{folder}/{name}"));
            }
        }
    }

    fn inside(&self, path: &Path) -> bool {
        fs::canonicalize(path).is_ok_and(|path| path.starts_with(&self.root))
    }

    /// Reads one file, if `path` exists. Never opens anything but regular files, and
    /// never follows a link out of the root.
    pub fn read(&self, path: &str, limit: u64) -> Option<Entry> {
        let full = self.root.join(path);
        let meta = match fs::symlink_metadata(&full) {
            Ok(meta) => meta,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => return Some(Entry::Unreadable(error.to_string())),
        };
        if meta.is_symlink() && !self.inside(&full) {
            let reason = "is a symbolic link that is broken or leads out of the root";
            return Some(Entry::Unreadable(reason.into()));
        }
        let meta = match fs::metadata(&full) {
            Ok(meta) => meta,
            Err(error) => return Some(Entry::Unreadable(error.to_string())),
        };
        if meta.is_dir() {
            return Some(Entry::Unreadable("is a folder and not a file".into()));
        }
        if !meta.is_file() {
            return Some(Entry::Unreadable("is not an ordinary file".into()));
        }
        Some(bounded(&full, &meta, limit))
    }
}

/// The files below a folder that `wanted` accepts, sorted; links are not followed.
pub fn files_below(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = walk.filter(|entry| entry.file_type().is_file());
    files.filter(|entry| wanted(&entry.file_name().to_string_lossy())).map(walkdir::DirEntry::into_path).collect()
}

/// Reads a file named by the user, at any location; `None` if it does not exist.
pub fn read_named(path: &Path, limit: u64) -> Option<Entry> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => Some(Entry::Unreadable(error.to_string())),
        Ok(meta) if !meta.is_file() => Some(Entry::Unreadable("is not an ordinary file".into())),
        Ok(meta) => Some(bounded(path, &meta, limit)),
    }
}

/// The first bytes of a file up to a limit.
fn bounded(full: &Path, meta: &fs::Metadata, limit: u64) -> Entry {
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0) + 1);
    let read = File::open(full).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Entry::Unreadable(format!("cannot be read: {error}")),
        Ok(size) if size as u64 > limit => {
            bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Entry::TooLarge { start: bytes.into(), size: meta.len().max(limit + 1), limit }
        }
        Ok(_) => Entry::File(bytes.into()),
    }
}

impl Lookup for Worktree {
    fn look_up(&self, path: &str) -> Found {
        let full = self.root.join(path);
        match fs::metadata(&full).ok().filter(|_| self.inside(&full)) {
            Some(meta) if meta.is_dir() => Found::Folder,
            Some(_) => Found::File,
            None => Found::Missing,
        }
    }

    fn names_in(&self, folder: &str) -> Vec<String> {
        let mut folder = self.root.join(folder);
        while !folder.is_dir() && folder != self.root && folder.pop() {}
        let mut names = Vec::new();
        if self.inside(&folder) {
            let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
            names.extend(entries.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        }
        names.sort();
        names
    }
}
