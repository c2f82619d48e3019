//! Stages changes in the git index after renames, so that a commit contains
//! all of them. No hooks or filters are run.

use crate::edit::set::FileChange;
use git2::{IndexEntry, IndexTime, Oid, Repository, RepositoryOpenFlags};
use std::ffi::OsStr;
use std::path::Path;

/// Stages changes if a tracked file was renamed. Returns what was staged, or could not
/// be done.
pub fn stage(root: &Path, changes: &[FileChange]) -> Option<String> {
    if !changes.iter().any(|change| change.from.is_some() && change.to.is_some() && change.from != change.to) {
        return None;
    }
    let none: [&OsStr; 0] = [];
    // Without a repository there is nothing to stage.
    let repo = Repository::open_ext(root, RepositoryOpenFlags::empty(), none).ok()?;
    match add(&repo, root, changes) {
        Ok(0) => None,
        Ok(1) => Some("staged 1 file; `git commit` will include it".into()),
        Ok(count) => Some(format!("staged {count} files; `git commit` will include them")),
        Err(error) => {
            let message = error.message().trim_end_matches('.');
            Some(format!("the files are written, but not staged ({message}); stage them with `git add -A`"))
        }
    }
}

fn add(repo: &Repository, root: &Path, changes: &[FileChange]) -> Result<usize, git2::Error> {
    let Some(workdir) = repo.workdir().and_then(|workdir| workdir.canonicalize().ok()) else { return Ok(0) };
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let Ok(prefix) = root.strip_prefix(&workdir) else { return Ok(0) };
    let parts: Vec<_> = prefix.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let inside = |path: &str| parts.iter().map(String::as_str).chain([path]).collect::<Vec<_>>().join("/");
    if repo.path().join("index").metadata().is_ok_and(|found| !found.is_file()) {
        return Err(git2::Error::from_str("the index is not a file"));
    }
    let mut index = repo.index()?;
    // If all renamed files are untracked, nothing is staged.
    let tracked = |change: &&FileChange| {
        let from = change.from.as_ref().filter(|_| change.from != change.to);
        from.is_some_and(|from| index.get_path(Path::new(&inside(from)), 0).is_some())
    };
    if !changes.iter().any(|change| tracked(&change)) {
        return Ok(0);
    }
    let mut count = 0;
    for change in changes {
        let (Some(from), Some(to), Some(new)) = (&change.from, &change.to, &change.new) else { continue };
        let from = inside(from);
        let mut entry = index.get_path(Path::new(&from), 0).unwrap_or_else(untracked);
        // A file that is only announced would not be committed.
        entry.flags_extended &= !git2::IndexEntryExtendedFlag::INTENT_TO_ADD.bits();
        entry.path = inside(to).into_bytes();
        index.add_frombuffer(&entry, new)?;
        if from.as_bytes() != entry.path && index.get_path(Path::new(&from), 0).is_some() {
            index.remove_path(Path::new(&from))?;
        }
        count += 1;
    }
    if count > 0 {
        index.write()?;
    }
    Ok(count)
}

/// An index entry for an untracked file.
fn untracked() -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id: Oid::ZERO_SHA1,
        flags: 0,
        flags_extended: 0,
        path: Vec::new(),
    }
}
