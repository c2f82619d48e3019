//! Writes several files atomically: all or none.
//!
//! New texts are written to temporary files, then moved into place. A killed process leaves each
//! file in its old or new state; a renamed file exists under the new name before the old one
//! is removed. Leftovers begin with `.scsdoc-` and are removed by the next run.

use super::{SUFFIX, index};
use crate::edit::set::{FileChange, inside};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Prefix of temporary files; in a locked folder, files with it are stale.
const PREFIX: &str = ".scsdoc-";

/// Reason why nothing was written.
#[allow(missing_docs, reason = "the messages say all")]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path is outside the root or not a regular file.
    #[error("nothing was written: {0} {1}")]
    Refused(String, &'static str),
    #[error("nothing was written: {0} was changed by another program in the meantime; run the command again")]
    Changed(String),
    #[error("nothing was written: another scsdoc is writing here; run the command again")]
    Busy,
    #[error("nothing was written: {0}: {1}")]
    Io(String, io::Error),
}

/// The change of one file.
struct Step<'a> {
    change: &'a FileChange,
    /// Path of the old text on disk.
    old: Option<PathBuf>,
    /// Path of the new text.
    new: Option<PathBuf>,
    /// The temporary file with the new text, until it is moved.
    temporary: Option<NamedTempFile>,
}

impl Step<'_> {
    fn label(&self) -> String {
        self.change.to.clone().or_else(|| self.change.from.clone()).unwrap_or_default()
    }

    fn replaces(&self) -> bool {
        self.new.is_some() && self.old == self.new
    }
}

/// Writes all changes below `root`, or none. If tracked files are renamed, all
/// changes are staged. Returns a message on staging.
///
/// # Errors
/// When a path leaves the root, a file changed since it was read, another run is writing, or
/// I/O fails. Nothing is changed then.
pub fn commit(root: &Path, changes: &[FileChange]) -> Result<Option<String>, Error> {
    let mut steps = changes.iter().map(|change| locate(root, change)).collect::<Result<Vec<_>, _>>()?;
    let mut folders: Vec<PathBuf> = steps
        .iter()
        .flat_map(|step| step.old.iter().chain(&step.new))
        .filter_map(|path| path.parent())
        .map(Into::into)
        .collect();
    folders.sort();
    folders.dedup();
    let mut locks = Vec::new();
    for folder in &folders {
        locks.extend(lock(folder)?);
    }
    write_all(&mut steps, &folders)?;
    drop(locks);
    Ok(index::stage(root, changes))
}

