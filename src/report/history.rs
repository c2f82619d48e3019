//! The history of documents, for people and programs.

use super::escape::log_line;
use super::layout::{counted, truncate, width, wrap};
use super::table::{Cell, Column, Table};
use crate::model::history::{Commit, History, Judgement, Kind, Lineage, Transition};
use crate::model::lifecycle::Status;
use crate::model::name::NameKind;

/// Longest value that stands in words, in columns.
const LONGEST: usize = 60;
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
        Column::hidden("judgement"),
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
                Cell::text(words(found)),
                Cell::text(&commit.summary),
                Cell::text(found.kind.name()),
                Cell::maybe(found.from.as_ref()),
                Cell::maybe(found.to.as_ref()),
                Cell::maybe(found.judgement.map(|judgement| if judgement.forbidden() { "illegal" } else { "legal" })),
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
        let title = log_line(&format!("{}  {}{gone}", document.name().id(), document.title()));
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
                let summary = log_line(commit.summary.trim());
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
        let (words, illegal) = (log_line(&words(found)), forbidden(found));
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
    found.judgement.is_some_and(Judgement::forbidden)
}

fn short(commit: &Commit) -> &str {
    commit.id.get(..7).unwrap_or(&commit.id)
}

/// A transition in words, in one line: `Draft → Stable`, `renumbered scs-0110-v1 → scs-0410-v1`.
pub fn words(found: &Transition) -> String {
    let value = |value: &Option<String>| truncate(value.as_deref().unwrap_or("nothing").trim(), LONGEST);
    let (from, to) = (value(&found.from), value(&found.to));
    let as_status = |word: &str, status: &Option<String>| match status {
        Some(status) => format!("{word} as {}", truncate(status, LONGEST)),
        None => word.to_owned(),
    };
    let mut words = match found.kind {
        Kind::Known => as_status("there already", &found.to),
        Kind::Created => as_status("created", &found.to),
        Kind::Restored => as_status("back", &found.to),
        Kind::Removed => as_status("removed", &found.from),
        Kind::Unreadable => "front matter cannot be read".into(),
        Kind::Readable => "front matter can be read again".into(),
        Kind::Renamed | Kind::Numbered | Kind::Renumbered => moved(found),
        Kind::Status if found.from.is_none() => format!("status {to}"),
        Kind::Status if found.to.is_none() => format!("status {from} removed"),
        Kind::Status => format!("{from} → {to}"),
        Kind::Date(key) if found.from.is_none() => format!("{key} {to}"),
        Kind::Date(key) if found.to.is_none() => format!("{key} {from} removed"),
        Kind::Date(key) => format!("{key} {from} → {to}"),
        Kind::Respelled => format!("{from} is now written {to}"),
        Kind::Type | Kind::Title => {
            let quoted =
                |value: &str| if found.kind == Kind::Title { format!("“{value}”") } else { value.to_owned() };
            match (&found.from, &found.to) {
                (None, _) => format!("{} {}", found.kind.name(), quoted(&to)),
                (_, None) => format!("{} {} removed", found.kind.name(), quoted(&from)),
                _ => format!("{} {} → {}", found.kind.name(), quoted(&from), quoted(&to)),
            }
        }
    };
    match found.judgement {
        Some(Judgement::Replaced) => words.push_str(" (a replacement is named)"),
        Some(Judgement::NotReplaced) => words.push_str(" (no replacement is named)"),
        Some(Judgement::Illegal) if found.from.is_none() && stable(found) => {
            words.push_str(" (only a Decision Record may begin so)");
        }
        _ => {}
    }
    words
}

fn stable(found: &Transition) -> bool {
    found.to.as_deref().is_some_and(|status| status.eq_ignore_ascii_case(Status::Stable.name()))
}

/// A new name in words, without what has not changed.
fn moved(found: &Transition) -> String {
    use crate::model::name::Name;
    let name = |stem: &Option<String>| Name::parse(&format!("{}.md", stem.as_deref().unwrap_or_default()));
    let (from, to) = (name(&found.from), name(&found.to));
    let cut = |text: &str| truncate(text, LONGEST);
    if from.kind == NameKind::Malformed || to.kind == NameKind::Malformed {
        return format!("renamed {} → {}", cut(from.stem()), cut(to.stem()));
    }
    let slug = if from.slug == to.slug {
        String::new()
    } else {
        format!(", renamed {} → {}", cut(&from.slug), cut(&to.slug))
    };
    match found.kind {
        Kind::Numbered => format!("numbered {}{slug}", cut(&to.id())),
        Kind::Renumbered => format!("renumbered {} → {}{slug}", cut(&from.id()), cut(&to.id())),
        _ if slug.is_empty() => format!("renamed {} → {}", cut(from.stem()), cut(to.stem())),
        _ => slug.trim_start_matches([',', ' ']).to_owned(),
    }
}
