//! What a scope file means: what is asked for by which version and when, whatever its words, order and layout.
//!
//! Names of modules, descriptions, addresses and comments are no part of it. Test cases that no module lists mean
//! nothing. The targets of modules that stand apart (`-rec`, `-manual`, `-preview`) belong to the versions that include
//! the module they stand beside: a file may keep them in one module or in several.

use super::requirements::{label, module_identity};
use super::scope::{Include, Module, ScopeFile, Script, Validity, Version};
use crate::config::Config;
use crate::value::{Kind, Node};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Endings of the ids of modules that hold the targets beside `main` and are in no version.
pub const APART: [&str; 3] = ["-rec", "-manual", "-preview"];

/// The id of the module that a module stands beside; nothing for one that stands for itself.
pub fn beside(id: &str) -> Option<&str> {
    APART.iter().find_map(|ending| id.strip_suffix(ending))
}

/// What a scope file means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Name of the scope.
    pub name: String,
    /// Its identifier, in small letters.
    pub uuid: String,
    /// Name and address of the scope whose certificate has to be held already.
    pub prerequisite: Option<(String, String)>,
    /// Variables with their defaults.
    pub variables: BTreeMap<String, Option<String>>,
    /// Test cases that a module lists.
    pub cases: BTreeMap<String, Case>,
    /// Versions by name.
    pub versions: BTreeMap<String, VersionMeaning>,
    /// Validity of versions from a date on, oldest first.
    pub periods: Vec<(Date, BTreeMap<String, Validity>)>,
}

/// How a test case is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The script, without a leading `./`; nothing where a person decides.
    pub executable: Option<String>,
    /// Its arguments, with single blanks.
    pub args: String,
    /// Its environment.
    pub env: BTreeMap<String, String>,
    /// How long a result stays valid.
    pub lifetime: String,
    /// Section it is grouped under.
    pub section: Option<String>,
}

/// What a version asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionMeaning {
    /// From when on it is stable.
    pub stabilized_at: Option<Date>,
    /// Standards by id (of the document, else of the module), with the values of parameters.
    pub standards: BTreeMap<String, BTreeMap<String, String>>,
    /// Test cases by target.
    pub targets: BTreeMap<String, BTreeSet<String>>,
}

impl Meaning {
    /// What a scope file means; the settings say which addresses are those of documents.
    pub fn of(scope: &ScopeFile, config: &Config) -> Self {
        let root = scope.root.as_ref();
        let text = |key: &str| root.and_then(|root| root.text(key)).unwrap_or_default().trim().to_owned();
        let prerequisite = root.and_then(|root| root.get("prerequisite")).map(|node| {
            let part = |key: &str| node.text(key).unwrap_or_default().trim().to_owned();
            (part("name"), part("url"))
        });
        let layout = Layout::of(scope);
        let mut meaning = Meaning {
            name: scope.name.text.trim().to_owned(),
            uuid: text("uuid").to_ascii_lowercase(),
            prerequisite,
            variables: variables(root),
            ..Meaning::default()
        };
        let listed: BTreeSet<&str> = scope.modules.iter().flat_map(cases_of).collect();
        for script in &scope.scripts {
            let shared = shared(script, scope);
            for case in script.testcases.iter().filter(|case| listed.contains(case.id.text.as_str())) {
                let own = Case {
                    lifetime: case.lifetime.as_ref().map_or("week", |lifetime| lifetime.text.as_str()).to_owned(),
                    section: case.section.as_ref().map(|section| section.text.clone()),
                    ..shared.clone()
                };
                meaning.cases.entry(case.id.text.clone()).or_insert(own);
            }
        }
        for version in &scope.versions {
            let own = layout.version(scope, version, config);
            meaning.versions.entry(version.name.text.clone()).or_insert(own);
        }
        meaning.periods = scope
            .periods()
            .into_iter()
            .map(|(date, period)| {
                let named =
                    period.versions.iter().filter_map(|(name, validity)| Some((name.text.clone(), (*validity)?)));
                (date, named.collect())
            })
            .collect();
        meaning
    }

    /// What is said of versions in the period that a date lies in.
    pub fn period_at(&self, at: Date) -> Option<&BTreeMap<String, Validity>> {
        let begun = self.periods.partition_point(|(date, _)| *date <= at);
        self.periods.get(begun.checked_sub(1)?).map(|(_, versions)| versions)
    }

