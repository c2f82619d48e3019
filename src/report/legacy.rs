//! The lines of the old checker of the register, for pipelines that were made for it: `ERROR: in FILE: …`, and nothing
//! where nothing is wrong. See docs/legacy.md.

use super::Settings;
use super::escape::log_line;
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};

/// The findings that fail the check. The old checker knew errors only.
pub(super) fn failing<'a>(outcome: &'a Outcome, strict: bool) -> impl Iterator<Item = &'a Diagnostic> {
    let fails = move |severity| severity == Severity::Error || (strict && severity == Severity::Warning);
    outcome.diagnostics.iter().filter(move |found| fails(found.severity))
}

pub(super) fn write(outcome: &Outcome, settings: &Settings) -> String {
    let line = |found: &Diagnostic| {
        // The old checker looked into one folder and named files without it.
        let file = found.path.rsplit('/').next().unwrap_or(&found.path);
        log_line(&format!("ERROR: in {file}: {} ({})", found.message, found.rule)) + "\n"
    };
    failing(outcome, settings.strict).map(line).collect()
}
