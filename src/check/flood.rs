//! A bound on what one rule says of one file, so that a report of a hostile file stays within memory.

use crate::diagnostic::Diagnostic;
use std::collections::HashMap;

/// Most findings of one rule in one file.
pub const MAX_PER_FILE: usize = 2_000;

/// Leaves out what goes beyond [`MAX_PER_FILE`] in the findings of one rule; the last that is kept says how many.
pub(super) fn bound(found: &mut Vec<Diagnostic>) {
    if found.len() <= MAX_PER_FILE {
        return;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut kept = 0;
    found.retain(|diagnostic| {
        let count = counts.entry(diagnostic.path.clone()).or_default();
        *count += 1;
        let keep = *count <= MAX_PER_FILE;
        if keep {
            last.insert(diagnostic.path.clone(), kept);
            kept += 1;
        }
        keep
    });
    for (path, count) in counts.into_iter().filter(|(_, count)| *count > MAX_PER_FILE) {
        if let Some(diagnostic) = last.get(&path).and_then(|at| found.get_mut(*at)) {
            let more = format!(
                "{} more of this rule in this file are not listed; at most {MAX_PER_FILE} are",
                count - MAX_PER_FILE
            );
            diagnostic.help = Some(match diagnostic.help.take() {
                Some(help) => format!("{help}; {more}"),
                None => more,
            });
        }
    }
}
