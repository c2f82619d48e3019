//! Scope files: the standards and test cases that a certificate requires, by version and date.
//!
//! Clause: scs-0003-v1, *SCS Certification YAML*.

mod compare;
mod resolve;
mod timeline;

pub use compare::{Difference, Parameters, Replaced, ScopeComparison, VersionChange, VersionComparison};
pub use resolve::{ResolvedCase, ResolvedScope, ResolvedVersion};
pub use timeline::{Standing, Term};

pub use super::facts::Validity;
use super::lifecycle::parse_date;
use crate::load::Entry;
use crate::text::path::file_name;
use crate::text::{Source, Span};
use crate::value::schema::{Fault, Schema, Violation};
use crate::value::{Comment, Entry as Pair, Kind, Node, Parsed, Problem, ProblemKind, yaml};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

/// Text with its location.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Spanned {
    pub text: String,
    /// Its location, including quotes; empty if it was not read from a file.
    pub span: Span,
}

impl From<String> for Spanned {
    fn from(text: String) -> Self {
        Spanned { text, span: Span::default() }
    }
}

/// A scope file: a scope with its text. Missing values and those of the wrong type are
/// empty in the scope, and violations here.
#[derive(Clone, Debug)]
pub struct ScopeFile {
    /// The text.
    pub source: Source,
    /// Size and limit in bytes, if the file is too large and only its start was read.
    pub too_large: Option<(u64, u64)>,
    /// The whole value.
    pub root: Option<Node>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// YAML that other programs read differently.
    pub unportable: Vec<(Span, String)>,
    /// Syntax errors.
    pub problems: Vec<Problem>,
    /// Schema violations.
    pub violations: Vec<Violation>,
    /// Keys of another layout than that of scs-0003-v1; empty if the file has that one.
    pub foreign: Vec<Spanned>,
    scope: Scope,
}

/// A scope file can be used as its scope.
impl Deref for ScopeFile {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

/// A scope. Spans are empty if it was compiled from documents.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Path of its file, relative to the root.
    pub path: String,
    /// Its identifier.
    pub uuid: String,
    /// Its name.
    pub name: Spanned,
    /// Address of the newest version of the file.
    pub url: String,
    /// Name and URL of the prerequisite scope.
    pub prerequisite: Option<(String, String)>,
    /// Declared variables.
    pub variables: Vec<Variable>,
    /// Scripts and manual audits.
    pub scripts: Vec<Script>,
    /// Modules.
    pub modules: Vec<Module>,
    /// Timeline entries in the order of the file.
    pub timeline: Vec<Period>,
    /// Versions in the order of the file.
    pub versions: Vec<Version>,
    by_module: HashMap<String, usize>,
    by_version: HashMap<String, usize>,
    /// Modules with further targets of another module, by the ID of that one.
    companions: HashMap<String, Vec<usize>>,
}

#[derive(Clone, Debug)]
pub struct Variable {
    pub name: Spanned,
    pub default: Option<String>,
}

/// A script with the test cases that it reports; a manual audit has no executable.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Path relative to the folder of the scope file.
    pub executable: Option<Spanned>,
    pub args: Option<Spanned>,
    /// Environment variables.
    pub env: Vec<(String, Spanned)>,
    pub testcases: Vec<TestCase>,
    /// The whole descriptor.
    pub span: Span,
}

impl Script {
    /// Arguments and values of environment variables, which may use variables of the scope.
    pub fn templates(&self) -> impl Iterator<Item = &Spanned> {
        self.args.iter().chain(self.env.iter().map(|(_, value)| value))
    }
}

#[derive(Clone, Debug, Default)]
pub struct TestCase {
    pub id: Spanned,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub lifetime: Option<Spanned>,
    /// Section it is grouped under.
    pub section: Option<Spanned>,
    pub description: String,
    /// Address of its documentation.
    pub url: Option<Spanned>,
    /// Origin of a compiled one: the file name of the supplement.
    pub origin: String,
}

/// A module: the test cases of a version of a standard.
#[derive(Clone, Debug, Default)]
pub struct Module {
    pub id: Spanned,
    pub name: Option<Spanned>,
    /// Address of the standard.
    pub url: Option<Spanned>,
    pub parameters: Vec<Spanned>,
    /// Targets with their test cases.
    pub targets: Vec<(Spanned, Vec<Spanned>)>,
    /// The whole descriptor.
    pub span: Span,
    /// Origin of a compiled one: the file name of the standard.
    pub origin: String,
}

