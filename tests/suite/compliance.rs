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

use crate::common::run;
use scsdoc::testing::value::schema::Schema;
use serde_json::Value;
use std::path::Path;

/// The verdicts that a command prints as JSON.
fn verdicts(folder: &Path, args: &[&str]) -> Value {
    let output = run(folder, &[&["compliance", "verdict", "--format", "json"], args].concat());
    let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert!(Schema::Verdicts.errors_in(&value).is_empty(), "{:?}", Schema::Verdicts.errors_in(&value));
    value
}
