//! Every defect seeded into a clean register is reported: for each rule, each key, and each document that the defect
//! applies to. A rule without a seed fails the test.

#![allow(clippy::disallowed_methods, missing_docs, reason = "a test")]

mod body;
mod change;
mod compliance;
mod front;
mod scope;

use crate::common::AT;
use rayon::prelude::*;
use scsdoc::testing::check::rule::Group;
use scsdoc::testing::check::{self, Options, rules};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::change::{Comparison, Snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A clean register: path to text.
pub struct Base {
    pub files: BTreeMap<String, String>,
}

impl Base {
    pub fn text(&self, path: &str) -> &str {
        &self.files[path]
    }

    /// Documents and supplements, without templates.
    pub fn documents(&self) -> impl Iterator<Item = &String> {
        self.files.keys().filter(|path| path.starts_with("Standards/scs-") && !path.contains("XXXX"))
    }
}

/// The change of a seed: a path with its new bytes, or `None` if the file is removed.
pub type Change = Vec<(String, Option<Vec<u8>>)>;

/// A defect: the rule that must report it, and how to introduce it into the file at a path.
pub struct Seed {
    pub rule: String,
    pub what: String,
    pub apply: Apply,
}

type Apply = Box<dyn Fn(&Base, &str) -> Option<Change> + Send + Sync>;

/// A seed that changes the text of one file.
pub fn seed(
    rule: impl Into<String>,
    what: impl Into<String>,
    apply: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static,
) -> Seed {
    let apply = move |base: &Base, path: &str| {
        let text = apply(path, base.text(path))?;
        Some(vec![(path.to_owned(), Some(text.into_bytes()))])
    };
    Seed { rule: rule.into(), what: what.into(), apply: Box::new(apply) }
}

/// The same seed, for documents, templates and the configuration alone.
fn in_documents(seed: Seed) -> Seed {
    let (inner, of_config) = (seed.apply, seed.rule == "invalid-config");
    let apply = move |base: &Base, path: &str| {
        let fits = path.starts_with("Standards/scs-") || (path == "scsdoc.toml" && of_config);
        if fits { inner(base, path) } else { None }
    };
    Seed { rule: seed.rule, what: seed.what, apply: Box::new(apply) }
}

/// A seed that replaces the first `from` of a file.
pub fn swap(rule: String, what: String, file: impl Into<String>, from: String, to: String) -> Seed {
    let file = file.into();
    seed(rule, what.clone(), move |path, text| {
        assert!(path != file || text.contains(&from), "{what}: the clean {file} lacks {from:?}");
        (path == file).then(|| text.replacen(&from, &to, 1))
    })
}

/// A seed that may change any file.
pub fn wide(
    rule: impl Into<String>,
    what: impl Into<String>,
    apply: impl Fn(&Base, &str) -> Option<Change> + Send + Sync + 'static,
) -> Seed {
    Seed { rule: rule.into(), what: what.into(), apply: Box::new(apply) }
}

fn tree(base: &Base, change: &Change) -> Tree {
    let mut tree = Tree::in_memory(base.files.iter().map(|(path, text)| (path.clone(), text.clone())));
    for (path, bytes) in change {
        match bytes {
            Some(bytes) if bytes == b"<folder>" => {
                tree.entries.insert(path.clone(), Entry::Unreadable("is a folder and not a file".into()));
            }
            Some(bytes) if bytes.len() > 1 << 20 => {
                let start = bytes[..1 << 20].into();
                let entry = Entry::TooLarge { start, size: bytes.len() as u64, limit: 1 << 20 };
                tree.entries.insert(path.clone(), entry);
            }
            Some(bytes) => tree = tree.with(path.clone(), bytes),
            None => {
                tree.entries.remove(path);
            }
        }
    }
    tree
}

/// Number of findings of a rule, for change rules against the clean register.
fn findings(base: &Base, change: &Change, only: &str) -> usize {
    let corpus = crate::common::corpus(&tree(base, change));
    let on_change = rules::find(only).is_some_and(|rule| rule.group() == Group::Change);
    let old = on_change.then(|| crate::common::corpus(&tree(base, &Vec::new())));
    let comparison = old.as_ref().map(|old| Comparison::new(old, &corpus));
    // Unused waivers are only known if all rules run.
    let chosen = if only == "unused-waiver" { Vec::new() } else { vec![only.to_owned()] };
    let snapshot = Snapshot { corpus: &corpus, base: comparison.as_ref() };
    let outcome = check::run(snapshot, &Options { only: chosen, ..Options::at(AT) });
    outcome.diagnostics.iter().filter(|found| found.rule == only).count()
}

/// Number of documents that each defect is tried on: ten, or SCSDOC_SEEDS.
fn most() -> usize {
    std::env::var("SCSDOC_SEEDS").ok().and_then(|most| most.parse().ok()).unwrap_or(10)
}

/// Our own register.
fn own() -> Base {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("Standards")).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("scs-") {
            files.insert(format!("Standards/{name}"), std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    files.insert("scsdoc.toml".into(), std::fs::read_to_string(root.join("scsdoc.toml")).unwrap());
    Base { files }
}

/// A small register with a scope file and a ledger.
fn small() -> Base {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/clean.txtar");
    let fixture = crate::common::Fixture::read(&path);
    let files =
        fixture.files.into_iter().map(|(path, entry)| (path, String::from_utf8(entry.bytes().to_vec()).unwrap()));
    let mut base = Base { files: files.collect() };
    base.files.insert(change::LEDGER.into(), change::LINE.into());
    base
}

#[test]
fn clean_registers_have_no_findings() {
    for (name, base) in [("own", own()), ("small", small())] {
        let tree = tree(&base, &Vec::new());
        let corpus = crate::common::corpus(&tree);
        let outcome = check::run(&corpus, &Options::at(AT));
        let loud: Vec<String> = outcome
            .diagnostics
            .iter()
            .filter(|found| found.severity != scsdoc::testing::diagnostic::Severity::Note)
            .map(|found| format!("{}: {} {}: {}", found.path, found.severity.name(), found.rule, found.message))
            .collect();
        assert!(loud.is_empty(), "{name}:\n{}", loud.join("\n"));
    }
}

#[test]
fn every_seeded_defect_is_reported() {
    let bases = [own(), small()];
    let mut seeds = Vec::new();
    for (index, base) in bases.iter().enumerate() {
        let documents = front::seeds(base).into_iter().chain(body::seeds());
        seeds.extend(documents.map(|seed| (index, in_documents(seed))));
        seeds.extend(change::seeds().into_iter().map(|seed| (index, seed)));
    }
    scope::seeds().into_iter().chain(compliance::seeds()).for_each(|seed| seeds.push((1, seed)));
    let results: Vec<(&str, usize, Vec<String>)> = seeds
        .par_iter()
        .map(|(index, seed)| {
            let base = &bases[*index];
            let before = findings(base, &Vec::new(), &seed.rule);
            let mut missed = Vec::new();
            let mut applied = 0;
            for path in base.files.keys() {
                let Some(change) = (seed.apply)(base, path) else { continue };
                if applied == most() {
                    break;
                }
                applied += 1;
                if findings(base, &change, &seed.rule) <= before {
                    missed.push(path.clone());
                }
            }
            let count = missed.len();
            let line =
                format!("{}: {} says nothing in {count} of {applied}: {}", seed.what, seed.rule, missed.join(", "));
            (seed.rule.as_str(), applied, if count == 0 { Vec::new() } else { vec![line] })
        })
        .collect();
    let missed: Vec<&String> = results.iter().flat_map(|(_, _, missed)| missed).collect();
    let applied: usize = results.iter().map(|(_, applied, _)| applied).sum();
    println!("{applied} faults seeded by {} seeds, {} of which were missed somewhere", seeds.len(), missed.len());
    assert!(
        missed.is_empty(),
        "{} of {applied} missed:\n{}",
        missed.len(),
        missed.iter().take(40).map(|m| m.as_str()).collect::<Vec<_>>().join("\n")
    );
    let seeded: BTreeSet<&str> =
        results.iter().filter(|(_, applied, _)| *applied > 0).map(|(rule, ..)| *rule).collect();
    let without: Vec<&str> = rules::all().map(|rule| rule.name).filter(|rule| !seeded.contains(rule)).collect();
    assert!(without.is_empty(), "no seed for {}", without.join(", "));
}
