//! What is wrong with evidence, before a rule gives it a name and a severity.

use crate::text::Span;
use std::sync::Arc;

/// Which rule reports an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A report or a line of the ledger cannot be read; nothing of it counts.
    InvalidReport,
    /// A result is not 1, 0 or -1, or its test case has no usable id; the result does not count.
    InvalidResult,
    /// A result contradicts another; the worst counts.
    Contradictory,
    /// Two different reports have one run; both count.
    DuplicateRun,
    /// A report is not signed as it has to be.
    Untrusted,
    /// The list of environments, or of accounts, cannot be used as written.
    InvalidEnvironments,
}

/// A place in a file of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// Where in the file.
    pub span: Span,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The rule that reports it.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// What, as the message of a finding.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Another place that matters, with what there is to see.
    pub related: Option<(Place, &'static str)>,
}

impl Issue {
    /// An issue at a place.
    pub fn new(kind: Kind, path: &Arc<str>, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        let place = Place { path: Arc::clone(path), span };
        Issue { kind, place, message: message.into(), help: help.into(), related: None }
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, place: Place, message: &'static str) -> Self {
        self.related = Some((place, message));
        self
    }
}
