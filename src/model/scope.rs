//! Scope files: which standards and test cases a certificate needs, by version and date.
//!
//! Clause: scs-0003-v1, *SCS Certification YAML*.

use super::lifecycle::parse_date;
use crate::load::Entry;
use crate::text::path::file_name;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Violation};
use crate::value::{Comment, Kind, Node, Problem, ProblemKind, yaml};
use jiff::civil::Date;
use std::collections::HashMap;

/// Text with its place.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Spanned {
    /// The text.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A scope file. What is missing or of the wrong type is empty here, and a violation there.
#[derive(Clone, Debug)]
pub struct ScopeFile {
    /// Path relative to the root.
    pub path: String,
    /// The text.
    pub source: Source,
    /// Size and limit in bytes, where the file was too large and only its start was read.
    pub too_large: Option<(u64, u64)>,
    /// The whole value.
    pub root: Option<Node>,
    /// Comments in order.
    pub comments: Vec<Comment>,
    /// What of it is not YAML.
    pub problems: Vec<Problem>,
    /// What of it the schema does not allow.
    pub violations: Vec<Violation>,
    /// Name of the scope.
    pub name: Spanned,
    /// Declared variables.
    pub variables: Vec<Spanned>,
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
}

/// A script with the test cases that it reports on; a manual audit has no executable.
#[derive(Clone, Debug)]
pub struct Script {
    /// Path relative to the folder of the scope file.
    pub executable: Option<Spanned>,
    /// Arguments, and values of environment variables.
    pub templates: Vec<Spanned>,
    /// What it reports on.
    pub testcases: Vec<TestCase>,
    /// The whole descriptor.
    pub span: Span,
}

/// A test case of a script.
#[derive(Clone, Debug)]
pub struct TestCase {
    /// Its id.
    pub id: Spanned,
    /// `day`, `week`, `month`, `quarter` or `year`.
    pub lifetime: Option<Spanned>,
    /// Section it is grouped under.
    pub section: Option<Spanned>,
    /// What is checked.
    pub description: String,
    /// Address of its documentation.
    pub url: Option<Spanned>,
}

/// A module: what a version of a standard asks for, in test cases.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its id.
    pub id: Spanned,
    /// Its name.
    pub name: Option<Spanned>,
    /// Address of the standard.
    pub url: Option<Spanned>,
    /// Names of its parameters.
    pub parameters: Vec<Spanned>,
    /// Targets with the test cases they name.
    pub targets: Vec<(Spanned, Vec<Spanned>)>,
    /// The whole descriptor.
    pub span: Span,
}

/// How a version may be used in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Validity {
    /// Certificates are given.
    Effective,
    /// Certificates are given with a warning.
    Warn,
    /// It may be tested, not certified: not ready yet.
    Draft,
    /// It may be tested, not certified: over.
    Deprecated,
}

impl Validity {
    /// The validity with this code.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "effective" => Some(Validity::Effective),
            "warn" => Some(Validity::Warn),
            "draft" => Some(Validity::Draft),
            "deprecated" => Some(Validity::Deprecated),
            _ => None,
        }
    }

    /// The code in scope files.
    pub fn code(self) -> &'static str {
        match self {
            Validity::Effective => "effective",
            Validity::Warn => "warn",
            Validity::Draft => "draft",
            Validity::Deprecated => "deprecated",
        }
    }

    /// Whether certificates are given.
    pub fn certifies(self) -> bool {
        matches!(self, Validity::Effective | Validity::Warn)
    }
}

/// A timeline entry.
#[derive(Clone, Debug)]
pub struct Period {
    /// When the period begins, where it is a date.
    pub date: Option<Date>,
    /// Where the date stands.
    pub date_span: Span,
    /// Validity of each version, in the order of the file; the span is the version's name.
    pub versions: Vec<(Spanned, Option<Validity>)>,
    /// The whole entry.
    pub span: Span,
}

