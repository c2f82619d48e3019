//! The only writer of the disk. Files are written atomically.

#![allow(clippy::disallowed_methods, reason = "this is the writer of the disk")]

pub mod folder;
pub mod index;
pub mod transaction;

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Suffix of temporary files, which a killed run may leave after.
const SUFFIX: &str = ".tmp";

/// Writes `bytes` to `path` through a temporary file in the same folder, which then replaces the
/// old one. The mode of an existing file is kept. Devices and pipes are written directly.
///
/// # Errors
/// I/O errors. The old file is then unchanged.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::metadata(path).ok();
    if old.as_ref().is_some_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return File::options().write(true).open(path)?.write_all(bytes);
    }
    // Keep links: write their target.
    let target = if old.is_some() { fs::canonicalize(path)? } else { path.to_path_buf() };
    let temporary = temporary(".", &target, bytes, old.as_ref())?;
    temporary.as_file().sync_all()?;
    temporary.persist(&target)?;
    Ok(())
}

/// A temporary file next to `path` with these bytes and the mode of the file that it replaces. It is removed unless it is
/// persisted.
fn temporary(prefix: &str, path: &Path, bytes: &[u8], old: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(SUFFIX);
    // The umask applies, as for other new files.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // Without the name of the temporary file.
    let mut file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), "its folder does not exist"),
        kind => kind.into(),
    })?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// Appends `bytes` to `path`, creating it if needed: for files that several processes may append to.
/// Links in the register at `root` that leave it are not followed.
///
/// # Errors
/// I/O errors, and such a link.
pub fn append_for(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    require_inside(root, path)?;
    File::options().create(true).append(true).open(path)?.write_all(bytes)
}

/// Creates a folder and its missing parents.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Like [`write_file`], for content of the register at `root`: links in the register that leave it
/// are not followed.
///
/// # Errors
/// I/O errors, and such a link. The old file is then unchanged.
pub fn write_for(root: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    require_inside(root, path)?;
    write_file(path, bytes)
}

/// Refuses a path through a link in `root` that leaves it or is broken: the link belongs to the
/// register, not to the user.
fn require_inside(root: &Path, path: &Path) -> io::Result<()> {
    let root = fs::canonicalize(root)?;
    let inside = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path.starts_with(&root));
    let full = std::path::absolute(path)?;
    let leads_out = |part: &Path| part.is_symlink() && part.parent().is_some_and(inside) && !inside(part);
    if full.ancestors().any(leads_out) {
        return Err(io::Error::other("a symbolic link leads out of the register"));
    }
    Ok(())
}

/// Creates the missing parent folders of `path` (relative to `root`). No link is followed out of
/// the root.
///
/// # Errors
/// When a link leaves the root, another file is in the way, or I/O fails.
pub fn create_folders_of(root: &Path, path: &str) -> io::Result<()> {
    let root = fs::canonicalize(root)?;
    let mut folder = root.clone();
    for part in path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match fs::create_dir(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        if !fs::canonicalize(&folder)?.starts_with(&root) || !folder.is_dir() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "leads out of the root, or is not a folder"));
        }
    }
    Ok(())
}

/// Makes a file executable for everyone who may read it, on systems with modes.
pub fn make_executable(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut mode = fs::metadata(path)?.permissions();
        mode.set_mode(mode.mode() | ((mode.mode() & 0o444) >> 2));
        fs::set_permissions(path, mode)?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
