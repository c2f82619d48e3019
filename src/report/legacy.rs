//! The output format of the old checker, for existing pipelines: `ERROR: in FILE: …`, and nothing without errors. See
//! docs/legacy.md.

use super::Settings;
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::escape::escape_for_terminal;
use crate::text::path::file_name;

/// The findings that fail the check, as lines. The old checker had only errors, and one of them is a note here:
/// `supplements` with a single value instead of a list.
pub(super) fn lines(outcome: &Outcome, strict: bool) -> impl Iterator<Item = &Diagnostic> {
    let was_error = |found: &Diagnostic| found.rule == "scalar-for-list" && found.message.starts_with("`supplements`");
    outcome.diagnostics.iter().filter(move |found| {
        found.severity == Severity::Error || (strict && found.severity == Severity::Warning) || was_error(found)
    })
}

pub(super) fn write(outcome: &Outcome, settings: &Settings) -> String {
    let line = |found: &Diagnostic| {
        // The old checker read one folder and printed file names without it.
        let file = file_name(&found.path);
        escape_for_terminal(&format!("ERROR: in {file}: {} ({})", found.message, found.rule)) + "\n"
    };
    lines(outcome, settings.strict).map(line).collect()
}
