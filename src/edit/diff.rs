//! Changes as a unified diff for `git apply`.

use super::set::FileChange;
use git2::{DiffOptions, Patch};

/// Lines of context around a change.
const CONTEXT: u32 = 3;

/// The changes as a unified diff; empty if nothing changes.
///
/// # Errors
/// When libgit2 cannot compare two texts.
pub fn unified(changes: &[FileChange]) -> Result<String, git2::Error> {
    changes.iter().map(one).collect()
}

fn one(change: &FileChange) -> Result<String, git2::Error> {
    let text = |bytes: &Option<std::sync::Arc<[u8]>>| {
        bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let (old, new) = (text(&change.old), text(&change.new));
    let from = change.from.as_deref().or(change.to.as_deref()).unwrap_or_default();
    let to = change.to.as_deref().or(change.from.as_deref()).unwrap_or_default();
    let mut out = format!("diff --git a/{from} b/{to}\n");
    match (&change.from, &change.to) {
        (None, _) => out.push_str("new file mode 100644\n"),
        (_, None) => out.push_str("deleted file mode 100644\n"),
        _ if from != to => out.push_str(&format!("rename from {from}\nrename to {to}\n")),
        _ => {}
    }
    if old == new {
        return Ok(out);
    }
    let header = |name: &Option<String>, side: char| match name {
        Some(name) => format!("{side}/{name}"),
        None => "/dev/null".into(),
    };
    let mut options = DiffOptions::new();
    options.context_lines(CONTEXT).force_text(true);
    let mut patch = Patch::from_buffers(old.as_bytes(), None, new.as_bytes(), None, Some(&mut options))?;
    let text = patch.to_buf()?;
    // Its own header does not contain names.
    let hunks = text.as_str()?.find("\n@@").and_then(|at| text.as_str().ok()?.get(at + 1..)).unwrap_or_default();
    out.push_str(&format!("--- {}\n+++ {}\n{hunks}", header(&change.from, 'a'), header(&change.to, 'b')));
    Ok(out)
}
