//! Writes generated folders (a site or an export) without touching other files.
//!
//! A marker file lists the generated files. It is written first, with old and new files,
//! so that a killed run can be repeated.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A kind of generated folder, each with its own marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Name of the marker file.
    pub marker: &'static str,
    /// The command that writes such a folder.
    command: &'static str,
    what: &'static str,
    /// The option that selects another folder.
    elsewhere: &'static str,
}

pub const SITE: Kind =
    Kind { marker: ".scsdoc-site", command: "build", what: "site", elsewhere: "use another folder with --out DIR" };

/// Pages for another generator.
pub const EXPORT: Kind =
    Kind { marker: ".scsdoc-export", command: "export", what: "export", elsewhere: "use another folder" };

/// OSCAL for auditors.
pub const OSCAL: Kind =
    Kind { marker: ".scsdoc-oscal", command: "export", what: "OSCAL export", elsewhere: "use another folder" };

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub files: usize,
    /// New or changed files.
    pub changed: usize,
    /// Removed files of earlier runs.
    pub removed: usize,
}

/// Reason why a folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "{} is not empty and is not an scsdoc {} (it has no {}): {}, or empty it",
        _0.display(), _1.what, _1.marker, _1.elsewhere
    )]
    Foreign(PathBuf, Kind),
    /// Another file is in the way: its path and kind.
    #[error("{} is {_1} that scsdoc did not write: move it out of the folder of the {}", _0.display(), _2.what)]
    InTheWay(PathBuf, &'static str, Kind),
    #[error("{} is not a folder: {}", _0.display(), _1.elsewhere)]
    NotAFolder(PathBuf, Kind),
    #[error("cannot write {}: {_1}", _0.display())]
    Io(PathBuf, io::Error),
}

/// Writes `files` (by path, with `/`) into the folder `out`, which is created if needed, and removes stale files of
/// earlier runs.
///
/// # Errors
/// When the folder is not empty and has no marker, when another file is in the way, or when I/O fails.
pub fn write(out: &Path, files: &BTreeMap<String, Vec<u8>>, kind: Kind) -> Result<Written, Error> {
    let old = open(out, kind)?;
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |error| Error::Io(path, error)
    };
    let marker = out.join(kind.marker);
    let names: BTreeSet<&str> = files.keys().map(String::as_str).filter(|path| is_plain(path, kind)).collect();
    let stale: Vec<&str> = old.iter().map(String::as_str).filter(|path| !names.contains(path)).collect();
    let all: BTreeSet<&str> = names.iter().copied().chain(stale.iter().copied()).collect();
    // Check first, so that nothing is written if a file is in the way.
    for path in &names {
        check_path(out, path, &old, kind)?;
    }
    replace(&marker, marker_text(&all, kind).as_bytes()).map_err(io(&marker))?;
    let mut removed = 0;
    for path in &stale {
        removed += usize::from(remove(out, path));
    }
    for folder in
        names.iter().filter_map(|path| path.rsplit_once('/')).map(|(folder, _)| folder).collect::<BTreeSet<_>>()
    {
        let folder = out.join(folder);
        fs::create_dir_all(&folder).map_err(io(&folder))?;
    }
    let changed: Vec<usize> = names
        .par_iter()
        .map(|path| {
            let (full, bytes) = (out.join(path), files.get(*path).map(Vec::as_slice).unwrap_or_default());
            if same(&full, bytes) {
                return Ok(0);
            }
            replace(&full, bytes).map(|()| 1).map_err(io(&full))
        })
        .collect::<Result<_, _>>()?;
    if !stale.is_empty() {
        replace(&marker, marker_text(&names, kind).as_bytes()).map_err(io(&marker))?;
    }
    Ok(Written { files: names.len(), changed: changed.into_iter().sum(), removed })
}

/// Creates the folder if needed, and reads the files of earlier runs.
fn open(out: &Path, kind: Kind) -> Result<BTreeSet<String>, Error> {
    let io = |error| Error::Io(out.to_path_buf(), error);
    match fs::metadata(out) {
        Ok(meta) if !meta.is_dir() => return Err(Error::NotAFolder(out.into(), kind)),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(out).map_err(io)?,
        Err(error) => return Err(io(error)),
    }
    let marker = out.join(kind.marker);
    match fs::symlink_metadata(&marker) {
        Ok(meta) if meta.is_file() => {
            let text = fs::read(&marker).map_err(io)?;
            let lines = String::from_utf8_lossy(&text);
            Ok(lines.lines().filter(|line| is_plain(line, kind)).map(str::to_owned).collect())
        }
        Ok(_) => Err(Error::InTheWay(marker, "something", kind)),
        Err(_) if fs::read_dir(out).map_err(io)?.next().is_none() => Ok(BTreeSet::new()),
        Err(_) => Err(Error::Foreign(out.into(), kind)),
    }
}

fn marker_text(paths: &BTreeSet<&str>, kind: Kind) -> String {
    let mut text = format!(
        "# Files that scsdoc {} has written here. It removes these when they are stale, and nothing else.\n",
        kind.command
    );
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    text
}

/// Whether a path is a plain relative path on one line.
fn is_plain(path: &str, kind: Kind) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0', '\n', '\r']);
    !path.starts_with('#') && path != kind.marker && path.split('/').all(part)
}

fn meta(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok()
}

/// Checks that `path` can be written without leaving the folder or touching other files.
fn check_path(out: &Path, path: &str, old: &BTreeSet<String>, kind: Kind) -> Result<(), Error> {
    for (end, _) in path.match_indices('/') {
        let Some(part) = path.get(..end) else { continue };
        let full = out.join(part);
        match meta(&full) {
            None => return Ok(()),
            Some(meta) if meta.is_dir() => {}
            Some(meta) if meta.is_file() && old.contains(part) => return Ok(()),
            Some(meta) => {
                return Err(Error::InTheWay(full, if meta.is_symlink() { "a symbolic link" } else { "a file" }, kind));
            }
        }
    }
    let full = out.join(path);
    match meta(&full) {
        None => Ok(()),
        Some(meta) if meta.is_file() && old.contains(path) => Ok(()),
        Some(meta) if meta.is_dir() => {
            // A folder may be left over from generated pages only.
            let inside = format!("{path}/");
            let ours = old.iter().any(|old| old.starts_with(&inside));
            if ours { Ok(()) } else { Err(Error::InTheWay(full, "a folder", kind)) }
        }
        Some(meta) => Err(Error::InTheWay(full, if meta.is_symlink() { "a symbolic link" } else { "a file" }, kind)),
    }
}

/// Removes a file of an earlier run and folders left empty. Nothing is removed through a link.
fn remove(out: &Path, path: &str) -> bool {
    let folders: Vec<&str> = path.match_indices('/').filter_map(|(end, _)| path.get(..end)).collect();
    if folders.iter().any(|folder| !meta(&out.join(folder)).is_some_and(|meta| meta.is_dir())) {
        return false;
    }
    let full = out.join(path);
    let gone = meta(&full).is_some_and(|meta| meta.is_file()) && fs::remove_file(&full).is_ok();
    for folder in folders.iter().rev() {
        if fs::remove_dir(out.join(folder)).is_err() {
            break;
        }
    }
    gone
}

fn same(path: &Path, bytes: &[u8]) -> bool {
    meta(path).is_some_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Replaces a file atomically without syncing, since it can be generated again.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    super::temporary(".", path, bytes, None)?.persist(path)?;
    Ok(())
}
