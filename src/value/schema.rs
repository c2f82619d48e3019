//! The JSON Schemas in `schemas/`, and validation with spans.
//!
//! They define keys, values and required fields for rules, completion and the site.

mod violation;

pub use violation::{Fault, Step, Violation};

use super::date::parse_date;
use super::named::named;
use super::{Kind, Node, Style, suggest, yaml};
use crate::text::Span;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use serde_json::Value as Json;
use std::sync::OnceLock;

/// Maximum number of violations per file.
pub const MAX_VIOLATIONS: usize = 200;

named! {
    /// One of the schemas, by its name as in `schemas/NAME.schema.json`, in the order in which `scsdoc schema` lists them.
    pub enum Schema {
        /// Front matter of a document.
        Document = "document",
        /// Front matter of a supplement.
        Supplement = "supplement",
        /// A scope file.
        Scope = "scope",
        /// `scsdoc.toml`.
        Config = "config",
        /// Output of `check --format json`.
        Report = "report",
        /// `api/v1/register.json`.
        Register = "register",
        /// A document, in `api/v1/documents/`.
        ApiDocument = "api-document",
        /// `api/v1/documents.json`.
        ApiDocuments = "api-documents",
        /// `api/v1/scopes.json`.
        ApiScopes = "api-scopes",
        /// `api/v1/tests.json`.
        ApiTests = "api-tests",
        /// `api/v1/requirements.json`.
        ApiRequirements = "api-requirements",
        /// `api/v1/lifecycle.json`.
        ApiLifecycle = "api-lifecycle",
        /// `api/v1/clouds.json`.
        ApiClouds = "api-clouds",
        /// An environment, in `api/v1/clouds/`.
        ApiCloud = "api-cloud",
        /// `environments.yaml`.
        Environments = "environments",
        /// A document of a report of the compliance check.
        ComplianceReport = "compliance-report",
        /// A line of the ledger.
        Ledger = "ledger",
        /// Output of `compliance verdict --format json`.
        Verdicts = "verdicts",
    }
}

/// Resolves references between the built-in schemas, by `$id`.
struct OwnSchemas;

impl jsonschema::Retrieve for OwnSchemas {
    fn retrieve(&self, uri: &jsonschema::Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let found = Schema::ALL
            .into_iter()
            .find(|schema| schema.json().get("$id").and_then(Json::as_str) == Some(uri.as_str()));
        found.map(|schema| schema.json().clone()).ok_or_else(|| format!("no schema {uri}").into())
    }
}