/// A version of a scope.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its name: `v5.1`, `next`.
    pub name: Spanned,
    /// When it becomes stable, where it is a date.
    pub stabilized_at: Option<Date>,
    /// Where that date stands.
    pub stabilized_span: Option<Span>,
    /// What it includes.
    pub include: Vec<Include>,
    /// The whole descriptor.
    pub span: Span,
}

/// A module that a version includes.
#[derive(Clone, Debug)]
pub struct Include {
    /// Id of the module.
    pub module: Spanned,
    /// Values for its parameters: name and value.
    pub parameters: Vec<(Spanned, Spanned)>,
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
        let skip = source.bom_len();
        let mut parsed = yaml::parse(&source.text()[skip..]);
        parsed.shift(skip);
        if too_large.is_some() {
            parsed.problems.clear();
        }
        let mut scope = ScopeFile {
            path: path.into(),
            too_large,
            comments: parsed.comments,
            problems: parsed.problems,
            violations: Vec::new(),
            name: Spanned { text: file_stem(path).into(), span: Span::default() },
            variables: Vec::new(),
            scripts: Vec::new(),
            modules: Vec::new(),
            timeline: Vec::new(),
            versions: Vec::new(),
            by_module: HashMap::new(),
            by_version: HashMap::new(),
            root: None,
            source,
        };
        match parsed.root {
            Some(root) if matches!(root.kind, Kind::Map(_)) => {
                // A file that was cut off is not measured by what was cut.
                if scope.too_large.is_none() {
                    scope.violations = Schema::Scope.violations(&root);
                }
                scope.read(&root);
                scope.root = Some(root);
            }
            root if scope.problems.is_empty() => {
                let span = root.as_ref().map_or(Span::at(skip), |root| root.span);
                let what = root.as_ref().map_or("empty", |root| root.kind_name());
                let message = format!("a scope file must be a mapping of keys to values, and is {what}");
                scope.problems.push(Problem { span, message, kind: ProblemKind::Syntax });
            }
            _ => {}
        }
        scope
    }

    fn read(&mut self, root: &Node) {
        let list = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
        if let Some(name) = under(root, "name") {
            self.name = name;
        }
        for variable in list("variables") {
            match &variable.kind {
                Kind::Map(entries) => self.variables.extend(entries.iter().filter_map(|entry| spanned(&entry.key))),
                _ => self.variables.extend(spanned(variable)),
            }
        }
        self.scripts = list("scripts").iter().map(script).collect();
        self.modules = list("modules").iter().filter_map(module).collect();
        self.timeline = list("timeline").iter().map(period).collect();
        self.versions = list("versions").iter().filter_map(version).collect();
        for (index, module) in self.modules.iter().enumerate() {
            self.by_module.entry(module.id.text.clone()).or_insert(index);
        }
        for (index, version) in self.versions.iter().enumerate() {
            self.by_version.entry(version.name.text.clone()).or_insert(index);
        }
    }

    /// Name of the file without folder and ending: `scs-compatible-iaas`.
    pub fn stem(&self) -> &str {
        file_stem(&self.path)
    }

    /// The module with this id; the first, where it stands twice.
    pub fn module(&self, id: &str) -> Option<&Module> {
        self.module_index(id).and_then(|index| self.modules.get(index))
    }

    /// Index of the module with this id; the first, where it stands twice.
    pub fn module_index(&self, id: &str) -> Option<usize> {
        self.by_module.get(id).copied()
    }

    /// The version with this name; the first, where it stands twice.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.version_index(name).and_then(|index| self.versions.get(index))
    }

    /// Index of the version with this name; the first, where it stands twice.
    pub fn version_index(&self, name: &str) -> Option<usize> {
        self.by_version.get(name).copied()
    }

    /// Whether the file could be read to its end, so that what is not there is really absent.
    pub fn complete(&self) -> bool {
        self.root.is_some()
            && self.too_large.is_none()
            && self.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::DuplicateKey { .. }))
    }

    /// Addresses of test cases and modules, and what versions pass to modules.
    pub fn addresses(&self) -> impl Iterator<Item = &Spanned> {
        let cases = self.scripts.iter().flat_map(|script| &script.testcases).filter_map(|case| case.url.as_ref());
        let modules = self.modules.iter().filter_map(|module| module.url.as_ref());
        let includes = self.versions.iter().flat_map(|version| &version.include);
        let values = includes.flat_map(|include| &include.parameters).map(|(_, value)| value);
        cases.chain(modules).chain(values)
    }

    /// All test cases with their scripts.
    pub fn testcases(&self) -> impl Iterator<Item = (&Script, &TestCase)> {
        self.scripts.iter().flat_map(|script| script.testcases.iter().map(move |case| (script, case)))
    }
}

