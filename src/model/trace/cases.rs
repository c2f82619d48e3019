//! All facts about each test case with locations, for tables, records, pages and exports.

use super::{LinkSource, Naming, Place, ScopeVersion, Trace, TraceLink, fits, named, trace_links, variant};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::scope_index::ModulePlace;
use crate::model::testcases::{Declared, Mention, declared};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Maximum number of locations of each kind for one test case.
const MAX_PLACES: usize = 20;
/// Maximum number of scope versions for one test case.
const MAX_NEEDED: usize = 200;

/// Test cases with their standards and the versions that require them.
pub struct CaseTraces<'t, 'a> {
    /// The traceability of the register.
    pub trace: &'t Trace<'a>,
    /// Documents by index, with the links of test cases to them.
    links: HashMap<&'a str, BTreeMap<usize, Vec<TraceLink<'a>>>>,
    /// Requirements by module, and by document if no scope file has the version.
    by_module: HashMap<ModulePlace, Vec<usize>>,
    by_document: HashMap<usize, Vec<usize>>,
}

/// The facts about one test case.
#[derive(Clone, Debug)]
pub struct CaseTrace<'t> {
    pub description: Option<&'t str>,
    pub automated: bool,
    /// Its targets in any source.
    pub targets: BTreeSet<&'t str>,
    /// Indexes of the documents that it is linked to.
    pub standards: Vec<usize>,
    /// Mentions in texts, those of its number first.
    pub documented: Vec<(Place<'t>, Naming<'t>)>,
    /// Declarations in front matter, with versions and target.
    pub declared: Vec<(Place<'t>, Vec<&'t str>, &'t str)>,
    /// Its scripts as written, with locations; `None` for a manual check.
    pub scripts: Vec<(Option<&'t str>, Place<'t>)>,
    /// Modules that list it, with target and location.
    pub modules: Vec<(&'t str, &'t str, Place<'t>)>,
    /// The scope versions that require it, each with the target.
    pub needed: Vec<(&'t ScopeVersion<'t>, &'t str)>,
}

impl<'t, 'a> CaseTraces<'t, 'a> {
    /// The test cases of a register.
    pub fn of(trace: &'t Trace<'a>) -> Self {
        let corpus = trace.corpus;
        let mut cases =
            CaseTraces { trace, links: HashMap::new(), by_module: HashMap::new(), by_document: HashMap::new() };
        for index in 0..corpus.documents.len() {
            for link in trace_links(corpus, index) {
                cases.links.entry(link.id).or_default().entry(index).or_default().push(link);
            }
        }
        for (index, requirement) in trace.requirements.iter().enumerate() {
            let version = trace.versions.get(requirement.version);
            match version.and_then(|version| version.file) {
                Some((scope, _)) => {
                    for module in &requirement.modules {
                        let place = ModulePlace { scope, module: *module };
                        cases.by_module.entry(place).or_default().push(index);
                    }
                }
                None => cases.by_document.entry(requirement.document).or_default().push(index),
            }
        }
        cases
    }

    /// The documents of a test case by index, with the links.
    pub fn linked(&self, id: &str) -> impl Iterator<Item = (usize, &[TraceLink<'a>])> {
        self.links.get(id).into_iter().flatten().map(|(index, links)| (*index, links.as_slice()))
    }

    /// The scope versions that require a test case, each with the target, in the order of [`Trace::versions`].
    pub fn needed(&self, id: &str) -> Vec<(&ScopeVersion<'a>, &'a str)> {
        let mut found: BTreeMap<usize, &'a str> = BTreeMap::new();
        'all: for (document, link) in
            self.linked(id).flat_map(|(document, links)| links.iter().map(move |link| (document, link)))
        {
            let indexes = match &link.source {
                LinkSource::Module(place, _) => self.by_module.get(place),
                LinkSource::Supplement(..) => self.by_document.get(&document),
            };
            for requirement in indexes.into_iter().flatten().filter_map(|index| self.trace.requirements.get(*index)) {
                let wanted = match &link.source {
                    LinkSource::Module(..) => true,
                    LinkSource::Supplement(_, case) => {
                        case.versions().any(|(label, _)| fits(variant(label), requirement.variant))
                    }
                };
                if found.len() >= MAX_NEEDED {
                    break 'all;
                }
                if wanted {
                    found.entry(requirement.version).or_insert(link.target);
                }
            }
        }
        let versions = found.into_iter();
        versions.filter_map(|(version, target)| Some((self.trace.versions.get(version)?, target))).collect()
    }

    /// All facts about a test case.
    pub fn case<'f>(&'f self, id: &'f str) -> CaseTrace<'f> {
        let corpus: &'f Corpus = self.trace.corpus;
        let case = corpus.tests.cases.get(id);
        let links = || self.linked(id).flat_map(|(_, links)| links);
        let mut targets: BTreeSet<&str> = links().map(|link| link.target).filter(|target| !target.is_empty()).collect();
        let mut declared = Vec::new();
        for link in links() {
            if let LinkSource::Supplement(_, case) = &link.source {
                declared.push((link.place, case.versions().map(|(label, _)| label).collect(), link.target));
            }
        }
        declared.dedup();
        let mut modules = Vec::new();
        for place in case.map(|case| case.modules.as_slice()).unwrap_or_default().iter().take(MAX_PLACES) {
            let Some(scope) = corpus.scopes.get(place.scope) else { continue };
            let Some(module) = scope.modules.get(place.index) else { continue };
            let Some((target, _)) = module.targets.get(place.part) else { continue };
            targets.insert(target.text.as_str());
            modules.push((module.id.text.as_str(), target.text.as_str(), Place::new(&scope.path, place.span)));
        }
        let documented: Vec<_> =
            named(corpus, id).filter(|(_, naming)| *naming != Naming::Declared).take(MAX_PLACES).collect();
        let needed: Vec<_> = self.needed(id);
        let standards: Vec<usize> = self.linked(id).map(|(index, _)| index).collect();
        CaseTrace {
            description: description(corpus, id),
            automated: self.trace.automated(id),
            targets,
            standards,
            documented,
            declared,
            scripts: self.scripts(id),
            modules,
            needed,
        }
    }

    /// The scripts of a test case as written, with locations.
    pub fn scripts(&self, id: &str) -> Vec<(Option<&'a str>, Place<'a>)> {
        let corpus = self.trace.corpus;
        let Some(case) = corpus.tests.cases.get(id) else { return Vec::new() };
        let mut found = Vec::new();
        for place in case.scripts.iter().take(MAX_PLACES) {
            let Some(scope) = corpus.scopes.get(place.scope) else { continue };
            let script = scope.scripts.get(place.index).and_then(|script| script.executable.as_ref());
            found.push((script.map(|script| script.text.as_str()), Place::new(&scope.path, place.span)));
        }
        for mention in case.mentions.iter().filter(|mention| mention.declared).take(MAX_PLACES) {
            let Some(document) = corpus.documents.get(mention.document) else { continue };
            let Some(case) = declaration(document, mention) else { continue };
            let script = case.executable.filter(|_| !case.manual()).and_then(|node| node.as_str());
            found.push((script, Place::new(&document.path, mention.span)));
        }
        found
    }
}

/// The description of a test case in a scope file or supplement.
pub fn description<'a>(corpus: &'a Corpus, id: &str) -> Option<&'a str> {
    let case = corpus.tests.cases.get(id)?;
    if let Some(place) = case.scripts.first() {
        let script = corpus.scopes.get(place.scope)?.scripts.get(place.index)?;
        return Some(script.testcases.get(place.part)?.description.as_str()).filter(|text| !text.is_empty());
    }
    let mention = case.mentions.iter().find(|mention| mention.declared)?;
    let found = declaration(corpus.documents.get(mention.document)?, mention)?;
    found.node.text("description").map(str::trim)
}

fn declaration<'a>(document: &'a Document, mention: &Mention) -> Option<Declared<'a>> {
    declared(document).find(|case| case.id.span == mention.span)
}
