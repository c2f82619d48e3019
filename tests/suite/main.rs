//! The tests of the program as its users meet it; each module is named after what it tests.
//!
//! Long suites (hostile input, growth, interrupted writes, fuzzing) are in `tests/long`.

#![allow(clippy::disallowed_methods, missing_docs, reason = "tests")]

mod common;

mod action;
mod assist;
mod browser;
mod ci;
mod cli;
mod clicks;
mod compliance;
mod differential;
mod docs;
mod drift;
mod edges;
mod edit;
mod export;
mod front_matter_fixes;
mod git;
mod guarded;
mod history;
mod interface;
mod invariants;
mod legacy;
mod lsp;
mod moving;
mod pages;
mod precommit;
mod replay;
mod report;
mod sarif_schema;
mod scope;
mod scope_cli;
mod seeded;
mod serve;
mod site;
mod site_hostile;
