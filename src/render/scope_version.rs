//! The page of a scope version: requirements, and test cases by target and module.

use super::address::Address;
use super::clouds::Clouds;
use super::cx::{Cx, reference};
use super::requirements;
use super::scope_view::{Scope, VersionLine, lines, standard, text};
use super::traced::{Traced, anchor, script_link};
use super::views::{Part, Reference, described};
use crate::model::scope::{Include, Scope as ScopeData, Spanned, Validity, Version, VersionChange, companion_of};
use crate::view::scope::title;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Maximum number of test cases on the page of a version.
const MOST_CASES: usize = 3000;

/// A parameter of a module.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    pub name: String,
    pub value: String,
    /// Whether the value is a URL.
    pub link: bool,
}

/// The test cases of a module for one target.
#[derive(Clone, Debug, Serialize)]
pub struct Target {
    /// `main`
    pub name: String,
    /// Their number.
    pub count: usize,
    /// The test cases by what runs them.
    pub runs: Vec<Run>,
}

/// Test cases that one command runs.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// The command; `None` for a manual check.
    pub command: Option<String>,
    pub script: Option<Reference>,
    /// The test cases.
    pub cases: Vec<CaseLine>,
}

/// A test case of a certificate.
#[derive(Clone, Debug, Serialize)]
pub struct CaseLine {
    pub id: String,
    /// Its anchor on the page of all tests, if it is listed there.
    pub anchor: Option<String>,
    /// Its description, in pieces.
    pub description: Vec<Part>,
}

/// A module on the page of a version.
#[derive(Clone, Debug, Serialize)]
pub struct ModuleView {
    /// Its name with its ID.
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
    /// Modules or test cases, with links.
    pub items: Vec<Reference>,
}

/// The page of a version of a scope.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeVersionView {
    pub version: VersionLine,
    /// Name of the scope.
    pub name: String,
    /// Link to the scope.
    pub scope: Reference,
    /// All versions, for navigation.
    pub versions: Vec<VersionLine>,
    /// Documents that describe it.
    pub described: Vec<Reference>,
    pub modules: Vec<ModuleView>,
    /// Numbers of test cases by target.
    pub counts: Vec<(String, usize)>,
    /// The previous version.
    pub before: Option<VersionLine>,
    /// The changes since then.
    pub changes: Vec<Difference>,
    /// Number of omitted test cases.
    pub more: usize,
    /// Variables that the commands name.
    pub variables: Vec<String>,
    /// Coverage of its requirements by level, in words.
    pub coverage: Vec<String>,
    /// Environments that are tested for it: name, page, operator, verdict; `None` if the register lists none.
    #[allow(clippy::type_complexity, reason = "rows of a table for a template")]
    pub clouds: Option<Vec<(String, String, String, Option<&'static str>)>>,
    /// Whether these are fictional.
    pub example: bool,
}

/// The page of a version.
pub fn version(
    scope: &Scope,
    version: &Version,
    cx: &Cx<'_>,
    traced: &Traced<'_, '_>,
    clouds: Option<&Clouds<'_>>,
) -> ScopeVersionView {
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
        let mut targets: Vec<Target> = targets
            .into_iter()
            .map(|(name, cases)| Target { name: name.to_owned(), count: cases.len(), runs: runs(&cases, file, cx) })
            .collect();
        targets.sort_by_key(|target| (rank(&target.name), target.name.clone()));
        view.targets = targets;
        modules.push(view);
    }
    // Those that decide the verdict first.
    modules.sort_by_key(|module| !module.targets.iter().any(|target| target.name == "main"));
    let mut counts: BTreeMap<(usize, &str), HashSet<&str>> = BTreeMap::new();
    for target in modules.iter().flat_map(|module| &module.targets) {
        let known = counts.entry((rank(&target.name), &target.name)).or_default();
        known.extend(target.runs.iter().flat_map(|run| &run.cases).map(|case| case.id.as_str()));
    }
    let counts = counts.iter().map(|((_, name), cases)| ((*name).to_owned(), cases.len())).collect();
    let index = all.iter().position(|line| line.name == version.name.text);
    let older = index.and_then(|index| all.get(index + 1)).cloned();
    let old = older.as_ref().and_then(|line| file.version(&line.name));
    let changes = old.map(|old| changes(&file.change(old, version, &corpus.config), scope, cx));
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
        described: described.map(reference).collect(),
        modules,
        counts,
        coverage: requirements::of_scope_version(file.stem(), &version.name.text, cx, traced),
        before: older,
        changes: changes.unwrap_or_default(),
        more,
        variables: file.variables.iter().map(|variable| variable.name.text.clone()).collect(),
        clouds: clouds.map(|clouds| clouds.passing(file.stem(), &version.name.text)),
        example: clouds.is_some_and(Clouds::example),
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

