//! The register as a table, and one document as a record.

use super::table::{Cell, Column, Record, Table};
use crate::check::Outcome;
use crate::diagnostic::Severity;
use crate::model::Corpus;
use crate::model::document::{Document, DocumentType, Track};
use crate::model::lifecycle::State;
use crate::model::links::Target;
use crate::model::name::NameKind;
use crate::model::trace::{Trace, trace_links};
use crate::text::path::file_name;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// Which documents a list shows; what is empty lets all through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this track.
    pub track: Option<Track>,
    /// Of this type.
    pub kind: Option<DocumentType>,
    /// In this state.
    pub state: Option<State>,
    /// Each of these in the id or the title, whatever the case.
    pub words: Vec<String>,
}

/// Number of errors, warnings and notes.
pub type Counts = [usize; 3];

/// Findings by path.
pub fn counts(outcome: &Outcome) -> HashMap<&str, Counts> {
    let mut counts: HashMap<&str, Counts> = HashMap::new();
    for found in &outcome.diagnostics {
        let [errors, warnings, notes] = counts.entry(&found.path).or_default();
        match found.severity {
            Severity::Error => *errors += 1,
            Severity::Warning => *warnings += 1,
            Severity::Note => *notes += 1,
        }
    }
    counts
}

/// The state in few words, with what is to come: `Effective until 2027-01-01`; `Stable, effective from 2027-01-01`.
pub fn state_words(document: &Document, at: Date) -> String {
    let state = document.life.state(at);
    match document.life.next(at) {
        None => state.name().into(),
        Some((date, State::Effective)) => format!("{state}, effective from {date}"),
        Some((date, _)) => format!("{state} until {date}"),
    }
}

/// All documents by number, versions before supplements; then those without a number.
pub fn in_order(corpus: &Corpus) -> Vec<&Document> {
    let mut all: Vec<&Document> = corpus.numbers().flat_map(|(_, documents)| documents).collect();
    all.extend(corpus.documents.iter().filter(|document| document.name.number.is_none()));
    all
}

/// The type: what the document says; that of a supplement by its name.
pub fn kind(document: &Document) -> Option<DocumentType> {
    document.kind.or(document.is_supplement().then_some(DocumentType::Supplement))
}

/// The register as a table. A document with errors is marked and not left out, and so is a file that
/// cannot be read.
pub fn list(corpus: &Corpus, outcome: &Outcome, at: Date, filter: &Filter) -> Table {
    let columns = vec![
        Column::new("mark", " ", 9),
        Column::new("id", "Document", 9),
        Column::new("track", "Track", 4),
        Column::new("type", "Type", 3),
        Column::cut("title", "Title"),
        Column::new("state_words", "State", 8),
        Column::new("stabilized_at", "Stabilized", 2),
        Column::new("deprecated_at", "Deprecated", 1),
        Column::hidden("rejected_at"),
        Column::hidden("state"),
        Column::hidden("next_state"),
        Column::hidden("next_date"),
        Column::hidden("status"),
        Column::hidden("path"),
        Column::hidden("errors"),
        Column::hidden("warnings"),
        Column::hidden("notes"),
    ];
    let counts = counts(outcome);
    let words: Vec<String> = filter.words.iter().map(|word| word.to_lowercase()).collect();
    let wanted = |document: &&Document| {
        document.life.exists(at)
            && filter.track.is_none_or(|track| document.track() == Some(track))
            && filter.kind.is_none_or(|wanted| kind(document) == Some(wanted))
            && filter.state.is_none_or(|state| document.life.state(at) == state)
            && has_words(&format!("{} {}", document.name.file, document.title()), &words)
    };
    let mut rows: Vec<Vec<Cell>> =
        in_order(corpus).into_iter().filter(wanted).map(|document| row(document, &counts, at)).collect();
    if filter.track.is_none() && filter.kind.is_none() && filter.state.is_none() {
        let unreadable = corpus.unreadable.iter().filter(|(path, _)| has_words(path, &words));
        rows.extend(unreadable.map(|(path, reason)| {
            let mut row = vec![Cell::Missing; columns.len()];
            let file = file_name(path);
            let cells =
                [(0, Cell::text("!")), (1, Cell::text(file)), (4, Cell::text(reason)), (5, Cell::text("unreadable"))];
            for (at, cell) in cells.into_iter().chain([(13, Cell::text(path))]) {
                if let Some(place) = row.get_mut(at) {
                    *place = cell;
                }
            }
            row
        }));
    }
    Table { columns, rows }
}

