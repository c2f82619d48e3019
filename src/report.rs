//! What a person and a program see of a check.

pub mod escape;
mod json;

use crate::check::Outcome;
use crate::model::Corpus;
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

/// Writes a report. The same input gives the same text.
pub fn write(format: Format, outcome: &Outcome, corpus: &Corpus, settings: &Settings) -> String {
    match format {
        Format::Json => json::write(outcome, corpus, settings),
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
            }
            text
        }
    }
}
