//! Hostile registers: named inputs, each tried with commands that read, build or change it. [`run`] contains the
//! assertions.
//!
//! `cargo test --test long hostile` tries each input with four commands, so that every command is run on every family of
//! inputs. `SCSDOC_HOSTILE=full` tries each input with all commands; `SCSDOC_HOSTILE=WORD` only the inputs whose name
//! contains the word.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test")]

mod case;
mod documents;
mod git;
mod limits;
mod paths;
mod run;
mod scopes;
mod values;

use std::collections::BTreeSet;

fn cases() -> Vec<case::Case> {
    [documents::cases(), values::cases(), paths::cases(), scopes::cases(), git::cases()].into_iter().flatten().collect()
}

#[test]
fn names_of_inputs_are_unique() {
    let cases = cases();
    let mut names = BTreeSet::new();
    for case in &cases {
        assert!(names.insert(&case.name), "{}", case.name);
    }
}

#[test]
fn hostile_inputs_break_no_promise() {
    let mode = std::env::var("SCSDOC_HOSTILE").unwrap_or_default();
    let mut cases = cases();
    if !mode.is_empty() && mode != "full" {
        cases.retain(|case| case.name.contains(&mode));
    }
    let all = run::COMMANDS.len();
    let wrong = run::try_all(&cases, |number| {
        if mode.is_empty() { (0..4).map(|turn| (number * 4 + turn) % all).collect() } else { (0..all).collect() }
    });
    assert!(wrong.is_empty(), "{} broken promises\n{}", wrong.len(), wrong.join("\n"));
}
