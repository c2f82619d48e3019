//! Test cases: a table of those of a standard, and a record of one.

use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::testcases::number_of;
use crate::model::trace::{CaseTraces, Naming, Place, Trace, trace_links};
use crate::text::path::file_name;
use crate::view::table::{Cell, Column, Record, Table};
use std::collections::BTreeSet;

/// A location as `path:line`.
fn line(corpus: &Corpus, place: Place<'_>) -> String {
    let line = corpus.source(place.path).map_or(0, |source| source.line_of(place.span.start as usize));
    format!("{}:{}", place.path, line + 1)
}

/// The name of a script in tables; `manual` for a manual check.
fn script_name(corpus: &Corpus, script: Option<&str>) -> String {
    script.map_or("manual".to_owned(), |script| corpus.script_path(script).unwrap_or_else(|| script.to_owned()))
}

/// The kind of a mention of a test case, in words.
fn naming_words(naming: Naming<'_>) -> String {
    match naming {
        Naming::Pattern(pattern) => format!("as {}", pattern.text),
        _ => String::new(),
    }
}

/// The IDs that belong to a number, or to one version of it: related to a document, declared or named by a supplement of
/// it, or with the number in the ID.
pub fn of_number(trace: &Trace<'_>, number: u16, version: Option<u32>) -> BTreeSet<String> {
    let corpus = trace.corpus;
    let versions = corpus.versions(number).into_iter();
    let versions = versions.filter(|document| version.is_none_or(|version| document.name.version == version));
    let indexes = versions.filter_map(|document| corpus.index_of(document));
    let mut ids: BTreeSet<String> =
        indexes.flat_map(|index| trace_links(corpus, index)).map(|link| link.id.to_owned()).collect();
    if version.is_none() {
        ids.extend(corpus.tests.of_number(number).map(str::to_owned));
    }
    ids
}

/// A row of the table of test cases.
pub struct CaseRow<'i> {
    id: &'i str,
    files: BTreeSet<String>,
    documented: Option<String>,
    required_by: Vec<String>,
    record: Record,
}

impl CaseRow<'_> {
    fn field(&self, key: &str) -> Cell {
        let found = self.record.fields.iter().find(|(known, ..)| *known == key);
        found.map_or(Cell::Missing, |(_, _, cell)| cell.clone())
    }
}

impl CaseTraces<'_, '_> {
    /// The names of the scripts of a test case.
    pub(super) fn script_names(&self, id: &str) -> impl Iterator<Item = String> {
        self.scripts(id).into_iter().map(|(script, _)| script_name(self.trace.corpus, script))
    }

    /// A table of the test cases with these IDs.
    pub fn table<'i>(&self, ids: &'i BTreeSet<String>) -> Table<CaseRow<'i>> {
        let columns = vec![
            Column::new("id", "Test case", |row: &CaseRow<'_>| Cell::text(row.id)),
            Column::new("target", "Target", |row| row.field("targets")),
            Column::text("script", "Script", |row| Cell::list(&row.files)),
            Column::new("where", "Documented", |row| Cell::maybe(row.documented.as_ref())),
            Column::text("required_by", "Required by, since", |row| Cell::list(&row.required_by)),
            Column::data("kind", |row| row.field("kind")),
            Column::data("standards", |row| row.field("standards")),
            Column::data("modules", |row| row.field("modules")),
            Column::data("scripts", |row| row.field("scripts")),
            Column::data("documented", |row| row.field("documented")),
            Column::data("scopes", |row| row.field("scopes")),
            Column::data("description", |row| row.field("description")),
        ];
        let lead = super::common_words(self.trace);
        let rows = ids.iter().map(|id| {
            let record = self.record(id);
            let names = |key: &str| match record.fields.iter().find(|(known, ..)| *known == key) {
                Some((_, _, Cell::Items(items))) => items.iter().map(|(name, _)| name.clone()).collect(),
                _ => Vec::new(),
            };
            let files = names("scripts").iter().map(|name| file_name(name).to_owned()).collect();
            let documented = names("documented").first().map(|place| short_location(self.trace.corpus, place));
            let (in_force, others): (Vec<_>, Vec<_>) =
                self.needed(id).into_iter().map(|(version, _)| version).partition(|version| version.in_force());
            let future = others.into_iter().filter(|version| version.current);
            let shown = if in_force.is_empty() { future.collect() } else { in_force };
            let required_by = shown.into_iter().map(|version| {
                let when = version.since().filter(|_| version.in_force());
                let when = when.map_or_else(|| version.words(), |date| date.to_string());
                format!("{} {when}", version.label().get(lead..).unwrap_or_default())
            });
            CaseRow { id, required_by: required_by.collect(), files, documented, record }
        });
        Table { columns, rows: rows.collect() }
    }

    /// One test case with all related facts.
    pub fn record(&self, id: &str) -> Record {
        let corpus = self.trace.corpus;
        let facts = self.case(id);
        let missing = [
            (facts.documented.is_empty(), "not documented"),
            (facts.modules.is_empty() && facts.declared.is_empty(), "not in any module"),
            (number_of(id).is_some() && facts.standards.is_empty(), "no related standard"),
            (facts.needed.is_empty(), "not required by any scope version"),
        ];
        let missing = missing.into_iter().filter(|(lacks, _)| *lacks).map(|(_, words)| words.to_owned());
        let text = |words: &BTreeSet<&str>| words.iter().map(|word| (*word).to_owned()).collect();
        let documented = facts.documented.iter().map(|(place, naming)| (line(corpus, *place), naming_words(*naming)));
        let declared = facts.declared.iter();
        let declared =
            declared.map(|(place, labels, target)| (line(corpus, *place), format!("{}, {target}", labels.join(" "))));
        let scripts = facts.scripts.iter().map(|(script, place)| (script_name(corpus, *script), line(corpus, *place)));
        let modules = facts.modules.iter();
        let modules = modules
            .map(|(module, target, place)| ((*module).to_owned(), format!("{target}, {}", line(corpus, *place))));
        let needed = facts.needed.iter();
        let needed = needed.map(|(version, target)| (version.label(), format!("{}, {target}", version.words())));
        let standards = facts.standards.iter().filter_map(|index| corpus.documents.get(*index).map(Document::id));
        let fields = vec![
            ("id", "", Cell::text(id)),
            ("description", "Checks", Cell::maybe(facts.description)),
            ("kind", "Kind", Cell::text(if facts.automated { "automated" } else { "manual" })),
            ("targets", "Target", Cell::List(text(&facts.targets))),
            ("standards", "Standards", Cell::List(standards.collect())),
            ("documented", "Documented", Cell::Items(documented.collect())),
            ("declared", "Declared", Cell::Items(declared.collect())),
            ("scripts", "Script", Cell::Items(scripts.collect())),
            ("modules", "Modules", Cell::Items(modules.collect())),
            ("scopes", "Required by", Cell::Items(needed.collect())),
            ("missing", "Missing", Cell::List(missing.collect())),
        ];
        Record { title: id.to_owned(), fields }
    }
}

/// `scs-0104-w1:72` for a location in a document.
fn short_location(corpus: &Corpus, place: &str) -> String {
    let (path, line) = place.rsplit_once(':').unwrap_or((place, ""));
    let name = corpus.by_file(file_name(path)).map_or_else(|| file_name(path).to_owned(), Document::id);
    format!("{name}:{line}")
}
