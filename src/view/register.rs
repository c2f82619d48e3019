//! Documents as a table, and one document as a record.

use super::document::{Details, DocumentData, Register, RequirementData, ScopeUse, Section};
use super::table::{Cell, Column, Record, Table, TableFormat};
use crate::model::document::{DocumentType, Track};
use crate::model::lifecycle::State;
use crate::text::escape::json_pretty;
use crate::text::layout::Screen;
use std::collections::HashSet;

/// Filter of a list; empty fields match all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this track.
    pub track: Option<Track>,
    /// Of this type.
    pub kind: Option<DocumentType>,
    /// In this state.
    pub state: Option<State>,
    /// Words that must all occur in the ID or title, ignoring case.
    pub words: Vec<String>,
}

/// The columns, each with its meaning for spreadsheets. Names and order are stable; new ones are appended.
fn columns<'a>() -> Vec<(Column<DocumentData<'a>>, &'static str)> {
    vec![
        (Column::mark(|row: &DocumentData<'_>| if row.faulty { Cell::text("!") } else { Cell::Missing }), ""),
        (Column::new("id", "Document", |row| Cell::text(&row.id)), "ID without the slug, such as scs-0100-v3"),
        (
            Column::data("kind", |row| Cell::text(row.kind)),
            "document, supplement, proposal, malformed (by its name), or unreadable",
        ),
        (Column::data("number", |row| Cell::maybe(row.number)), "the number, such as 100; empty for proposals"),
        (
            Column::data("version", |row| Cell::maybe(row.version)),
            "the major version; for a supplement, its own number",
        ),
        (
            Column::text("type", "Type", |row: &DocumentData<'_>| Cell::maybe(row.document_type)).optional(),
            "Standard, Decision Record, Procedural or Supplement",
        ),
        (
            Column::new("track", "Track", |row: &DocumentData<'_>| Cell::maybe(row.track)).optional(),
            "Global, IaaS, KaaS, IAM, Ops or Scopes",
        ),
        (Column::text("title", "Title", |row| Cell::text(row.title)), "the title; for an unreadable file, the reason"),
        (Column::data("status", |row| Cell::maybe(row.status)), "the status in front matter"),
        (Column::data("state", |row| Cell::maybe(row.state)), "the state as of --at"),
        (Column::data("state_since", |row| Cell::maybe(row.state_since.as_ref())), "when that state began, if known"),
        (
            Column::data("next_state", |row| Cell::maybe(row.next.as_ref().map(|next| next.state))),
            "the next state, if a future date changes it",
        ),
        (Column::data("next_date", |row| Cell::maybe(row.next.as_ref().map(|next| &next.date))), "when it begins"),
        (Column::data("stabilized_at", |row| Cell::maybe(row.stabilized_at.as_ref())), "stable from this date on"),
        (Column::data("deprecated_at", |row| Cell::maybe(row.deprecated_at.as_ref())), "deprecated from this date on"),
        (Column::data("rejected_at", |row| Cell::maybe(row.rejected_at.as_ref())), "rejected on this date"),
        (Column::data("replaces", |row| Cell::list(&row.replaces)), "names of documents that it replaces, as written"),
        (
            Column::data("replaced_by", |row| Cell::list(&row.replaced_by)),
            "names of documents that replace it, according to either document",
        ),
        (
            Column::data("supplements", |row| Cell::list(&row.supplements)),
            "names of documents that it supplements, as written",
        ),
        (Column::data("path", |row| Cell::text(row.path)), "the file, relative to the root"),
        (Column::data("url", |row| Cell::maybe(row.url.as_ref())), "the URL of its page"),
        (Column::data("faulty", |row| Cell::Flag(row.faulty)), "whether it has errors"),
        (Column::data("errors", |row| Cell::Number(row.findings.errors)), "number of errors"),
        (Column::data("warnings", |row| Cell::Number(row.findings.warnings)), "number of warnings"),
        (Column::data("notes", |row| Cell::Number(row.findings.notes)), "number of notes"),
        (Column::text("state_words", "State", |row| Cell::text(&row.state_words)), "the state and its dates in words"),
        (Column::data("name", |row| Cell::text(row.name)), "the file name without .md"),
        (Column::data("slug", |row| Cell::maybe(row.slug)), "the slug"),
        (Column::data("description", |row| Cell::maybe(row.description.as_ref())), "the description in one line"),
        (Column::data("supplemented_by", |row| Cell::list(&row.supplemented_by)), "names of its supplements"),
        (
            Column::data("sections", |row| Cell::list(row.sections.iter().map(|section| section.title))),
            "titles of its sections",
        ),
        (Column::data("source_url", |row| Cell::text(&row.source_url)), "the URL of the file in the repository"),
    ]
}

/// The columns of a list for spreadsheets, each with its meaning.
pub fn meanings() -> Vec<(&'static str, &'static str)> {
    let all = columns().into_iter().map(|(column, meaning)| (column.key, meaning));
    all.filter(|(key, _)| !key.is_empty()).collect()
}

/// The matching documents as a table. Documents with errors are marked, and so are
/// unreadable files. Documents that did not exist on the date are omitted.
pub fn list<'a>(register: &Register<'a>, filter: &Filter) -> Table<DocumentData<'a>> {
    let words: Vec<String> = filter.words.iter().map(|word| word.to_lowercase()).collect();
    let documents = register.corpus.documents.iter();
    let absent: HashSet<&str> = documents
        .filter(|document| !document.life.exists(register.at))
        .map(|document| document.path.as_str())
        .collect();
    let wanted = |row: &DocumentData<'_>| {
        let text = format!("{} {} {}", row.id, row.name, row.title).to_lowercase();
        !absent.contains(row.path)
            && filter.track.is_none_or(|track| row.track == Some(track.name()))
            && filter.kind.is_none_or(|kind| row.document_type == Some(kind.name()))
            && filter.state.is_none_or(|state| row.state == Some(state.name()))
            && words.iter().all(|word| text.contains(word))
    };
    let columns = columns().into_iter().map(|(column, _)| column).collect();
    Table { columns, rows: register.documents().into_iter().filter(wanted).collect() }
}