impl Schema {
    /// Its text, byte for byte as in the repository.
    pub fn source(self) -> &'static str {
        match self {
            Schema::Document => include_str!("../../schemas/document.schema.json"),
            Schema::Supplement => include_str!("../../schemas/supplement.schema.json"),
            Schema::Scope => include_str!("../../schemas/scope.schema.json"),
            Schema::Config => include_str!("../../schemas/config.schema.json"),
            Schema::Report => include_str!("../../schemas/report.schema.json"),
            Schema::Register => include_str!("../../schemas/register.schema.json"),
            Schema::ApiDocument => include_str!("../../schemas/api-document.schema.json"),
            Schema::ApiDocuments => include_str!("../../schemas/api-documents.schema.json"),
            Schema::ApiScopes => include_str!("../../schemas/api-scopes.schema.json"),
            Schema::ApiTests => include_str!("../../schemas/api-tests.schema.json"),
            Schema::ApiRequirements => include_str!("../../schemas/api-requirements.schema.json"),
            Schema::ApiLifecycle => include_str!("../../schemas/api-lifecycle.schema.json"),
            Schema::ApiClouds => include_str!("../../schemas/api-clouds.schema.json"),
            Schema::ApiCloud => include_str!("../../schemas/api-cloud.schema.json"),
            Schema::Environments => include_str!("../../schemas/environments.schema.json"),
            Schema::ComplianceReport => include_str!("../../schemas/compliance-report.schema.json"),
            Schema::Ledger => include_str!("../../schemas/ledger.schema.json"),
            Schema::Verdicts => include_str!("../../schemas/verdicts.schema.json"),
        }
    }

    /// The parsed schema.
    pub fn json(self) -> &'static Json {
        static PARSED: [OnceLock<Json>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
        PARSED[self as usize].get_or_init(|| serde_json::from_str(self.source()).unwrap_or_default())
    }

    fn validator(self) -> Option<&'static Validator> {
        static BUILT: [OnceLock<Option<Validator>>; Schema::ALL.len()] = [const { OnceLock::new() }; Schema::ALL.len()];
        BUILT[self as usize]
            .get_or_init(|| {
                let options = jsonschema::options()
                    .should_validate_formats(true)
                    // The library is less strict.
                    .with_format("date", |text| parse_date(text).is_some())
                    .with_retriever(OwnSchemas);
                options.build(self.json()).ok()
            })
            .as_ref()
    }

    /// Plain texts below `root`, where this schema asks for text, that another reader takes for something else: the key, the
    /// text and what it is taken for.
    pub fn misread(self, root: &Node) -> Vec<(String, &Node, &'static str)> {
        let mut found = Vec::new();
        self.each(root, &mut |key, name, node| {
            let what = node.as_str().filter(|_| node.style == Style::Plain && key.is_text()).and_then(yaml::misread);
            found.extend(what.map(|what| (name.to_owned(), node, what)));
        });
        found
    }

    /// Calls a function for each text below `root` that the schema knows, with its key and the name of that.
    pub fn each<'n>(self, root: &'n Node, visit: &mut impl FnMut(&Key<'_>, &str, &'n Node)) {
        self.descend(&Key { name: "", schema: self.json() }, "", root, visit);
    }

    fn descend<'n>(self, key: &Key<'_>, name: &str, node: &'n Node, visit: &mut impl FnMut(&Key<'_>, &str, &'n Node)) {
        if node.as_str().is_some() {
            visit(key, name, node);
        }
        if let Some(below) = self.below(key, None).filter(|_| !node.items().is_empty()) {
            node.items().iter().for_each(|item| self.descend(&below, name, item, visit));
        }
        for entry in node.entries() {
            if let Some(below) = self.below(key, Some(entry.name())) {
                self.descend(&below, entry.name(), &entry.value, visit);
            }
        }
    }

    /// The schema of a value of a mapping, by its name, or of an item of a list.
    fn below<'s>(self, key: &Key<'s>, name: Option<&str>) -> Option<Key<'s>> {
        let (name, schema) = match name {
            Some(name) => {
                let known = key.schema.get("properties").and_then(Json::as_object);
                let known = known.and_then(|known| known.get_key_value(name));
                let known = known.map(|(name, schema)| (name.as_str(), schema));
                known.or_else(|| key.schema.get("additionalProperties").map(|schema| ("", schema)))?
            }
            None => (key.name, key.schema.get("items")?),
        };
        Some(Key { name, schema: deref(self.json(), schema) })
    }

    /// The keys at the top of the schema, in its order.
    pub fn keys(self) -> impl Iterator<Item = Key<'static>> {
        let properties = self.json().get("properties").and_then(Json::as_object);
        properties.into_iter().flatten().map(|(name, schema)| Key { name, schema })
    }

    /// The key `name` at the top of the schema.
    pub fn key(self, name: &str) -> Option<Key<'static>> {
        self.keys().find(|key| key.name == name)
    }

    /// The schema of the value at `path`, if there is one.
    pub fn at(self, path: &[Step]) -> Option<Key<'static>> {
        let mut key = Key { name: "", schema: self.json() };
        for step in path {
            key = self.below(
                &key,
                match step {
                    Step::Key(name) => Some(name),
                    Step::Item(_) => None,
                },
            )?;
        }
        Some(key)
    }

    /// The keys of the mapping at `path` in the schema, in its order.
    pub fn keys_at(self, path: &[Step]) -> impl Iterator<Item = Key<'static>> {
        let properties = self.at(path).and_then(|key| key.schema.get("properties")).and_then(Json::as_object);
        let root = self.json();
        properties.into_iter().flatten().map(move |(name, schema)| Key { name, schema: deref(root, schema) })
    }

    /// Whether the schema forbids the key `name` in a mapping like `value`.
    pub fn forbids(self, value: &Json, name: &str) -> bool {
        let Some(validator) = self.validator() else { return false };
        let mut value = value.clone();
        if let Some(map) = value.as_object_mut() {
            map.insert(name.to_owned(), Json::Null);
        }
        let here = |error: &jsonschema::ValidationError<'_>| {
            let mut steps = error.instance_path().segments();
            matches!(steps.next(), Some(LocationSegment::Property(key)) if key == name) && steps.next().is_none()
        };
        validator
            .iter_errors(&value)
            .any(|error| matches!(error.kind(), ValidationErrorKind::FalseSchema) && here(&error))
    }

    /// Validates JSON and returns messages, for tests.
    pub fn errors_in(self, value: &Json) -> Vec<String> {
        let Some(validator) = self.validator() else {
            return vec![format!("the {} schema does not compile", self.name())];
        };
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// Validates `node`. Each violation has its span. Only the first [`MAX_VIOLATIONS`] are kept.
    pub fn violations(self, node: &Node) -> Vec<Violation> {
        let Some(validator) = self.validator() else { return Vec::new() };
        let json = node.to_json();
        if validator.is_valid(&json) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for error in validator.iter_errors(&json).take(MAX_VIOLATIONS) {
            let path: Vec<Step> = error
                .instance_path()
                .segments()
                .map(|segment| match segment {
                    LocationSegment::Property(name) => Step::Key(name.into_owned()),
                    LocationSegment::Index(index) => Step::Item(index),
                })
                .collect();
            self.push(node, path, error.kind(), &mut found);
        }
        found.sort_by_key(|violation| violation.span);
        found.dedup();
        found
    }

    fn push(self, root: &Node, path: Vec<Step>, kind: &ValidationErrorKind, found: &mut Vec<Violation>) {
        let (at, key_span) = walk(root, &path);
        let mut add = |path: Vec<Step>, span: Span, fault: Fault| {
            found.push(Violation { path, span, key: key_span, fault });
        };
        match kind {
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default().to_owned();
                add(path, at.map_or(root.span, |node| node.span), Fault::Missing { key });
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = self.known_keys(&path);
                for name in unexpected.iter().take(MAX_VIOLATIONS) {
                    let entry = at.and_then(|node| node.entries().iter().find(|entry| named(entry, name)));
                    let span = entry.map_or(root.span, |entry| entry.key.span);
                    let suggestion = suggest::nearest(name, known.iter().map(String::as_str));
                    let suggestion = suggestion.map(str::to_owned);
                    let mut path = path.clone();
                    path.push(Step::Key(name.clone()));
                    add(path, span, Fault::Unknown { key: name.clone(), suggestion });
                }
            }
            ValidationErrorKind::FalseSchema => {
                let span = key_span.unwrap_or(root.span);
                add(path, span, Fault::Forbidden);
            }
            other => {
                let span = at.map_or(root.span, |node| node.span);
                let span = if span.is_empty() { key_span.unwrap_or(span) } else { span };
                let fault = match other {
                    ValidationErrorKind::Type { kind } => {
                        let expected = match kind {
                            jsonschema::error::TypeKind::Single(kind) => vec![kind.to_string()],
                            jsonschema::error::TypeKind::Multiple(kinds) => {
                                kinds.iter().map(|kind| kind.to_string()).collect()
                            }
                        };
                        Fault::Type { expected }
                    }
                    ValidationErrorKind::Enum { options } => {
                        let options = options.as_array().into_iter().flatten();
                        let options = options.filter_map(Json::as_str).map(str::to_owned);
                        Fault::Value { options: options.collect() }
                    }
                    ValidationErrorKind::Format { format } => Fault::Format { format: format.clone() },
                    ValidationErrorKind::MinLength { .. }
                    | ValidationErrorKind::MinItems { .. }
                    | ValidationErrorKind::MinProperties { .. } => Fault::Empty,
                    ValidationErrorKind::Pattern { .. } => {
                        let example = self.at(&path).and_then(|key| key.schema.get("examples")?.get(0)?.as_str());
                        Fault::Pattern { example: example.unwrap_or_default().to_owned() }
                    }
                    other => Fault::Other { keyword: other.keyword().to_owned() },
                };
                add(path, span, fault);
            }
        }
    }

    /// The keys of the schema at `path`.
    fn known_keys(self, path: &[Step]) -> Vec<String> {
        let at = self.at(path);
        let properties = at.and_then(|key| key.schema.get("properties")).and_then(Json::as_object);
        let allowed = properties.into_iter().flatten().filter(|(_, schema)| **schema != Json::Bool(false));
        allowed.map(|(name, _)| name.clone()).collect()
    }
}

