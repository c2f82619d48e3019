//! Helpers of all test binaries.

#![allow(dead_code, reason = "not every binary uses all of it")]

pub mod browser;
pub mod dangers;
mod fixture;
pub mod html;

#[allow(unused_imports, reason = "not every binary uses all of it")]
pub use fixture::{Fixture, corpus, fixtures};

use std::path::Path;

/// The public register, laid out as a checkout; nothing where it is not to be had.
pub fn public_register() -> Option<tempfile::TempDir> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/checkout");
    if !script.exists() {
        println!("skipped: ../shared/corpus is not here");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let status = std::process::Command::new(script).arg(folder.path()).status().unwrap();
    assert!(status.success());
    Some(folder)
}

/// Compares with `tests/snapshots/NAME`; with SCSDOC_BLESS set, writes it instead.
pub fn expect_snapshot(name: &str, actual: &str) {
    expect_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name), actual);
}

/// Compares with a file; with SCSDOC_BLESS set, writes it instead.
pub fn expect_file(path: &Path, actual: &str) {
    if std::env::var_os("SCSDOC_BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{}\n--- expected\n{expected}\n--- actual\n{actual}\n(run with SCSDOC_BLESS=1 to accept)",
        path.display()
    );
}
