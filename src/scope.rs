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
