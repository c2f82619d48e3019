//! Requirements as tables: one row for each, and how many of them are tested.

use super::document::in_order;
use super::table::{Cell, Column, Table};
use crate::model::compliance::clouds::Cloud;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::State;
use crate::model::requirements::{Cover, Coverage, Coverings, Requirement, Tested, requirements};
use crate::model::statements::Level;
use crate::words::{self, Words};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Which requirements a table has; what is empty lets all through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this document, by its index.
    pub document: Option<usize>,
    pub track: Option<Track>,
    pub state: Option<State>,
    /// Of documents that these versions of scopes require, by their indexes in [`Trace::versions`].
    pub versions: Option<Vec<usize>>,
    /// With a keyword of this level.
    pub level: Option<Level>,
    pub tested: Vec<Tested>,
}

/// A requirement with what tests it.
pub struct Row<'a> {
    pub requirement: Requirement<'a>,
    /// Its test cases.
    pub cover: Cover<'a>,
    /// The versions of scopes that require its document and are not over: name, and validity in words.
    pub scopes: Vec<(String, String)>,
    /// The environments whose test cases for it all pass; nothing if there are no reports.
    pub passing: Option<Vec<String>>,
    pub state: State,
    /// The address of the requirement.
    pub url: String,
    automated: BTreeSet<&'a str>,
}

impl Row<'_> {
    /// The test cases that cover it, each with what decides it.
    fn cases(&self) -> Vec<(String, String)> {
        let kind = |id: &&str| if self.automated.contains(id) { "automated" } else { "manual" };
        self.cover.cases.iter().map(|id| ((*id).to_owned(), kind(id).to_owned())).collect()
    }
}

/// The environments whose test cases all pass, of those that have any of them in their scopes.
pub fn passing(clouds: &[Cloud<'_>], cases: &[&str], at: Date) -> Vec<String> {
    let passes = |cloud: &&Cloud<'_>| {
        let scopes = cloud.scopes.iter().flat_map(|scope| {
            let known = cases.iter().filter_map(|id| scope.plan.case(id));
            let subjects = scope.subjects.iter().map(|(_, of)| &of.standing);
            known.flat_map(move |case| subjects.clone().map(move |standing| standing.current(case, at)))
        });
        let results: Vec<bool> = scopes.map(|latest| latest.is_some_and(|latest| latest.result == 1)).collect();
        !results.is_empty() && results.into_iter().all(|passed| passed)
    };
    clouds.iter().filter(passes).map(|cloud| cloud.environment.id.clone()).collect()
}

/// The requirements and possibly normative sentences that a filter lets through, by document and in the order of the text.
/// Their test cases are those of the scope versions in the filter, else of all scope versions.
pub fn rows<'a>(
    coverings: &Coverings<'_, 'a>,
    filter: &Filter,
    clouds: Option<&[Cloud<'_>]>,
    at: Date,
) -> Vec<Row<'a>> {
    let trace = coverings.trace;
    let corpus = trace.corpus;
    let mut found = Vec::new();
    let documents = match filter.document {
        Some(only) => corpus.documents.get(only).into_iter().collect(),
        None => in_order(corpus),
    };
    for document in documents {
        let Some(index) = corpus.index_of(document) else { continue };
        let state = document.life.state(at);
        let wanted = filter.track.is_none_or(|track| document.track() == Some(track))
            && filter.state.is_none_or(|only| only == state);
        let Some(cases) = cases(coverings, filter, index).filter(|_| wanted) else { continue };
        let current = trace.requiring(index).map(|(version, _)| version).filter(|version| version.current);
        let scopes: Vec<(String, String)> = current.map(|version| (version.label(), version.words())).collect();
        for requirement in requirements(document, index) {
            let cover = coverings.cover(&requirement, &cases);
            let fits = filter.level.is_none_or(|level| requirement.level() == level)
                && (filter.tested.is_empty() || filter.tested.contains(&cover.tested));
            if !fits {
                continue;
            }
            found.push(Row {
                passing: clouds.filter(|_| !cover.cases.is_empty()).map(|clouds| passing(clouds, &cover.cases, at)),
                automated: cover.cases.iter().copied().filter(|id| trace.automated(id)).collect(),
                url: format!("{}#{}", corpus.config.page_url(document.name.stem()), requirement.fragment()),
                scopes: scopes.clone(),
                state,
                cover,
                requirement,
            });
        }
    }
    found
}

