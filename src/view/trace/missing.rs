//! What a version of a standard lacks to be standardised, required and tested.

use crate::model::lifecycle::State;
use crate::words::Words;

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
    /// In words, as tables show it.
    pub fn words(&self, words: &Words) -> String {
        match self {
            Missing::Draft => words.get("missing_draft").to_owned(),
            Missing::Over(state) => words.fill("missing_over", &[("state", words.state(state.name()))]),
            Missing::Date => words.get("missing_date").to_owned(),
            Missing::Required => words.get("missing_required").to_owned(),
            Missing::RequiredBy(version) => words.fill("missing_required_by", &[("version", version)]),
            Missing::Case => words.get("missing_case").to_owned(),
            Missing::Script => words.get("missing_script").to_owned(),
            Missing::Inside => words.get("missing_inside").to_owned(),
            Missing::Texts(count) => words.fill("missing_texts", &[("count", &count.to_string())]),
        }
    }
}
