//! Traceability on pages: the matrix, test cases with links to all their locations,
//! and the scope versions that require a document.

use super::address::{Address, encode_fragment, encode_path};
use super::scopes::Scope;
use super::views::{Part, Reference, described, reference};
use crate::load::Found;
use crate::model::Corpus;
use crate::model::compliance::clouds::Cloud;
use crate::model::document::{Document, Track};
use crate::model::requirements::Coverings;
use crate::model::trace::{CaseTraces, Naming, Place, ScopeVersion, Trace, trace_links};
use crate::text::path::file_name;
use crate::view::trace::{Filter, matrix, of_number};
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Maximum number of test cases that a page shows.
pub const MAX_CASES: usize = 10_000;

/// Traceability and test cases.
pub struct Traced<'t, 'a> {
    pub trace: &'t Trace<'a>,
    pub cases: CaseTraces<'t, 'a>,
    pub coverings: Coverings<'t, 'a>,
    /// Cloud environments, if the register has any.
    pub clouds: Option<Vec<Cloud<'t>>>,
    at: Date,
    words: Words,
    /// Links to the pages of versions of scopes.
    pages: HashSet<String>,
    /// The test cases that documents declare or mention, by document index.
    named: HashMap<usize, Vec<&'t str>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The id on the page.
    pub anchor: String,
    /// Number of ticks, up to three.
    pub ticks: usize,
    /// The version of a standard.
    pub document: Reference,
    pub track: String,
    pub state: String,
    /// The scope versions that can be certified and require it.
    pub required_by: Vec<ScopeLink>,
    /// Number of automated test cases.
    pub automated: usize,
    /// Number of manual test cases.
    pub manual: usize,
    /// Link to the first of its test cases on the page.
    pub tests: Option<String>,
    /// Its gaps, as texts.
    pub missing: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ScopeLink {
    /// `SCS-compatible IaaS v5.1`
    pub label: String,
    pub scope: String,
    pub href: Option<String>,
    /// `effective since 2024-12-19`
    pub words: String,
    pub validity: &'static str,
    /// The target of a test case; empty elsewhere.
    pub target: String,
}

/// Test cases of one number that the same scripts decide.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// `scs-0104`, or the name of the group of others.
    pub name: String,
    pub title: String,
    /// Link to its page.
    pub href: Option<String>,
    /// The id on the page.
    pub anchor: String,
    /// The scripts that decide all of them; empty for manual checks.
    pub scripts: Vec<Reference>,
    pub cases: Vec<Case>,
}

/// A test case with links to all its locations.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    pub id: String,
    /// Its id on the page of all tests.
    pub anchor: String,
    /// Description, in pieces.
    pub description: Vec<Part>,
    pub automated: bool,
    pub targets: Vec<String>,
    /// The standards that it is related to.
    pub standards: Vec<Reference>,
    /// Mentions in texts.
    pub documented: Vec<Reference>,
    pub scripts: Vec<Reference>,
    /// The current scope versions that require it.
    pub scopes: Vec<ScopeLink>,
    /// Number of expired versions that required it.
    pub over: usize,
}

/// The anchor of a test case on the page of all tests: plain IDs unchanged, others in hexadecimal.
pub fn anchor(id: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    if !id.is_empty() && id.bytes().all(plain) {
        return format!("test.{id}");
    }
    let mut anchor = "test.x.".to_owned();
    anchor.extend(id.bytes().map(|byte| format!("{byte:02x}")));
    anchor
}

/// Link to the section of a document's page that contains a location.
pub fn section_href(document: &Document, place: Place<'_>) -> String {
    let section = document.body.section_at(place.span.start);
    let heading = section.and_then(|index| document.body.headings.get(index)).map(|heading| heading.anchor.as_str());
    let anchor = heading.filter(|anchor| !anchor.is_empty() && document.body.too_deep.is_none());
    let anchor = anchor.map(|anchor| format!("#{}", encode_fragment(anchor))).unwrap_or_default();
    format!("{}{anchor}", Address::document(document).href())
}

/// The name and the URL of a script, in the repository of tests if there is one, else in this one.
pub fn script_link(corpus: &Corpus, script: &str) -> (String, Option<String>) {
    let Some(path) = corpus.script_path(script) else { return (script.to_owned(), None) };
    let config = &corpus.config;
    let below = path.strip_prefix(&config.tests.folder).and_then(|rest| rest.strip_prefix('/'));
    let href = match (&config.tests.repository, below) {
        (Some(url), Some(below)) if url.starts_with("https://") => Some(format!("{url}/{}", encode_path(below))),
        (Some(_), _) => None,
        (None, _) => (corpus.found(&path) == Some(Found::File)).then(|| config.source_url(&path, false)),
    };
    (below.unwrap_or(&path).to_owned(), href)
}

