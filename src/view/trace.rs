//! Traceability as tables: the matrix of standards here, test cases below.

mod cases;

pub use cases::of_number;

use super::register::state_words;
use super::table::{Cell, Column, Table};
use crate::model::document::{Document, DocumentType, Track};
use crate::model::lifecycle::State;
use crate::model::trace::{CaseTraces, Missing, ScopeVersion, StandardTrace, Trace};
use crate::words;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the marks mean, for people.
pub const LEGEND: &str = "\
✓✓✓ standardized, required and tested
✓✓  standardized and required
✓   a decision, a draft, or a standard no scope requires
";

/// Which standards the matrix shows; what is empty lets all through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this track.
    pub track: Option<Track>,
    /// In this state.
    pub state: Option<State>,
    /// Required by a version of this scope (by its name) that is not over.
    pub scope: Option<String>,
    /// With this number, and this version of it.
    pub number: Option<(u16, Option<u32>)>,
}

/// The name of the scope that somebody means by its name, the name of its file, or the end of either (`iaas`).
///
/// # Errors
/// The names of all scopes, where there is no such scope.
pub fn find_scope(trace: &Trace<'_>, query: &str) -> Result<String, Vec<String>> {
    let query = query.trim().to_lowercase();
    let query = query.strip_suffix(".yaml").unwrap_or(&query);
    let versions = || trace.versions.iter().rev();
    let is = |version: &&ScopeVersion<'_>| {
        version.scope.to_lowercase() == query || version.stem.is_some_and(|stem| stem.to_lowercase() == query)
    };
    let ends = |version: &&ScopeVersion<'_>| {
        let last = version.scope.rsplit([' ', '-']).next().unwrap_or_default();
        last.to_lowercase() == query
    };
    let found = versions().find(is).or_else(|| versions().find(ends));
    found.map(|version| version.scope.to_owned()).ok_or_else(|| {
        let names: BTreeSet<String> = trace.versions.iter().map(|version| version.scope.to_owned()).collect();
        names.into_iter().collect()
    })
}

/// What a version of a standard lacks for three ticks at a date.
pub fn missing(trace: &Trace<'_>, document: &Document, at: Date) -> Vec<Missing> {
    let index = trace.corpus.index_of(document);
    index.map(|index| StandardTrace::of(trace, index, document, at).missing(trace, at)).unwrap_or_default()
}

/// The matrix: one row for each version of a standard or decision.
pub fn matrix(cases: &CaseTraces<'_, '_>, at: Date, filter: &Filter) -> Table {
    let trace = cases.trace;
    let columns = vec![
        Column::new("mark", " ", 9),
        Column::new("id", "Standard", 9),
        Column { key: "title", title: "Title", keep: 3, cut: true },
        Column::new("track", "Track", 1),
        Column::new("state", "State", 6),
        Column::new("required_by", "Required by", 8),
        Column::new("automated", "Auto", 9),
        Column::new("manual", "Manual", 9),
        Column::cut("missing", "Missing"),
        Column::hidden("ticks"),
        Column::hidden("standardized"),
        Column::hidden("required"),
        Column::hidden("tested"),
        Column::hidden("state_words"),
        Column::hidden("supplements"),
        Column::hidden("tests"),
        Column::hidden("scripts"),
        Column::hidden("scopes"),
        Column::hidden("path"),
    ];
    let corpus = trace.corpus;
    let lead = common_words(trace);
    let documents =
        super::register::in_order(corpus).into_iter().filter(|document| wanted(trace, document, filter, at));
    let rows = documents.filter_map(|document| {
        let row = StandardTrace::of(trace, corpus.index_of(document)?, document, at);
        let of_scope = |name: &String| row.required.iter().any(|(version, _)| version.scope == name);
        filter.scope.as_ref().is_none_or(of_scope).then(|| cells(cases, &row, lead, at))
    });
    Table { rows: rows.collect(), columns }
}

/// Standards and decisions, whatever a scope requires, and what does not tell its type. No scopes, supplements and
/// other procedures.
fn wanted(trace: &Trace<'_>, document: &Document, filter: &Filter, at: Date) -> bool {
    let required = || trace.corpus.index_of(document).is_some_and(|index| trace.requiring(index).next().is_some());
    let kind = match document.kind {
        Some(DocumentType::Procedural) => filter.number.is_some() || required(),
        Some(DocumentType::Supplement) => false,
        _ => document.track() != Some(Track::Scopes),
    };
    kind && document.is_versioned()
        && filter.track.is_none_or(|track| document.track() == Some(track))
        && filter.state.is_none_or(|state| document.life.state(at) == state)
        && filter.number.is_none_or(|(number, version)| {
            document.name.number == Some(number) && version.is_none_or(|version| document.name.version == version)
        })
}

fn cells(known: &CaseTraces<'_, '_>, row: &StandardTrace<'_, '_>, lead: usize, at: Date) -> Vec<Cell> {
    let trace = known.trace;
    let document = row.document;
    let ticks = row.ticks(at);
    let yes = |yes: bool| Cell::text(if yes { "yes" } else { "no" });
    let short = |version: &ScopeVersion<'_>| version.label().get(lead..).unwrap_or_default().to_owned();
    let scripts: BTreeSet<String> = row.cases.iter().flat_map(|id| known.script_names(id)).collect();
    let supplements = trace.corpus.supplements(document).into_iter().map(Document::id).collect();
    vec![
        Cell::text("✓".repeat(ticks)),
        Cell::text(document.id()),
        Cell::text(document.title()),
        Cell::maybe(document.track().map(Track::name)),
        Cell::text(document.life.state(at).name()),
        Cell::List(row.in_force().map(short).collect()),
        Cell::Number(row.automated),
        Cell::Number(row.cases.len() - row.automated),
        Cell::List(row.missing(trace, at).iter().map(|missing| missing.words(words::english())).collect()),
        Cell::Number(ticks),
        yes(row.standardized),
        yes(row.in_force().next().is_some()),
        yes(row.tested),
        Cell::text(state_words(document, at)),
        Cell::List(supplements),
        Cell::List(row.cases.iter().map(|id| (*id).to_owned()).collect()),
        Cell::List(scripts.into_iter().collect()),
        Cell::Items(row.required.iter().map(|(version, _)| (version.label(), version.words())).collect()),
        Cell::text(&document.path),
    ]
}

/// Length of the words that the names of all scopes begin with, where there are several: they tell nothing in a cell.
fn common_words(trace: &Trace<'_>) -> usize {
    let names: BTreeSet<&str> = trace.versions.iter().map(|version| version.scope).collect();
    let Some(first) = names.first().filter(|_| names.len() > 1) else { return 0 };
    let ends = first.match_indices(' ').map(|(at, _)| at + 1);
    let mut shared = ends.filter(|end| names.iter().all(|name| name.get(..*end) == first.get(..*end)));
    shared.next_back().unwrap_or(0)
}
