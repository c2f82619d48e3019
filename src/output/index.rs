//! Stages changes in the git index after renames, so that a commit contains
//! all of them. No hooks or filters are run.

use crate::edit::set::FileChange;
use git2::{Repository, RepositoryOpenFlags};
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
    let mut count = 0;
    for change in changes {
        let (Some(from), Some(to), Some(new)) = (&change.from, &change.to, &change.new) else { continue };
        let from = inside(from);
        // Ignore untracked files.
        let Some(mut entry) = index.get_path(Path::new(&from), 0) else { continue };
        entry.path = inside(to).into_bytes();
        index.add_frombuffer(&entry, new)?;
        if from.as_bytes() != entry.path {
            index.remove_path(Path::new(&from))?;
        }
        count += 1;
    }
    if count > 0 {
        index.write()?;
    }
    Ok(count)
}
