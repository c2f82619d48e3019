//! Findings as owned data, independent of output.

use crate::text::{Span, palette};
use crate::value::named::named;
use anstyle::Style;

named! { parse
    /// Severity of a finding, by RFC 2119: MUST → error, SHOULD → warning, MAY and advice → note.
    pub enum Severity {
        /// Violates a requirement.
        Error = "error",
        /// Violates a recommendation.
        Warning = "warning",
        /// Information or advice.
        Note = "note",
    }
}

impl Severity {
    /// Its color on a terminal.
    pub fn style(self) -> Style {
        match self {
            Severity::Error => palette::RED,
            Severity::Warning => palette::YELLOW,
            Severity::Note => palette::CYAN,
        }
    }
}

/// A labeled location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Path relative to the root.
    pub path: String,
    /// Where in the file.
    pub span: Span,
    /// The label; may be empty for the primary location.
    pub message: String,
    /// The revision, if the location is in the older state.
    pub revision: Option<String>,
}

impl Label {
    /// `Standards/x.md` or `Standards/x.md (at 1a2b3c4)`, as shown to users.
    pub fn file(&self) -> String {
        match &self.revision {
            Some(revision) => format!("{} (at {revision})", self.path),
            None => self.path.clone(),
        }
    }
}

/// A replacement of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Path relative to the root.
    pub path: String,
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// The replacement.
    pub replacement: String,
}

/// A fix of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Title as an imperative: ``replace `proposal` with `Draft` ``.
    pub title: String,
    /// Whether it preserves the meaning of the document, so that it can be applied without review.
    pub safe: bool,
    /// Sorted edits without overlaps.
    pub edits: Vec<Edit>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule.
    pub rule: &'static str,
    /// Its severity, before settings apply.
    pub severity: Severity,
    /// The message, without a full stop.
    pub message: String,
    /// Path relative to the root.
    pub path: String,
    /// Where in the file.
    pub span: Span,
    /// Its subject, which identifies it in another state of the document: see [`crate::check::identity`].
    pub subject: String,
    /// Label below the location; may be empty.
    pub label: String,
    /// Related locations.
    pub related: Vec<Label>,
    /// How to fix it, in words.
    pub help: Option<String>,
    /// How to fix it, as edits.
    pub fix: Option<Fix>,
    /// Whether the older state has it too; never set without a comparison.
    pub pre_existing: bool,
}

impl Diagnostic {
    /// Sets its subject, if that is not the text of its location.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets the label below the location.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets a severity other than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn related(mut self, path: &str, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { path: path.into(), span, message: message.into(), revision: None });
        self
    }

    /// Adds a related location in an older state with the short name `revision`.
    #[must_use]
    pub fn related_in(mut self, revision: &str, path: &str, span: Span, message: impl Into<String>) -> Self {
        let revision = Some(revision.to_owned());
        self.related.push(Label { path: path.into(), span, message: message.into(), revision });
        self
    }

    /// Adds a fix of one edit in the file of the finding.
    #[must_use]
    pub fn fix(self, safe: bool, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let edit = Edit { path: self.path.clone(), span, replacement: replacement.into() };
        self.fix_edits(safe, title, vec![edit])
    }

    /// Adds a fix of several edits.
    #[must_use]
    pub fn fix_edits(mut self, safe: bool, title: impl Into<String>, mut edits: Vec<Edit>) -> Self {
        edits.sort();
        self.fix = Some(Fix { title: title.into(), safe, edits });
        self
    }

    /// Sort key of reports: path, location, rule.
    pub fn order(&self) -> (&str, Span, &str, &str) {
        (&self.path, self.span, self.rule, &self.message)
    }
}
