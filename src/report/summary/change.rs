//! Changes of documents: states before and after, requirements, and dependents.

use super::page::Page;
use super::{cell, plain};
use crate::model::change::{Change, Comparison, read_alike};
use crate::model::document::Document;
use crate::model::lifecycle::Lifecycle;
use crate::model::statements::{Diff, Normativity, Piece, Statement, binding, diff, pieces, section};
use crate::model::trace::{Trace, trace_links};
use crate::text::layout::{counted, truncate, width};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Maximum number of names in a cell.
const NAMES: usize = 8;
/// Maximum width of a sentence, in columns.
const SENTENCE: usize = 600;

pub(super) fn write(base: &Comparison<'_>, at: Date, page: &mut Page) {
    let touched: Vec<&Change<'_>> =
        base.documents.iter().filter(|change| change.edited() || change.renamed()).collect();
    if touched.is_empty() {
        page.line("No document is touched.\n");
        return;
    }
    let before: Vec<Vec<Statement>> = touched.iter().map(|change| made(change.old)).collect();
    let after = touched.iter().map(|change| match change.both() {
        Some((old, new)) => made(Some(&read_alike(old, new))),
        None => made(change.new),
    });
    let after: Vec<Vec<Statement>> = after.collect();
    let diffs: Vec<Diff<'_>> = before.iter().zip(&after).map(|(old, new)| diff(old, new)).collect();
    let rows: Vec<Vec<String>> = touched.iter().zip(&diffs).map(|(change, diff)| document(change, diff, at)).collect();
    let head = ["Document", "Before", "Now", "Text"];
    page.table("What the change does to the register", &head, rows, "`git diff --stat` names all files");
    let mut rows = Vec::new();
    for (change, diff) in touched.iter().zip(&diffs) {
        if let Some((old, new)) = change.both() {
            sentences(old, new, diff, &mut rows);
        }
    }
    let head = ["Document", "Section", "Before", "Now"];
    page.table("Normative sentences", &head, rows, "`git diff` shows the text");
    let trace = Trace::at(base.new, at);
    let rows = touched.iter().filter_map(|change| dependents(change.new?, &trace)).collect::<Vec<_>>();
    let head = ["Document", "Related", "Test cases", "Scope versions"];
    page.table("Supplements, tests and scopes affected by this change", &head, rows, "`scsdoc show ID` shows them");
}

fn made(document: Option<&Document>) -> Vec<Statement> {
    document.filter(|document| document.too_large.is_none()).map(binding).unwrap_or_default()
}

/// A document with its states: one row.
fn document(change: &Change<'_>, diff: &Diff<'_>, at: Date) -> Vec<String> {
    let Some(shown) = change.new.or(change.old) else { return Vec::new() };
    let words = |document: Option<&Document>, none: &str| match document {
        None => none.to_owned(),
        Some(document) if document.is_supplement() => "Supplement".to_owned(),
        Some(document) => state(&document.life, at),
    };
    let mut name = format!("**{}** {}", plain(&shown.id()), cell(shown.title()));
    if let Some((old, _)) = change.both().filter(|_| change.renamed()) {
        name.push_str(&format!("<br>formerly {}", cell(&old.name.file)));
    }
    let (old, new) = (words(change.old, "new"), words(change.new, "removed"));
    let new = if old == new { "unchanged".to_owned() } else { format!("**{new}**") };
    vec![name, old, new, text(change, diff)]
}

/// A state with the next change; it contains no untrusted text.
fn state(life: &Lifecycle, at: Date) -> String {
    let status = life.status.map_or("no status", |status| status.name());
    let words = life.words(at);
    // Show the written status only if it differs from the state by dates.
    if words.starts_with(status) || words.starts_with("Effective") && status == "Stable" {
        words
    } else {
        format!("{words} (status: {status})")
    }
}

/// The changes of the text, in words.
fn text(change: &Change<'_>, diff: &Diff<'_>) -> String {
    let Some((old, new)) = change.both() else {
        return match diff.added.len() + diff.removed.len() {
            0 => "contains no normative sentence".to_owned(),
            number => counted(number, "normative sentence"),
        };
    };
    let parts = [(diff.altered.len(), "changed"), (diff.added.len(), "new"), (diff.removed.len(), "removed")];
    let parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    if !parts.is_empty() {
        let altered = diff.altered.iter().flat_map(|pair| [pair.old, pair.new]);
        let mut all = altered.chain(diff.added.iter().copied()).chain(diff.removed.iter().copied());
        let possibly =
            if all.all(|statement| statement.normativity == Normativity::Possible) { "possibly " } else { "" };
        return format!("{possibly}normative sentences: {}", parts.join(", "));
    }
    let body = |document: &Document| document.source.slice(document.body.span).to_owned();
    if body(old) == body(new) {
        return if change.edited() { "front matter only" } else { "unchanged" }.to_owned();
    }
    "other text only".to_owned()
}

