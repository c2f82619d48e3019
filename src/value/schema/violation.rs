//! What a schema does not allow, as data and in words.

use crate::text::Span;

/// One step from a value into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Under this key.
    Key(String),
    /// The item with this index.
    Item(usize),
}

/// Something in a value that its schema does not allow.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// The way to the value; for an unknown key, with that key.
    pub path: Vec<Step>,
    /// The value's bytes; for keys that are unknown or forbidden, the key's.
    pub span: Span,
    /// The bytes of the last key on the way.
    pub key: Option<Span>,
    /// What is wrong.
    pub fault: Fault,
}

impl Violation {
    /// The first key on the way: for front matter, the key of the document.
    pub fn top(&self) -> &str {
        match self.path.first() {
            Some(Step::Key(name)) => name,
            _ => "",
        }
    }

    /// The way as text: `tests[0].testcases[2].id`.
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

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The mapping lacks this key.
    Missing {
        /// The key.
        key: String,
    },
    /// The mapping has a key is unknown.
    Unknown {
        /// The key.
        key: String,
        /// The known key that was probably meant.
        suggestion: Option<String>,
    },
    /// The key may not stand here.
    Forbidden,
    /// The value is of another type.
    Type {
        /// The JSON types that are allowed.
        expected: Vec<String>,
    },
    /// The value is none of the allowed ones.
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
        /// The regular expression.
        pattern: String,
    },
    /// Anything else.
    Other {
        /// The keyword of JSON Schema.
        keyword: String,
    },
}

impl Fault {
    /// The fault in words, to follow the name of the value.
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
                "uri" => "must be a full address like https://example.org/".into(),
                other => format!("must be a {other}"),
            },
            Fault::Empty => "is empty".into(),
            Fault::Pattern { pattern } => format!("must match {pattern}"),
            Fault::Other { keyword } => format!("breaks the schema's `{keyword}`"),
        }
    }
}
