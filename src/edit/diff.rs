//! Changes as a unified diff for `git apply`.

use super::set::FileChange;
use git2::{DiffOptions, Patch};

/// Lines of context around a change.
const CONTEXT: u32 = 3;

/// The changes as a unified diff; empty if nothing changes.
pub fn unified(changes: &[FileChange]) -> String {
    let mut out = String::new();
    for change in changes {
        one(change, &mut out);
    }
    out
}

fn one(change: &FileChange, out: &mut String) {
    let text = |bytes: &Option<std::sync::Arc<[u8]>>| {
        bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let (old, new) = (text(&change.old), text(&change.new));
    let from = change.from.as_deref().or(change.to.as_deref()).unwrap_or_default();
    let to = change.to.as_deref().or(change.from.as_deref()).unwrap_or_default();
    out.push_str(&format!("diff --git a/{from} b/{to}\n"));
    match (&change.from, &change.to) {
        (None, _) => out.push_str("new file mode 100644\n"),
        (_, None) => out.push_str("deleted file mode 100644\n"),
        _ if from != to => out.push_str(&format!("rename from {from}\nrename to {to}\n")),
        _ => {}
    }
    if old == new {
        return;
    }
    let header = |name: &Option<String>, side: char| match name {
        Some(name) => format!("{side}/{name}"),
        None => "/dev/null".into(),
    };
    let mut options = DiffOptions::new();
    options.context_lines(CONTEXT).force_text(true);
    let patch = Patch::from_buffers(old.as_bytes(), None, new.as_bytes(), None, Some(&mut options));
    let hunks = patch.and_then(|mut patch| patch.to_buf()).map(|text| String::from_utf8_lossy(&text).into_owned());
    // Its own header does not contain names.
    let hunks = hunks.as_deref().ok().and_then(|text| text.find("\n@@").and_then(|at| text.get(at + 1..)));
    out.push_str(&format!("--- {}\n+++ {}\n", header(&change.from, 'a'), header(&change.to, 'b')));
    out.push_str(hunks.unwrap_or_default());
}
