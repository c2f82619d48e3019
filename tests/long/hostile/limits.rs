//! Input limits: exceeding one gives a finding that states it.

use super::case::{SCOPE, VICTIM, document, fill};
use serde_json::Value;
use std::fs;
use std::process::Command;

fn report(path: &str, text: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Standards", "Tests"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join(path), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_scsdoc"))
        .arg("--root")
        .arg(folder.path())
        .args(["--at", "2026-11-20", "check", "--format", "json"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn messages(path: &str, text: &str) -> Vec<String> {
    let report = report(path, text);
    let found = report["diagnostics"].as_array().unwrap().iter();
    found.map(|found| found["message"].as_str().unwrap().replace(',', "")).collect()
}

#[test]
fn exceeded_limits_are_reported_with_their_value() {
    let aliases = |times: usize| document(&format!("a: &a x\nb: [{}]\n", vec!["*a"; times].join(", ")), "x");
    let nested = |depth: usize| document(&format!("x: {}{}\n", "[".repeat(depth), "]".repeat(depth)), "x");
    let quoted = |depth: usize| document("", &format!("{}x", "> ".repeat(depth)));
    let document_of = |bytes: usize| document("", &fill("x\n", bytes));
    let front = |bytes: usize| document(&fill("# xxxxx\n", bytes), "x");
    let scope = |bytes: usize| format!("{}{}", super::case::SCOPE_FILE, fill("# x\n", bytes));
    let parts = |count: usize| document("", &"a\n\n".repeat(count / 3));
    let values = |count: usize| format!("{}x: [{}]\n", super::case::SCOPE_FILE, fill("a,", count * 2));
    let tags = |count: usize| document("", &"<b>".repeat(count));
    for (number, path, within, beyond) in [
        ("100000", VICTIM, parts(90_000), parts(110_000)),
        ("100000", VICTIM, tags(30_000), tags(110_000)),
        ("100000", SCOPE, values(90_000), values(110_000)),
        ("1048576", VICTIM, document_of(1_000_000), document_of(1_100_000)),
        ("65536", VICTIM, front(64_000), front(66_000)),
        ("1048576", SCOPE, scope(1_000_000), scope(1_100_000)),
        ("64", VICTIM, nested(60), nested(70)),
        ("1000", VICTIM, aliases(900), aliases(1_100)),
        ("100", VICTIM, quoted(90), quoted(110)),
    ] {
        let (within, beyond) = (messages(path, &within), messages(path, &beyond));
        let words = |message: &String| message.split(|c: char| !c.is_ascii_digit()).any(|word| word == number);
        assert!(beyond.iter().any(words), "{number} of {path}: {beyond:?}");
        assert!(!within.iter().any(words), "{number} of {path}: {within:?}");
    }
}

#[test]
fn findings_per_file_are_limited() {
    let body: String = (0..3_000).map(|n| format!("[x](#none-{n})\n\n")).collect();
    let report = report(VICTIM, &document("", &body));
    let found = report["diagnostics"].as_array().unwrap().iter();
    let found: Vec<&Value> = found.filter(|found| found["rule"] == "broken-anchor").collect();
    assert_eq!(found.len(), 2_000);
    let told =
        found.iter().filter(|found| found["help"].as_str().is_some_and(|help| help.contains("1000 more of this rule")));
    assert_eq!(told.count(), 1);
}
