//! Values with spans: one tree for YAML and TOML files.

pub mod date;
pub mod named;
pub mod schema;
pub mod suggest;
pub mod toml;
pub mod yaml;

use crate::text::{Source, Span};
use serde_json::Value as Json;

/// The style of a scalar or collection, which edits preserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Style {
    /// A scalar without quotes.
    #[default]
    Plain,
    /// A scalar in single or double quotes.
    Quoted,
    /// A literal or folded block scalar, or a collection in block style.
    Block,
    /// A collection in brackets or braces.
    Flow,
}

/// The value of a node.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing, or `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// Text. Dates are text too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file, possibly with duplicate keys.
    Map(Vec<Entry>),
}

/// One key of a mapping with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: Node,
    pub value: Node,
}

impl Entry {
    /// The key as text; empty if it is not text.
    pub fn name(&self) -> &str {
        self.key.as_str().unwrap_or("")
    }

    /// From the first byte of the key to the last of the value.
    pub fn span(&self) -> Span {
        Span { start: self.key.span.start, end: self.value.span.end.max(self.key.span.end) }
    }
}

/// A value with its span.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its span, including quotes.
    pub span: Span,
    /// Its syntax.
    pub style: Style,
    /// What it is.
    pub kind: Kind,
}

impl Node {
    /// The text of a text node.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; empty for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The items of a list; for a scalar, the node itself.
    pub fn items_or_self(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Null | Kind::Map(_) => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The entries of a mapping; empty for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry of a mapping with this key (the first, if it is duplicated).
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.name() == key)
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The items of the list under `key`; none if there is no such list.
    pub fn items_of(&self, key: &str) -> &[Node] {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// The entries of the mapping under `key`; none if there is no such mapping.
    pub fn entries_of(&self, key: &str) -> &[Entry] {
        self.get(key).map(Node::entries).unwrap_or_default()
    }

    /// The text under `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::as_str)
    }

    /// The kind of value, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// The value as JSON; of a duplicate key, the first is used.
    pub fn to_json(&self) -> Json {
        match &self.kind {
            Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(*value),
            Kind::Number(value) => Json::Number(value.clone()),
            Kind::Text(text) => Json::String(text.clone()),
            Kind::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Kind::Map(entries) => {
                let mut map = serde_json::Map::new();
                for entry in entries {
                    if let Some(key) = entry.key.key_text() {
                        map.entry(key).or_insert_with(|| entry.value.to_json());
                    }
                }
                Json::Object(map)
            }
        }
    }

    /// A scalar as the text of a key; `None` for collections.
    pub fn key_text(&self) -> Option<String> {
        match &self.kind {
            Kind::Null => Some("null".into()),
            Kind::Bool(value) => Some(value.to_string()),
            Kind::Number(value) => Some(value.to_string()),
            Kind::Text(text) => Some(text.clone()),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// Shifts all spans by `by` bytes.
    pub fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        match &mut self.kind {
            Kind::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Kind::Map(entries) => entries.iter_mut().for_each(|entry| {
                entry.key.shift(by);
                entry.value.shift(by);
            }),
            _ => {}
        }
    }
}

/// A parse error.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub span: Span,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    pub kind: ProblemKind,
}

/// Kinds of parse errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file is not well-formed.
    Syntax,
    /// A limit was exceeded: depth, aliases.
    Limit,
    /// A duplicate key; `first` is where it is first defined.
    DuplicateKey {
        /// First definition of the key.
        first: Span,
    },
}

/// A comment of a YAML or TOML file.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// The text after `#`.
    pub text: String,
}

/// The result of parsing: the value up to the first error, comments, and errors.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The value; `None` for an empty or unreadable file.
    pub root: Option<Node>,
    /// All comments in order.
    pub comments: Vec<Comment>,
    /// All problems in order.
    pub problems: Vec<Problem>,
    /// What other programs read differently or refuse, with the reason as a sentence without a full stop.
    pub unportable: Vec<(Span, String)>,
}

impl Parsed {
    /// The values of a file, after its byte order mark.
    pub fn of(source: &Source, parse: fn(&str) -> Parsed) -> Self {
        let skip = source.bom_len();
        let mut parsed = parse(source.text().get(skip..).unwrap_or_default());
        parsed.shift(skip);
        parsed
    }

    /// Shifts all spans by `by` bytes.
    pub fn shift(&mut self, by: usize) {
        if let Some(root) = &mut self.root {
            root.shift(by);
        }
        for comment in &mut self.comments {
            comment.span = comment.span.shifted(by);
        }
        for (span, _) in &mut self.unportable {
            *span = span.shifted(by);
        }
        for problem in &mut self.problems {
            problem.span = problem.span.shifted(by);
            if let ProblemKind::DuplicateKey { first } = &mut problem.kind {
                *first = first.shifted(by);
            }
        }
    }
}
