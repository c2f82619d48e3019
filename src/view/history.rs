//! The history of documents, for people and programs.

mod phrase;

pub use phrase::words;

use super::table::{Cell, Column, Table};
use crate::model::history::{Commit, History, Judgment, Lineage, Transition};
use crate::text::escape::escape_for_terminal;
use crate::text::layout::{counted, truncate, width, wrap};
use crate::words::english;

/// What stands before the words in a line: two spaces, date, commit.
const LEAD: usize = 2 + 10 + 2 + 7 + 2;
/// A message of a commit is worth showing from this width on.
const SUMMARY: usize = 24;

/// The transitions of these documents, one a row. Keys never change.
pub fn table(history: &History, documents: &[&Lineage]) -> Table {
    let columns = vec![
        Column::new("date", "Date", 9),
        Column::new("short", "Commit", 9),
        Column::new("id", "Document", 9),
        Column::cut("words", "Change"),
        Column::cut("summary", "By"),
        Column::hidden("kind"),
        Column::hidden("from"),
        Column::hidden("to"),
        Column::hidden("judgment"),
        Column::hidden("file"),
        Column::hidden("commit"),
        Column::hidden("author"),
    ];
    let mut rows = Vec::new();
    for document in documents {
        for found in &document.transitions {
            let Some(commit) = history.commits.get(found.commit) else { continue };
            rows.push(vec![
                Cell::text(commit.date.to_string()),
                Cell::text(short(commit)),
                Cell::text(document.name().id()),
                Cell::text(words(found, english())),
                Cell::text(&commit.summary),
                Cell::text(found.kind.name()),
                Cell::maybe(found.from.as_ref()),
                Cell::maybe(found.to.as_ref()),
                Cell::maybe(found.judgment.map(|judgment| if judgment.forbidden() { "illegal" } else { "legal" })),
                Cell::text(&document.name().file),
                Cell::text(&commit.id),
                Cell::text(&commit.author),
            ]);
        }
    }
    Table { columns, rows }
}

/// The transitions of these documents for a terminal of `columns` columns, document by document.
pub fn terminal(history: &History, documents: &[&Lineage], columns: usize, color: bool, quiet: bool) -> String {
    let room = columns.max(60).saturating_sub(LEAD);
    let (bold, dim, red, plain) =
        if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[0m") } else { ("", "", "", "") };
    let mut out = String::new();
    let (mut steps, mut forbidden) = (0, 0);
    for document in documents {
        if !out.is_empty() {
            out.push('\n');
        }
        let gone = if document.gone { " (removed)" } else { "" };
        let title = escape_for_terminal(&format!("{}  {}{gone}", document.name().id(), document.title()));
        out.push_str(&format!("{bold}{}{plain}\n", truncate(&title, columns.max(60))));
        let lines = lines(document);
        let widest = lines.iter().map(|(_, words, _)| width(words)).max().unwrap_or(0);
        // The words come first; what they leave is for the message of the commit.
        let wide = widest.min(if room >= 2 * SUMMARY + 20 { room - SUMMARY - 2 } else { room });
        let rest = room.saturating_sub(wide + 2);
        for (commit, words, illegal) in lines {
            let Some(commit) = history.commits.get(commit) else { continue };
            steps += 1;
            forbidden += usize::from(illegal);
            for (at, line) in wrap(&words, wide).iter().enumerate() {
                let line = truncate(line, wide);
                let pad = " ".repeat(wide.saturating_sub(width(&line)) + 2);
                let line = if illegal { format!("{red}{line}{plain}") } else { line };
                let lead = format!("  {}  {}  ", commit.date, short(commit));
                let lead = if at == 0 { lead } else { " ".repeat(LEAD) };
                let summary = escape_for_terminal(commit.summary.trim());
                let line = if at == 0 && rest >= SUMMARY && !summary.is_empty() {
                    format!("{lead}{line}{pad}{dim}{}{plain}", truncate(&summary, rest))
                } else {
                    format!("{lead}{line}")
                };
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
    }
    if !quiet {
        let (steps, documents) = (counted(steps, "step"), counted(documents.len(), "document"));
        out.push_str(&format!("\n{steps} of {documents}\n"));
        if forbidden > 0 {
            out.push_str(&format!("! marks {forbidden} that the table of transitions does not allow\n"));
        }
    }
    out
}

/// What happened to a document, commit by commit: index of the commit, words, whether it was not allowed.
fn lines(document: &Lineage) -> Vec<(usize, String, bool)> {
    let mut lines: Vec<(usize, String, bool)> = Vec::new();
    for found in &document.transitions {
        let (words, illegal) = (escape_for_terminal(&words(found, english())), forbidden(found));
        match lines.last_mut() {
            Some((commit, line, mark)) if *commit == found.commit => {
                line.push_str(&format!(", {words}"));
                *mark |= illegal;
            }
            _ => lines.push((found.commit, words, illegal)),
        }
    }
    for (_, line, _) in lines.iter_mut().filter(|(_, _, illegal)| *illegal) {
        line.insert_str(0, "! ");
    }
    lines
}

fn forbidden(found: &Transition) -> bool {
    found.judgment.is_some_and(Judgment::forbidden)
}

fn short(commit: &Commit) -> &str {
    commit.id.get(..7).unwrap_or(&commit.id)
}
