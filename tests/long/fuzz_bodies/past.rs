//! History without git: a few states of a register, one commit each.

use super::registers::small;
use super::{AT, file, tree};
use scsdoc::testing::load::{Tree, is_document_name};
use scsdoc::testing::model::history::{Commit, Facts, FileChange, History};
use scsdoc::testing::model::name::{Name, NameKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What changed from one state to the next.
fn commit(number: usize, old: &Tree, new: &Tree) -> Commit {
    let paths: BTreeSet<&String> =
        old.entries.keys().chain(new.entries.keys()).filter(|path| is_document(path)).collect();
    let facts = |tree: &Tree, path: &str| Some(Arc::new(Facts::read(tree.entries.get(path)?)));
    let changed = paths.into_iter().filter(|path| old.entries.get(*path) != new.entries.get(*path));
    let changes = changed.map(|path| FileChange { path: path.clone(), from: None, new: facts(new, path) });
    let (summary, author) = (String::new(), String::new());
    Commit { id: format!("{number:040}"), summary, author, date: AT, cut: false, changes: changes.collect() }
}

fn is_document(path: &str) -> bool {
    let file = path.strip_prefix("Standards/").filter(|file| !file.contains('/'));
    file.is_some_and(|file| is_document_name(file) && Name::parse(file).kind != NameKind::Template)
}

/// The states that some files make: those that are older, those that are newer, the newer without the first, with the last under
/// another name, and the older again.
fn states(old: Tree, new: Tree) -> Vec<Tree> {
    let mut less = new.clone();
    less.entries.pop_first();
    let mut moved = less.clone();
    if let Some((path, entry)) = moved.entries.pop_last() {
        let path = path.replace(".md", "-moved.md").replace("xxxx", "0199");
        moved.entries.insert(path, file(&[entry.bytes(), b"\nOne more line.\n"].concat()));
    }
    vec![Tree::default(), old.clone(), new, less, moved, old]
}

/// The history of a register, in memory.
pub fn history(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let states = states(tree(files.old), tree(files.new));
    for cut in [false, true] {
        let pairs = states.iter().zip(states.iter().skip(1)).enumerate();
        let mut commits: Vec<Commit> = pairs.map(|(number, (old, new))| commit(number, old, new)).collect();
        if cut {
            // The beginning is not there.
            commits.remove(0);
            commits[0].cut = true;
        }
        for many in 1..=commits.len() {
            well(&commits[..many], &states[many + usize::from(cut)], cut);
        }
    }
}

fn well(commits: &[Commit], last: &Tree, cut: bool) {
    let history = History::build(commits.to_vec());
    for document in &history.documents {
        assert!(!document.names.is_empty());
        assert!(document.transitions.is_sorted_by_key(|found| found.commit), "oldest first");
        assert!(document.transitions.iter().all(|found| found.commit < commits.len()));
        assert!(!document.transitions.is_empty(), "{:?} came from somewhere", document.names);
    }
    let present = history.documents.iter().filter(|document| !document.gone);
    let mut present: Vec<&String> = present.filter_map(|document| Some(&document.names.last()?.1)).collect();
    present.sort_unstable();
    let expected: Vec<&String> = last.entries.keys().filter(|path| is_document(path)).collect();
    // If history is truncated, the past of files unchanged by the first commit is unknown.
    assert!(cut || present == expected, "present {present:?}, and not {expected:?}");
    // A commit without changes adds no event.
    let idle = commits.iter().cloned().chain([commit(commits.len(), last, last)]).collect();
    let told = |history: &History| format!("{:?}", history.documents);
    assert_eq!(told(&History::build(idle)), told(&history));
}
