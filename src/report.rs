//! Findings in every format.

pub mod clause;
pub mod compliance;
mod fold;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod legacy;
pub mod rule_text;
mod sarif;
mod statistics;
mod summary;

pub use statistics::statistics;

use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Label};
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::text::Source;
use crate::text::escape::escape_for_terminal;
use crate::text::layout::Screen;
use clap::ValueEnum;
use jiff::civil::Date;

/// How a report is written. The comments of the variants are the help of `--format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: excerpts with the exact location
    Human,
    /// For people and editors: one line per finding
    Concise,
    /// For programs: see schemas/report.schema.json
    Json,
    /// For code scanning and viewers: SARIF 2.1.0
    Sarif,
    /// For GitHub workflows: annotations
    Github,
    /// For test reports of CI systems: JUnit XML
    Junit,
    /// For GitLab merge requests: a code quality report
    Gitlab,
    /// For reviewers: a summary in Markdown as GitHub shows it
    Summary,
    /// For pipelines that expect the output and exit status of the old checker
    Legacy,
}

/// Settings of a report.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The date that was assumed.
    pub at: Date,
    /// The output device.
    pub screen: Screen,
    /// Whether to print findings only.
    pub quiet: bool,
    /// Number of files that were asked for; `None` if all were.
    pub files: Option<usize>,
    /// Whether warnings fail too.
    pub strict: bool,
    /// Numbers of errors, warnings and notes that were found and are not shown.
    pub hidden: [usize; 3],
}

impl Settings {
    /// Everything that was found at a date, for a pipe or a file.
    pub fn at(at: Date) -> Self {
        Settings { at, screen: Screen::PLAIN, quiet: false, files: None, strict: false, hidden: [0; 3] }
    }
}

/// Exit status for [`Format::Legacy`]: the number of errors, as in the old checker, saturating at the maximum
/// exit status.
pub fn legacy_status(outcome: &Outcome, strict: bool) -> u8 {
    u8::try_from(legacy::lines(outcome, strict).count()).unwrap_or(u8::MAX)
}

/// The text of a related location, in the register or in the older state.
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
    match format {
        Format::Human => human::write(outcome, &snapshot, settings),
        Format::Concise => concise(outcome, snapshot.corpus),
        Format::Json => json::write(outcome, &snapshot, settings),
        Format::Sarif => sarif::write(outcome, &snapshot),
        Format::Github => github::write(outcome, &snapshot, settings),
        Format::Junit => junit::write(outcome, &snapshot, settings),
        Format::Gitlab => gitlab::write(outcome, &snapshot),
        Format::Legacy => legacy::write(outcome, settings),
        Format::Summary => summary::write(outcome, &snapshot, settings),
    }
}

/// `path:line:column: severity[rule] message`, one line a finding.
fn concise(outcome: &Outcome, corpus: &Corpus) -> String {
    let line = |found: &Diagnostic| {
        let place = corpus.source(&found.path).map(|source| source.position(found.span.start as usize));
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        let (severity, rule) = (found.severity.name(), found.rule);
        escape_for_terminal(&format!("{}:{line}:{column}: {severity}[{rule}] {}", found.path, found.message)) + "\n"
    };
    outcome.diagnostics.iter().map(line).collect()
}
