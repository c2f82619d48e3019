//! `scope adopt`: writes the facts of a scope file into the front matter of supplements (`tests`) and of documents
//! that describe its versions (`scope`), so that the file can be rendered.

use super::plan::{Plan, State};
use super::set::EditSet;
use crate::model::Corpus;
use crate::model::address::Address;
use crate::model::description::{NEXT, render_command};
use crate::model::document::Document;
use crate::model::identity::{Identity, label};
use crate::model::scope::{Period, ScopeFile, TestCase, Validity, Version, companion_of};
use crate::model::scope_index::ModulePlace;
use crate::model::testcases::{Declared, declared};
use crate::scope::{Writer, changes, compile};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Plans to adopt a scope file, by its index in the corpus.
///
/// # Errors
/// When the file cannot be read, or a document cannot be edited.
pub fn adopt(state: State<'_>, scope: usize) -> Result<Plan, String> {
    let corpus = state.corpus;
    let Some(file) = corpus.scopes.get(scope) else { return Err("there is no such scope file".into()) };
    if !file.complete() {
        let problem = file.problems.first().map_or("it was not read completely", |problem| &problem.message);
        return Err(format!("{} cannot be read: {problem}", file.path));
    }
    let mut plan =
        Plan { set: EditSet::new(format!("adopt {}", file.path), false), moves_facts: true, ..Plan::default() };
    let rendered = compile(corpus).into_iter().find(|one| one.scope.file() == file.file());
    if rendered.as_ref().is_some_and(|one| changes(file, &one.scope, &corpus.config).is_empty()) {
        plan.notes.push("the documents already contain all of it".into());
        return Ok(plan);
    }
    let names = names(corpus, scope, file, &mut plan);
    for (index, scripts) in tests(corpus, file, &names, &mut plan) {
        let Some(document) = corpus.documents.get(index) else { continue };
        let count: usize = scripts.values().map(Vec::len).sum();
        let what = format!("`tests` ({count} {})", if count == 1 { "entry" } else { "entries" });
        put(&mut plan, document, "tests", &write_tests(file, &scripts, document), &what)?;
    }
    for part in parts(corpus, scope, file, &mut plan) {
        let Some(document) = corpus.documents.get(part.document) else { continue };
        let name = &part.version.name.text;
        let what = match part.next {
            Some(_) => format!("`scope` ({name} and {NEXT})"),
            None => format!("`scope` ({name})"),
        };
        put(&mut plan, document, "scope", &write_scope(&part, document, file, corpus, &names), &what)?;
    }
    if rendered.is_some() && !plan.reasons.is_empty() {
        plan.instead
            .push(format!("to write the file from the documents: {}", render_command(file.stem(), &corpus.config)));
    }
    if plan.set.is_empty() && plan.reasons.is_empty() {
        plan.notes.push("the documents already contain all of it".into());
    }
    if !plan.set.is_empty() {
        plan.next.push(render_command(file.stem(), &corpus.config));
    }
    Ok(plan)
}

/// Sets a key of front matter to a block of YAML.
fn put(plan: &mut Plan, document: &Document, key: &'static str, text: &str, what: &str) -> Result<(), String> {
    let mut patch = document.patch()?;
    patch.set_yaml(key, text)?;
    if patch.edits().is_empty() {
        return Ok(());
    }
    if document.front.get(key).is_some() {
        plan.reasons.push(format!("{} already has a different `{key}`", document.path));
    }
    plan.patch(&patch);
    plan.steps.push(format!("{}: {what}", document.path));
    Ok(())
}

/// A test case in a supplement.
struct Declaration<'a> {
    case: &'a TestCase,
    target: &'a str,
    versions: BTreeSet<&'a str>,
}

/// The test cases in a supplement, by the index of their script.
type Scripts<'a> = BTreeMap<usize, Vec<Declaration<'a>>>;

/// Includes of a version: IDs of documents with the values of parameters.
type Includes<'a> = Vec<(String, Vec<(&'a str, &'a str)>)>;

/// A document on the Scopes track and the version that it describes.
struct Part<'a> {
    /// Index of the document.
    document: usize,
    version: &'a Version,
    /// The next version, with the date since which it is a draft.
    next: Option<(Date, &'a Version)>,
}

