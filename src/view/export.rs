//! The register for spreadsheets and scripts: one row per document with everything that is known of it.

use super::register::{counts, in_order, kind};
use super::table::{Cell, Column, Table};
use crate::check::Outcome;
use crate::model::Corpus;
use crate::model::document::{Document, DocumentType, Track};
use crate::model::name::NameKind;
use crate::text::path::encode_path;
use crate::text::path::file_name;
use jiff::civil::Date;

/// The columns, each with its meaning. They keep their names and their order; new ones come at the end.
pub const COLUMNS: [(&str, &str); 24] = [
    ("id", "identity without the slug, like scs-0100-v3"),
    ("kind", "document, supplement, proposal, malformed (by its name), or unreadable"),
    ("number", "the number, like 100; empty for proposals"),
    ("version", "the major version; of a supplement its own number"),
    ("type", "Standard, Decision Record, Procedural or Supplement"),
    ("track", "Global, IaaS, KaaS, IAM, Ops or Scopes"),
    ("title", "the title; of what cannot be read, the reason"),
    ("status", "the status that is written"),
    ("state", "the state at the date of --at"),
    ("state_since", "when that state began, where it is known"),
    ("next_state", "the state to come, where a date to come changes it"),
    ("next_date", "when it begins"),
    ("stabilized_at", "stable from this date on"),
    ("deprecated_at", "deprecated from this date on"),
    ("rejected_at", "rejected on this date"),
    ("replaces", "file names of documents that it replaces, as written"),
    ("replaced_by", "file names of documents that replace it, by its word or by theirs"),
    ("supplements", "file names of documents that it supplements, as written"),
    ("path", "the file, relative to the root"),
    ("url", "the address of its page"),
    ("faulty", "whether there are findings at error level"),
    ("errors", "how many"),
    ("warnings", "how many findings at warning level"),
    ("notes", "how many findings at note level"),
];

/// The register as a table for programs, by number, versions before supplements; then what has no number, and what
/// cannot be read.
pub fn table(corpus: &Corpus, outcome: &Outcome, at: Date) -> Table {
    let counts = counts(outcome);
    let count = |path: &str| counts.get(path).copied().unwrap_or_default();
    let mut rows: Vec<Vec<Cell>> =
        in_order(corpus).into_iter().map(|document| row(document, corpus, count(&document.path), at)).collect();
    rows.extend(corpus.unreadable.iter().map(|(path, reason)| {
        let [errors, warnings, notes] = count(path);
        let file = file_name(path);
        let cell = |key: &str| match key {
            "id" => Cell::text(file),
            "kind" => Cell::text("unreadable"),
            "title" => Cell::text(reason),
            "path" => Cell::text(path),
            "faulty" => Cell::Flag(true),
            "errors" => Cell::Number(errors),
            "warnings" => Cell::Number(warnings),
            "notes" => Cell::Number(notes),
            "replaces" | "replaced_by" | "supplements" => Cell::List(Vec::new()),
            _ => Cell::Missing,
        };
        COLUMNS.iter().map(|(key, _)| cell(key)).collect()
    }));
    Table { columns: COLUMNS.iter().map(|(key, _)| Column::hidden(key)).collect(), rows }
}

fn row(document: &Document, corpus: &Corpus, counts: [usize; 3], at: Date) -> Vec<Cell> {
    let (name, life) = (&document.name, &document.life);
    let [errors, warnings, notes] = counts;
    let next = life.next(at);
    let named = |key: &str| Cell::List(document.list(key).map(|(file, _)| file.to_owned()).collect());
    let version = usize::try_from(name.version).ok().filter(|_| name.kind != NameKind::Malformed);
    vec![
        Cell::text(document.id()),
        Cell::text(match name.kind {
            NameKind::Document => "document",
            NameKind::Supplement => "supplement",
            NameKind::Proposal => "proposal",
            NameKind::Template => "template",
            NameKind::Malformed => "malformed",
        }),
        name.number.map_or(Cell::Missing, |number| Cell::Number(number.into())),
        version.map_or(Cell::Missing, Cell::Number),
        Cell::maybe(kind(document).map(DocumentType::name)),
        Cell::maybe(document.track().map(Track::name)),
        Cell::text(document.title()),
        Cell::maybe(life.status),
        Cell::text(life.state(at).name()),
        Cell::maybe(life.since(at)),
        Cell::maybe(next.map(|(_, state)| state)),
        Cell::maybe(next.map(|(date, _)| date)),
        Cell::maybe(life.stabilized_at),
        Cell::maybe(life.deprecated_at),
        Cell::maybe(life.rejected_at),
        named("replaces"),
        Cell::List(corpus.replacing(document).into_iter().map(str::to_owned).collect()),
        named("supplements"),
        Cell::text(&document.path),
        Cell::text(corpus.config.page_url(&encode_path(name.stem()))),
        Cell::Flag(errors > 0),
        Cell::Number(errors),
        Cell::Number(warnings),
        Cell::Number(notes),
    ]
}
