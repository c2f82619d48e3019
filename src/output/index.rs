//! The index of git after files got other names, as `git mv` leaves it. Nothing of the repository is run.

use git2::{Repository, RepositoryOpenFlags};
use std::ffi::OsStr;
use std::path::Path;

/// Renames entries of the index: each keeps the text that was staged. Files that git does not follow are left
/// alone. Gives what could not be done, in words.
pub fn follow(root: &Path, renamed: &[(&str, &str)]) -> Option<String> {
    if renamed.is_empty() {
        return None;
    }
    let none: [&OsStr; 0] = [];
    // Without a repository there is nothing to follow.
    let repo = Repository::open_ext(root, RepositoryOpenFlags::empty(), none).ok()?;
    rename(&repo, root, renamed).err().map(|error| {
        let message = error.message().trim_end_matches('.');
        format!("the files are renamed, but not in git's index ({message}); enter them with `git add -A`")
    })
}

fn rename(repo: &Repository, root: &Path, renamed: &[(&str, &str)]) -> Result<(), git2::Error> {
    let Some(workdir) = repo.workdir().and_then(|workdir| workdir.canonicalize().ok()) else { return Ok(()) };
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let Ok(prefix) = root.strip_prefix(&workdir) else { return Ok(()) };
    let parts: Vec<_> = prefix.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let inside = |path: &str| parts.iter().map(String::as_str).chain([path]).collect::<Vec<_>>().join("/");
    if repo.path().join("index").metadata().is_ok_and(|found| !found.is_file()) {
        return Err(git2::Error::from_str("the index is no file"));
    }
    let mut index = repo.index()?;
    let mut changed = false;
    for (from, to) in renamed {
        let (from, to) = (inside(from), inside(to));
        let Some(mut entry) = index.get_path(Path::new(&from), 0) else { continue };
        entry.path = to.into_bytes();
        index.add(&entry)?;
        index.remove_path(Path::new(&from))?;
        changed = true;
    }
    if changed { index.write() } else { Ok(()) }
}
