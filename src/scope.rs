//! Scope files compiled from the register.
//!
//! Scripts and test cases come from `tests` in supplements, one module from each required version of a standard, one version
//! from each document with `scope`, and the timeline from their dates.
//!
//! Clause: scs-0003-v1, *SCS Certification YAML*.

mod compile;
mod phrases;
mod timeline;
mod write;

pub use compile::compile;
pub use phrases::{Phrase, phrases};
pub use write::Writer;

use crate::config::Config;
use crate::model::Corpus;
use crate::model::scope::{ResolvedScope, Scope, ScopeComparison};

/// A scope compiled from the register.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The scope, with the path at which its file would be committed.
    pub scope: Scope,
    /// Notes on parts that could not be compiled.
    pub notes: Vec<String>,
}

impl Compiled {
    /// The scope file. Output is deterministic.
    pub fn text(&self) -> String {
        write::file(&self.scope)
    }
}

/// The changes from `old` to `new`, in words.
pub fn changes(old: &Scope, new: &Scope, config: &Config) -> Vec<Phrase> {
    phrases(&ScopeComparison::of(&ResolvedScope::of(old, config), &ResolvedScope::of(new, config)))
}

/// The scopes of a register: its files, and those compiled from its documents.
pub struct Scopes<'a> {
    corpus: &'a Corpus,
    /// Those compiled from documents, with or without a file.
    pub compiled: Vec<Compiled>,
}

impl<'a> Scopes<'a> {
    /// The scopes of a register.
    pub fn of(corpus: &'a Corpus) -> Self {
        Scopes { corpus, compiled: compile(corpus) }
    }

    /// The files, and compiled scopes without a file.
    pub fn all(&self) -> impl Iterator<Item = &Scope> {
        let files = self.corpus.scopes.iter().map(|file| -> &Scope { file });
        let uncommitted = |scope: &&Scope| !self.corpus.scopes.iter().any(|file| file.file() == scope.file());
        files.chain(self.compiled.iter().map(|compiled| &compiled.scope).filter(uncommitted))
    }

    /// The compiled scope.
    pub fn compiled(&self, scope: &Scope) -> Option<&Compiled> {
        self.compiled.iter().find(|compiled| compiled.scope.file() == scope.file())
    }
}