impl<'t, 'a> Traced<'t, 'a> {
    /// Traceability on the date, in the language of the interface. Versions of `scopes` have pages.
    pub fn of(trace: &'t Trace<'a>, at: Date, scopes: &[Scope], words: &Words) -> Self {
        let mut named: HashMap<usize, Vec<&str>> = HashMap::new();
        for (id, case) in &trace.corpus.tests.cases {
            for mention in &case.mentions {
                named.entry(mention.document).or_default().push(id);
            }
        }
        let pages =
            scopes.iter().flat_map(|scope| scope.versions().filter_map(|version| scope.link(version))).collect();
        Traced {
            trace,
            cases: CaseTraces::of(trace),
            coverings: Coverings::of(trace),
            clouds: None,
            at,
            words: words.clone(),
            pages,
            named,
        }
    }

    pub fn scope_link(&self, version: &ScopeVersion<'_>, target: &str) -> ScopeLink {
        // A document may describe a version that the file does not have.
        let address = version.stem.and_then(|stem| Address::scope_version(stem, version.name));
        let href = address.map(|address| address.href()).filter(|href| self.pages.contains(href));
        ScopeLink {
            label: version.label(),
            scope: version.scope.to_owned(),
            href,
            words: version.words_in(&self.words),
            validity: version.validity.name(),
            target: target.to_owned(),
        }
    }

    /// The current scope versions that require a document; certifiable ones first.
    pub fn required_by(&self, document: &Document) -> Vec<ScopeLink> {
        let index = self.trace.corpus.index_of(document);
        let all = index.into_iter().flat_map(|index| self.trace.requiring(index));
        let mut current: Vec<_> = all.map(|(version, _)| version).filter(|version| version.current).collect();
        current.sort_by_key(|version| !version.in_force());
        current.into_iter().map(|version| self.scope_link(version, "")).collect()
    }

    /// A test case for pages.
    pub fn case(&self, id: &str) -> Case {
        let corpus = self.trace.corpus;
        let facts = self.cases.case(id);
        let mut documented: Vec<Reference> = Vec::new();
        let mut sections = BTreeSet::new();
        for (place, naming) in &facts.documented {
            let Some(document) = corpus.by_file(file_name(place.path)) else { continue };
            let href = section_href(document, *place);
            if !sections.insert(href.clone()) {
                continue;
            }
            let title = match naming {
                Naming::Pattern(pattern) => Some(self.words.fill("named_as", &[("pattern", &pattern.text)])),
                _ => Some(document.title().to_owned()),
            };
            documented.push(Reference { label: document.id(), title, href: Some(href) });
        }
        let mut scripts: BTreeMap<String, Option<String>> = BTreeMap::new();
        for script in facts.scripts.iter().filter_map(|(script, _)| *script) {
            let (name, href) = script_link(corpus, script);
            scripts.insert(name, href);
        }
        let (mut current, over): (Vec<_>, Vec<_>) = facts.needed.iter().partition(|(version, _)| version.current);
        current.sort_by_key(|(version, _)| !version.in_force());
        let standards = facts.standards.iter().filter_map(|index| corpus.documents.get(*index));
        Case {
            id: id.to_owned(),
            anchor: anchor(id),
            description: described(facts.description.unwrap_or_default()),
            automated: facts.automated,
            targets: facts.targets.iter().map(|target| (*target).to_owned()).collect(),
            standards: standards.map(reference).collect(),
            documented,
            scripts: scripts.into_iter().map(|(label, href)| Reference::to(label, href)).collect(),
            scopes: current.into_iter().map(|(version, target)| self.scope_link(version, target)).collect(),
            over: over.len(),
        }
    }

    /// Search terms of a test case besides its ID: description and scripts.
    pub fn words_of(&self, id: &str) -> String {
        let facts = self.cases.case(id);
        let scripts: BTreeSet<&str> = facts.scripts.iter().filter_map(|(script, _)| *script).collect();
        let words = facts.description.into_iter().chain(scripts);
        words.collect::<Vec<_>>().join(" ")
    }

    /// The IDs of the test cases that belong to a number.
    pub fn of_number(&self, number: u16) -> BTreeSet<String> {
        of_number(self.trace, number, None)
    }

