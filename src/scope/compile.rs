//! Compiles scopes from documents and supplements.

use super::Compiled;
use super::timeline::{Dates, default_warning, periods};
use crate::model::Corpus;
use crate::model::address::{Address, encode_fragment};
use crate::model::description::{Description, Item, NEXT};
use crate::model::document::Document;
use crate::model::identity::{identity, identity_of, label};
use crate::model::lifecycle::Status;
use crate::model::scope::{Include, Module, Script, Spanned, TestCase, Version, script, variables};
use crate::model::scope_index::{ModulePlace, declared_for};
use crate::model::testcases::Declared;
use crate::text::Span;
use crate::value::Node;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Maximum number of modules of one scope; more are left out with a note.
const MAX_MODULES: usize = 500;

/// One document with `scope`.
struct Part<'a> {
    document: &'a Document,
    description: &'a Description,
    scope: &'a Node,
}

/// All scopes described by documents, by file name.
pub fn compile(corpus: &Corpus) -> Vec<Compiled> {
    let mut parts: BTreeMap<&str, Vec<Part<'_>>> = BTreeMap::new();
    for description in &corpus.scope_index.descriptions {
        let Some(document) = corpus.documents.get(description.document) else { continue };
        let Some(scope) = document.front.get("scope") else { continue };
        let Some(file) = scope.text("file").filter(|file| is_file(file)) else { continue };
        if document.life.status != Some(Status::Rejected) {
            parts.entry(file).or_default().push(Part { document, description, scope });
        }
    }
    parts
        .into_iter()
        .map(|(file, mut parts)| {
            parts.sort_by_key(|part| (part.document.name.number, part.document.name.version));
            Compiler::new(corpus, file).compile(&parts)
        })
        .collect()
}

/// Whether a name is a plain scope file name, since it becomes a path.
fn is_file(file: &str) -> bool {
    let stem = file.strip_prefix("scs-").and_then(|rest| rest.strip_suffix(".yaml"));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    stem.is_some_and(|stem| !stem.is_empty() && stem.len() <= 100 && stem.bytes().all(plain))
}

/// Test cases of a standard, by version label, each with its supplement.
type Cases<'a> = Vec<(&'a Document, Declared<'a>)>;

struct Compiler<'a> {
    corpus: &'a Corpus,
    made: Compiled,
    /// Module IDs with their documents, in the order of numbers.
    modules: BTreeMap<(u16, u32, String), usize>,
    parameters: HashMap<String, Vec<Spanned>>,
}

impl<'a> Compiler<'a> {
    fn new(corpus: &'a Corpus, file: &str) -> Self {
        let mut made = Compiled::default();
        made.scope.path = format!("{}/{file}", corpus.config.tests.folder);
        Compiler { corpus, made, modules: BTreeMap::new(), parameters: HashMap::new() }
    }

