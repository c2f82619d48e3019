//! What a version of a standard lacks to be standardised, required and tested.

use crate::model::lifecycle::State;

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is required, and still a Draft.
    Draft,
    /// It is required, and not in force any more: its state.
    Over(State),
    /// It is Stable, and not effective yet.
    Date,
    /// No scope requires it.
    Required,
    /// Only a version that is not in force yet requires it: its name.
    RequiredBy(String),
    /// It has no test case.
    Case,
    /// No script decides any of its test cases.
    Script,
    /// Its test cases are not those of the scopes that require it.
    Inside,
    /// No text explains so many of its test cases.
    Texts(usize),
}

impl Missing {
    /// In English words, as tables show it.
    pub fn words(&self) -> String {
        match self {
            Missing::Draft => "required, but a Draft".to_owned(),
            Missing::Over(state) => format!("required, but {}", state.name()),
            Missing::Date => "not effective yet".to_owned(),
            Missing::Required => "not required".to_owned(),
            Missing::RequiredBy(version) => format!("required by {version} only"),
            Missing::Case => "no test case".to_owned(),
            Missing::Script => "no automated test".to_owned(),
            Missing::Inside => "tests outside of the scope".to_owned(),
            Missing::Texts(count) => format!("{count} undocumented"),
        }
    }
}
