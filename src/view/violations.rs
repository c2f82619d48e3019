//! Findings of the change rules for each commit, for terminals and as JSON.

use super::table::{Cell, Column, Table};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::name::Name;
use crate::text::escape::escape_for_terminal;
use crate::text::layout::{Screen, counted, truncate, width, wrap};
use crate::text::palette::BOLD;
use crate::text::path::file_name;
use jiff::civil::Date;

#[derive(Clone, Debug)]
pub struct CommitViolations {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    pub author: String,
    /// When it was committed, in UTC.
    pub date: Date,
    /// The findings; lines and columns are unknown.
    pub findings: Vec<Diagnostic>,
}

impl CommitViolations {
    fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

pub type Violation<'a> = (&'a CommitViolations, &'a Diagnostic);

/// The findings, one per row. Keys are stable.
pub fn table(commits: &[CommitViolations]) -> Table<Violation<'_>> {
    let columns = vec![
        Column::new("date", "Date", |(commit, _): &Violation<'_>| Cell::text(commit.date.to_string())),
        Column::new("short", "Commit", |(commit, _)| Cell::text(commit.short())),
        Column::new("severity", "Severity", |(_, found)| Cell::text(found.severity.name())),
        Column::new("rule", "Rule", |(_, found)| Cell::text(found.rule)),
        Column::new("id", "Document", |(_, found)| Cell::text(id(&found.path))),
        Column::text("message", "Finding", |(_, found)| Cell::text(&found.message)),
        Column::text("author", "By", |(commit, _)| Cell::text(&commit.author)),
        Column::text("summary", "Message", |(commit, _)| Cell::text(&commit.summary)),
        Column::data("path", |(_, found)| Cell::text(&found.path)),
        Column::data("commit", |(commit, _)| Cell::text(&commit.id)),
    ];
    let rows = commits.iter().flat_map(|commit| commit.findings.iter().map(move |found| (commit, found)));
    Table { columns, rows: rows.collect() }
}

/// The findings for a terminal, commit by commit.
pub fn terminal(commits: &[CommitViolations], screen: Screen, quiet: bool) -> String {
    let mut out = String::new();
    for commit in commits {
        if !out.is_empty() {
            out.push('\n');
        }
        let title = format!("{}  {}  {}", commit.date, commit.short(), commit.summary.trim());
        let title = truncate(&escape_for_terminal(&title), screen.room(0));
        out.push_str(&format!("{}\n", screen.paint(BOLD, &title)));
        for found in &commit.findings {
            let lead = format!("  {:<9}", found.severity.name());
            let text = escape_for_terminal(&format!("{}: {} [{}]", id(&found.path), found.message, found.rule));
            for (at, line) in wrap(&text, screen.room(width(&lead))).iter().enumerate() {
                let lead = if at == 0 { screen.paint(found.severity.style(), &lead) } else { " ".repeat(width(&lead)) };
                out.push_str(&format!("{lead}{line}\n"));
            }
        }
    }
    if !quiet {
        let count = |severity: Severity| {
            commits.iter().flat_map(|commit| &commit.findings).filter(|found| found.severity == severity).count()
        };
        out.push_str(&format!(
            "{}{}, {} and {} in {}\n",
            if out.is_empty() { "" } else { "\n" },
            counted(count(Severity::Error), "error"),
            counted(count(Severity::Warning), "warning"),
            counted(count(Severity::Note), "note"),
            counted(commits.len(), "commit")
        ));
    }
    out
}

/// A document by its ID, any other file by its path.
fn id(path: &str) -> String {
    let file = file_name(path);
    if file.to_ascii_lowercase().ends_with(".md") { Name::parse(file).id() } else { path.to_owned() }
}