fn has_words(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn row(document: &Document, counts: &HashMap<&str, Counts>, at: Date) -> Vec<Cell> {
    let [errors, warnings, notes] = counts.get(document.path.as_str()).copied().unwrap_or_default();
    let next = document.life.next(at);
    vec![
        if errors > 0 { Cell::text("!") } else { Cell::Missing },
        Cell::text(document.id()),
        Cell::maybe(document.track().map(Track::name)),
        Cell::maybe(kind(document).map(DocumentType::name)),
        Cell::text(document.title()),
        Cell::text(state_words(document, at)),
        Cell::maybe(document.life.stabilized_at),
        Cell::maybe(document.life.deprecated_at),
        Cell::maybe(document.life.rejected_at),
        Cell::text(document.life.state(at).name()),
        Cell::maybe(next.map(|(_, state)| state)),
        Cell::maybe(next.map(|(date, _)| date)),
        Cell::maybe(document.life.status),
        Cell::text(&document.path),
        Cell::Number(errors),
        Cell::Number(warnings),
        Cell::Number(notes),
    ]
}

/// One document with everything that hangs together with it.
pub fn show(corpus: &Corpus, outcome: &Outcome, at: Date, document: &Document) -> Record {
    let life = &document.life;
    let next = life.next(at);
    let [errors, warnings, notes] = counts(outcome).get(document.path.as_str()).copied().unwrap_or_default();
    let item = |other: &&Document| (other.id(), other.state_words(at));
    let items = |others: Vec<&Document>| Cell::Items(others.iter().map(item).collect());
    let named = |key: &str| {
        let files = document.list(key).map(|(file, _)| match corpus.by_file(file) {
            Some(found) => item(&found),
            None => (file.to_owned(), "there is no such document".into()),
        });
        Cell::Items(files.collect())
    };
    let number = document.name.number;
    let family = |supplements: bool| {
        let all = number.map(|number| corpus.by_number(number)).unwrap_or_default();
        all.into_iter().filter(|other| other.is_supplement() == supplements).collect::<Vec<_>>()
    };
    let numbered_page = (document.name.kind == NameKind::Document || document.is_supplement())
        .then(|| corpus.config.page_url(document.name.stem()));
    let fields = vec![
        ("id", "", Cell::text(document.id())),
        ("title", "", Cell::text(document.title())),
        ("path", "File", Cell::text(&document.path)),
        ("address", "Address", Cell::maybe(numbered_page)),
        ("type", "Type", Cell::maybe(kind(document).map(DocumentType::name))),
        ("track", "Track", Cell::maybe(document.track().map(Track::name))),
        ("state", "", Cell::text(life.state(at).name())),
        ("state_words", "State", Cell::text(life.words(at))),
        ("status", "Status", Cell::maybe(life.status)),
        ("next_state", "", Cell::maybe(next.map(|(_, state)| state))),
        ("next_date", "", Cell::maybe(next.map(|(date, _)| date))),
        ("stabilized_at", "", Cell::maybe(life.stabilized_at)),
        ("deprecated_at", "", Cell::maybe(life.deprecated_at)),
        ("rejected_at", "", Cell::maybe(life.rejected_at)),
        ("versions", "Versions", items(family(false))),
        ("replaces", "Replaces", named("replaces")),
        ("replaced_by", "Replaced by", named("replaced_by")),
        ("replacing", "Named as replaced by", items(corpus.replacers(document))),
        ("supplements", "Supplements", named("supplements")),
        ("supplemented_by", "Supplemented by", items(corpus.supplements(document))),
        ("tests", "Test cases", Cell::List(tests(corpus, document))),
        ("scopes", "Scopes", Cell::Items(scopes(corpus, document, at))),
        ("linked_from", "Linked from", items(linked_from(corpus, document))),
        ("errors", "Errors", Cell::Number(errors)),
        ("warnings", "Warnings", Cell::Number(warnings)),
        ("notes", "Notes", Cell::Number(notes)),
    ];
    Record { title: format!("{}  {}", document.id(), document.title()), fields }
}

/// Test cases that are tied to the document; to a supplement, those that it declares or names.
fn tests(corpus: &Corpus, document: &Document) -> Vec<String> {
    let Some(index) = corpus.index_of(document) else { return Vec::new() };
    let tied = trace_links(corpus, index).into_iter().map(|link| link.id);
    let named =
        corpus.tests.cases.iter().filter(|(_, case)| {
            document.is_supplement() && case.mentions.iter().any(|mention| mention.document == index)
        });
    let ids: BTreeSet<&str> = tied.chain(named.map(|(id, _)| id.as_str())).collect();
    ids.into_iter().map(str::to_owned).collect()
}

/// Versions of scopes that require the document, with their validity.
fn scopes(corpus: &Corpus, document: &Document, at: Date) -> Vec<(String, String)> {
    let trace = Trace::at(corpus, at);
    let index = corpus.index_of(document).into_iter();
    let requiring = index.flat_map(|index| trace.requiring(index).map(|(version, _)| version));
    requiring.map(|version| (version.label(), version.words())).collect()
}

fn leads_to(target: &Target, document: &Document, corpus: &Corpus) -> bool {
    match target {
        Target::Path { path, .. } => *path == document.path,
        Target::Page { path, .. } => path.strip_prefix("standards/") == Some(document.name.stem()),
        Target::Repository { reference, path, .. } => {
            *reference == corpus.config.repository_branch && *path == document.path
        }
        Target::Anchor(_) | Target::Outside | Target::External => false,
    }
}

fn linked_from<'a>(corpus: &'a Corpus, document: &Document) -> Vec<&'a Document> {
    let others = corpus.documents.iter().enumerate().filter(|(index, other)| {
        other.path != document.path && corpus.targets(*index).iter().any(|target| leads_to(target, document, corpus))
    });
    others.map(|(_, other)| other).collect()
}
