//! Shared by all pages: the register on a date, and the words of the interface.

use crate::check::Outcome;
use crate::model::Corpus;
use crate::view::document::Register;
use crate::words::Words;
use jiff::civil::Date;

/// The register on a date, in the language of the interface.
pub struct Cx<'a> {
    pub corpus: &'a Corpus,
    pub at: Date,
    pub words: Words,
    /// Whether pages show findings.
    pub editorial: bool,
    /// The documents as data.
    pub register: Register<'a>,
}

impl<'a> Cx<'a> {
    /// The register on a date. An editorial site shows findings.
    pub fn new(corpus: &'a Corpus, outcome: &'a Outcome, at: Date, words: Words, editorial: bool) -> Self {
        Cx { corpus, at, words, editorial, register: Register::new(corpus, outcome, at) }
    }

    /// Number of errors in a file, as pages show it.
    pub fn errors(&self, path: &str) -> usize {
        if self.editorial { self.register.findings(path).errors } else { 0 }
    }
}
