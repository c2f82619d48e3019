//! Test cases: a table of those of one standard, and one as a record.

use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::requirements::ModulePlace;
use crate::model::testcases::number_of;
use crate::model::trace::{Naming, Place, ScopeVersion, Tie, TieSource, Trace, named, ties};
use crate::report::table::{Cell, Column, Record, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most places that are named for one test case.
const MAX_PLACES: usize = 20;

/// A place as `path:line`.
fn line(corpus: &Corpus, place: Place<'_>) -> String {
    let line = corpus.source(place.path).map_or(0, |source| source.line_of(place.span.start as usize));
    format!("{}:{}", place.path, line + 1)
}

/// The scripts that report on a test case, each with where it says so; a person is `manual`.
pub(super) fn scripts(corpus: &Corpus, id: &str) -> Vec<(String, String)> {
    let Some(case) = corpus.tests.cases.get(id) else { return Vec::new() };
    let mut found: Vec<(String, String)> = Vec::new();
    for place in case.scripts.iter().take(MAX_PLACES) {
        let Some(scope) = corpus.scopes.get(place.scope) else { continue };
        let script = scope.scripts.get(place.index).and_then(|script| script.executable.as_ref());
        let name = script.map_or("manual".to_owned(), |script| corpus.script_path(&script.text));
        found.push((name, line(corpus, Place::new(&scope.path, place.span))));
    }
    for mention in case.mentions.iter().filter(|mention| mention.declared).take(MAX_PLACES) {
        let Some(document) = corpus.documents.get(mention.document) else { continue };
        let mut declared = crate::model::testcases::declared(document);
        let Some(case) = declared.find(|case| case.id.span == mention.span) else { continue };
        let script = case.executable.filter(|_| !case.manual()).and_then(|node| node.as_str());
        let name = script.map_or("manual".to_owned(), |script| corpus.script_path(script));
        found.push((name, line(corpus, Place::new(&document.path, mention.span))));
    }
    found
}

/// Where documents name a test case: `path:line`, and how.
fn documented(corpus: &Corpus, id: &str) -> Vec<(String, String)> {
    let places = named(corpus, id).filter(|(_, naming)| *naming != Naming::Declared).take(MAX_PLACES);
    let words = |naming| match naming {
        Naming::Pattern(pattern) => format!("as {}", pattern.text),
        _ => String::new(),
    };
    places.map(|(place, naming)| (line(corpus, place), words(naming))).collect()
}

/// The ids that belong to a number, or to one version of it: tied to a document, declared or named by a supplement of
/// it, or with the number in the id.
pub fn of_number(trace: &Trace<'_>, number: u16, version: Option<u32>) -> BTreeSet<String> {
    let corpus = trace.corpus;
    let versions = corpus.versions(number).into_iter();
    let versions = versions.filter(|document| version.is_none_or(|version| document.name.version == version));
    let indexes = versions.filter_map(|document| corpus.index_of(document));
    let mut ids: BTreeSet<String> =
        indexes.flat_map(|index| ties(corpus, index)).map(|tie| tie.id.to_owned()).collect();
    if version.is_none() {
        ids.extend(corpus.tests.of_number(number).map(str::to_owned));
    }
    ids
}

/// Test cases with what they belong to and what needs them.
pub struct Cases<'t, 'a> {
    trace: &'t Trace<'a>,
    /// Documents by their indexes, with what ties the test case to them.
    ties: HashMap<&'a str, BTreeMap<usize, Vec<Tie<'a>>>>,
    /// Indexes of the requirements, with the target.
    needed: HashMap<&'a str, BTreeMap<usize, &'a str>>,
}

impl<'t, 'a> Cases<'t, 'a> {
    /// The test cases of a register.
    pub fn of(trace: &'t Trace<'a>) -> Self {
        let mut cases = Cases { trace, ties: HashMap::new(), needed: HashMap::new() };
        for document in 0..trace.corpus.documents.len() {
            for tie in ties(trace.corpus, document) {
                cases.ties.entry(tie.id).or_default().entry(document).or_default().push(tie);
            }
        }
        for (index, requirement) in trace.requirements.iter().enumerate() {
            for tie in trace.decisive(requirement) {
                cases.needed.entry(tie.id).or_default().entry(index).or_insert(tie.target);
            }
        }
        cases
    }

    /// The versions of scopes that need a test case, each with since when and for which target.
    fn needed(&self, id: &str) -> Vec<(&ScopeVersion<'a>, &'a str)> {
        let found = self.needed.get(id).into_iter().flatten().filter_map(|(index, target)| {
            let requirement = self.trace.requirements.get(*index)?;
            Some((requirement.version, *target))
        });
        let found: BTreeMap<usize, &str> = found.collect();
        let found = found.into_iter();
        found.filter_map(|(version, target)| Some((self.trace.versions.get(version)?, target))).collect()
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
            let mut files: Vec<String> = items("scripts").into_iter().map(|(name, _)| file(&name).to_owned()).collect();
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
        let trace = self.trace;
        let corpus = trace.corpus;
        let none = BTreeMap::new();
        let case = corpus.tests.cases.get(id);
        let standards = self.ties.get(id).unwrap_or(&none);
        let (mut modules, mut targets, mut declared) = (Vec::new(), BTreeSet::new(), Vec::new());
        for tie in standards.values().flatten() {
            if !tie.target.is_empty() {
                targets.insert(tie.target.to_owned());
            }
            if let TieSource::Supplement(_, case) = &tie.source {
                let labels: Vec<&str> = case.versions().map(|(label, _)| label).collect();
                declared.push((line(corpus, tie.place), format!("{}, {}", labels.join(" "), tie.target)));
            }
        }
        for place in case.map(|case| case.modules.as_slice()).unwrap_or_default().iter().take(MAX_PLACES) {
            let Some(scope) = corpus.scopes.get(place.scope) else { continue };
            let module = ModulePlace { scope: place.scope, module: place.index };
            if let Some(tie) = Tie::of_module(scope, module).find(|tie| tie.place.span == place.span)
                && let TieSource::Module(_, module) = tie.source
            {
                targets.insert(tie.target.to_owned());
                modules.push((module.id.text.clone(), format!("{}, {}", tie.target, line(corpus, tie.place))));
            }
        }
        declared.dedup();
        let documented = documented(corpus, id);
        let needed: Vec<(String, String)> = self
            .needed(id)
            .into_iter()
            .map(|(version, target)| (version.label(), format!("{}, {target}", version.words())))
            .collect();
        let mut missing = Vec::new();
        let mut lack = |absent: bool, words: &str| {
            if absent {
                missing.push(words.to_owned());
            }
        };
        lack(documented.is_empty(), "no text explains it");
        lack(modules.is_empty() && declared.is_empty(), "no module lists it");
        lack(number_of(id).is_some() && standards.is_empty(), "no standard is tied to it");
        lack(needed.is_empty(), "no version of a scope needs it");
        let automated = trace.automated(id);
        let standard = |(index, _): (&usize, _)| corpus.documents.get(*index).map(Document::id);
        let fields = vec![
            ("id", "", Cell::text(id)),
            ("description", "Checks", Cell::maybe(description(corpus, id))),
            ("kind", "Kind", Cell::text(if automated { "automated" } else { "manual" })),
            ("targets", "Target", Cell::List(targets.into_iter().collect())),
            ("standards", "Standards", Cell::List(standards.iter().filter_map(standard).collect())),
            ("documented", "Documented", Cell::Items(documented)),
            ("declared", "Declared", Cell::Items(declared)),
            ("scripts", "Script", Cell::Items(scripts(corpus, id))),
            ("modules", "Modules", Cell::Items(modules)),
            ("scopes", "Needed by", Cell::Items(needed)),
            ("missing", "Missing", Cell::List(missing)),
        ];
        Record { title: id.to_owned(), fields }
    }
}

fn file(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `scs-0104-w1:72` for a place in a document.
fn place_in_short(corpus: &Corpus, place: &str) -> String {
    let (path, line) = place.rsplit_once(':').unwrap_or((place, ""));
    let name = corpus.by_file(file(path)).map_or_else(|| file(path).to_owned(), Document::id);
    format!("{name}:{line}")
}

/// What a test case checks, as a scope file or a supplement describes it.
fn description(corpus: &Corpus, id: &str) -> Option<String> {
    let case = corpus.tests.cases.get(id)?;
    if let Some(place) = case.scripts.first() {
        let script = corpus.scopes.get(place.scope)?.scripts.get(place.index)?;
        let found = script.testcases.iter().find(|case| case.id.text == id)?;
        return (!found.description.is_empty()).then(|| found.description.clone());
    }
    let mention = case.mentions.iter().find(|mention| mention.declared)?;
    let mut declared = crate::model::testcases::declared(corpus.documents.get(mention.document)?);
    let found = declared.find(|case| case.id.span == mention.span)?;
    found.node.text("description").map(|text| text.trim().to_owned())
}
