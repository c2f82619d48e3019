//! Test cases: a table of those of one standard, and one as a record.

use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::testcases::number_of;
use crate::model::trace::{CaseTraces, Naming, Place, Trace, trace_links};
use crate::text::path::file_name;
use crate::view::table::{Cell, Column, Record, Table};
use std::collections::{BTreeMap, BTreeSet};

/// A place as `path:line`.
fn line(corpus: &Corpus, place: Place<'_>) -> String {
    let line = corpus.source(place.path).map_or(0, |source| source.line_of(place.span.start as usize));
    format!("{}:{}", place.path, line + 1)
}

/// The name of a script as tables show it; a person is `manual`.
fn script_name(corpus: &Corpus, script: Option<&str>) -> String {
    script.map_or("manual".to_owned(), |script| corpus.script_path(script).unwrap_or_else(|| script.to_owned()))
}

/// How a text names a test case, in words.
fn naming_words(naming: Naming<'_>) -> String {
    match naming {
        Naming::Pattern(pattern) => format!("as {}", pattern.text),
        _ => String::new(),
    }
}

/// The ids that belong to a number, or to one version of it: tied to a document, declared or named by a supplement of
/// it, or with the number in the id.
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

impl CaseTraces<'_, '_> {
    /// The names of the scripts that report on a test case.
    pub(super) fn script_names(&self, id: &str) -> impl Iterator<Item = String> {
        self.scripts(id).into_iter().map(|(script, _)| script_name(self.trace.corpus, script))
    }

    /// A table of the test cases with these ids.
    pub fn table(&self, ids: &BTreeSet<String>) -> Table {
        let columns = vec![
            Column::new("id", "Test case", 9),
            Column::new("target", "Target", 6),
            Column::new("script", "Script", 5),
            Column::new("where", "Documented", 7),
            Column::cut("needed_by", "Needed by, since"),
            Column::hidden("kind"),
            Column::hidden("standards"),
            Column::hidden("modules"),
            Column::hidden("scripts"),
            Column::hidden("documented"),
            Column::hidden("scopes"),
            Column::hidden("description"),
        ];
        let trace = self.trace;
        let lead = super::common_words(trace);
        let rows = ids.iter().map(|id| {
            let fields: BTreeMap<&str, Cell> =
                self.record(id).fields.into_iter().map(|(key, _, cell)| (key, cell)).collect();
            let of = |key: &str| fields.get(key).cloned().unwrap_or(Cell::Missing);
            let items = |key: &str| match of(key) {
                Cell::Items(items) => items,
                _ => Vec::new(),
            };
            let mut files: Vec<String> =
                items("scripts").into_iter().map(|(name, _)| file_name(&name).to_owned()).collect();
            files.sort();
            files.dedup();
            let places = items("documented").into_iter().take(1).map(|(place, _)| place_in_short(trace.corpus, &place));
            let needed = self.needed(id);
            let (in_force, others): (Vec<_>, Vec<_>) =
                needed.into_iter().map(|(version, _)| version).partition(|version| version.in_force());
            let coming = others.into_iter().filter(|version| version.current);
            let shown = if in_force.is_empty() { coming.collect() } else { in_force };
            let in_use = shown.into_iter().map(|version| {
                let when = version.since().filter(|_| version.in_force());
                let when = when.map_or_else(|| version.words(), |date| date.to_string());
                format!("{} {when}", version.label().get(lead..).unwrap_or_default())
            });
            vec![
                Cell::text(id.as_str()),
                of("targets"),
                Cell::List(files),
                Cell::List(places.collect()),
                Cell::List(in_use.collect()),
                of("kind"),
                of("standards"),
                of("modules"),
                of("scripts"),
                of("documented"),
                of("scopes"),
                of("description"),
            ]
        });
        Table { rows: rows.collect(), columns }
    }

    /// One test case with everything that hangs together with it.
    pub fn record(&self, id: &str) -> Record {
        let corpus = self.trace.corpus;
        let facts = self.case(id);
        let missing = [
            (facts.documented.is_empty(), "no text explains it"),
            (facts.modules.is_empty() && facts.declared.is_empty(), "no module lists it"),
            (number_of(id).is_some() && facts.standards.is_empty(), "no standard is tied to it"),
            (facts.needed.is_empty(), "no version of a scope needs it"),
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
            ("scopes", "Needed by", Cell::Items(needed.collect())),
            ("missing", "Missing", Cell::List(missing.collect())),
        ];
        Record { title: id.to_owned(), fields }
    }
}

/// `scs-0104-w1:72` for a place in a document.
fn place_in_short(corpus: &Corpus, place: &str) -> String {
    let (path, line) = place.rsplit_once(':').unwrap_or((place, ""));
    let name = corpus.by_file(file_name(path)).map_or_else(|| file_name(path).to_owned(), Document::id);
    format!("{name}:{line}")
}