    fn compile(mut self, parts: &[Part<'a>]) -> Compiled {
        self.head(parts);
        let mut seen = HashSet::new();
        let mut dates: Vec<Dates> = Vec::new();
        for part in parts {
            let name = part.description.name.text.clone();
            if !seen.insert(name.clone()) {
                self.note(format!("{} describes {name} again, and is left out", part.document.path));
                continue;
            }
            let include = self.include(part.description.required(), part.scope.get("include"), part.document);
            let life = &part.document.life;
            self.made.scope.versions.push(Version {
                name: name.clone().into(),
                stabilized_at: life.stabilized_at,
                include,
                origin: part.document.name.file.clone(),
                ..Version::default()
            });
            let date = |key: &str| part.scope.text(key).and_then(crate::model::lifecycle::parse_date);
            dates.push(Dates {
                name,
                draft: date("draft_from"),
                stable: life.stabilized_at,
                warn: date("warn_from"),
                over: life.deprecated_at,
            });
        }
        let stable: Vec<_> = dates.iter().map(|dates| dates.stable).collect();
        for (at, dates) in dates.iter_mut().enumerate() {
            let successor = stable.get(at + 1..).unwrap_or_default().iter().find_map(|date| *date);
            dates.warn = dates.warn.or_else(|| default_warning(dates.stable, successor, dates.over));
        }
        // The newest document that describes the next version takes precedence.
        if let Some(part) = parts.iter().rev().find(|part| part.description.next.is_some())
            && let Some(next) = &part.description.next
            && seen.insert(NEXT.into())
        {
            let list = part.scope.get(NEXT).and_then(|node| node.get("include"));
            let include = self.include(&next.include, list, part.document);
            let origin = format!("{}: `{NEXT}`", part.document.name.file);
            let name = NEXT.to_owned().into();
            self.made.scope.versions.push(Version { name, include, origin, ..Version::default() });
            dates.push(Dates { name: NEXT.into(), draft: next.since, ..Dates::default() });
        }
        self.made.scope.versions.reverse();
        self.made.scope.timeline = periods(&dates);
        self.tests();
        self.made.scope.index();
        self.made
    }

    fn note(&mut self, words: String) {
        if self.made.notes.len() < 100 {
            self.made.notes.push(words);
        }
    }

    /// Facts shared by all versions, from the newest document that has them.
    fn head(&mut self, parts: &[Part<'a>]) {
        let newest = |key: &str| parts.iter().rev().find_map(|part| part.scope.get(key));
        let text = |key: &str| newest(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        let scope = &mut self.made.scope;
        scope.uuid = text("uuid");
        scope.name = text("name").into();
        scope.url = match text("url") {
            url if url.is_empty() => Address::of_path(&format!("scopes/{}", scope.file())).url(&self.corpus.config),
            url => url,
        };
        scope.prerequisite =
            newest("prerequisite").and_then(|node| Some((node.text("name")?.to_owned(), node.text("url")?.to_owned())));
        let mut known = HashSet::new();
        for list in parts.iter().rev().filter_map(|part| part.scope.get("variables")) {
            let new = variables(list.items()).into_iter().filter(|one| known.insert(one.name.text.clone()));
            scope.variables.extend(new);
        }
    }

    /// The includes of a version: `list` in front matter, else the items of the text.
    fn include(&mut self, items: &[Item], list: Option<&Node>, document: &Document) -> Vec<Include> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let written: HashMap<usize, &Node> = list
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|node| Some((node.get("ref")?.span.start as usize, node.get("parameters")?)))
            .collect();
        for item in items {
            let Some(id) = self.module(item, document) else { continue };
            if !seen.insert(id.clone()) {
                continue;
            }
            let parameters = written.get(&(item.span.start as usize)).map(|node| node.entries()).unwrap_or_default();
            let parameters: Vec<(Spanned, Spanned)> = parameters
                .iter()
                .filter_map(|entry| Some((entry.key.key_text()?.into(), entry.value.key_text()?.into())))
                .collect();
            let known = self.parameters.entry(id.clone()).or_default();
            for (name, _) in &parameters {
                if !known.contains(name) && known.len() < 50 {
                    known.push(name.clone());
                }
            }
            found.push(Include { module: id.into(), parameters });
        }
        found
    }

    /// The module of an item, which is created if needed.
    fn module(&mut self, item: &Item, document: &Document) -> Option<String> {
        let requirements = &self.corpus.scope_index;
        let written = identity(&item.text).map(|identity| (identity, item.text.as_str()));
        let named = item.target.or(item.named);
        let Some(found) = named.or_else(|| self.by_module_id(&item.text)) else {
            self.note(format!("{}: `{}` names no document, and is left out", document.path, item.text));
            return None;
        };
        let id = match written {
            Some((own, text)) if own == found && variant_of(text, own).is_some() => text.to_owned(),
            _ => label(found),
        };
        let Some(index) = requirements.document(found) else {
            self.note(format!("{}: there is no document `{}`, and it is left out", document.path, label(found)));
            return None;
        };
        let key = (found.0, found.1, id.clone());
        if !self.modules.contains_key(&key) && self.modules.len() >= MAX_MODULES {
            self.note(format!("{}: `{id}` is left out, as there are already {MAX_MODULES} modules", document.path));
            return None;
        }
        self.modules.insert(key, index);
        Some(id)
    }

    /// The document of a module id in a scope file of the register: `opc-v2022.11`.
    fn by_module_id(&self, id: &str) -> Option<(u16, u32)> {
        self.corpus.scopes.iter().enumerate().find_map(|(scope, file)| {
            let module = file.module_index(id)?;
            self.corpus.scope_index.module(ModulePlace { scope, module })?.identity
        })
    }

    /// Modules and scripts, by number.
    fn tests(&mut self) {
        let mut scripts: Vec<Script> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut known: HashMap<Key, usize> = HashMap::new();
        let mut anchors: HashMap<&str, HashMap<&str, &str>> = HashMap::new();
        let mut declared: HashMap<usize, Cases<'a>> = HashMap::new();
        for ((_, _, id), index) in std::mem::take(&mut self.modules) {
            let Some(standard) = self.corpus.documents.get(index) else { continue };
            let cases = declared.entry(index).or_insert_with(|| declared_for(self.corpus, standard));
            let variant = identity_of(standard).and_then(|own| variant_of(&id, own)).unwrap_or_default();
            let version = standard.name.version_label();
            let fits = |case: &Declared<'_>| case.versions().any(|(label, _)| label == variant || label == version);
            let mut targets: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
            let (mut notes, mut seen) = (Vec::new(), HashSet::new());
            for (supplement, case) in cases.iter().filter(|(_, case)| fits(case)) {
                let (Some(name), Some(target)) = (case.id.as_str(), target_of(case)) else { continue };
                if !seen.insert((target, name)) {
                    continue;
                }
                let script = script_of(supplement, case);
                let place = known.get(&key_of(&script)).copied();
                match places.get(name) {
                    Some(at) if place != Some(*at) => {
                        notes.push(format!("{}: `{name}` is run by another script elsewhere", supplement.path));
                    }
                    Some(_) => {}
                    None => {
                        let at = place.unwrap_or(scripts.len());
                        if place.is_none() {
                            known.insert(key_of(&script), at);
                            scripts.push(script);
                        }
                        places.insert(name.to_owned(), at);
                        let anchors = anchors.entry(&supplement.path).or_insert_with(|| headings(supplement));
                        let anchor = anchors.get(name).copied().or_else(|| anchor(supplement, case.manual()));
                        if let Some(script) = scripts.get_mut(at) {
                            script.testcases.push(self.case(supplement, case, name, anchor));
                        }
                    }
                }
                targets.entry(target).or_default().push(name.to_owned());
            }
            notes.into_iter().for_each(|note| self.note(note));
            self.push(standard, &id, targets, cases);
        }
        // Scripts are identified by executable; manual checks come last.
        scripts.sort_by_key(|script| script.executable.is_none());
        self.made.scope.scripts = scripts;
        let tested: HashSet<String> = self
            .made
            .scope
            .modules
            .iter()
            .filter(|module| !module.targets.is_empty())
            .map(|module| module.origin.clone())
            .collect();
        for module in self.made.scope.modules.iter_mut().filter(|module| !tested.contains(&module.origin)) {
            module.origin.push_str(": no test cases");
        }
    }

    /// Adds the module and its companions for optional targets.
    fn push(
        &mut self,
        standard: &Document,
        id: &str,
        mut targets: BTreeMap<&'static str, Vec<String>>,
        cases: &Cases<'a>,
    ) {
        let base = Module {
            id: id.to_owned().into(),
            name: Some(standard.title().to_owned().into()),
            url: Some(Address::document(standard).url(&self.corpus.config).into()),
            parameters: self.parameters.remove(id).unwrap_or_default(),
            targets: Vec::new(),
            span: Span::default(),
            origin: standard.name.file.clone(),
        };
        let automated = cases.iter().filter(|(_, case)| !case.manual()).filter_map(|(_, case)| case.id.as_str());
        let automated: HashSet<&str> = automated.collect();
        let ending = match targets.get("preview") {
            Some(list) if !list.iter().any(|id| automated.contains(id.as_str())) => "-manual",
            _ => "-preview",
        };
        let target = |name: &str, list: Vec<String>| {
            (name.to_owned().into(), list.into_iter().map(Spanned::from).collect::<Vec<_>>())
        };
        let main = targets.remove("main").map(|list| target("main", list));
        self.made.scope.modules.push(Module { targets: main.into_iter().collect(), ..base.clone() });
        for (name, ending) in [("recommended", "-rec"), ("preview", ending)] {
            if let Some(list) = targets.remove(name) {
                let id = format!("{id}{ending}").into();
                self.made.scope.modules.push(Module { id, targets: vec![target(name, list)], ..base.clone() });
            }
        }
    }

    fn case(&self, supplement: &Document, case: &Declared<'_>, id: &str, anchor: Option<&str>) -> TestCase {
        let text = |key: &str| case.node.text(key).map(|text| text.to_owned().into());
        let page = Address::document(supplement).url(&self.corpus.config);
        let url = match anchor {
            Some(anchor) => format!("{page}#{}", encode_fragment(anchor)),
            None => page,
        };
        TestCase {
            id: id.to_owned().into(),
            lifetime: text("lifetime"),
            section: text("section"),
            description: case.node.text("description").unwrap_or_default().trim().to_owned(),
            url: Some(url.into()),
            origin: supplement.name.file.clone(),
        }
    }
}

/// The version label in the ID of a module: `v1` or `v1-2`; `None` for another document.
fn variant_of(id: &str, identity: (u16, u32)) -> Option<String> {
    let rest = id.strip_prefix(&label(identity))?;
    let digits = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    let fits = rest.is_empty() || rest.strip_prefix('-').is_some_and(digits);
    fits.then(|| format!("v{}{rest}", identity.1))
}

fn target_of(case: &Declared<'_>) -> Option<&'static str> {
    let written = case.node.text("target")?;
    ["main", "recommended", "preview"].into_iter().find(|target| *target == written)
}

/// The script of a test case, without test cases.
fn script_of(supplement: &Document, case: &Declared<'_>) -> Script {
    if case.manual() {
        return Script::default();
    }
    let scripts = supplement.front.get("tests").map(Node::items).unwrap_or_default();
    let at = scripts.partition_point(|node| node.span.end < case.node.span.end);
    let node = scripts.get(at);
    let found = node.map(script).unwrap_or_default();
    Script {
        executable: case.executable.and_then(Node::as_str).map(|path| path.to_owned().into()),
        testcases: Vec::new(),
        ..found
    }
}

/// Identity of a script.
type Key = (Option<String>, Option<String>, Vec<(String, String)>);

fn key_of(script: &Script) -> Key {
    let text = |one: &Option<Spanned>| one.as_ref().map(|one| one.text.trim().to_owned());
    let env = script.env.iter().map(|(name, value)| (name.clone(), value.text.clone()));
    (text(&script.executable), text(&script.args), env.collect())
}

/// For each code span of a supplement, the anchor of the heading above its first occurrence.
fn headings(supplement: &Document) -> HashMap<&str, &str> {
    let headings = &supplement.body.headings;
    let mut found = HashMap::new();
    for code in &supplement.body.codes {
        let below = headings.partition_point(|heading| heading.text_span.end <= code.span.start);
        if let Some(heading) = below.checked_sub(1).and_then(|above| headings.get(above)) {
            found.entry(code.text.trim()).or_insert(heading.anchor.as_str());
        }
    }
    found
}

/// The most likely heading for a test case that a supplement does not mention.
fn anchor(supplement: &Document, manual: bool) -> Option<&str> {
    let headings = &supplement.body.headings;
    let with = |word: &str| headings.iter().find(|heading| heading.text.to_lowercase().contains(word));
    let found = with(if manual { "manual" } else { "automated" }).or_else(|| with("test"));
    found.map(|heading| heading.anchor.as_str())
}