fn file_stem(path: &str) -> &str {
    let file = file_name(path);
    file.strip_suffix(".yaml").unwrap_or(file)
}

fn script(node: &Node) -> Script {
    let mut templates: Vec<Spanned> = under(node, "args").into_iter().collect();
    let env = node.get("env").map(Node::entries).unwrap_or_default();
    templates.extend(env.iter().filter_map(|entry| spanned(&entry.value)));
    let cases = node.get("testcases").map(Node::items).unwrap_or_default();
    let case = |node: &Node| {
        Some(TestCase {
            id: under(node, "id")?,
            lifetime: under(node, "lifetime"),
            section: under(node, "section"),
            description: node.text("description").unwrap_or_default().trim().to_owned(),
            url: under(node, "url"),
        })
    };
    Script {
        executable: under(node, "executable"),
        templates,
        testcases: cases.iter().filter_map(case).collect(),
        span: node.span,
    }
}

fn module(node: &Node) -> Option<Module> {
    let parameters = match node.get("parameters").map(|node| &node.kind) {
        Some(Kind::Map(entries)) => entries.iter().filter_map(|entry| spanned(&entry.key)).collect(),
        Some(Kind::List(items)) => items.iter().filter_map(spanned).collect(),
        _ => Vec::new(),
    };
    let targets = node.get("targets").map(Node::entries).unwrap_or_default();
    let target = |entry: &crate::value::Entry| {
        let cases = entry.value.items_or_self().iter().filter_map(spanned).collect();
        Some((spanned(&entry.key)?, cases))
    };
    Some(Module {
        id: under(node, "id")?,
        name: under(node, "name"),
        url: under(node, "url"),
        parameters,
        targets: targets.iter().filter_map(target).collect(),
        span: node.span,
    })
}

fn period(node: &Node) -> Period {
    let date = node.get("date");
    let versions = node.get("versions").map(Node::entries).unwrap_or_default();
    let validity = |entry: &crate::value::Entry| {
        let code = entry.value.as_str().and_then(Validity::parse);
        Some((spanned(&entry.key)?, code))
    };
    Period {
        date: date.and_then(Node::as_str).and_then(parse_date),
        date_span: date.map_or(node.span, |date| date.span),
        versions: versions.iter().filter_map(validity).collect(),
        span: node.span,
    }
}

fn version(node: &Node) -> Option<Version> {
    let stabilized = node.get("stabilized_at");
    let includes = node.get("include").map(Node::items).unwrap_or_default();
    let include = |node: &Node| match &node.kind {
        Kind::Map(_) => {
            let parameters = node.get("parameters").map(Node::entries).unwrap_or_default();
            let parameter =
                |entry: &crate::value::Entry| Some((spanned(&entry.key)?, spanned(&entry.value).unwrap_or_default()));
            let parameters = parameters.iter().filter_map(parameter).collect();
            Some(Include { module: under(node, "ref")?, parameters })
        }
        _ => Some(Include { module: spanned(node)?, parameters: Vec::new() }),
    };
    Some(Version {
        name: under(node, "version")?,
        stabilized_at: stabilized.and_then(Node::as_str).and_then(parse_date),
        stabilized_span: stabilized.map(|node| node.span),
        include: includes.iter().filter_map(include).collect(),
        span: node.span,
    })
}