/// The changed normative and possibly normative sentences, one per row.
fn sentences(old: &Document, new: &Document, diff: &Diff<'_>, rows: &mut Vec<Vec<String>>) {
    let id = plain(&new.id());
    let place = |document: &Document, statement: &Statement, normativity: Normativity| {
        let section = section(document, statement).map(cell).unwrap_or_default();
        if normativity == Normativity::Possible { format!("{section} (possibly normative)") } else { section }
    };
    let mut all: Vec<(Normativity, Vec<String>)> = Vec::new();
    for pair in &diff.altered {
        let normativity = pair.old.normativity.min(pair.new.normativity);
        let (before, after) = pieces(&pair.old.text, &pair.new.text);
        all.push((
            normativity,
            vec![id.clone(), place(new, pair.new, normativity), marked(&before, "del"), marked(&after, "ins")],
        ));
    }
    for added in &diff.added {
        let place = place(new, added, added.normativity);
        all.push((added.normativity, vec![id.clone(), place, String::new(), whole(added)]));
    }
    for removed in &diff.removed {
        let place = place(old, removed, removed.normativity);
        all.push((removed.normativity, vec![id.clone(), place, whole(removed), String::new()]));
    }
    // Those that bind come first.
    all.sort_by_key(|(normativity, _)| *normativity);
    rows.extend(all.into_iter().map(|(_, row)| row));
}

/// Words in bold, single or consecutive: `MUST NOT`.
const BOLD: [&str; 8] = ["MUST", "SHALL", "SHOULD", "MAY", "NOT", "REQUIRED", "RECOMMENDED", "OPTIONAL"];

/// A sentence with its keywords in bold.
fn whole(statement: &Statement) -> String {
    marked(&[Piece { changed: false, text: statement.text.clone() }], "")
}

/// A sentence in pieces, with its keywords in bold and what changed in an element.
fn marked(pieces: &[Piece], element: &str) -> String {
    let word = |word: &str| match word.trim_matches(|c: char| c.is_ascii_punctuation()) {
        key if BOLD.contains(&key) => plain(word).replacen(key, &format!("**{key}**"), 1),
        _ => plain(word),
    };
    let mut room = SENTENCE;
    let mut out = Vec::new();
    for piece in pieces {
        let text = truncate(&piece.text, room);
        room = room.saturating_sub(width(&text) + 1);
        let text = text.split(' ').map(word).collect::<Vec<_>>().join(" ");
        out.push(if piece.changed { format!("<{element}>{text}</{element}>") } else { text });
        if room == 0 {
            break;
        }
    }
    out.join(" ")
}

/// Dependents of a document: supplements or supplemented documents, test cases, scope versions that require it.
fn dependents(document: &Document, trace: &Trace<'_>) -> Option<Vec<String>> {
    let corpus = trace.corpus;
    let index = corpus.index_of(document)?;
    let mut standards = vec![index];
    let tied: BTreeSet<String> = if document.is_supplement() {
        let found = document.list("supplements").filter_map(|(file, _)| corpus.by_file(file));
        let found: Vec<&Document> = found.collect();
        standards = found.iter().filter_map(|document| corpus.index_of(document)).collect();
        found.iter().map(|document| document.id()).collect()
    } else {
        corpus.supplements(document).iter().map(|supplement| supplement.id()).collect()
    };
    let mut cases: BTreeSet<&str> = BTreeSet::new();
    let mut versions: BTreeSet<String> = BTreeSet::new();
    for standard in standards {
        cases.extend(trace_links(corpus, standard).iter().map(|link| link.id));
        let current = trace.requiring(standard).filter(|(version, _)| version.current);
        versions.extend(current.map(|(version, _)| format!("{} ({})", version.label(), version.words())));
    }
    if tied.is_empty() && cases.is_empty() && versions.is_empty() {
        return None;
    }
    let cases: BTreeSet<String> = cases.into_iter().map(str::to_owned).collect();
    Some(vec![plain(&document.id()), names(&tied), names(&cases), names(&versions)])
}

fn names(list: &BTreeSet<String>) -> String {
    let mut words: Vec<String> = list.iter().take(NAMES).map(|name| cell(name)).collect();
    if list.len() > NAMES {
        words.push(format!("and {} more", list.len() - NAMES));
    }
    words.join("<br>")
}