impl Module {
    /// The name, with the ID unless the name begins with one.
    pub fn title(&self) -> String {
        let id = &self.id.text;
        match self.name.as_ref().map(|name| name.text.trim()).filter(|name| !name.is_empty()) {
            None => id.clone(),
            Some(name) if name.starts_with("scs-") || !id.starts_with("scs-") => name.to_owned(),
            Some(name) => format!("{id}: {name}"),
        }
    }

    /// The test cases of all targets.
    pub fn cases(&self) -> impl Iterator<Item = &Spanned> {
        self.targets.iter().flat_map(|(_, cases)| cases)
    }
}

/// A timeline entry.
#[derive(Clone, Debug)]
pub struct Period {
    /// Start of the period, if it is a valid date.
    pub date: Option<Date>,
    /// Location of the date.
    pub date_span: Span,
    /// Validity of each version, in the order of the file, with the location of its name.
    pub versions: Vec<(Spanned, Option<Validity>)>,
    /// Origin of a compiled one: a description of the event.
    pub origin: String,
}

#[derive(Clone, Debug, Default)]
pub struct Version {
    /// Its name: `v5.1`, `next`.
    pub name: Spanned,
    /// The date on which it becomes stable, if valid.
    pub stabilized_at: Option<Date>,
    /// Location of that date.
    pub stabilized_span: Option<Span>,
    pub include: Vec<Include>,
    /// The whole descriptor.
    pub span: Span,
    /// Origin of a compiled one: file name and key of the document.
    pub origin: String,
}

/// A module that a version includes.
#[derive(Clone, Debug)]
pub struct Include {
    pub module: Spanned,
    /// Values for its parameters: name and value.
    pub parameters: Vec<(Spanned, Spanned)>,
}

/// Suffixes of modules with further targets of another module, which versions do not include.
pub const COMPANION_SUFFIXES: [&str; 3] = ["-rec", "-manual", "-preview"];

/// The id of the module that a companion belongs to; `None` if it is not a companion.
pub fn companion_of(id: &str) -> Option<&str> {
    COMPANION_SUFFIXES.iter().find_map(|ending| id.strip_suffix(ending))
}

/// Lists and mappings that the layout of scs-0003-v1 does not have, in a file that lacks its scripts or modules. A misspelled
/// key is not another layout.
fn foreign(root: &Node, violations: &[Violation]) -> Vec<Spanned> {
    let has = |key: &str| root.get(key).is_some_and(|node| matches!(node.kind, Kind::List(_)));
    if has("scripts") && has("modules") {
        return Vec::new();
    }
    let unknown: HashSet<Span> = violations
        .iter()
        .filter(|violation| matches!(violation.fault, Fault::Unknown { suggestion: None, .. }))
        .map(|violation| violation.span)
        .collect();
    let items = ["modules", "versions"].into_iter().filter_map(|key| root.get(key)).flat_map(Node::items);
    let entries = std::iter::once(root).chain(items).flat_map(Node::entries);
    let structure = entries.filter(|entry| matches!(entry.value.kind, Kind::List(_) | Kind::Map(_)));
    let mut seen = HashSet::new();
    let keys = structure.filter(|entry| unknown.contains(&entry.key.span)).filter_map(|entry| spanned(&entry.key));
    keys.filter(|key| seen.insert(key.text.clone())).collect()
}

/// Every text under a key, at any depth.
fn values(node: &Node, key: &str, out: &mut Vec<Spanned>) {
    node.items().iter().for_each(|item| values(item, key, out));
    for entry in node.entries() {
        if entry.name() == key {
            out.extend(spanned(&entry.value));
        }
        values(&entry.value, key, out);
    }
}

fn spanned(node: &Node) -> Option<Spanned> {
    let text = match &node.kind {
        Kind::List(_) | Kind::Map(_) | Kind::Null => return None,
        _ => node.key_text()?,
    };
    Some(Spanned { text, span: node.span })
}

fn under(node: &Node, key: &str) -> Option<Spanned> {
    node.get(key).and_then(spanned)
}

