//! Checks, moves, ties together and publishes the standards of the Sovereign Cloud Stack.
//!
//! Data flows one way, and the modules stand below in that order: each imports only from those above it.
//! ARCHITECTURE.md says why; `tests/suite/invariants.rs` holds it together.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::dbg_macro)]

// Text with places, and values with places.
pub mod text;

pub mod value;

// Edits of YAML that keep every other byte.
pub mod patch;

// What the program says in the languages of its interface.
pub mod words;

// What there is to read, and the reading.
pub mod config;

pub mod load;

// The register as data.
pub mod model;

// What rules say, and the rules.
pub mod diagnostic;

pub mod check;

// Changes to the register.
pub mod edit;

// Scope files out of the register, and back into it.
pub mod scope;

// What people and programs see: the register, and findings in it.
pub mod view;

pub mod report;

// What editors ask.
pub mod assist;

pub mod render;

pub mod output;

// The site for those who write, while they write.
#[cfg(feature = "serve")]
pub mod serve;

// Editors.
#[cfg(feature = "lsp")]
pub mod lsp;

// Arguments and commands.
pub mod cli;