fn deref<'a>(root: &'a Json, at: &'a Json) -> &'a Json {
    at.get("$ref")
        .and_then(Json::as_str)
        .and_then(|reference| root.pointer(reference.trim_start_matches('#')))
        .unwrap_or(at)
}

/// Whether the key of an entry is `name` in JSON.
fn named(entry: &super::Entry, name: &str) -> bool {
    match &entry.key.kind {
        Kind::Text(text) => text == name,
        _ => entry.key.key_text().as_deref() == Some(name),
    }
}

/// The node at `path`, if there is one.
pub fn node_at<'a>(root: &'a Node, path: &[Step]) -> Option<&'a Node> {
    walk(root, path).0
}

/// The node at `path`, and the span of its key.
fn walk<'a>(root: &'a Node, path: &[Step]) -> (Option<&'a Node>, Option<Span>) {
    let mut at = root;
    let mut key = None;
    for step in path {
        let next = match (step, &at.kind) {
            (Step::Key(name), Kind::Map(entries)) => entries.iter().find(|entry| named(entry, name)).map(|entry| {
                key = Some(entry.key.span);
                &entry.value
            }),
            (Step::Item(index), Kind::List(items)) => items.get(*index),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return (None, key),
        }
    }
    (Some(at), key)
}

#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    pub name: &'a str,
    schema: &'a Json,
}

