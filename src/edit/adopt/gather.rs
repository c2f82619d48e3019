//! Which document gets what.

use super::{first, supplement_for};
use crate::edit::plan::Plan;
use crate::model::Corpus;
use crate::model::description::NEXT;
use crate::model::meaning::{APART, beside, cases_of, node_of};
use crate::model::requirements::{Identity, ModulePlace, label};
use crate::model::scope::{ScopeFile, Script as FileScript, TestCase, Validity, Version};
use crate::value::Node;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What documents get.
#[derive(Default)]
pub(super) struct Found {
    /// Scripts by index of the supplement.
    pub tests: BTreeMap<usize, Vec<Script>>,
    /// Versions of the scope.
    pub scopes: Vec<Part>,
}

/// A script in a supplement.
pub(super) struct Script {
    pub executable: Option<String>,
    pub args: Option<String>,
    pub env: Vec<(String, String)>,
    pub cases: Vec<Case>,
    /// Index of the script in the file.
    from: usize,
}

/// An entry of `testcases`.
pub(super) struct Case {
    pub id: String,
    pub description: String,
    pub target: String,
    pub versions: BTreeSet<String>,
    pub lifetime: Option<String>,
    pub section: Option<String>,
    pub manual: bool,
}

/// What a version or `next` includes: id and values of parameters.
pub(super) type Includes = Vec<(String, Vec<(String, String)>)>;

/// What a document on the Scopes track gets.
pub(super) struct Part {
    /// Index of the document.
    pub document: usize,
    /// Name of the version.
    pub version: String,
    pub include: Includes,
    pub draft_from: Option<Date>,
    pub warn_from: Option<Date>,
    pub next: Option<(Date, Includes)>,
}

/// A module as documents name it.
struct Named {
    identity: Identity,
    document: Option<usize>,
    /// `v1`, or `v1-2` where several modules stand for one document.
    label: String,
}

pub(super) fn gather(corpus: &Corpus, scope: usize, file: &ScopeFile, plan: &mut Plan) -> Found {
    let names = names(corpus, scope, file, plan);
    Found { tests: tests(corpus, file, &names, plan), scopes: parts(corpus, scope, file, &names, plan) }
}

fn names(corpus: &Corpus, scope: usize, file: &ScopeFile, plan: &mut Plan) -> HashMap<String, Named> {
    let ties = |index: usize| corpus.requirements.module(ModulePlace { scope, module: index });
    let stands = |id: &str| beside(id).is_none_or(|base| file.module_index(base).is_none());
    let mut by_identity: BTreeMap<Identity, Vec<usize>> = BTreeMap::new();
    for (index, module) in file.modules.iter().enumerate().filter(|(_, module)| stands(&module.id.text)) {
        match ties(index).and_then(|ties| ties.identity) {
            Some(identity) => by_identity.entry(identity).or_default().push(index),
            None => {
                plan.reasons.push(format!("the module `{}` names no document, by its id or address", module.id.text))
            }
        }
    }
    let mut names = HashMap::new();
    for (identity, indexes) in by_identity {
        let version = format!("v{}", identity.1);
        let own = |index: &usize| {
            let rest = file.modules.get(*index)?.id.text.strip_prefix(&label(identity))?.strip_prefix('-')?;
            let fits = rest.bytes().all(|b| b.is_ascii_digit()) && !rest.starts_with('0') && rest.len() < 10;
            fits.then(|| format!("{version}-{rest}"))
        };
        let written: Vec<Option<String>> = indexes.iter().map(own).collect();
        let distinct: BTreeSet<&Option<String>> = written.iter().collect();
        let keep = written.iter().all(Option::is_some) && distinct.len() == written.len();
        for (at, (index, written)) in indexes.iter().zip(&written).enumerate() {
            let Some(module) = file.modules.get(*index) else { continue };
            let label = match written {
                Some(written) if keep => written.clone(),
                _ if indexes.len() == 1 => version.clone(),
                _ => format!("{version}-{}", at + 1),
            };
            let document = ties(*index).and_then(|ties| ties.document);
            if document.is_none() {
                plan.reasons.push(format!("the module `{}` stands for a document that is not there", module.id.text));
            }
            names.insert(module.id.text.clone(), Named { identity, document, label });
        }
    }
    names
}

