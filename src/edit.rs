//! Pure functions from a register to edits, and what applies edits to a tree in memory.

pub mod accept;
pub mod adopt;
pub mod diff;
pub mod find;
pub mod fix;
pub mod front;
pub mod init;
pub mod lists;
pub mod mentions;
pub mod new;
pub mod plan;
pub mod revise;
pub mod set;
pub mod status;
pub mod template;

use crate::diagnostic::Edit;
use crate::load::{Entry, Tree};
use std::collections::BTreeMap;

/// Applies edits to a tree. Edits of one file that overlap an earlier one are left out; the paths that
/// changed come back with the new tree.
pub fn apply(tree: &Tree, edits: &[Edit]) -> (Tree, Vec<String>) {
    let mut by_path: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_path.entry(&edit.path).or_default().push(edit);
    }
    let mut tree = tree.clone();
    let mut changed = Vec::new();
    for (path, mut edits) in by_path {
        let Some(Entry::File(bytes)) = tree.entries.get(path) else { continue };
        edits.sort();
        edits.dedup();
        let mut end = 0;
        edits.retain(|edit| {
            let range = edit.span.range();
            let fits = range.start >= end && range.end <= bytes.len();
            if fits {
                end = range.end;
            }
            fits
        });
        let out = splice(bytes, &edits);
        if out.as_slice() != bytes.as_ref() {
            changed.push(path.to_owned());
            tree.entries.insert(path.to_owned(), Entry::File(out.into()));
        }
    }
    (tree, changed)
}

/// Puts replacements into `bytes`. The edits are sorted, do not overlap and lie inside.
fn splice(bytes: &[u8], edits: &[&Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + edits.iter().map(|edit| edit.replacement.len()).sum::<usize>());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        out.extend_from_slice(bytes.get(at..range.start).unwrap_or_default());
        out.extend_from_slice(edit.replacement.as_bytes());
        at = range.end;
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    out
}