impl<'a> Key<'a> {
    pub fn description(&self) -> &'a str {
        self.schema.get("description").and_then(Json::as_str).unwrap_or("")
    }

    /// Whether the schema forbids it.
    pub fn forbidden(&self) -> bool {
        *self.schema == Json::Bool(false)
    }

    /// Whether it is only accepted for old documents.
    pub fn deprecated(&self) -> bool {
        self.schema.get("deprecated") == Some(&Json::Bool(true))
    }

    /// The allowed values; empty if any is allowed.
    pub fn values(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.schema.get("enum").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    /// The description of a value; may be empty.
    pub fn meaning(&self, value: &str) -> &'a str {
        self.schema.get("x-meaning").and_then(|all| all.get(value)).and_then(Json::as_str).unwrap_or("")
    }

    /// Whether a mapping under this key must have the key `name`.
    pub fn requires(&self, name: &str) -> bool {
        let required = self.schema.get("required").and_then(Json::as_array);
        required.into_iter().flatten().any(|key| key.as_str() == Some(name))
    }

    /// Whether the value is a mapping.
    pub fn is_map(&self) -> bool {
        self.schema["type"] == "object"
    }

    /// Whether the value is a boolean.
    pub fn is_bool(&self) -> bool {
        self.schema["type"] == "boolean"
    }

    /// The current value for a former name.
    pub fn former(&self, name: &str) -> Option<&'a str> {
        let former = self.schema.get("x-former")?.as_object()?;
        let (_, now) = former.iter().find(|(old, _)| old.eq_ignore_ascii_case(name))?;
        now.as_str()
    }

    /// The format, such as `date`.
    pub fn format(&self) -> Option<&'a str> {
        self.schema.get("format").and_then(Json::as_str)
    }

    /// Whether the value is any text, and not a date or one of certain words.
    pub fn is_text(&self) -> bool {
        let text = match self.schema.get("type") {
            Some(Json::Array(kinds)) => {
                kinds.iter().any(|kind| kind == "string") && !kinds.iter().any(|kind| kind == "number")
            }
            kind => kind.and_then(Json::as_str) == Some("string"),
        };
        text && self.format() != Some("date") && self.schema.get("enum").is_none()
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        self.schema["type"] == "array"
    }

    /// Whether the value may be a list.
    pub fn has_items(&self) -> bool {
        self.schema.get("items").is_some()
    }

    /// Whether the value is a list whose items may be text.
    pub fn is_text_list(&self) -> bool {
        let kinds = self.schema.get("items").and_then(|items| items.get("type"));
        let text = |kind: &Json| kind.as_str() == Some("string");
        self.is_list()
            && kinds.is_some_and(|kinds| text(kinds) || kinds.as_array().is_some_and(|all| all.iter().any(text)))
    }
}
