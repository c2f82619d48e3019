//! Traceability as tables: the matrix of standards, and test cases.

mod cases;

pub use cases::of_number;

use super::document::in_order;
use super::table::{Cell, Column, Table};
use crate::model::document::{Document, DocumentType, Track};
use crate::model::lifecycle::State;
use crate::model::trace::{CaseTraces, Missing, ScopeVersion, StandardTrace, Trace};
use crate::words;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Legend of the marks.
pub const LEGEND: &str = "\
✓✓✓ standardized, required and tested
✓✓  standardized and required
✓   a decision, a draft, or a standard no scope requires
";

/// Filter of the matrix; empty fields match all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this track.
    pub track: Option<Track>,
    /// In this state.
    pub state: Option<State>,
    /// Required by a current version of the scope with this name.
    pub scope: Option<String>,
    /// With this number, and this version of it.
    pub number: Option<(u16, Option<u32>)>,
}

/// A row of the matrix: a version of a standard or decision.
pub struct StandardRow<'a> {
    pub document: &'a Document,
    /// Its coverage from 0 to 3: standardized, required, tested.
    pub ticks: usize,
    /// Number of its automated test cases.
    pub automated: usize,
    /// Number of its manual test cases.
    pub manual: usize,
    /// IDs of its test cases.
    pub tests: Vec<&'a str>,
    pub missing: Vec<Missing>,
    state: State,
    state_words: String,
    required_by: Vec<String>,
    standardized: bool,
    tested: bool,
    supplements: Vec<String>,
    scripts: BTreeSet<String>,
    scopes: Vec<(String, String)>,
}

/// The matrix: one row for each version of a standard or decision.
pub fn matrix<'a>(cases: &CaseTraces<'_, 'a>, at: Date, filter: &Filter) -> Table<StandardRow<'a>> {
    let trace = cases.trace;
    let columns = vec![
        Column::new("mark", " ", |row: &StandardRow<'_>| Cell::text("✓".repeat(row.ticks))),
        Column::new("id", "Standard", |row| Cell::text(row.document.id())),
        Column::text("title", "Title", |row: &StandardRow<'_>| Cell::text(row.document.title())).optional(),
        Column::new("track", "Track", |row: &StandardRow<'_>| Cell::maybe(row.document.track().map(Track::name)))
            .optional(),
        Column::new("state", "State", |row: &StandardRow<'_>| Cell::text(row.state.name())).optional(),
        Column::text("required_by", "Required by", |row| Cell::list(&row.required_by)),
        Column::new("automated", "Auto", |row| Cell::Number(row.automated)),
        Column::new("manual", "Manual", |row| Cell::Number(row.manual)),
        Column::text("missing", "Missing", |row| {
            Cell::list(row.missing.iter().map(|missing| missing.words(words::english())))
        }),
        Column::data("ticks", |row| Cell::Number(row.ticks)),
        Column::data("standardized", |row| yes_or_no(row.standardized)),
        Column::data("required", |row| yes_or_no(!row.required_by.is_empty())),
        Column::data("tested", |row| yes_or_no(row.tested)),
        Column::data("state_words", |row| Cell::text(&row.state_words)),
        Column::data("supplements", |row| Cell::list(&row.supplements)),
        Column::data("tests", |row| Cell::list(&row.tests)),
        Column::data("scripts", |row| Cell::list(&row.scripts)),
        Column::data("scopes", |row| Cell::Items(row.scopes.clone())),
        Column::data("path", |row| Cell::text(&row.document.path)),
    ];
    let corpus = trace.corpus;
    let lead = common_words(trace);
    let documents = in_order(corpus).into_iter().filter(|document| wanted(trace, document, filter, at));
    let rows = documents.filter_map(|document| {
        let row = StandardTrace::of(trace, corpus.index_of(document)?, document, at);
        let of_scope = |name: &String| row.required.iter().any(|(version, _)| version.scope == name);
        filter.scope.as_ref().is_none_or(of_scope).then(|| standard(cases, &row, lead, at))
    });
    Table { rows: rows.collect(), columns }
}

/// Standards, decisions, documents required by a scope, and those without a type. No scopes, supplements and
/// other procedures.
fn wanted(trace: &Trace<'_>, document: &Document, filter: &Filter, at: Date) -> bool {
    let required = || trace.corpus.index_of(document).is_some_and(|index| trace.requiring(index).next().is_some());
    let kind = match document.kind {
        Some(DocumentType::Procedural) => filter.number.is_some() || required(),
        Some(DocumentType::Supplement) => false,
        _ => document.track() != Some(Track::Scopes),
    };
    kind && document.is_versioned()
        && document.life.exists(at)
        && filter.track.is_none_or(|track| document.track() == Some(track))
        && filter.state.is_none_or(|state| document.life.state(at) == state)
        && filter.number.is_none_or(|(number, version)| {
            document.name.number == Some(number) && version.is_none_or(|version| document.name.version == version)
        })
}

fn standard<'a>(known: &CaseTraces<'_, 'a>, row: &StandardTrace<'_, 'a>, lead: usize, at: Date) -> StandardRow<'a> {
    let (trace, document) = (known.trace, row.document);
    let short = |version: &ScopeVersion<'_>| version.label().get(lead..).unwrap_or_default().to_owned();
    StandardRow {
        document,
        ticks: row.ticks(at),
        automated: row.automated,
        manual: row.cases.len() - row.automated,
        tests: row.cases.iter().copied().collect(),
        missing: row.missing(trace, at),
        state: document.life.state(at),
        state_words: document.life.words(at),
        required_by: row.in_force().map(short).collect(),
        standardized: row.standardized,
        tested: row.tested,
        supplements: trace.corpus.supplements(document).into_iter().map(Document::id).collect(),
        scripts: row.cases.iter().flat_map(|id| known.script_names(id)).collect(),
        scopes: row.required.iter().map(|(version, _)| (version.label(), version.words())).collect(),
    }
}

fn yes_or_no(yes: bool) -> Cell {
    Cell::text(if yes { "yes" } else { "no" })
}

/// Length of the common prefix of all scope names, which is omitted in cells.
fn common_words(trace: &Trace<'_>) -> usize {
    let names: BTreeSet<&str> = trace.versions.iter().map(|version| version.scope).collect();
    let Some(first) = names.first().filter(|_| names.len() > 1) else { return 0 };
    let ends = first.match_indices(' ').map(|(at, _)| at + 1);
    let mut shared = ends.filter(|end| names.iter().all(|name| name.get(..*end) == first.get(..*end)));
    shared.next_back().unwrap_or(0)
}