impl ScopeFile {
    /// Reads a scope file. Never fails.
    pub fn parse(path: &str, entry: &Entry) -> Self {
        let source = Source::new(entry.bytes());
        let too_large = match entry {
            Entry::TooLarge { size, limit, .. } => Some((*size, *limit)),
            _ => None,
        };
        let mut parsed = Parsed::of(&source, yaml::parse);
        if too_large.is_some() {
            parsed.problems.clear();
        }
        let mut file = ScopeFile {
            too_large,
            comments: parsed.comments,
            problems: parsed.problems,
            unportable: parsed.unportable,
            violations: Vec::new(),
            foreign: Vec::new(),
            scope: Scope { path: path.into(), name: stem_of(path).to_owned().into(), ..Scope::default() },
            root: None,
            source,
        };
        match parsed.root {
            Some(root) if matches!(root.kind, Kind::Map(_)) => {
                // Keep the real size of a truncated file.
                if file.too_large.is_none() {
                    file.violations = Schema::Scope.violations(&root);
                    file.foreign = foreign(&root, &file.violations);
                }
                file.scope.read(&root);
                file.root = Some(root);
            }
            root if file.problems.is_empty() => {
                let span = root.as_ref().map_or(Span::at(file.source.bom_len()), |root| root.span);
                let what = root.as_ref().map_or("an empty file", |root| root.kind_name());
                let message = format!("a scope file must be a mapping of keys to values, found {what}");
                file.problems.push(Problem { span, message, kind: ProblemKind::Syntax });
            }
            _ => {}
        }
        file
    }

    /// Whether the file was parsed completely and has the layout of scs-0003-v1, so that an absent part is really absent.
    pub fn complete(&self) -> bool {
        self.root.is_some()
            && self.too_large.is_none()
            && self.foreign.is_empty()
            && self.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::DuplicateKey { .. }))
    }

    /// Executables, independent of layout.
    pub fn executables(&self) -> Vec<Spanned> {
        let mut found = Vec::new();
        self.root.iter().for_each(|root| values(root, "executable", &mut found));
        found
    }

    /// URLs, independent of layout, and the parameters that versions pass to modules.
    pub fn addresses(&self) -> Vec<Spanned> {
        let mut found = Vec::new();
        self.root.iter().for_each(|root| values(root, "url", &mut found));
        let includes = self.versions.iter().flat_map(|version| &version.include);
        found.extend(includes.flat_map(|include| &include.parameters).map(|(_, value)| value.clone()));
        found
    }

    /// Location of a top-level key such as `timeline`; the start of the file if it is missing.
    pub fn key_span(&self, key: &str) -> Span {
        self.root.as_ref().and_then(|root| root.entry(key)).map_or(Span::at(0), |entry| entry.key.span)
    }
}

impl Scope {
    fn read(&mut self, root: &Node) {
        let text = |node: &Node, key: &str| node.text(key).unwrap_or_default().trim().to_owned();
        if let Some(name) = under(root, "name") {
            self.name = name;
        }
        self.uuid = text(root, "uuid");
        self.url = text(root, "url");
        self.prerequisite = root.get("prerequisite").map(|node| (text(node, "name"), text(node, "url")));
        self.variables = variables(root.items_of("variables"));
        self.scripts = root.items_of("scripts").iter().map(script).collect();
        self.modules = root.items_of("modules").iter().filter_map(module).collect();
        self.timeline = root.items_of("timeline").iter().map(period).collect();
        self.versions = root.items_of("versions").iter().filter_map(version).collect();
        self.index();
    }

    /// Rebuilds the lookup of modules and versions by name.
    pub fn index(&mut self) {
        for (index, module) in self.modules.iter().enumerate() {
            self.by_module.entry(module.id.text.clone()).or_insert(index);
            if let Some(base) = companion_of(&module.id.text) {
                self.companions.entry(base.to_owned()).or_default().push(index);
            }
        }
        for (index, version) in self.versions.iter().enumerate() {
            self.by_version.entry(version.name.text.clone()).or_insert(index);
        }
    }

    /// Stem of the file name: `scs-compatible-iaas`.
    pub fn stem(&self) -> &str {
        stem_of(&self.path)
    }

    /// Name of the file: `scs-compatible-iaas.yaml`.
    pub fn file(&self) -> &str {
        file_name(&self.path)
    }

    /// The module with this id; the first of several.
    pub fn module(&self, id: &str) -> Option<&Module> {
        self.module_index(id).and_then(|index| self.modules.get(index))
    }

    /// Index of the module with this id; the first of several.
    pub fn module_index(&self, id: &str) -> Option<usize> {
        self.by_module.get(id).copied()
    }

