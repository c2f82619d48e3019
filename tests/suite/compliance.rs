//! `scsdoc compliance`: reports, verdicts and environments.

#[path = "compliance/cases.rs"]
mod cases;
#[path = "compliance/commands.rs"]
mod commands;
#[path = "compliance/hostile.rs"]
mod hostile;
#[path = "compliance/model.rs"]
mod model;
#[path = "compliance/site.rs"]
mod site;

use scsdoc::testing::value::schema::Schema;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Runs a command in a folder.
fn run(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scsdoc"));
    command.args(args).current_dir(folder).env("COLUMNS", "100").env("NO_COLOR", "1");
    command.output().unwrap()
}

/// The verdicts that a command prints as JSON.
fn verdicts(folder: &Path, args: &[&str]) -> Value {
    let output = run(folder, &[&["compliance", "verdict", "--format", "json"], args].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let value =
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)));
    assert!(Schema::Verdicts.errors_in(&value).is_empty(), "{:?}", Schema::Verdicts.errors_in(&value));
    value
}
