//! The history of documents, for terminals and as JSON.

mod phrase;

pub use phrase::{for_readers, words};

use super::table::{Cell, Column, Table};
use crate::model::history::{Commit, History, Judgment, Lineage, Transition};
use crate::text::escape::escape_for_terminal;
use crate::text::layout::{Screen, counted, truncate, width, wrap};
use crate::text::palette::{BOLD, DIM, RED};
use crate::words::english;

/// Width before the text of a line: two spaces, date, commit.
const LEAD: usize = 2 + 10 + 2 + 7 + 2;
/// Minimum width for a commit message.
const SUMMARY: usize = 24;

/// A transition of a document, with its commit.
pub struct Step<'a> {
    document: &'a Lineage,
    transition: &'a Transition,
    commit: &'a Commit,
}

/// The transitions of these documents, one per row. Keys are stable.
pub fn table<'a>(history: &'a History, documents: &[&'a Lineage]) -> Table<Step<'a>> {
    let columns = vec![
        Column::new("date", "Date", |step: &Step<'_>| Cell::text(step.commit.date.to_string())),
        Column::new("short", "Commit", |step| Cell::text(short(step.commit))),
        Column::new("id", "Document", |step| Cell::text(step.document.name().id())),
        Column::text("words", "Change", |step| Cell::text(words(step.transition, english()))),
        Column::text("author", "By", |step| Cell::text(&step.commit.author)),
        Column::text("summary", "Message", |step| Cell::text(&step.commit.summary)),
        Column::data("kind", |step| Cell::text(step.transition.kind.name())),
        Column::data("from", |step| Cell::maybe(step.transition.from.as_ref())),
        Column::data("to", |step| Cell::maybe(step.transition.to.as_ref())),
        Column::data("judgment", |step| {
            let judgment = step.transition.judgment;
            Cell::maybe(judgment.map(|judgment| if judgment.forbidden() { "illegal" } else { "legal" }))
        }),
        Column::data("file", |step| Cell::text(&step.document.name().file)),
        Column::data("commit", |step| Cell::text(&step.commit.id)),
    ];
    let rows = documents.iter().copied().flat_map(|document| {
        let steps = document.transitions.iter();
        steps.filter_map(move |transition| {
            Some(Step { document, transition, commit: history.commits.get(transition.commit)? })
        })
    });
    Table { columns, rows: rows.collect() }
}

/// The transitions of these documents for a terminal, document by document.
pub fn terminal(history: &History, documents: &[&Lineage], screen: Screen, quiet: bool) -> String {
    let room = screen.room(LEAD);
    let mut out = String::new();
    let (mut steps, mut forbidden) = (0, 0);
    for document in documents {
        if !out.is_empty() {
            out.push('\n');
        }
        let gone = if document.gone { " (removed)" } else { "" };
        let title = escape_for_terminal(&format!("{}  {}{gone}", document.name().id(), document.title()));
        out.push_str(&format!("{}\n", screen.paint(BOLD, &truncate(&title, screen.room(0)))));
        let lines = lines(document);
        let widest = lines.iter().map(|(_, words, _)| width(words)).max().unwrap_or(0);
        // The commit message gets the remaining width.
        let wide = widest.min(if room >= 2 * SUMMARY + 20 { room - SUMMARY - 2 } else { room });
        let rest = room.saturating_sub(wide + 2);
        for (commit, words, illegal) in lines {
            let Some(commit) = history.commits.get(commit) else { continue };
            steps += 1;
            forbidden += usize::from(illegal);
            for (at, line) in wrap(&words, wide).iter().enumerate() {
                let line = truncate(line, wide);
                let pad = " ".repeat(wide.saturating_sub(width(&line)) + 2);
                let line = if illegal { screen.paint(RED, &line) } else { line };
                let lead = format!("  {}  {}  ", commit.date, short(commit));
                let lead = if at == 0 { lead } else { " ".repeat(LEAD) };
                let summary = escape_for_terminal(commit.summary.trim());
                let line = if at == 0 && rest >= SUMMARY && !summary.is_empty() {
                    format!("{lead}{line}{pad}{}", screen.paint(DIM, &truncate(&summary, rest)))
                } else {
                    format!("{lead}{line}")
                };
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
    }
    if !quiet {
        let (steps, documents) = (counted(steps, "change"), counted(documents.len(), "document"));
        out.push_str(&format!("\n{steps} to {documents}\n"));
        if forbidden > 0 {
            out.push_str(&format!("! marks changes that are not allowed ({forbidden})\n"));
        }
    }
    out
}

/// The changes of a document by commit: index of the commit, description, whether it is illegal.
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
