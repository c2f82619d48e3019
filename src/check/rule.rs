//! Rules: statics with a text and a check function. The public imports are what most rules use.

pub use super::limit::DiagnosticSink;
pub use crate::diagnostic::{Diagnostic, Edit, Severity};
pub use crate::model::Corpus;
pub use crate::model::change::{Change, Comparison};
use crate::model::compliance::issue::Issue;
pub use crate::model::document::Document;
use crate::model::markdown::Body;
pub use crate::model::scope::ScopeFile;
use crate::text::Source;
pub use crate::text::Span;
use crate::value::named::named;
pub use jiff::civil::Date;
use std::sync::OnceLock;

named! {
    /// The groups of rules, in the order of the documentation.
    pub enum Group {
        /// File names.
        Names = "Names",
        /// Front matter.
        FrontMatter = "Front matter",
        /// The lifecycle in one state of the register.
        Lifecycle = "Lifecycle",
        /// Sections of a document.
        Sections = "Sections",
        /// Supplements.
        Supplements = "Supplements",
        /// Links and references.
        Links = "Links and references",
        /// Test cases.
        TestCases = "Test cases",
        /// Scope files.
        Scopes = "Scope files",
        /// Reports, verdicts and cloud environments.
        Compliance = "Compliance",
        /// Running text.
        Text = "Text",
        /// Changes since an older state.
        Change = "Change",
        /// Waivers and settings.
        Housekeeping = "Housekeeping",
    }
}

/// Which findings of a rule have a fix. The fixtures of a rule must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixes {
    /// No finding.
    None,
    /// Some findings.
    Sometimes(Safety),
    /// Every finding.
    Always(Safety),
}

/// Whether fixes can be applied without review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// No fix changes the meaning.
    Safe,
    /// Every fix needs review.
    Unsafe,
    /// Some fixes are safe, others need review.
    Either,
}

/// Input of a rule.
#[derive(Clone, Copy)]
pub enum Run {
    /// One document (or supplement, or proposal) at a time.
    Document(fn(&Document, &Cx<'_>, &mut DiagnosticSink)),
    /// The text of one file at a time: document, template, scope file, settings.
    File(fn(&TextFile<'_>, &mut DiagnosticSink)),
    /// One scope file at a time, if it could be parsed completely.
    Scope(fn(&ScopeFile, &Cx<'_>, &mut DiagnosticSink)),
    /// The whole corpus.
    Corpus(fn(&Cx<'_>, &mut DiagnosticSink)),
    /// One document (or supplement, or proposal) before and after, if two states are compared.
    Change(fn(&Change<'_>, &Comparison<'_>, &Cx<'_>, &mut DiagnosticSink)),
    /// Two states of the register, if two are compared.
    Comparison(fn(&Comparison<'_>, &Cx<'_>, &mut DiagnosticSink)),
    /// The waivers, after all other rules have run.
    Waivers(fn(&[super::waiver::Waiver], &Cx<'_>, &mut DiagnosticSink)),
}

#[derive(Clone, Copy)]
pub struct TextFile<'a> {
    /// Path relative to the root.
    pub path: &'a str,
    pub source: &'a Source,
    /// Whether only the start was read, because the file is too large.
    pub cut: bool,
    /// End of the part with keys and values: front matter, or all of YAML and TOML.
    pub values_end: u32,
    /// The Markdown of a document.
    pub body: Option<&'a Body>,
}

impl<'a> TextFile<'a> {
    /// The file of a document or template.
    pub fn of(document: &'a Document) -> Self {
        TextFile {
            path: &document.path,
            source: &document.source,
            cut: document.too_large.is_some(),
            values_end: document.front.span.end,
            body: Some(&document.body),
        }
    }

    /// All files of a register that are not documents: templates, scope files, the settings.
    pub fn other_files(corpus: &'a Corpus) -> impl Iterator<Item = Self> {
        let scopes = corpus.scopes.iter().map(|scope| TextFile {
            path: &scope.path,
            source: &scope.source,
            cut: scope.too_large.is_some(),
            values_end: u32::MAX,
            body: None,
        });
        let config = &corpus.config;
        let config = TextFile {
            path: &config.path,
            source: &config.source,
            cut: config.too_large.is_some(),
            values_end: u32::MAX,
            body: None,
        };
        corpus.templates.iter().map(TextFile::of).chain(scopes).chain([config])
    }
}

/// Context of a rule.
pub struct Cx<'a> {
    pub corpus: &'a Corpus,
    pub at: Date,
    /// The comparison with an older state, if there is one.
    pub base: Option<&'a Comparison<'a>>,
    untrusted: OnceLock<Vec<Issue>>,
}

impl<'a> Cx<'a> {
    /// The context of all rules that run on a register.
    pub fn new(corpus: &'a Corpus, at: Date, base: Option<&'a Comparison<'a>>) -> Self {
        Cx { corpus, at, base, untrusted: OnceLock::new() }
    }

    /// The issues of compliance reports: of their content, and of their signatures and contradictions, which are judged
    /// once for all rules.
    pub fn report_issues(&self) -> impl Iterator<Item = &Issue> {
        let trust = self.untrusted.get_or_init(|| self.corpus.evidence.trust(self.at).issues);
        self.corpus.evidence.issues.iter().chain(trust)
    }
}

/// A rule. `explain`, the rule pages, SARIF and the editor all use its text.
pub struct Rule {
    /// The name: the defect, so that `allow(broken-anchor)` reads as a sentence.
    pub name: &'static str,
    /// The default severity, by the RFC 2119 keyword of the clause.
    pub severity: Severity,
    /// Which of its findings have a fix.
    pub fixes: Fixes,
    /// The defect, in one sentence without a full stop.
    pub summary: &'static str,
    /// The reason for the rule and what breaks otherwise.
    pub why: &'static str,
    /// The clause that demands it, such as `scs-0001-v1#document-format`; empty if no document does.
    pub clause: &'static str,
    /// An example with a finding, in the notation of `tests/rules/example.rs`.
    pub incorrect: &'static str,
    /// The corrected example.
    pub correct: &'static str,
    /// The check function.
    pub run: Run,
}

impl Rule {
    /// A finding of this rule.
    pub fn at(&self, path: &str, span: Span, message: impl Into<String>) -> Diagnostic {
        // A rule is a static, so its name lives as long as the program.
        Diagnostic {
            rule: self.name,
            severity: self.severity,
            message: message.into(),
            path: path.into(),
            span,
            subject: String::new(),
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: None,
            pre_existing: false,
        }
    }

    /// A finding at a key of the front matter. Its subject is the key, regardless of the value.
    pub fn at_key(&self, document: &Document, key: &str, message: impl Into<String>) -> Diagnostic {
        self.at(&document.path, document.place(key), message).about(key)
    }
}