/// Writes a list of documents.
pub fn write(table: &Table<DocumentData<'_>>, format: TableFormat, screen: Screen) -> String {
    match format {
        TableFormat::Json => json_pretty(&table.rows),
        format => table.write(format, screen),
    }
}

/// Writes one document with everything related to it.
pub fn show(details: &Details<'_>, register: &Register<'_>, format: TableFormat, screen: Screen) -> String {
    match format {
        TableFormat::Json => json_pretty(details),
        format => record(details, register).write(format, screen),
    }
}

fn record(details: &Details<'_>, register: &Register<'_>) -> Record {
    let (document, at) = (&details.document, register.at);
    let named = |names: &[&str]| {
        let known = |name: &str| register.corpus.page_document(name);
        Cell::Items(
            names
                .iter()
                .map(|name| match known(name) {
                    Some(found) if !found.life.exists(at) => (found.id(), format!("not in the register on {at}")),
                    Some(found) => (found.id(), found.state_words(at)),
                    None => ((*name).to_owned(), "no such document".into()),
                })
                .collect(),
        )
    };
    let scope = |scope: &ScopeUse<'_>| (format!("{} {}", scope.scope, scope.version), scope.words.clone());
    let section = |section: &Section<'_>| {
        format!("{}{}", "  ".repeat(usize::from(section.level.saturating_sub(2))), section.title)
    };
    let requirement = |one: &RequirementData| format!("R{}  {}", one.number, one.text);
    let number = |number: usize| Cell::Number(number);
    let fields = vec![
        ("id", "", Cell::text(&document.id)),
        ("title", "", Cell::text(document.title)),
        ("description", "Description", Cell::maybe(document.description.as_ref())),
        ("path", "File", Cell::text(document.path)),
        ("url", "URL", Cell::maybe(document.url.as_ref())),
        ("type", "Type", Cell::maybe(document.document_type)),
        ("track", "Track", Cell::maybe(document.track)),
        ("state_words", "State", Cell::text(&document.state_words)),
        ("status", "Status", Cell::maybe(document.status)),
        ("versions", "Versions", named(&details.versions)),
        ("replaces", "Replaces", named(&document.replaces)),
        ("replaced_by", "Replaced by", named(&document.replaced_by)),
        ("supplements", "Supplements", named(&document.supplements)),
        ("supplemented_by", "Supplemented by", named(&document.supplemented_by)),
        ("test_cases", "Test cases", Cell::list(&details.test_cases)),
        ("scopes", "Scopes", Cell::Items(details.scopes.iter().map(scope).collect())),
        ("linked_from", "Linked from", named(&details.linked_from)),
        ("errors", "Errors", number(document.findings.errors)),
        ("warnings", "Warnings", number(document.findings.warnings)),
        ("notes", "Notes", number(document.findings.notes)),
        ("sections", "Sections", Cell::list(document.sections.iter().map(section))),
        ("requirements", "Requirements", Cell::list(details.requirements.iter().map(requirement))),
    ];
    Record { title: format!("{}  {}", document.id, document.title), fields }
}
