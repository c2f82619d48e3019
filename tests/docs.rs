//! Pages that are made from the program itself. `SCSDOC_BLESS=1 cargo test --test docs` makes them anew.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use scsdoc::config::Config;
use scsdoc::load::worktree::Worktree;
use scsdoc::model::Corpus;
use scsdoc::report::rule_text;
use std::path::Path;

#[test]
fn the_page_of_rules_is_what_the_rules_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let worktree = Worktree::open(Some(root), root).unwrap();
    let config: Config = worktree.config(None).unwrap();
    let corpus = Corpus::build(&worktree.load(&config), config, &worktree);
    common::expect_file(&root.join("docs/rules.md"), &rule_text::page(&corpus));
}

#[test]
fn the_readme_shows_what_the_tool_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    for (path, entry) in common::Fixture::read(&root.join("tests/registers/readme.txtar")).files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, entry.bytes()).unwrap();
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_scsdoc"))
        .args(["check", "--at", "2026-11-20"])
        .current_dir(folder.path())
        .env("COLUMNS", "90")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let shown = String::from_utf8(output.stdout).unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (head, rest) = readme.split_once("```console\n").unwrap();
    let (_, tail) = rest.split_once("```\n").unwrap();
    let fresh = format!("{head}```console\n$ scsdoc check\n{}\n```\n{tail}", shown.trim_end());
    common::expect_file(&root.join("README.md"), &fresh);
}
