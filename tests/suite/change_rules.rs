//! The rules on change over the whole public history, commit by commit along first parents.
//!
//! Skipped where the bundle is not to be had (`SCSDOC_CORPUS` names its folder, else `../shared/corpus`). `SCSDOC_REPLAY=1` prints every finding, to be read.

#![allow(clippy::disallowed_methods, reason = "a test")]

use scsdoc::check::rule::Group;
use scsdoc::check::{self, Options, rules};
use scsdoc::config::Config;
use scsdoc::load::git::Git;
use scsdoc::model::Corpus;
use scsdoc::model::change::Comparison;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

#[test]
fn every_step_of_the_public_history_can_be_judged() {
    let corpus = std::env::var_os("SCSDOC_CORPUS").map(std::path::PathBuf::from);
    let corpus = corpus.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"));
    let bundle = corpus.join("history-until-2024-12.bundle");
    if !bundle.exists() {
        crate::common::skip("register", "there is no ../shared/corpus");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("git")
        .args(["clone", "--quiet", "--bare", "--branch", "main"])
        .arg(&bundle)
        .arg(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    let git = Git::open(folder.path()).unwrap();
    let config = Config::default();
    let commits = git.history("main", &config).unwrap().commits;
    let load = |id: &str| {
        let commit = git.commit(id).unwrap();
        Corpus::build(&git.load(commit, &config).unwrap(), config.clone(), &git.lookup_at(commit).unwrap())
    };
    let only: Vec<String> =
        rules::all().filter(|rule| rule.group == Group::Change).map(|rule| rule.name.to_owned()).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut old: Option<(String, Corpus)> = None;
    for commit in &commits {
        let new = load(&commit.id);
        if let Some((revision, old)) = &old {
            let at = jiff::Timestamp::from_second(commit.time).unwrap().to_zoned(jiff::tz::TimeZone::UTC).date();
            let comparison = Comparison::new(old, &new).at_revision(revision.clone());
            let options = Options { only: only.clone(), ..Options::at(at) };
            for found in check::run(&comparison, &options).diagnostics {
                *counts.entry(format!("{} {}", found.rule, found.severity.name())).or_default() += 1;
                if std::env::var_os("SCSDOC_REPLAY").is_some() {
                    println!("{} {at} {}", &commit.id[..7], commit.summary);
                    println!("  {} {}[{}] {}", found.path, found.severity.name(), found.rule, found.message);
                }
            }
        }
        old = Some((commit.id.clone(), new));
    }
    let counts: Vec<String> = counts.iter().map(|(rule, count)| format!("{rule}: {count}")).collect();
    // Errors were read against their commits; of the notes only the words.
    let expected = [
        "illegal-transition note: 1",
        "not-born-draft error: 3",
        "number-not-next warning: 7",
        "renamed-slug error: 2",
        "renumbered error: 1",
        "renumbered note: 3",
        "several-new-documents error: 1",
        "stabilized-untested error: 5",
        "stable-scope-version-changed error: 4",
        "stable-text-changed note: 65",
        "stable-text-changed warning: 12",
        "timeline-rewritten error: 1",
    ];
    assert_eq!(counts, expected);
}
