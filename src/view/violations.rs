//! How the process was kept: what the rules on change say of each commit, for people and programs.

use super::table::{Cell, Column, Table};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::name::Name;
use crate::text::escape::escape_for_terminal;
use crate::text::layout::{counted, truncate, width, wrap};
use crate::text::path::file_name;
use jiff::civil::Date;

/// A commit, and what the rules on change say of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// Name of the author.
    pub author: String,
    /// When it was committed, in UTC.
    pub date: Date,
    /// The findings; lines and columns are not known any more.
    pub findings: Vec<Diagnostic>,
}

impl Judged {
    fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// The findings, one a row. Keys never change.
pub fn table(commits: &[Judged]) -> Table {
    let columns = vec![
        Column::new("date", "Date", 9),
        Column::new("short", "Commit", 9),
        Column::new("severity", "Severity", 6),
        Column::new("rule", "Rule", 9),
        Column::new("id", "Document", 8),
        Column::cut("message", "Finding"),
        Column::cut("summary", "Message of the commit"),
        Column::hidden("path"),
        Column::hidden("commit"),
        Column::hidden("author"),
    ];
    let row = |commit: &Judged, found: &Diagnostic| {
        vec![
            Cell::text(commit.date.to_string()),
            Cell::text(commit.short()),
            Cell::text(found.severity.name()),
            Cell::text(found.rule),
            Cell::text(id(&found.path)),
            Cell::text(&found.message),
            Cell::text(&commit.summary),
            Cell::text(&found.path),
            Cell::text(&commit.id),
            Cell::text(&commit.author),
        ]
    };
    let rows = commits.iter().flat_map(|commit| commit.findings.iter().map(move |found| row(commit, found)));
    Table { columns, rows: rows.collect() }
}

/// The findings for a terminal of `columns` columns, commit by commit.
pub fn terminal(commits: &[Judged], columns: usize, color: bool, quiet: bool) -> String {
    let columns = columns.max(60);
    let paint = |text: &str, code: &str| if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() };
    let mut out = String::new();
    for commit in commits {
        if !out.is_empty() {
            out.push('\n');
        }
        let title = format!("{}  {}  {}", commit.date, commit.short(), commit.summary.trim());
        out.push_str(&paint(&truncate(&escape_for_terminal(&title), columns), "1"));
        out.push('\n');
        for found in &commit.findings {
            let code = match found.severity {
                Severity::Error => "31",
                Severity::Warning => "33",
                Severity::Note => "36",
            };
            let lead = format!("  {:<9}", found.severity.name());
            let text = escape_for_terminal(&format!("{}: {} [{}]", id(&found.path), found.message, found.rule));
            for (at, line) in wrap(&text, columns - width(&lead)).iter().enumerate() {
                let lead = if at == 0 { paint(&lead, code) } else { " ".repeat(width(&lead)) };
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

/// A document by its id, any other file by its path.
fn id(path: &str) -> String {
    let file = file_name(path);
    if file.to_ascii_lowercase().ends_with(".md") { Name::parse(file).id() } else { path.to_owned() }
}
