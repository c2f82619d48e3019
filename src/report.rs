//! What a person and a program see of a check.

pub mod clause;
pub mod escape;
pub mod export;
pub mod fingerprint;
mod github;
mod human;
mod json;
pub mod layout;
pub mod register;
pub mod rule_text;
mod sarif;
pub mod table;

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
    /// For code scanning and viewers: SARIF 2.1.0
    Sarif,
    /// For workflows on GitHub: annotations
    Github,
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
    /// Number of files that were asked for; nothing where all were.
    pub files: Option<usize>,
}

/// Writes a report. The same input gives the same text.
pub fn write(format: Format, outcome: &Outcome, corpus: &Corpus, settings: &Settings) -> String {
    match format {
        Format::Human => human::write(outcome, corpus, settings),
        Format::Json => json::write(outcome, corpus, settings),
        Format::Sarif => sarif::write(outcome, corpus),
        Format::Github => github::write(outcome, corpus, settings),
    }
}
