//! The page of a scope version: requirements, and test cases by target and module.

use super::address::Address;
use super::cx::Cx;
use super::scope_view::{Scope, VersionLine, lines, standard, text};
use super::traced::anchor;
use super::views::Reference;
use crate::model::scope::{Include, Scope as ScopeData, Spanned, Validity, Version, VersionChange, companion_of};
use crate::view::scope::title;
use crate::words::Words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Maximum number of test cases on the page of a version.
const MOST_CASES: usize = 3000;

/// A parameter of a module.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether the value is a web address.
    pub link: bool,
}

/// The test cases of a module for one target.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// `main`
    pub name: String,
    /// Ids, each with its anchor on the page of all tests, if it is listed there.
    pub cases: Vec<(String, Option<String>)>,
}

/// A module on the page of a version.
#[derive(Clone, Debug, Serialize)]
pub struct ModuleView {
    /// Its name with its id.
    pub title: String,
    /// The standard.
    pub document: Option<Reference>,
    /// State of the standard.
    pub state: Option<&'static str>,
    /// The next change.
    pub when: Option<String>,
    /// Parameters set by the version.
    pub parameters: Vec<Parameter>,
    /// Test cases by target.
    pub targets: Vec<Target>,
}

/// The changes from one version to the next.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// `New`, `Dropped` and so on.
    pub name: String,
    /// Modules, or numbers of test cases by target.
    pub items: Vec<String>,
}

/// The page of a version of a scope.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeVersionView {
    /// The version.
    pub version: VersionLine,
    /// Name of the scope.
    pub name: String,
    /// Link to the scope.
    pub scope: Reference,
    /// All versions, for navigation.
    pub versions: Vec<VersionLine>,
    /// Documents that describe it.
    pub described: Vec<Reference>,
    /// Its modules.
    pub modules: Vec<ModuleView>,
    /// Numbers of test cases by target.
    pub counts: Vec<(String, usize)>,
    /// The previous version.
    pub before: Option<VersionLine>,
    /// The changes since then.
    pub changes: Vec<Difference>,
    /// Number of omitted test cases.
    pub more: usize,
}

/// The page of a version.
pub fn version(scope: &Scope, version: &Version, cx: &Cx<'_>) -> ScopeVersionView {
    let (corpus, at) = (cx.corpus, cx.at);
    let file = &scope.file;
    let all = lines(scope, at);
    let mut room = MOST_CASES;
    let mut more = 0;
    let mut modules = Vec::new();
    let mut seen = HashSet::new();
    for include in &version.include {
        let Some(module) = file.module(&include.module.text) else { continue };
        if !seen.insert(include.module.text.as_str()) {
            continue;
        }
        let mut view = standard(module, scope, cx);
        view.parameters = parameters(include);
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for module in file.with_companions(&include.module.text) {
            for (target, cases) in &module.targets {
                for case in cases {
                    if room == 0 {
                        more += 1;
                    } else if targets.entry(&target.text).or_default().insert(&case.text) {
                        room -= 1;
                    }
                }
            }
        }
        let link = |id: &&str| ((*id).to_owned(), corpus.tests.cases.contains_key(*id).then(|| anchor(id)));
        let mut targets: Vec<Target> = targets
            .into_iter()
            .map(|(name, cases)| Target { name: name.to_owned(), cases: cases.iter().map(link).collect() })
            .collect();
        targets.sort_by_key(|target| (rank(&target.name), target.name.clone()));
        view.targets = targets;
        modules.push(view);
    }
    let mut counts: BTreeMap<(usize, &str), HashSet<&str>> = BTreeMap::new();
    for target in modules.iter().flat_map(|module| &module.targets) {
        let known = counts.entry((rank(&target.name), &target.name)).or_default();
        known.extend(target.cases.iter().map(|(id, _)| id.as_str()));
    }
    let counts = counts.iter().map(|((_, name), cases)| ((*name).to_owned(), cases.len())).collect();
    let index = all.iter().position(|line| line.name == version.name.text);
    let older = index.and_then(|index| all.get(index + 1)).cloned();
    let old = older.as_ref().and_then(|line| file.version(&line.name));
    let changes = old.map(|old| changes(&file.change(old, version, &corpus.config), file, &cx.words));
    let described = corpus.scope_index.descriptions.iter().filter(|description| {
        let document = corpus.documents.get(description.document);
        let front = document.and_then(|document| document.front.get("scope")).and_then(|front| front.text("file"));
        let of_file = description.scope.and_then(|scope| corpus.scopes.get(scope)).map(|scope| scope.stem());
        let stem = front.map(|file| file.strip_suffix(".yaml").unwrap_or(file)).or(of_file);
        stem == Some(file.stem()) && description.name.text == version.name.text
    });
    let described = described.filter_map(|description| corpus.documents.get(description.document));
    let line = index.and_then(|index| all.get(index)).cloned();
    ScopeVersionView {
        version: line.unwrap_or_else(|| VersionLine {
            name: version.name.text.clone(),
            href: scope.link(version),
            validity: Validity::Deprecated.name(),
            stabilized_at: text(version.stabilized_at),
            from: None,
            warn_from: None,
            until: None,
            modules: version.include.len(),
        }),
        name: scope.name().to_owned(),
        scope: scope.reference(),
        versions: all,
        described: described
            .map(|document| Reference {
                label: document.id(),
                title: Some(document.title().into()),
                href: Some(Address::document(document).href()),
            })
            .collect(),
        modules,
        counts,
        before: older,
        changes: changes.unwrap_or_default(),
        more,
    }
}

fn parameters(include: &Include) -> Vec<Parameter> {
    let parameter = |(name, value): &(Spanned, Spanned)| Parameter {
        name: name.text.clone(),
        link: value.text.starts_with("https://") || value.text.starts_with("http://"),
        value: value.text.clone(),
    };
    include.parameters.iter().map(parameter).collect()
}

/// Sort key of targets.
fn rank(target: &str) -> usize {
    ["main", "recommended", "preview"].iter().position(|known| *known == target).unwrap_or(3)
}

fn changes(change: &VersionChange, file: &ScopeData, words: &Words) -> Vec<Difference> {
    let name = |id: &String| file.module(companion_of(id).unwrap_or(id)).map_or_else(|| id.clone(), title);
    let replaced = change.replaced.iter().map(|one| {
        if one.from == one.to {
            words.fill("other_parameters", &[("module", &one.to)])
        } else {
            words.fill("in_place_of", &[("new", &one.to), ("old", &one.from)])
        }
    });
    let cases = |cases: &BTreeMap<String, Vec<String>>| -> Vec<String> {
        let mut cases: Vec<_> = cases.iter().collect();
        cases.sort_by_key(|(target, _)| rank(target));
        cases.into_iter().map(|(target, cases)| format!("{} {target}", cases.len())).collect()
    };
    let all = vec![
        ("modules_new", change.added.iter().map(name).collect::<Vec<_>>()),
        ("modules_changed", replaced.collect()),
        ("modules_dropped", change.removed.iter().map(name).collect()),
        ("test_cases_added", cases(&change.more)),
        ("test_cases_removed", cases(&change.less)),
    ];
    let some = all.into_iter().filter(|(_, items)| !items.is_empty());
    some.map(|(key, items)| Difference { name: words.get(key).to_owned(), items }).collect()
}
