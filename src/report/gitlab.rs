//! A code quality report for merge requests on GitLab.

use crate::check::{Outcome, identity::distinct_fingerprints};
use crate::diagnostic::Severity;
use crate::model::change::Snapshot;
use crate::text::escape::{self, escape_for_terminal};
use serde_json::{Value, json};

pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>) -> String {
    let keys = distinct_fingerprints(&outcome.diagnostics);
    let entries = outcome.diagnostics.iter().zip(keys).map(|(found, key)| {
        let line =
            |span: u32| snapshot.corpus.source(&found.path).map_or(1, |source| source.position(span as usize).line);
        let help = found.help.iter().map(|help| format!("; {}", escape_for_terminal(help))).collect::<String>();
        json!({
            "description": escape_for_terminal(&found.message) + &help,
            "check_name": found.rule,
            "fingerprint": key,
            "severity": match found.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            "location": {"path": found.path, "lines": {"begin": line(found.span.start)}},
        })
    });
    escape::json(&entries.collect::<Vec<Value>>())
}
