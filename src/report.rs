//! What a person and a program see of a check.

pub mod escape;
pub mod history;
mod json;
pub mod layout;
pub mod table;
pub mod violations;

use crate::check::Outcome;
use crate::diagnostic::Label;
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::text::Source;
use clap::ValueEnum;
use jiff::civil::Date;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: excerpts with the exact place
    Human,
    /// For programs: see schemas/report.schema.json
    Json,
}

/// What a report needs to know beside the findings.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The date that was assumed.
    pub at: Date,
    /// Whether to use colour.
    pub color: bool,
    /// Width of the terminal, in columns.
    pub width: usize,
    /// Whether to leave out everything but the findings.
    pub quiet: bool,
}

/// The text that a related place stands in: of the register, or of the older state.
pub fn source_of<'a>(snapshot: &Snapshot<'a>, label: &Label) -> Option<&'a Source> {
    let corpus: Option<&'a Corpus> = match label.revision {
        Some(_) => snapshot.base.map(|base| base.old),
        None => Some(snapshot.corpus),
    };
    corpus?.source(&label.path)
}

/// Writes a report. The same input gives the same text.
pub fn write<'a>(format: Format, outcome: &Outcome, snapshot: impl Into<Snapshot<'a>>, settings: &Settings) -> String {
    let snapshot = snapshot.into();
    let corpus = snapshot.corpus;
    match format {
        Format::Json => json::write(outcome, &snapshot, settings),
        Format::Human => {
            let mut text = String::new();
            for d in &outcome.diagnostics {
                let at = corpus.source(&d.path).map(|s| s.position(d.span.start as usize));
                let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
                text.push_str(&format!(
                    "{}:{line}:{column}: {}[{}]: {}\n",
                    d.path,
                    d.severity.name(),
                    d.rule,
                    d.message
                ));
                for label in &d.related {
                    let at = source_of(&snapshot, label).map(|s| s.position(label.span.start as usize));
                    let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
                    let at = label.revision.as_ref().map(|revision| format!(" (at {revision})")).unwrap_or_default();
                    text.push_str(&format!("    {}:{line}:{column}{at}: {}\n", label.path, label.message));
                }
            }
            text
        }
    }
}
