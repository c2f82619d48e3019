//! Plain English: no phrase of `tests/wordlist.txt` in what a person reads, nor in the code.

use crate::common::ROOT;
use std::path::{Path, PathBuf};

/// The text files below a folder that are ours.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push(path);
        }
    }
}

/// Where a phrase begins as whole words, without regard to case.
fn finds(text: &str, phrase: &str) -> Vec<usize> {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut found = Vec::new();
    for (at, hit) in text.match_indices(phrase) {
        let (before, after) = (text[..at].chars().next_back(), text[at + hit.len()..].chars().next());
        if !letter(before) && !letter(after) {
            found.push(at);
        }
    }
    found
}

#[test]
fn nothing_reads_as_translated() {
    let root = Path::new(ROOT);
    let list = std::fs::read_to_string(root.join("tests/wordlist.txt")).unwrap();
    let phrases: Vec<(&str, &str)> = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" = ").unwrap_or((line, "")))
        .collect();
    assert!(phrases.len() > 50);
    let mut paths = Vec::new();
    for folder in ["src", "site", "docs", "editors", "schemas", ".github"] {
        files(&root.join(folder), &mut paths);
    }
    for file in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "action.yml", ".pre-commit-hooks.yaml"] {
        paths.push(root.join(file));
    }
    let mut report = String::new();
    for path in paths {
        // Images, and the packages of an editor that somebody installed.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if path.components().any(|part| part.as_os_str() == "node_modules") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            for (phrase, better) in &phrases {
                if !finds(&line, phrase).is_empty() {
                    let path = path.strip_prefix(root).unwrap().display();
                    report.push_str(&format!("{path}:{}: `{phrase}`: write {better}\n", number + 1));
                }
            }
        }
    }
    assert!(report.is_empty(), "{} lines:\n{report}", report.lines().count());
}
