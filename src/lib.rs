//! Checks, maintains and publishes the standards of the Sovereign Cloud Stack.
//!
//! Data flows one way, and the modules are listed in that order: each imports only from those above it.
//! ARCHITECTURE.md explains why; `tests/suite/invariants.rs` checks it.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::dbg_macro)]

// Text and values with locations.
mod text;

mod value;

// Edits of YAML that keep every other byte.
mod patch;

// Messages in the languages of the interface.
mod words;

// Settings, and reading files.
mod config;

mod load;

// The register as data.
mod model;

// Findings and rules.
mod diagnostic;

mod check;

// Scope files rendered from the register.
mod scope;

// Changes to the register.
mod edit;

// Output of the register and of findings.
mod view;

mod report;

// Language features.
mod assist;

mod render;

mod output;

// Preview of the site.
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