/// The test cases that count for a document: those of the versions of the filter, else all; nothing if none of the
/// versions requires it.
fn cases<'a>(coverings: &Coverings<'_, 'a>, filter: &Filter, document: usize) -> Option<BTreeSet<&'a str>> {
    let Some(versions) = &filter.versions else { return Some(coverings.cases(document)) };
    let requiring = coverings.trace.requiring(document).map(|(_, required)| required);
    let mut requiring = requiring.filter(|required| versions.contains(&required.version)).peekable();
    requiring.peek()?;
    Some(requiring.flat_map(|required| coverings.trace.decisive(required)).map(|link| link.id).collect())
}

pub fn table(rows: Vec<Row<'_>>) -> Table<Row<'_>> {
    let columns = vec![
        Column::new("id", "Requirement", |row: &Row<'_>| Cell::text(row.requirement.id())),
        Column::new("keyword", "Keyword", |row| Cell::text(row.requirement.keyword())),
        Column::text("text", "Text", |row| Cell::text(&row.requirement.statement.text)),
        Column::text("section", "Section", |row: &Row<'_>| Cell::maybe(row.requirement.section())).optional(),
        Column::new("state", "State", |row: &Row<'_>| Cell::text(row.state.name())).optional(),
        Column::new("tested", "Tested", |row| Cell::text(row.cover.tested.name())),
        Column::text("", "Test cases", |row| {
            if row.cover.cases.is_empty() && !row.cover.of_standard.is_empty() {
                let manual = if row.cover.tested == Tested::No { "manual, " } else { "" };
                return Cell::text(format!("{manual}{} for this standard", row.cover.of_standard.len()));
            }
            Cell::list(&row.cover.cases)
        }),
        Column::text("", "Passed by", |row| Cell::list(row.passing.iter().flatten())),
        Column::data("standard", |row| Cell::text(row.requirement.document.id())),
        Column::data("title", |row| Cell::text(row.requirement.document.title())),
        Column::data("track", |row| Cell::maybe(row.requirement.document.track().map(Track::name))),
        Column::data("number", |row| row.requirement.number.map_or(Cell::Missing, |n| Cell::Number(n as usize))),
        Column::data("sentence", |row| Cell::text(row.requirement.statement.sentence())),
        Column::data("items", |row| Cell::list(&row.requirement.statement.items)),
        Column::data("test_cases", |row| Cell::Items(row.cases())),
        Column::data("test_cases_of_standard", |row| Cell::list(&row.cover.of_standard)),
        Column::data("scopes", |row| Cell::Items(row.scopes.clone())),
        Column::data("passed_by", |row| row.passing.as_ref().map_or(Cell::Missing, Cell::list)),
        Column::data("url", |row| Cell::text(&row.url)),
        Column::data("anchor", |row| Cell::text(row.requirement.anchor)),
        Column::data("path", |row| Cell::text(&row.requirement.document.path)),
    ];
    Table { columns, rows }
}

/// Coverage of these requirements, without possibly normative sentences.
pub fn coverage<'r, 'a: 'r>(rows: impl IntoIterator<Item = &'r Row<'a>>) -> Coverage {
    let mut coverage = Coverage::default();
    for row in rows.into_iter().filter(|row| row.requirement.number.is_some()) {
        coverage.add(row.requirement.level(), row.cover.tested);
    }
    coverage
}

/// The coverage of one level in words: `MUST 12 of 14 tested, 2 manual`; nothing if there are none.
pub fn level_words(coverage: &Coverage, level: Level, words: &Words) -> Option<String> {
    let number = |count: usize| count.to_string();
    let total = coverage.total(level);
    let values =
        [("level", level.name()), ("count", &number(coverage.count(level, Tested::Yes))), ("total", &number(total))];
    let mut text = words.fill("coverage", &values);
    for (tested, key) in [(Tested::Manual, "coverage_manual"), (Tested::Unstated, "coverage_unstated")] {
        let count = coverage.count(level, tested);
        if count > 0 {
            text.push_str(&words.fill(key, &[("count", &number(count))]));
        }
    }
    (total > 0).then_some(text)
}

/// The coverage in words, by levels.
pub fn coverage_words(coverage: &Coverage, words: &Words) -> String {
    let levels = Level::ALL.into_iter().filter_map(|level| level_words(coverage, level, words));
    levels.collect::<Vec<_>>().join("; ")
}

/// A row of the table of coverage: a version of a scope, or a document.
pub struct CoverageRow<'a> {
    /// `SCS-compatible IaaS v5.1`, or `scs-0302-v1`.
    pub name: String,
    /// The document; nothing for a scope.
    pub document: Option<&'a Document>,
    /// The index of the version in [`Trace::versions`]; nothing for a document.
    pub version: Option<usize>,
    pub coverage: Coverage,
    /// Number of its possibly normative sentences.
    pub possible: usize,
}

/// The coverage of the versions of scopes that are not over, and of all documents that a filter lets through.
pub fn coverages<'a>(coverings: &Coverings<'_, 'a>, filter: &Filter, at: Date) -> Vec<CoverageRow<'a>> {
    let of = |name: String, rows: &[&Row<'a>]| CoverageRow {
        name,
        document: None,
        version: None,
        coverage: coverage(rows.iter().copied()),
        possible: rows.iter().filter(|row| row.requirement.number.is_none()).count(),
    };
    let mut found = Vec::new();
    let versions = coverings.trace.versions.iter().enumerate();
    for (index, version) in versions.filter(|(_, version)| version.current) {
        let wanted = filter.versions.as_ref().is_none_or(|versions| versions.contains(&index));
        if wanted && filter.document.is_none() {
            let filter = Filter { versions: Some(vec![index]), ..filter.clone() };
            let rows = rows(coverings, &filter, None, at);
            found.push(CoverageRow { version: Some(index), ..of(version.label(), &rows.iter().collect::<Vec<_>>()) });
        }
    }
    let all = rows(coverings, filter, None, at);
    let mut documents: BTreeMap<usize, Vec<&Row<'a>>> = BTreeMap::new();
    let mut order = Vec::new();
    for row in &all {
        let known = documents.entry(row.requirement.index).or_default();
        if known.is_empty() {
            order.push(row.requirement.document);
        }
        known.push(row);
    }
    found.extend(order.into_iter().filter_map(|document| {
        let rows = documents.get(&coverings.trace.corpus.index_of(document)?)?;
        Some(CoverageRow { document: Some(document), ..of(document.id(), rows) })
    }));
    found
}

pub fn coverage_table(rows: Vec<CoverageRow<'_>>) -> Table<CoverageRow<'_>> {
    let columns = vec![
        Column::text("name", "Scope version or document", |row: &CoverageRow<'_>| Cell::text(&row.name)),
        Column::text("coverage", "Coverage", |row| Cell::text(coverage_words(&row.coverage, words::english()))),
        Column::new("possible", "Possibly normative", |row: &CoverageRow<'_>| Cell::Number(row.possible)).optional(),
        Column::data("kind", |row| Cell::text(if row.document.is_some() { "document" } else { "scope" })),
        Column::data("title", |row| Cell::maybe(row.document.map(Document::title))),
        Column::data("must", |row| Cell::Number(row.coverage.total(Level::Must))),
        Column::data("must_tested", |row| Cell::Number(row.coverage.count(Level::Must, Tested::Yes))),
        Column::data("must_manual", |row| Cell::Number(row.coverage.count(Level::Must, Tested::Manual))),
        Column::data("must_unstated", |row| Cell::Number(row.coverage.count(Level::Must, Tested::Unstated))),
        Column::data("must_untested", |row| Cell::Number(row.coverage.count(Level::Must, Tested::No))),
        Column::data("should", |row| Cell::Number(row.coverage.total(Level::Should))),
        Column::data("should_tested", |row| Cell::Number(row.coverage.count(Level::Should, Tested::Yes))),
        Column::data("should_manual", |row| Cell::Number(row.coverage.count(Level::Should, Tested::Manual))),
        Column::data("may", |row| Cell::Number(row.coverage.total(Level::May))),
        Column::data("may_tested", |row| Cell::Number(row.coverage.count(Level::May, Tested::Yes))),
    ];
    Table { columns, rows }
}
