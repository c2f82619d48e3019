//! A register that follows each edit finds exactly what a fresh check finds.

#![allow(clippy::disallowed_methods, reason = "a test")]

use jiff::civil::date;
use proptest::prelude::*;
use proptest::test_runner::{Config as Runs, TestRunner};
use scsdoc::check::baseline::Baseline;
use scsdoc::check::session::Session;
use scsdoc::check::{self, Options};
use scsdoc::config::{Config, FILE_NAME};
use scsdoc::diagnostic::Diagnostic;
use scsdoc::load::worktree::Worktree;
use scsdoc::load::{Entry, Tree, config_of};
use scsdoc::model::Corpus;
use std::path::Path;

/// Pieces that change what other documents see, or may.
const PIECES: &[&str] = &[
    "x",
    "\n",
    "\n\n",
    "#",
    "## Introduction\n",
    "\n## Decision\n\n",
    "---\n",
    "status: Stable\n",
    "status: Draft\n",
    "\u{feff}",
    "type: Standard\n",
    "track: IaaS\n",
    "track: Scopes\n",
    "stabilized_at: 2024-01-01\n",
    "deprecated_at: 2025-01-01\n",
    "`",
    "replaces: scs-0100-v2-flavor-naming.md\n",
    "replaces:\n  - scs-0001-v1-sovereign-cloud-standards.md\n",
    "replaced_by:\n  - scs-0100-v3-flavor-naming.md\n",
    "supplements:\n  - scs-0100-v3-flavor-naming.md\n",
    "[a](scs-0001-v1-sovereign-cloud-standards.md#document-format)",
    "[b](scs-0100-v3-flavor-naming.md#nowhere)",
    "[c](missing.md)",
    "`scs-0100-syntax-check`",
    "`scs-0100-flavor-X`",
    "scs-0100-v1 ",
    "MUST not ",
    "<!-- scsdoc: allow(broken-anchor) why -->\n",
    "tests:\n  - executable: a.py\n    testcases:\n      - id: scs-0100-new-check\n        description: x\n        target: main\n        versions: [v1]\n",
    "\u{202e}",
    "| a | b |\n|---|---|\n| c |\n",
    "title: Other\n",
    "- id: x\n",
    "  - scs-0100-syntax-check\n",
    "empty-section = 'off'\n",
    "## Conformance Tests\n\nNone.\n",
    "[^1]",
    "[x][y]",
    "😀",
];

#[derive(Clone, Debug)]
enum Step {
    /// In file, at place (both as parts of the whole), this many bytes are replaced by a piece.
    Edit(f64, f64, usize, usize),
    Remove(f64),
    Copy(f64, f64),
}

fn step() -> impl Strategy<Value = Step> {
    let place = prop_oneof![3 => 0.0..0.04f64, 1 => 0.0..1.0f64];
    let edit = (0.0..1.0f64, place, prop_oneof![2 => Just(0usize), 1 => 0..60usize], 0..PIECES.len());
    prop_oneof![
        12 => edit.prop_map(|(file, at, cut, piece)| Step::Edit(file, at, cut, piece)),
        1 => (0.0..1.0f64).prop_map(Step::Remove),
        1 => (0.0..1.0f64, 0.0..1.0f64).prop_map(|(from, to)| Step::Copy(from, to)),
    ]
}

fn nth(tree: &Tree, part: f64) -> String {
    let at = (part * tree.entries.len() as f64) as usize;
    tree.entries.keys().nth(at).unwrap().clone()
}

/// What stands at a path after a step.
fn take(tree: &Tree, step: &Step) -> (String, Option<Entry>) {
    match step {
        Step::Remove(file) => (nth(tree, *file), None),
        Step::Copy(from, to) => (nth(tree, *to), Some(tree.entries[&nth(tree, *from)].clone())),
        Step::Edit(file, at, cut, piece) => {
            let path = nth(tree, *file);
            let mut bytes = tree.entries[&path].bytes().to_vec();
            let start = (at * bytes.len() as f64) as usize;
            let end = (start + cut).min(bytes.len());
            bytes.splice(start..end, PIECES[*piece].bytes());
            (path, Some(Entry::File(bytes.into())))
        }
    }
}

