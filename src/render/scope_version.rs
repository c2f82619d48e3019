//! The page of a scope version: requirements, and test cases by target and module.

use super::address::Address;
use super::clouds::Clouds;
use super::cx::Cx;
use super::requirements;
use super::scope_view::{StandardLine, lines, standard};
use super::scopes::Scope;
use super::traced::{Traced, anchor, script_link};
use super::views::{Reference, described, reference};
use crate::load::Found;
use crate::model::facts::COMPLIANCE_CHECK;
use crate::model::scope::{Include, Module, Scope as ScopeData, Version, VersionChange, companion_of};
use crate::text::path::folder_of;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Maximum number of test cases on the page of a version.
const MOST_CASES: usize = 3000;

/// The test cases of a module by target; those that decide the verdict first.
type Targets<'a> = BTreeMap<(usize, &'a str), BTreeSet<&'a str>>;

pub fn version(
    scope: &Scope,
    version: &Version,
    cx: &Cx<'_>,
    traced: &Traced<'_, '_>,
    clouds: Option<&Clouds<'_>>,
) -> Value {
    let (corpus, config, at) = (cx.corpus, &cx.corpus.config, cx.at);
    let file = &scope.file;
    let all = lines(scope, at);
    let (mut room, mut more) = (MOST_CASES, 0);
    let mut modules: Vec<(&Include, &Module, Targets<'_>)> = Vec::new();
    let mut seen = HashSet::new();
    for include in version.include.iter().filter(|include| seen.insert(include.module.text.as_str())) {
        let Some(own) = file.module(&include.module.text) else { continue };
        let mut targets = Targets::new();
        for module in file.with_companions(&include.module.text) {
            for (target, case) in
                module.targets.iter().flat_map(|(target, cases)| cases.iter().map(move |case| (target, case)))
            {
                if room == 0 {
                    more += 1;
                } else if targets.entry((rank(&target.text), &target.text)).or_default().insert(&case.text) {
                    room -= 1;
                }
            }
        }
        modules.push((include, own, targets));
    }
    modules.sort_by_cached_key(|(_, own, _)| own.title());
    let mut counts = Targets::new();
    for (target, cases) in modules.iter().flat_map(|(_, _, targets)| targets) {
        counts.entry(*target).or_default().extend(cases);
    }
    let modules = modules.iter().map(|(include, module, targets)| {
        let StandardLine { title, document, state, when } = standard(module, scope, cx);
        let targets = targets
            .iter()
            .map(|((_, name), cases)| json!({"name": name, "count": cases.len(), "runs": runs(cases, file, cx)}));
        json!({
            "title": title,
            "document": document,
            "state": state,
            "when": when,
            "parameters": parameters(include),
            "targets": targets.collect::<Vec<_>>(),
        })
    });
    let modules: Vec<Value> = modules.collect();
    let index = all.iter().position(|line| line.name == version.name.text);
    let older = index.and_then(|index| all.get(index + 1));
    let old = older.and_then(|line| file.version(&line.name));
    let changes = old.map(|old| changes(&file.change(old, version, &corpus.config), scope, cx));
    let described = corpus.scope_index.descriptions.iter().filter(|description| {
        let document = corpus.documents.get(description.document);
        let front = document.and_then(|document| document.front.get("scope")).and_then(|front| front.text("file"));
        let of_file = description.scope.and_then(|scope| corpus.scopes.get(scope)).map(|scope| scope.stem());
        let stem = front.map(|file| file.strip_suffix(".yaml").unwrap_or(file)).or(of_file);
        stem == Some(file.stem()) && description.name.text == version.name.text
    });
    let described = described.filter_map(|description| corpus.documents.get(description.document));
    json!({
        "version": index.and_then(|index| all.get(index)),
        "name": scope.name(),
        "scope": scope.reference(),
        "described": described.map(reference).collect::<Vec<_>>(),
        "modules": modules,
        "counts": counts.iter().map(|((_, name), cases)| (name, cases.len())).collect::<Vec<_>>(),
        "coverage": requirements::of_scope_version(file.stem(), &version.name.text, cx, traced),
        "before": older,
        "changes": changes.unwrap_or_default(),
        "versions": all,
        // Number of omitted test cases.
        "more": more,
        "command": command(scope, version, cx),
        "tests": config.tests.repository.clone().unwrap_or_else(|| config.source_url(&config.tests.folder, true)),
        "variables": file.variables.iter().map(|variable| &variable.name.text).collect::<Vec<_>>(),
        "clouds": clouds.map(|clouds| clouds.passing(file.stem(), &version.name.text)),
        "example": clouds.is_some_and(Clouds::example),
    })
}

/// The command that runs all test cases of a version, and a link to its script, if the checkout has that.
fn command(scope: &Scope, version: &Version, cx: &Cx<'_>) -> Option<Value> {
    let path = cx.corpus.script_path(COMPLIANCE_CHECK)?;
    let file = scope.committed.as_ref()?.path.strip_prefix(folder_of(&path))?.strip_prefix('/')?;
    if cx.corpus.found(&path) != Some(Found::File) {
        return None;
    }
    let variables = scope.file.variables.iter().map(|variable| format!(" -a {0}={{{0}}}", variable.name.text));
    let assign: String = variables.collect();
    let text = format!("./{COMPLIANCE_CHECK} {file} -V {} -s {{subject}}{assign} -o report.yaml", version.name.text);
    let (label, href) = script_link(cx.corpus, COMPLIANCE_CHECK);
    Some(json!({"text": text, "script": Reference::to(label, href)}))
}

/// The parameters that a version sets. A value that is a URL is a link.
fn parameters(include: &Include) -> Vec<Value> {
    let link = |value: &str| value.starts_with("https://") || value.starts_with("http://");
    let all = include.parameters.iter();
    all.map(|(name, value)| json!({"name": name.text, "value": value.text, "link": link(&value.text)})).collect()
}

/// Sort key of targets.
fn rank(target: &str) -> usize {
    ["main", "recommended", "preview"].iter().position(|known| *known == target).unwrap_or(3)
}

/// Test cases by the script that reports on them, in the order of the file; what no script has comes last.
fn runs(wanted: &BTreeSet<&str>, file: &ScopeData, cx: &Cx<'_>) -> Vec<Value> {
    let line = |id: &str, description: &str| {
        let anchor = cx.corpus.tests.cases.contains_key(id).then(|| anchor(id));
        json!({"id": id, "anchor": anchor, "description": described(description)})
    };
    let run = |command: Option<String>, script: Option<Reference>, cases: Vec<Value>| json!({"command": command, "script": script, "cases": cases});
    let mut rest = wanted.clone();
    let mut runs = Vec::new();
    for script in &file.scripts {
        let own = script.testcases.iter().filter(|case| rest.remove(case.id.text.as_str()));
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            continue;
        }
        let ids: Vec<&str> = own.iter().map(|case| case.id.text.as_str()).collect();
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
        let cases = own.iter().map(|case| line(&case.id.text, &case.description));
        runs.push(run(command, script, cases.collect()));
    }
    if !rest.is_empty() {
        runs.push(run(None, None, rest.iter().map(|id| line(id, "")).collect()));
    }
    runs
}

fn changes(change: &VersionChange, scope: &Scope, cx: &Cx<'_>) -> Vec<Value> {
    let (file, words) = (&scope.file, &cx.words);
    let module = |id: &str| file.module(companion_of(id).unwrap_or(id));
    let href = |id: &str| standard(module(id)?, scope, cx).document?.href;
    let link = |id: &String, label: String| Reference::to(label, href(id));
    let name = |id: &String| link(id, module(id).map_or_else(|| id.clone(), Module::title));
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
    some.map(|(name, items)| json!({"name": name, "items": items})).collect()
}
