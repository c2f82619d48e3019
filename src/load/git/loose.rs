//! Loose objects are looked at before libgit2 reads them: on one that was cut off in the middle (a full disk, a killed
//! process, or somebody who wants to see us hang) libgit2 1.9 waits for the rest for ever.

#![allow(clippy::disallowed_methods, reason = "this is a reader of the disk")]

use super::{Error, Git};
use git2::Oid;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How much of an object is kept: enough for a commit with many parents.
const HEAD: usize = 16 << 10;
/// Most bytes of one object that are unpacked; a larger one is refused.
const MAX_OBJECT: usize = 256 << 20;
/// Longest chain of borrowed object folders, as git itself limits it.
const MAX_ALTERNATES: usize = 5;

impl Git {
    /// Makes sure that an object can be read to its end, where it is a loose one.
    ///
    /// # Errors
    /// When it is cut off or no object.
    pub(super) fn sound(&self, id: Oid) -> Result<(), Error> {
        self.unpack(id).map(|_| ())
    }

    /// Makes sure of a commit or tag and of all loose commits behind it: what libgit2 may read to find a merge base.
    /// Behind a packed commit there are packed ones.
    pub(super) fn sound_history(&self, tip: Oid) -> Result<(), Error> {
        let mut open = vec![tip];
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(head) = self.unpack(id)? else { continue };
            let body = head.iter().position(|byte| *byte == 0).and_then(|at| head.get(at + 1..)).unwrap_or_default();
            if !(head.starts_with(b"commit ") || head.starts_with(b"tag ")) {
                continue;
            }
            let text = String::from_utf8_lossy(body);
            let lines = text.lines().take_while(|line| !line.is_empty());
            let named = lines.filter_map(|line| line.strip_prefix("parent ").or_else(|| line.strip_prefix("object ")));
            open.extend(named.filter_map(|id| Oid::from_str(id).ok()));
        }
        Ok(())
    }

    /// The first bytes of a loose object; nothing where it is packed or not there.
    fn unpack(&self, id: Oid) -> Result<Option<Vec<u8>>, Error> {
        let name = id.to_string();
        let (Some(folder), Some(file)) = (name.get(..2), name.get(2..)) else { return Ok(None) };
        let paths = self.objects.iter().map(|objects| objects.join(folder).join(file));
        for path in paths {
            if let Ok(file) = File::open(&path) {
                return head(file).map(Some).ok_or_else(|| {
                    Error(format!(
                        "the repository is damaged or incomplete (object {name} cannot be unpacked); look at it with `git fsck`, or clone it afresh"
                    ))
                });
            }
        }
        Ok(None)
    }
}

/// The folders that objects of a repository lie in: its own, and those it borrows from.
pub(super) fn folders(common: &Path) -> Vec<PathBuf> {
    let mut found = vec![common.join("objects")];
    let mut at = 0;
    let mut depth = 0;
    while let (Some(folder), true) = (found.get(at).cloned(), depth < MAX_ALTERNATES * 16) {
        let mut text = String::new();
        let list = File::open(folder.join("info/alternates"));
        let _ = list.and_then(|file| file.take(64 << 10).read_to_string(&mut text));
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let path = folder.join(line);
            if !found.contains(&path) {
                found.push(path);
            }
            depth += 1;
        }
        at += 1;
    }
    found
}

/// Unpacks all of a file and keeps its first bytes; nothing where it does not come to its proper end.
fn head(mut file: File) -> Option<Vec<u8>> {
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let mut kept = Vec::new();
    let (mut input, mut output) = (vec![0_u8; 32 << 10], vec![0_u8; 64 << 10]);
    let mut total = 0;
    loop {
        let read = file.read(&mut input).ok()?;
        let mut rest = input.get(..read)?;
        loop {
            let step = inflate(&mut state, rest, &mut output, MZFlush::None);
            let written = output.get(..step.bytes_written)?;
            kept.extend_from_slice(written.get(..written.len().min(HEAD - kept.len().min(HEAD)))?);
            total += written.len();
            rest = rest.get(step.bytes_consumed..)?;
            match step.status {
                Ok(MZStatus::StreamEnd) => return Some(kept),
                Ok(_) if total <= MAX_OBJECT => {}
                Err(MZError::Buf) if total <= MAX_OBJECT => {}
                _ => return None,
            }
            if step.bytes_consumed == 0 && step.bytes_written == 0 {
                break;
            }
        }
        if read == 0 {
            return None;
        }
    }
}