fn config(tree: &Tree) -> Config {
    tree.entries.get(FILE_NAME).map(|entry| config_of(FILE_NAME, entry)).unwrap_or_default()
}

fn follow(start: &Tree, steps: &[Step]) {
    let mut options = Options::at(date(2026, 11, 20));
    let mut tree = start.clone();
    let mut session = Session::new(&tree, config(&tree), &tree);
    let first = session.outcome(&options).diagnostics;
    // With every other run, half of what is there at the beginning stays silent.
    if steps.len().is_multiple_of(2) {
        let half: Vec<Diagnostic> = first.into_iter().step_by(2).collect();
        options.baseline = Some(Baseline::of(&half, session.corpus()));
        session.leave_out(options.baseline.clone());
    }
    for step in steps {
        if tree.entries.is_empty() {
            break;
        }
        let (path, entry) = take(&tree, step);
        let known = tree.entries.contains_key(&path);
        match entry.clone() {
            Some(entry) => tree.entries.insert(path.clone(), entry),
            None => tree.entries.remove(&path),
        };
        if path == FILE_NAME {
            if let Some(config) = session.configure(config(&tree)) {
                session = Session::new(&tree, config, &tree);
                session.leave_out(options.baseline.clone());
            }
        } else {
            session.change(vec![(path.clone(), entry.clone())], &tree);
        }
        if !known || entry.is_none() {
            session.look_again(&tree);
        }
        let fresh = Corpus::build(&tree, config(&tree), &tree);
        let (now, then) = (session.outcome(&options), check::run(&fresh, &options));
        let differs = |a: &check::Outcome, b: &check::Outcome| {
            a.diagnostics.iter().find(|one| !b.diagnostics.contains(one)).cloned()
        };
        assert!(
            differs(&now, &then).is_none(),
            "after {step:?} in {path}, not in a fresh check: {:#?}",
            differs(&now, &then)
        );
        assert!(
            differs(&then, &now).is_none(),
            "after {step:?} in {path}, only in a fresh check: {:#?}",
            differs(&then, &now)
        );
        assert!(now.diagnostics == then.diagnostics);
        assert_eq!(now.suppressed, then.suppressed);
    }
}

fn follow_any(start: &Tree, cases: u32, steps: usize) {
    let mut runner =
        TestRunner::new(Runs { cases, max_shrink_iters: 200, failure_persistence: None, ..Runs::default() });
    runner
        .run(&prop::collection::vec(step(), 1..steps), |steps| {
            follow(start, &steps);
            Ok(())
        })
        .unwrap();
}

fn tree_of(root: &Path) -> Tree {
    let worktree = Worktree::open(Some(root), root).unwrap();
    let config = worktree.config(None).unwrap();
    let mut tree = worktree.load(&config);
    if let Some(entry) = worktree.read(FILE_NAME, 1 << 20) {
        tree.entries.insert(FILE_NAME.into(), entry);
    }
    tree
}

#[test]
fn our_register_can_be_followed() {
    follow_any(&tree_of(Path::new(env!("CARGO_MANIFEST_DIR"))), 24, 12);
}

#[test]
fn the_fixtures_can_be_followed() {
    let folders = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")).unwrap();
    let mut folders: Vec<_> = folders.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders {
        for fixture in crate::common::fixtures(&folder) {
            follow_any(&fixture.tree(), 2, 6);
        }
    }
}

#[test]
fn the_public_register_can_be_followed() {
    let Some(root) = crate::common::public_register() else { return };
    follow_any(&tree_of(root.path()), 24, 12);
}