/// The document and label of a module.
struct Named {
    identity: Identity,
    document: Option<usize>,
    /// `v1`, or `v1-2` if a document has several modules.
    label: String,
}

fn names(corpus: &Corpus, scope: usize, file: &ScopeFile, plan: &mut Plan) -> HashMap<String, Named> {
    let links = |index: usize| corpus.scope_index.module(ModulePlace { scope, module: index });
    let stands = |id: &str| companion_of(id).is_none_or(|base| file.module_index(base).is_none());
    let mut by_identity: BTreeMap<Identity, Vec<usize>> = BTreeMap::new();
    for (index, module) in file.modules.iter().enumerate().filter(|(_, module)| stands(&module.id.text)) {
        match links(index).and_then(|links| links.identity) {
            Some(identity) => by_identity.entry(identity).or_default().push(index),
            None => plan
                .reasons
                .push(format!("neither the ID nor the URL of the module `{}` names a document", module.id.text)),
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
            let document = links(*index).and_then(|links| links.document);
            if document.is_none() {
                plan.reasons.push(format!("the module `{}` refers to a document that does not exist", module.id.text));
            }
            names.insert(module.id.text.clone(), Named { identity, document, label });
        }
    }
    names
}

/// The test cases that supplements get, by the indexes of the supplements.
fn tests<'a>(
    corpus: &Corpus,
    file: &'a ScopeFile,
    names: &'a HashMap<String, Named>,
    plan: &mut Plan,
) -> BTreeMap<usize, Scripts<'a>> {
    let mut wanted: HashMap<&str, Vec<(&str, &Named)>> = HashMap::new();
    for module in &file.modules {
        let id = module.id.text.as_str();
        let named = names.get(id).or_else(|| companion_of(id).and_then(|base| names.get(base)));
        let Some(named) = named else { continue };
        for (target, cases) in &module.targets {
            for case in cases {
                wanted.entry(&case.text).or_default().push((&target.text, named));
            }
        }
    }
    let mut found: BTreeMap<usize, Scripts<'_>> = BTreeMap::new();
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
                            "{} has no supplement that `{id}` could be declared in; `scsdoc new supplement` creates one",
                            standard.path
                        ));
                    }
                    continue;
                };
                if !["main", "recommended", "preview"].contains(&target) {
                    plan.reasons.push(format!("`{id}` is in the target `{target}`, which is not allowed in `tests`"));
                    continue;
                }
                let cases = found.entry(supplement).or_default().entry(at).or_default();
                match cases.iter_mut().rev().find(|known| known.case.id.text == id && known.target == target) {
                    Some(known) => drop(known.versions.insert(&named.label)),
                    None => cases.push(Declaration { case, target, versions: BTreeSet::from([named.label.as_str()]) }),
                }
            }
        }
    }
    if !idle.is_empty() {
        let list: Vec<String> = idle.iter().take(10).map(|id| format!("`{id}`")).collect();
        let more = if idle.len() > 10 { " and others" } else { "" };
        plan.notes.push(format!("skipped because no module lists them: {}{more}", list.join(", ")));
    }
    found
}

fn parts<'a>(corpus: &Corpus, scope: usize, file: &'a ScopeFile, plan: &mut Plan) -> Vec<Part<'a>> {
    let mut found: Vec<Part<'_>> = Vec::new();
    let mut next = None;
    for (index, version) in file.versions.iter().enumerate() {
        let name = version.name.text.as_str();
        match corpus.scope_index.describing(scope, index).next() {
            Some(description) => found.push(Part { document: description.document, version, next: None }),
            None if name == NEXT && version.stabilized_at.is_none() => {
                next = first(file, name, Validity::Draft).map(|since| (since, version));
            }
            None => plan.reasons.push(format!(
                "no document describes the version `{name}`; write one on the Scopes track, or name the version in \
                 its text"
            )),
        }
    }
    if let Some(next) = next {
        let number = |part: &&mut Part<'_>| corpus.documents.get(part.document).map(|document| document.name.version);
        match found.iter_mut().max_by_key(number) {
            Some(part) => part.next = Some(next),
            None => plan.reasons.push(format!("no document describes the version `{NEXT}`")),
        }
    }
    found
}

