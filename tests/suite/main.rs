//! End-to-end tests; each module is named after its subject.
//!
//! Long suites (hostile input, growth, interrupted writes, fuzzing) are in `tests/long`.

#![allow(clippy::disallowed_methods, missing_docs, reason = "tests")]

mod common;

mod action;
mod assist;
mod ci;
mod cli;
mod compliance;
mod consumers;
mod docs;
mod edit;
mod export;
mod front_matter_fixes;
mod git;
mod history;
mod invariants;
mod legacy_report;
mod lifecycle_commands;
mod lsp;
mod other_parsers;
mod report;
mod requirements;
mod sarif_schema;
mod scope;
mod scope_commands;
mod seeded;
mod sequences;
mod serve;
mod site;
mod site_browser;
mod site_escaping;
mod site_language;
mod site_pages;
mod site_states;
mod site_tasks;
mod test_case_drift;
mod wordlist;
mod writing;
