//! Pure functions from a register to edits, and what applies edits to a tree in memory.

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
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for edit in edits {
            let range = edit.span.range();
            if let Some(before) = bytes.get(at..range.start)
                && range.end <= bytes.len()
            {
                out.extend_from_slice(before);
                out.extend_from_slice(edit.replacement.as_bytes());
                at = range.end;
            }
        }
        out.extend_from_slice(bytes.get(at..).unwrap_or_default());
        if out.as_slice() != bytes.as_ref() {
            changed.push(path.to_owned());
            tree.entries.insert(path.to_owned(), Entry::File(out.into()));
        }
    }
    (tree, changed)
}
