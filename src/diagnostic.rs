//! What a rule says: owned data that knows nothing of output.

use crate::text::{Span, palette};
use crate::value::named::named;
use anstyle::Style;

named! { parse
    /// How much a finding weighs, after RFC 2119: MUST → error, SHOULD → warning, MAY and advice → note.
    pub enum Severity {
        /// Breaks what the clause demands.
        Error = "error",
        /// Breaks what the clause recommends.
        Warning = "warning",
        /// Worth knowing.
        Note = "note",
    }
}

impl Severity {
    /// The color that it has on a terminal.
    pub fn style(self) -> Style {
        match self {
            Severity::Error => palette::RED,
            Severity::Warning => palette::YELLOW,
            Severity::Note => palette::CYAN,
        }
    }
}

/// A place with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Path relative to the root.
    pub path: String,
    /// Where in the file.
    pub span: Span,
    /// What there is to see; may be empty for the primary place.
    pub message: String,
    /// The revision that holds the file, where it is the older state and not the register itself.
    pub revision: Option<String>,
}

impl Label {
    /// `Standards/x.md` or `Standards/x.md (at 1a2b3c4)`: what a person needs to find the file.
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
    /// What to put there.
    pub replacement: String,
}

/// A fix of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command: ``replace `proposal` by `Draft` ``.
    pub title: String,
    /// Whether it cannot change the meaning of the document, so that it may be applied without a look.
    pub safe: bool,
    /// Edits that do not overlap, in order.
    pub edits: Vec<Edit>,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule.
    pub rule: &'static str,
    /// Its weight, before settings change it.
    pub severity: Severity,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Path relative to the root.
    pub path: String,
    /// Where in the file.
    pub span: Span,
    /// What it is about, by which it is recognized in another state of the document: see [`crate::check::identity`].
    pub subject: String,
    /// A few words to stand under the place; may be empty.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// How to fix it, in words.
    pub help: Option<String>,
    /// How to fix it, as edits.
    pub fix: Option<Fix>,
    /// Whether the older state had it too; never set where nothing is compared.
    pub pre_existing: bool,
}

impl Diagnostic {
    /// Says what it is about where that is not the text of its place.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets words to stand under the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets how to fix it, in words.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Gives it another weight than its rule's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds a related place.
    #[must_use]
    pub fn related(mut self, path: &str, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { path: path.into(), span, message: message.into(), revision: None });
        self
    }

    /// Adds a related place in an older state: `revision` names it in a few characters.
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

    /// The order of reports: path, place, rule.
    pub fn order(&self) -> (&str, Span, &str, &str) {
        (&self.path, self.span, self.rule, &self.message)
    }
}
