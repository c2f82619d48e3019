//! Output formats as arguments.

use crate::report::Format;
use crate::view::table::TableFormat;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(super) struct TableArgs {
    /// Output format
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(super) format: TableFormat,
}

impl ValueEnum for TableFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[TableFormat::Table, TableFormat::Json, TableFormat::Csv, TableFormat::Markdown]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            TableFormat::Table => ("table", "For a terminal"),
            TableFormat::Json => ("json", "For programs"),
            TableFormat::Csv => ("csv", "For spreadsheets (RFC 4180); a list in a cell is joined with `;`"),
            TableFormat::Markdown => ("markdown", "For a page or a comment"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        use Format::{Concise, Github, Gitlab, Human, Json, Junit, Legacy, Sarif, Summary};
        &[Human, Concise, Json, Sarif, Github, Junit, Gitlab, Summary, Legacy]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            Format::Human => ("human", "For people: excerpts with the exact location"),
            Format::Concise => ("concise", "For people and editors: one line per finding"),
            Format::Json => ("json", "For programs: see schemas/report.schema.json"),
            Format::Sarif => ("sarif", "For code scanning and viewers: SARIF 2.1.0"),
            Format::Github => ("github", "For GitHub workflows: annotations"),
            Format::Junit => ("junit", "For test reports of CI systems: JUnit XML"),
            Format::Gitlab => ("gitlab", "For GitLab merge requests: a code quality report"),
            Format::Summary => ("summary", "For reviewers: a summary in Markdown as GitHub shows it"),
            Format::Legacy => ("legacy", "For pipelines that expect the output and exit status of the old checker"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}
