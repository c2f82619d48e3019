//! Checks, moves, ties together and publishes the standards of the Sovereign Cloud Stack.
//!
//! Data flows one way, and the modules stand below in that order: each imports only from those above it.
//! ARCHITECTURE.md says why; `tests/invariants.rs` holds it together.

pub mod text;
pub mod value;

pub mod config;
pub mod load;
pub mod model;

pub mod check;
pub mod diagnostic;

pub mod edit;

pub mod output;
pub mod render;
pub mod report;

pub mod cli;
