//! Hostile input: a corpus of named inputs, each tried with every command that reads or builds.
//!
//! `cargo test --test long hostile::` tries each input with a handful of commands, another one each time the input's number
//! moves on, so that every command meets every family. `SCSDOC_HOSTILE=full` tries each with all of them;
//! `SCSDOC_HOSTILE=WORD` those inputs whose name has the word. `SCSDOC_BINARY` names another binary than that of the test, which then has 2 s.
//! `SCSDOC_HOSTILE_LOG` names a file of the inputs that are done with: a run that was cut off goes on where it was.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test")]

mod case;
mod documents;
mod git;
mod limits;
mod paths;
mod run;
mod scopes;
mod single;
mod values;

use std::collections::BTreeSet;

fn corpus() -> Vec<case::Case> {
    [documents::cases(), values::cases(), paths::cases(), scopes::cases(), git::cases()].into_iter().flatten().collect()
}

#[test]
fn every_input_has_a_name_of_its_own() {
    let cases = corpus();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    let twice: Vec<&str> = cases
        .iter()
        .map(|case| case.name.as_str())
        .filter(|name| cases.iter().filter(|case| case.name == *name).count() > 1)
        .collect();
    assert_eq!(names.len(), cases.len(), "{twice:?}");
    assert!(cases.len() >= 600, "{}", cases.len());
}

#[test]
fn no_input_breaks_a_promise() {
    let mode = std::env::var("SCSDOC_HOSTILE").unwrap_or_default();
    let mut cases = corpus();
    if !mode.is_empty() && mode != "full" {
        cases.retain(|case| case.name.contains(&mode));
    }
    let all = run::COMMANDS.len();
    let wrong = run::try_all(&cases, |number| {
        if mode.is_empty() { (0..2).map(|turn| (number * 2 + turn) % all).collect() } else { (0..all).collect() }
    });
    let count = wrong.len();
    assert!(wrong.is_empty(), "{count} faults\n{}", wrong.join("\n"));
}
