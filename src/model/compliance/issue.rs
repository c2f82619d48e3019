//! Problems in evidence, which rules report.

use crate::text::Span;
use std::sync::Arc;

/// The rule that reports an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A report or a line of the ledger is invalid and does not count.
    InvalidReport,
    /// A result is not 1, 0 or -1, or its test case ID is invalid; the result does not count.
    InvalidResult,
    /// A result contradicts another; the worst one counts.
    Contradictory,
    /// Two different reports have one run; both count.
    DuplicateRun,
    /// A report is not signed as required.
    Untrusted,
    /// The list of environments, or of accounts, cannot be used as written.
    InvalidEnvironments,
}

/// A location in a file of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// Where in the file.
    pub span: Span,
}

/// A problem with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The rule that reports it.
    pub kind: Kind,
    pub place: Place,
    pub message: String,
    pub help: String,
    /// A related location with its label.
    pub related: Option<(Place, &'static str)>,
}

impl Issue {
    /// An issue at a location.
    pub fn new(kind: Kind, path: &Arc<str>, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        let place = Place { path: Arc::clone(path), span };
        Issue { kind, place, message: message.into(), help: help.into(), related: None }
    }
}
