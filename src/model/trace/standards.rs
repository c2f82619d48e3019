//! Coverage of a standard: standardized, required and tested.

use super::{Requirement, ScopeVersion, Trace, trace_links};
use crate::model::document::{Document, DocumentType};
use crate::model::lifecycle::State;
use crate::words::Words;
use jiff::civil::Date;
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is required but a Draft.
    Draft,
    /// It is required but has ended: its state.
    Over(State),
    /// It is Stable but not effective yet.
    Date,
    /// No scope requires it.
    Required,
    /// Only a future version requires it: its name.
    RequiredBy(String),
    /// It has no test case.
    Case,
    /// None of its test cases is automated.
    Script,
    /// Its test cases are not in the scopes that require it.
    Inside,
    /// This number of its test cases is undocumented.
    Texts(usize),
}

impl Missing {
    /// Text for tables.
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

/// A version of a standard on a date.
pub struct StandardTrace<'t, 'a> {
    pub document: &'a Document,
    /// Whether it is an effective standard.
    pub standardized: bool,
    /// The current scope versions that require it.
    pub required: Vec<(&'t ScopeVersion<'a>, &'t Requirement<'a>)>,
    /// Whether it is tested by a script in each scope version that requires it.
    pub tested: bool,
    pub cases: BTreeSet<&'a str>,
    /// Number of its automated test cases.
    pub automated: usize,
}

impl<'t, 'a> StandardTrace<'t, 'a> {
    pub fn of(trace: &'t Trace<'a>, index: usize, document: &'a Document, at: Date) -> Self {
        let cases: BTreeSet<&str> = trace_links(trace.corpus, index).into_iter().map(|link| link.id).collect();
        let automated = cases.iter().filter(|id| trace.automated(id)).count();
        let required: Vec<_> = trace.requiring(index).filter(|(version, _)| version.current).collect();
        let mut in_force = required.iter().filter(|(version, _)| version.in_force()).peekable();
        // If it is not required, any script counts.
        let tested = if in_force.peek().is_none() {
            automated > 0
        } else {
            in_force.all(|(_, requirement)| trace.tested(requirement))
        };
        let decision = document.kind == Some(DocumentType::DecisionRecord);
        let standardized = document.life.state(at) == State::Effective && !decision;
        StandardTrace { document, standardized, required, tested, cases, automated }
    }

    /// The scope versions that can be certified and require it.
    pub fn in_force(&self) -> impl Iterator<Item = &ScopeVersion<'a>> {
        self.required.iter().map(|(version, _)| *version).filter(|version| version.in_force())
    }

    /// Its coverage from 0 to 3: standardized, required, tested.
    pub fn ticks(&self, at: Date) -> usize {
        let over = self.document.life.state(at).ended();
        match (self.standardized, self.in_force().next().is_some(), self.tested) {
            (true, true, true) => 3,
            (true, true, false) => 2,
            _ if over => 0,
            _ => 1,
        }
    }

    pub fn missing(&self, trace: &Trace<'_>, at: Date) -> Vec<Missing> {
        let state = self.document.life.state(at);
        let required = self.in_force().next().is_some();
        let decision = self.document.kind == Some(DocumentType::DecisionRecord);
        let mut missing = Vec::new();
        match state {
            State::Deprecated | State::Rejected if !required => return missing,
            State::Deprecated | State::Rejected => missing.push(Missing::Over(state)),
            State::Draft if required => missing.push(Missing::Draft),
            State::Stable => missing.push(Missing::Date),
            // The column with the state shows it.
            State::Draft | State::Effective => {}
        }
        if !required {
            match self.required.first() {
                Some((version, _)) => missing.push(Missing::RequiredBy(version.name.to_owned())),
                None if !decision => missing.push(Missing::Required),
                None => return missing,
            }
        }
        if !self.tested {
            missing.push(match (self.cases.is_empty(), self.automated) {
                (true, _) => Missing::Case,
                (false, 0) => Missing::Script,
                _ => Missing::Inside,
            });
        }
        let undocumented = self.cases.iter().filter(|id| !trace.corpus.tests.documented(id)).count();
        if undocumented > 0 {
            missing.push(Missing::Texts(undocumented));
        }
        missing
    }
}
