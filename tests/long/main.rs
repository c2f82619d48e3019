//! Tests that take minutes: hostile input with every command, growth of work with input, interrupted writes, fuzzing.

#![allow(clippy::disallowed_methods, missing_docs, reason = "tests")]

#[path = "../suite/common/mod.rs"]
mod common;
mod consumers;
mod fuzz;
mod fuzz_bodies;
mod growth;
mod hostile;
mod interrupted_writes;
mod precommit;
mod script_injection;
mod system_calls;