/// Test cases by the script that reports on them, in the order of the file; what no script has comes last.
fn runs(wanted: &BTreeSet<&str>, file: &ScopeData, cx: &Cx<'_>) -> Vec<Run> {
    let line = |id: &str, description: &str| CaseLine {
        id: id.to_owned(),
        anchor: cx.corpus.tests.cases.contains_key(id).then(|| anchor(id)),
        description: described(description),
    };
    let mut rest = wanted.clone();
    let mut runs = Vec::new();
    for script in &file.scripts {
        let own = script.testcases.iter().filter(|case| rest.remove(case.id.text.as_str()));
        let cases: Vec<CaseLine> = own.map(|case| line(&case.id.text, &case.description)).collect();
        if cases.is_empty() {
            continue;
        }
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        let executable = script.executable.as_ref().map(|executable| executable.text.as_str());
        let command = executable.map(|executable| {
            let env = script.env.iter().map(|(name, value)| format!("{name}={}", value.text));
            let args = script.args.as_ref().map(|args| args.text.replace("{testcases}", &ids.join(" ")));
            env.chain([executable.to_owned()]).chain(args).collect::<Vec<_>>().join(" ")
        });
        let script = executable.map(|executable| {
            let (label, href) = script_link(cx.corpus, executable);
            Reference::to(label, href)
        });
        runs.push(Run { command, script, cases });
    }
    if !rest.is_empty() {
        runs.push(Run { command: None, script: None, cases: rest.iter().map(|id| line(id, "")).collect() });
    }
    runs
}

fn changes(change: &VersionChange, scope: &Scope, cx: &Cx<'_>) -> Vec<Difference> {
    let (file, words) = (&scope.file, &cx.words);
    let module = |id: &str| file.module(companion_of(id).unwrap_or(id));
    let href = |id: &str| standard(module(id)?, scope, cx).document?.href;
    let link = |id: &String, label: String| Reference::to(label, href(id));
    let name = |id: &String| link(id, module(id).map_or_else(|| id.clone(), title));
    let replaced = change.replaced.iter().map(|one| {
        let key = if one.from == one.to { "other_parameters" } else { "in_place_of" };
        link(&one.to, words.fill(key, &[("module", &one.to), ("new", &one.to), ("old", &one.from)]))
    });
    let mut all = vec![
        (words.get("modules_new").to_owned(), change.added.iter().map(name).collect::<Vec<_>>()),
        (words.get("modules_changed").to_owned(), replaced.collect()),
        (words.get("modules_dropped").to_owned(), change.removed.iter().map(name).collect()),
    ];
    for (key, cases) in [("test_cases_added", &change.more), ("test_cases_removed", &change.less)] {
        let mut cases: Vec<_> = cases.iter().collect();
        cases.sort_by_key(|(target, _)| rank(target));
        all.extend(cases.into_iter().map(|(target, ids)| {
            let case = |id: &String| {
                let known = cx.corpus.tests.cases.contains_key(id.as_str());
                let href = known.then(|| format!("{}#{}", Address::tests().href(), anchor(id)));
                Reference::to(id, href)
            };
            (words.fill(key, &[("target", target)]), ids.iter().map(case).collect())
        }));
    }
    let some = all.into_iter().filter(|(_, items)| !items.is_empty());
    some.map(|(name, items)| Difference { name, items }).collect()
}