    /// The IDs of the test cases that are related to a document; to a supplement, those that it declares or names.
    pub fn tests_of(&self, document: &Document) -> Vec<&'t str> {
        let corpus: &'t Corpus = self.trace.corpus;
        let Some(index) = corpus.index_of(document) else { return Vec::new() };
        let named = self.mentioned(index).iter().copied().filter(|_| document.is_supplement());
        let ids: BTreeSet<&str> = trace_links(corpus, index).into_iter().map(|link| link.id).chain(named).collect();
        ids.into_iter().collect()
    }

    /// The IDs of the test cases that a document declares or mentions, by its index.
    pub fn mentioned(&self, document: usize) -> &[&'t str] {
        self.named.get(&document).map(Vec::as_slice).unwrap_or_default()
    }

    /// The page of all tests: standards by mark, the matrix, the test cases by number, and what is missing: required
    /// standards without an automated test, and test cases without a standard or a target.
    pub fn view(&self) -> Value {
        let corpus = self.trace.corpus;
        let table = matrix(&self.cases, self.at, &Filter::default());
        let mut seen = HashSet::new();
        let rows: Vec<Row> = table
            .rows
            .iter()
            .filter_map(|row| {
                let document = row.document;
                let in_force = self.trace.requiring(corpus.index_of(document)?).map(|(version, _)| version);
                let in_force = in_force.filter(|version| version.current && version.in_force());
                Some(Row {
                    // Duplicates of an identity are identified by name, except the first.
                    anchor: match seen.insert(document.id()) {
                        true => format!("standard.{}", document.id()),
                        false => format!("standard.{}", document.name.stem()),
                    },
                    ticks: row.ticks,
                    document: reference(document),
                    track: document.track().map(Track::name).unwrap_or_default().into(),
                    state: document.life.state(self.at).name().into(),
                    required_by: in_force.map(|version| self.scope_link(version, "")).collect(),
                    automated: row.automated,
                    manual: row.manual,
                    tests: row.tests.first().map(|id| format!("#{}", anchor(id))),
                    missing: row.missing.iter().map(|lack| lack.words(&self.words)).collect(),
                })
            })
            .collect();
        let groups = self.groups(corpus.tests.cases.keys().map(String::as_str).take(MAX_CASES));
        let untested = rows.iter().filter(|row| row.ticks == 2);
        let loose = groups.iter().flat_map(|group| &group.cases);
        let loose = loose.filter(|case| case.standards.is_empty() || case.targets.is_empty());
        let marks = [(3, "mark_3"), (2, "mark_2"), (1, "mark_1")].map(|(ticks, key)| {
            let count = rows.iter().filter(|row| row.ticks == ticks).count();
            json!({"mark": "✓".repeat(ticks), "words": self.words.get(key), "count": count})
        });
        let scopes: BTreeSet<&str> =
            rows.iter().flat_map(|row| &row.required_by).map(|link| link.label.as_str()).collect();
        json!({
            // Best first.
            "marks": marks,
            "scopes": scopes,
            "untested": untested.map(|row| &row.document).collect::<Vec<_>>(),
            "loose": loose.collect::<Vec<_>>(),
            "cases": corpus.tests.cases.len(),
            "more": corpus.tests.cases.len().saturating_sub(MAX_CASES),
            "groups": groups,
            "rows": rows,
        })
    }

    /// Test cases by number, those without one last, and within it by script.
    pub fn groups<'i>(&self, ids: impl Iterator<Item = &'i str>) -> Vec<Group> {
        let corpus = self.trace.corpus;
        let mut groups: BTreeMap<(bool, Option<u16>, Vec<String>), Vec<Case>> = BTreeMap::new();
        for id in ids {
            let case = self.case(id);
            // Without a number in its ID, a test case stands with the standard that it is related to.
            let tied = || self.cases.linked(id).next().and_then(|(index, _)| corpus.documents.get(index)?.name.number);
            let number = crate::model::testcases::number_of(id).or_else(tied);
            let scripts = case.scripts.iter().map(|script| script.label.clone()).collect();
            groups.entry((number.is_none(), number, scripts)).or_default().push(case);
        }
        let mut before = HashMap::new();
        let group = |((_, number, _), cases)| {
            let mut group = self.group(number, cases);
            let count = before.entry(number).and_modify(|count| *count += 1).or_insert(1);
            if *count > 1 {
                group.anchor = format!("{}.{count}", group.anchor);
            }
            group
        };
        groups.into_iter().map(group).collect()
    }

    fn group(&self, number: Option<u16>, cases: Vec<Case>) -> Group {
        let corpus = self.trace.corpus;
        let scripts = cases.first().map(|case| case.scripts.clone()).unwrap_or_default();
        let Some(number) = number else {
            let name = self.words.get("without_standard").to_owned();
            return Group { name, title: String::new(), href: None, anchor: "tests.other".into(), scripts, cases };
        };
        let newest = corpus.versions(number).last().map(|document| document.title().to_owned());
        let known = !corpus.by_number(number).is_empty() && Track::of_number(number).is_some();
        let href = Address::number(number).filter(|_| known).map(|address| address.href());
        let name = format!("scs-{number:04}");
        Group { anchor: format!("tests.{name}"), name, title: newest.unwrap_or_default(), href, scripts, cases }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_case_anchors_are_unique() {
        assert_eq!(anchor("scs-0101-fips-test"), "test.scs-0101-fips-test");
        assert_eq!(anchor("a b"), "test.x.612062");
        assert_ne!(anchor("x.612062"), anchor("a b"));
        assert_eq!(anchor(""), "test.x.");
    }
}