    /// The version with this name; the first of several.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.version_index(name).and_then(|index| self.versions.get(index))
    }

    /// Index of the version with this name; the first of several.
    pub fn version_index(&self, name: &str) -> Option<usize> {
        self.by_version.get(name).copied()
    }

    /// The module with this id, and its companions.
    pub fn with_companions(&self, id: &str) -> impl Iterator<Item = &Module> {
        let companions = self.companions.get(id).into_iter().flatten();
        self.module(id).into_iter().chain(companions.filter_map(|index| self.modules.get(*index)))
    }

    /// All test cases with their scripts.
    pub fn testcases(&self) -> impl Iterator<Item = (&Script, &TestCase)> {
        self.scripts.iter().flat_map(|script| script.testcases.iter().map(move |case| (script, case)))
    }
}

fn stem_of(path: &str) -> &str {
    let file = file_name(path);
    file.strip_suffix(".yaml").unwrap_or(file)
}

/// Variables, each a name or a mapping from a name to its default. The first default counts.
pub(crate) fn variables(items: &[Node]) -> Vec<Variable> {
    let of_item = |item: &Node| -> Vec<Variable> {
        match &item.kind {
            Kind::Map(entries) => {
                let variable =
                    |entry: &Pair| Some(Variable { name: spanned(&entry.key)?, default: entry.value.key_text() });
                entries.iter().filter_map(variable).collect()
            }
            _ => spanned(item).map(|name| Variable { name, default: None }).into_iter().collect(),
        }
    };
    items.iter().flat_map(of_item).collect()
}

/// A script with its test cases. Supplements list them in the same form under `tests`.
pub(crate) fn script(node: &Node) -> Script {
    let env = |entry: &Pair| Some((entry.key.key_text()?, spanned(&entry.value)?));
    let case = |node: &Node| {
        Some(TestCase {
            id: under(node, "id")?,
            lifetime: under(node, "lifetime"),
            section: under(node, "section"),
            description: node.text("description").unwrap_or_default().trim().to_owned(),
            url: under(node, "url"),
            origin: String::new(),
        })
    };
    Script {
        executable: under(node, "executable"),
        args: under(node, "args"),
        env: node.entries_of("env").iter().filter_map(env).collect(),
        testcases: node.items_of("testcases").iter().filter_map(case).collect(),
        span: node.span,
    }
}

fn module(node: &Node) -> Option<Module> {
    let parameters = match node.get("parameters").map(|node| &node.kind) {
        Some(Kind::Map(entries)) => entries.iter().filter_map(|entry| spanned(&entry.key)).collect(),
        Some(Kind::List(items)) => items.iter().filter_map(spanned).collect(),
        _ => Vec::new(),
    };
    let target = |entry: &Pair| {
        let cases = entry.value.items_or_self().iter().filter_map(spanned).collect();
        Some((spanned(&entry.key)?, cases))
    };
    Some(Module {
        id: under(node, "id")?,
        name: under(node, "name"),
        url: under(node, "url"),
        parameters,
        targets: node.entries_of("targets").iter().filter_map(target).collect(),
        span: node.span,
        origin: String::new(),
    })
}

/// A date, or the date of a timestamp, since periods begin at midnight.
fn day(text: &str) -> Option<Date> {
    let (date, time) = text.split_at_checked(10)?;
    let is_time = time.is_empty() || time.starts_with(['T', 't', ' ']);
    parse_date(date).filter(|_| is_time)
}

fn period(node: &Node) -> Period {
    let date = node.get("date");
    let validity = |entry: &Pair| {
        let code = entry.value.as_str().and_then(Validity::parse);
        Some((spanned(&entry.key)?, code))
    };
    Period {
        date: date.and_then(Node::as_str).and_then(day),
        date_span: date.map_or(node.span, |date| date.span),
        versions: node.entries_of("versions").iter().filter_map(validity).collect(),
        origin: String::new(),
    }
}

fn version(node: &Node) -> Option<Version> {
    let stabilized = node.get("stabilized_at");
    let include = |node: &Node| match &node.kind {
        Kind::Map(_) => {
            let parameter = |entry: &Pair| Some((spanned(&entry.key)?, spanned(&entry.value).unwrap_or_default()));
            let parameters = node.entries_of("parameters").iter().filter_map(parameter).collect();
            Some(Include { module: under(node, "ref")?, parameters })
        }
        _ => Some(Include { module: spanned(node)?, parameters: Vec::new() }),
    };
    Some(Version {
        name: under(node, "version")?,
        stabilized_at: stabilized.and_then(Node::as_str).and_then(parse_date),
        stabilized_span: stabilized.map(|node| node.span),
        include: node.items_of("include").iter().filter_map(include).collect(),
        span: node.span,
        origin: String::new(),
    })
}
