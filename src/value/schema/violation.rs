//! Violations of schemas.

use crate::text::Span;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Under this key.
    Key(String),
    /// The item with this index.
    Item(usize),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Path of the value; for an unknown key, including the key.
    pub path: Vec<Step>,
    /// Span of the value; of the key if it is unknown or forbidden.
    pub span: Span,
    /// Span of the last key of the path.
    pub key: Option<Span>,
    /// The kind of violation.
    pub fault: Fault,
}

impl Violation {
    /// The first key of the path.
    pub fn top(&self) -> &str {
        match self.path.first() {
            Some(Step::Key(name)) => name,
            _ => "",
        }
    }

    /// The path as text: `tests[0].testcases[2].id`.
    pub fn place(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Key(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
                Step::Item(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }
}

/// Kinds of violations.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The mapping lacks this key.
    Missing { key: String },
    /// The mapping has an unknown key.
    Unknown {
        key: String,
        /// A similar known key.
        suggestion: Option<String>,
    },
    /// The key is not allowed here.
    Forbidden,
    /// The value is of another type.
    Type {
        /// The JSON types that are allowed.
        expected: Vec<String>,
    },
    /// The value is not one of the allowed ones.
    Value {
        /// The allowed ones.
        options: Vec<String>,
    },
    /// The value does not have this format.
    Format {
        /// `date`, `uuid` or `uri`.
        format: String,
    },
    /// The value is empty.
    Empty,
    /// The value does not match a pattern.
    Pattern {
        /// A value that matches; the schema's first example, if it has one.
        example: String,
    },
    /// Anything else.
    Other {
        /// The keyword of JSON Schema.
        keyword: String,
    },
}

impl Fault {
    /// The predicate of a message about the value.
    pub fn words(&self) -> String {
        match self {
            Fault::Missing { key } => format!("lacks the key `{key}`"),
            Fault::Unknown { key, .. } => format!("has the unknown key `{key}`"),
            Fault::Forbidden => "may not stand here".into(),
            Fault::Type { expected } => {
                let names = expected.iter().map(|name| match name.as_str() {
                    "array" => "a list",
                    "object" => "a mapping",
                    "string" => "text",
                    "boolean" => "true or false",
                    "integer" | "number" => "a number",
                    other => other,
                });
                format!("must be {}", names.collect::<Vec<_>>().join(" or "))
            }
            Fault::Value { options } => format!("must be one of {}", options.join(", ")),
            Fault::Format { format } => match format.as_str() {
                "date" => "must be a date like 2026-01-31".into(),
                "uuid" => "must be a UUID like d912d0a5-826a-4b01-bafd-b48f65f76f43".into(),
                "uri" => "must be a full URL like https://example.org/".into(),
                other => format!("must be a {other}"),
            },
            Fault::Empty => "is empty".into(),
            Fault::Pattern { example } if example.is_empty() => "does not have the required form".into(),
            Fault::Pattern { example } => format!("must have a form like `{example}`"),
            Fault::Other { keyword } => format!("breaks the schema's `{keyword}`"),
        }
    }
}
