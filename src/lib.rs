//! Checks, moves, ties together and publishes the standards of the Sovereign Cloud Stack.
//!
//! Data flows one way, and the modules stand below in that order: each imports only from those above it.
//! ARCHITECTURE.md says why; `tests/suite/invariants.rs` holds it together.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::dbg_macro)]

// Text with places, and values with places.
mod text;

mod value;

// Edits of YAML that keep every other byte.
mod patch;

// What the program says in the languages of its interface.
mod words;

// What there is to read, and the reading.
mod config;

mod load;

// The register as data.
mod model;

// What rules say, and the rules.
mod diagnostic;

mod check;

// Changes to the register.
mod edit;

// Scope files out of the register, and back into it.
mod scope;

// What people and programs see: the register, and findings in it.
mod view;

mod report;

// What editors ask.
mod assist;

mod render;

mod output;

// The site for those who write, while they write.
#[cfg(feature = "serve")]
mod serve;

// Editors.
#[cfg(feature = "lsp")]
mod lsp;

// Arguments and commands.
mod cli;

// The door for tests, benches and fuzzing.
pub mod testing;

pub use cli::run;