/// The date on which a version first has a validity in the timeline.
fn first(file: &ScopeFile, version: &str, wanted: Validity) -> Option<Date> {
    let has = |(date, period): (Date, &Period)| (period.validity(version) == Some(wanted)).then_some(date);
    file.periods().into_iter().find_map(has)
}

/// The includes of a version, without companions, which are implied.
fn includes<'a>(version: &'a Version, names: &HashMap<String, Named>, file: &ScopeFile) -> Includes<'a> {
    let mut found: Includes<'_> = Vec::new();
    for include in &version.include {
        let id = include.module.text.as_str();
        let Some(named) = names.get(id) else { continue };
        let empty = file.module(id).is_none_or(|module| module.cases().next().is_none());
        if empty && companion_of(id).is_some() {
            continue;
        }
        let values = include.parameters.iter().map(|(name, value)| (name.text.as_str(), value.text.as_str()));
        found.push((format!("scs-{:04}-{}", named.identity.0, named.label), values.collect()));
    }
    found
}

/// The value of `tests`.
fn write_tests(file: &ScopeFile, scripts: &Scripts<'_>, supplement: &Document) -> String {
    let known: Vec<Declared<'_>> = declared(supplement).collect();
    let scripts = scripts.iter().filter_map(|(at, cases)| Some((file.scripts.get(*at)?, cases)));
    Writer::value(|out| {
        out.list("tests", scripts, |out, (script, cases)| {
            out.script(script, cases, |out, Declaration { case, target, versions }| {
                out.text("id", &case.id.text);
                let words = if case.description.is_empty() { &case.id.text } else { &case.description };
                out.text("description", &words.split_whitespace().collect::<Vec<_>>().join(" "));
                out.plain("target", target);
                out.plain("versions", &format!("[{}]", versions.iter().copied().collect::<Vec<_>>().join(", ")));
                out.text_if("lifetime", case.lifetime.as_ref());
                out.text_if("section", case.section.as_ref());
                if script.executable.is_none() {
                    out.plain("manual", "true");
                }
                // What a test case covers is not in the scope file.
                let same = |old: &&Declared<'_>| {
                    old.id.as_str() == Some(&case.id.text) && old.versions().any(|(label, _)| versions.contains(label))
                };
                if let Some(covers) = known.iter().find(same).and_then(|old| old.node.get("covers")) {
                    out.plain("covers", &covers.to_json().to_string());
                }
            });
        });
    })
}

/// The value of `scope`.
fn write_scope(
    part: &Part<'_>,
    document: &Document,
    file: &ScopeFile,
    corpus: &Corpus,
    names: &HashMap<String, Named>,
) -> String {
    let Part { version, next, .. } = part;
    let name = version.name.text.as_str();
    Writer::value(|out| {
        out.map("scope", |out| {
            out.text("file", file.file());
            out.text("uuid", &file.uuid);
            out.text("name", &file.name.text);
            if file.url != Address::of_path(&format!("scopes/{}", file.file())).url(&corpus.config) {
                out.text("url", &file.url);
            }
            out.prerequisite(file.prerequisite.as_ref());
            if name != document.name.version_label() {
                out.text("version", name);
            }
            // A date at the start of the timeline may actually be earlier.
            let draft = first(file, name, Validity::Draft);
            let draft = draft.filter(|date| version.stabilized_at.is_none_or(|stable| *date < stable));
            for (key, date) in [("draft_from", draft), ("warn_from", first(file, name, Validity::Warn))] {
                date.into_iter().for_each(|date| out.plain(key, &date.to_string()));
            }
            out.variables(&file.variables);
            out.include(includes(version, names, file));
            if let Some((since, next)) = next {
                out.map(NEXT, |out| {
                    out.plain("since", &since.to_string());
                    out.include(includes(next, names, file));
                });
            }
        });
    })
}

/// The best supplement of a document for a test case: one that mentions it, then any other.
fn supplement_for(corpus: &Corpus, document: &Document, id: &str) -> Option<usize> {
    let all = corpus.supplements(document);
    let names = |one: &&&Document| one.body.codes.iter().any(|code| code.text.trim() == id);
    let tells = |one: &&&Document| one.body.headings.iter().any(|heading| heading.text.to_lowercase().contains("test"));
    let best = all.iter().find(names).or_else(|| all.iter().find(tells)).or_else(|| all.first());
    best.and_then(|one| corpus.index_of(one))
}