fn tests(
    corpus: &Corpus,
    file: &ScopeFile,
    names: &HashMap<String, Named>,
    plan: &mut Plan,
) -> BTreeMap<usize, Vec<Script>> {
    let mut wanted: HashMap<&str, Vec<(&str, &Named)>> = HashMap::new();
    for module in &file.modules {
        let id = module.id.text.as_str();
        let named = names.get(id).or_else(|| beside(id).and_then(|base| names.get(base)));
        let Some(named) = named else { continue };
        for (target, cases) in &module.targets {
            for case in cases {
                wanted.entry(&case.text).or_default().push((&target.text, named));
            }
        }
    }
    let mut found: BTreeMap<usize, Vec<Script>> = BTreeMap::new();
    let mut idle = Vec::new();
    let mut said = BTreeSet::new();
    for (at, script) in file.scripts.iter().enumerate() {
        for case in &script.testcases {
            let id = case.id.text.as_str();
            let Some(places) = wanted.remove(id) else {
                idle.push(id);
                continue;
            };
            for (target, named) in places {
                let standard = named.document.and_then(|index| corpus.documents.get(index));
                let Some(standard) = standard else { continue };
                let Some(supplement) = supplement_for(corpus, standard, id) else {
                    if said.insert(standard.path.clone()) {
                        plan.reasons.push(format!(
                            "{} has no supplement that `{id}` could be declared in; `scsdoc new supplement` begins one",
                            standard.path
                        ));
                    }
                    continue;
                };
                if !["main", "recommended", "preview"].contains(&target) {
                    plan.reasons.push(format!("`{id}` is in a target `{target}`, which `tests` does not know"));
                    continue;
                }
                add(found.entry(supplement).or_default(), (at, script, file), case, target, &named.label);
            }
        }
    }
    if !idle.is_empty() {
        let list: Vec<String> = idle.iter().take(10).map(|id| format!("`{id}`")).collect();
        let more = if idle.len() > 10 { " and others" } else { "" };
        plan.notes.push(format!("left out, as no module lists them: {}{more}", list.join(", ")));
    }
    found
}

fn add(scripts: &mut Vec<Script>, from: (usize, &FileScript, &ScopeFile), case: &TestCase, target: &str, label: &str) {
    let (index, script, file) = from;
    let at = scripts.iter().position(|known| known.from == index).unwrap_or_else(|| {
        let node = node_of(script, file);
        let env = node.and_then(|node| node.get("env")).map(Node::entries).unwrap_or_default();
        scripts.push(Script {
            executable: script.executable.as_ref().map(|path| path.text.clone()),
            args: node.and_then(|node| node.text("args")).map(|args| args.trim().to_owned()),
            env: env.iter().filter_map(|entry| Some((entry.key.key_text()?, entry.value.key_text()?))).collect(),
            cases: Vec::new(),
            from: index,
        });
        scripts.len() - 1
    });
    let Some(script) = scripts.get_mut(at) else { return };
    let id = &case.id.text;
    if let Some(known) = script.cases.iter_mut().rev().find(|known| known.id == *id && known.target == target) {
        known.versions.insert(label.to_owned());
        return;
    }
    let description = if case.description.is_empty() { id.clone() } else { case.description.clone() };
    script.cases.push(Case {
        id: id.clone(),
        description: description.split_whitespace().collect::<Vec<_>>().join(" "),
        target: target.to_owned(),
        versions: BTreeSet::from([label.to_owned()]),
        lifetime: case.lifetime.as_ref().map(|lifetime| lifetime.text.clone()),
        section: case.section.as_ref().map(|section| section.text.clone()),
        manual: script.executable.is_none(),
    });
}

fn parts(
    corpus: &Corpus,
    scope: usize,
    file: &ScopeFile,
    names: &HashMap<String, Named>,
    plan: &mut Plan,
) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut next = None;
    for (index, version) in file.versions.iter().enumerate() {
        let name = version.name.text.as_str();
        let include = include(version, names, file);
        let draft = first(file, name, Validity::Draft);
        match corpus.requirements.describing(scope, index).next() {
            Some(description) => found.push(Part {
                document: description.document,
                version: name.to_owned(),
                include,
                // A date at the begin of the timeline may be older in truth.
                draft_from: draft.filter(|date| version.stabilized_at.is_none_or(|stable| *date < stable)),
                warn_from: first(file, name, Validity::Warn),
                next: None,
            }),
            None if name == NEXT && version.stabilized_at.is_none() => next = draft.map(|since| (since, include)),
            None => plan.reasons.push(format!(
                "no document describes the version `{name}`; write one on the track Scopes, or name the version in its text"
            )),
        }
    }
    if let Some(next) = next {
        let number = |part: &&mut Part| corpus.documents.get(part.document).map(|document| document.name.version);
        match found.iter_mut().max_by_key(number) {
            Some(part) => part.next = Some(next),
            None => plan.reasons.push(format!("no document can tell of the version `{NEXT}`")),
        }
    }
    found
}

/// What a version includes. Modules that stand beside others are not named; they follow.
fn include(version: &Version, names: &HashMap<String, Named>, file: &ScopeFile) -> Includes {
    let mut found: Includes = Vec::new();
    for include in &version.include {
        let id = include.module.text.as_str();
        let Some(named) = names.get(id) else { continue };
        let empty = file.module(id).is_none_or(|module| cases_of(module).next().is_none());
        if empty && APART.iter().any(|ending| id.ends_with(ending)) {
            continue;
        }
        let values = include.parameters.iter().map(|(name, value)| (name.text.clone(), value.text.clone()));
        found.push((format!("scs-{:04}-{}", named.identity.0, named.label), values.collect()));
    }
    found
}
