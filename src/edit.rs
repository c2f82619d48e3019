//! Pure functions from a register to edits, and the application of edits to a tree in memory.

pub mod accept;
pub mod adopt;
pub mod diff;
pub mod fix;
pub mod init;
pub mod mentions;
pub mod new;
pub mod plan;
pub mod revise;
pub mod set;
pub mod status;
pub mod template;

use crate::diagnostic::Edit;

/// Applies edits to `bytes`. They must be sorted, in range and without overlaps.
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