    /// Validity of a version at a date.
    pub fn validity(&self, version: &str, at: Date) -> Validity {
        self.period_at(at).and_then(|versions| versions.get(version)).copied().unwrap_or(Validity::Deprecated)
    }
}

/// Test cases that a module lists in any target.
pub fn cases_of(module: &Module) -> impl Iterator<Item = &str> {
    module.targets.iter().flat_map(|(_, cases)| cases).map(|case| case.text.as_str())
}

/// Which modules stand beside which.
pub struct Layout<'a> {
    beside: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Layout<'a> {
    /// The layout of a file.
    pub fn of(scope: &'a ScopeFile) -> Self {
        let mut layout = Layout { beside: HashMap::new() };
        for (index, module) in scope.modules.iter().enumerate() {
            if let Some(base) = beside(&module.id.text) {
                layout.beside.entry(base).or_default().push(index);
            }
        }
        layout
    }

    /// The module that is included, and those that stand beside it.
    pub fn modules(&self, scope: &'a ScopeFile, include: &Include) -> impl Iterator<Item = &'a Module> {
        let id = include.module.text.as_str();
        let others = self.beside.get(id).map(Vec::as_slice).unwrap_or_default();
        let own = scope.module(id);
        own.into_iter().chain(others.iter().filter_map(|index| scope.modules.get(*index)).collect::<Vec<_>>())
    }

    /// Test cases of a version by target.
    pub fn targets(&self, scope: &'a ScopeFile, version: &Version) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let mut targets: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for module in version.include.iter().flat_map(|include| self.modules(scope, include)) {
            for (target, cases) in module.targets.iter().filter(|(_, cases)| !cases.is_empty()) {
                targets.entry(&target.text).or_default().extend(cases.iter().map(|case| case.text.as_str()));
            }
        }
        targets
    }

    fn version(&self, scope: &'a ScopeFile, version: &Version, config: &Config) -> VersionMeaning {
        let mut own = VersionMeaning { stabilized_at: version.stabilized_at, ..VersionMeaning::default() };
        for include in &version.include {
            let id = include.module.text.as_str();
            let module = scope.module(id).and_then(|module| module_identity(module, &scope.path, config));
            let values = own.standards.entry(module.map_or_else(|| id.to_owned(), label)).or_default();
            values.extend(include.parameters.iter().map(|(name, value)| (name.text.clone(), value.text.clone())));
        }
        for (target, cases) in self.targets(scope, version) {
            own.targets.insert(target.to_owned(), cases.into_iter().map(str::to_owned).collect());
        }
        own
    }
}

fn variables(root: Option<&Node>) -> BTreeMap<String, Option<String>> {
    let list = root.and_then(|root| root.get("variables")).map(Node::items).unwrap_or_default();
    let mut found = BTreeMap::new();
    for item in list {
        match &item.kind {
            Kind::Map(entries) => {
                let entries = entries.iter().filter_map(|entry| Some((entry.key.key_text()?, entry.value.key_text())));
                found.extend(entries);
            }
            _ => found.extend(item.key_text().map(|name| (name, None))),
        }
    }
    found
}

fn shared(script: &Script, scope: &ScopeFile) -> Case {
    let node = node_of(script, scope);
    let env = node.and_then(|node| node.get("env")).map(Node::entries).unwrap_or_default();
    let env = env.iter().filter_map(|entry| Some((entry.key.key_text()?, entry.value.key_text()?)));
    let args = node.and_then(|node| node.text("args")).unwrap_or_default();
    Case {
        executable: script.executable.as_ref().map(|path| path.text.trim_start_matches("./").to_owned()),
        args: args.split_whitespace().collect::<Vec<_>>().join(" "),
        env: env.collect(),
        ..Case::default()
    }
}

/// The value that a script was read from.
pub fn node_of<'a>(script: &Script, scope: &'a ScopeFile) -> Option<&'a Node> {
    let list = scope.root.as_ref()?.get("scripts")?.items();
    let at = list.partition_point(|node| node.span.start < script.span.start);
    list.get(at).filter(|node| node.span == script.span)
}