fn write_all(steps: &mut [Step<'_>], folders: &[PathBuf]) -> Result<(), Error> {
    for step in steps.iter() {
        unchanged(step)?;
    }
    for step in steps.iter_mut() {
        prepare(step).map_err(|error| Error::Io(step.label(), error))?;
    }
    for step in steps.iter() {
        unchanged(step)?;
    }
    let mut done = Vec::new();
    let moved = move_all(steps, folders, &mut done);
    if moved.is_err() {
        done.iter().rev().filter_map(|index| steps.get(*index)).for_each(undo);
    }
    moved
}

/// Moves the new texts into place; `done` collects the indexes of completed steps.
fn move_all(steps: &mut [Step<'_>], folders: &[PathBuf], done: &mut Vec<usize>) -> Result<(), Error> {
    // New names first, then new texts, old names last.
    for replaces in [false, true] {
        for (index, step) in steps.iter_mut().enumerate().filter(|(_, step)| step.replaces() == replaces) {
            if let (Some(temporary), Some(new)) = (step.temporary.take(), &step.new) {
                let moved = if replaces { temporary.persist(new) } else { temporary.persist_noclobber(new) };
                moved.map_err(|error| Error::Io(step.label(), error.error))?;
                done.push(index);
            }
        }
        sync(folders);
    }
    for (index, step) in steps.iter().enumerate().filter(|(_, step)| !step.replaces()) {
        if let Some(old) = &step.old {
            fs::remove_file(old).map_err(|error| Error::Io(step.label(), error))?;
            done.push(index);
        }
    }
    sync(folders);
    Ok(())
}

/// Reverts as much of a step as possible.
fn undo(step: &Step<'_>) {
    if let (Some(new), false) = (&step.new, step.replaces()) {
        let _ = fs::remove_file(new);
    }
    if let (Some(old), Some(bytes)) = (&step.old, &step.change.old)
        && fs::read(old).ok().as_deref() != Some(bytes)
    {
        let _ = super::write_file(old, bytes);
    }
}

/// Resolves the paths of a change on disk.
fn locate<'a>(root: &Path, change: &'a FileChange) -> Result<Step<'a>, Error> {
    let old = change.from.as_deref().map(|path| on_disk(root, path)).transpose()?;
    let new = match (&change.to, &change.from) {
        (Some(to), Some(from)) if to == from => old.clone(),
        (Some(to), _) => Some(on_disk(root, to)?),
        (None, _) => None,
    };
    let step = Step { change, old, new, temporary: None };
    for (path, name) in [(&step.old, &change.from), (&step.new, &change.to)] {
        let (Some(path), Some(name)) = (path, name) else { continue };
        let meta = fs::symlink_metadata(path).ok();
        if meta.as_ref().is_some_and(|meta| !meta.is_file()) {
            return Err(Error::Refused(name.clone(), "is not an ordinary file"));
        }
    }
    let linked = change.from.as_ref().is_some_and(|from| root.join(from).is_symlink());
    if linked && !step.replaces() {
        return Err(Error::Refused(step.label(), "is a symbolic link and cannot be renamed or removed; do it by hand"));
    }
    Ok(step)
}

/// The file at `path`; links inside the root are followed.
fn on_disk(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let refused = |why| Error::Refused(path.into(), why);
    if !inside(path) {
        return Err(refused("is not in the register"));
    }
    let failed = |error| Error::Io(path.into(), error);
    let root = fs::canonicalize(root).map_err(failed)?;
    let full = root.join(path);
    let full = if full.is_symlink() {
        fs::canonicalize(&full).map_err(failed)?
    } else {
        let (Some(folder), Some(name)) = (full.parent(), full.file_name()) else {
            return Err(refused("is not a file"));
        };
        fs::canonicalize(folder).map_err(failed)?.join(name)
    };
    if full.starts_with(&root) { Ok(full) } else { Err(refused("leads out of the root")) }
}

/// Checks that the file is unchanged on disk.
fn unchanged(step: &Step<'_>) -> Result<(), Error> {
    let changed = || Error::Changed(step.change.from.clone().unwrap_or_else(|| step.label()));
    if let (Some(old), Some(bytes)) = (&step.old, &step.change.old) {
        match fs::read(old) {
            Ok(now) if now == **bytes => {}
            _ => return Err(changed()),
        }
    }
    match &step.new {
        Some(new) if !step.replaces() && fs::symlink_metadata(new).is_ok() => {
            Err(Error::Refused(step.label(), "already exists"))
        }
        _ => Ok(()),
    }
}

/// Writes the new text to a temporary file.
fn prepare(step: &mut Step<'_>) -> io::Result<()> {
    let (Some(new), Some(bytes)) = (&step.new, &step.change.new) else { return Ok(()) };
    let old = step.old.as_ref().and_then(|old| fs::metadata(old).ok());
    let temporary = super::temporary(PREFIX, new, bytes, old.as_ref())?;
    temporary.as_file().sync_all()?;
    step.temporary = Some(temporary);
    Ok(())
}

/// Syncs folders, if the system supports it.
fn sync(folders: &[PathBuf]) {
    if cfg!(unix) {
        for folder in folders {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
    }
}

/// Locks a folder and removes leftovers of killed runs. If folders cannot be locked, there is
/// no lock and no cleanup.
fn lock(folder: &Path) -> Result<Option<File>, Error> {
    let Ok(file) = File::open(folder) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(Error::Busy),
        Err(fs::TryLockError::Error(_)) => return Ok(None),
    }
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(Some(file))
}
