//! `scsdoc history --violations`: the change rules for each commit.

use super::day;
use crate::check::rule::Group;
use crate::check::{self, Options, rules};
use crate::config::Config;
use crate::load::git::{self, Git};
use crate::load::{MAX_FILE, Tree};
use crate::model::Corpus;
use crate::model::change::{Comparison, was_stable};
use crate::model::document::Document;

use crate::view::violations::CommitViolations;

/// Findings of the rules on change for each commit, at its date.
pub(super) fn find_violations(
    git: &Git,
    walk: &git::Walk,
    config: &Config,
) -> Result<Vec<CommitViolations>, git::Error> {
    let only: Vec<String> =
        rules::all().filter(|rule| rule.group() == Group::Change).map(|rule| rule.name.to_owned()).collect();
    let mut tree = Tree::default();
    let mut old = Corpus::build(&tree, config.clone(), &tree);
    let mut old_tree = tree.clone();
    let mut judged = Vec::new();
    let mut before = String::new();
    // Documents as they were stabilized.
    let mut stabilized: Vec<Document> = Vec::new();
    for commit in &walk.commits {
        for change in &commit.changes {
            match change.new.map(|blob| git.blob(blob, MAX_FILE)).transpose()? {
                Some(entry) => drop(tree.entries.insert(change.path.clone(), entry)),
                None => drop(tree.entries.remove(&change.path)),
            }
        }
        let new = old.rebuild(&tree, config.clone(), &tree);
        let cut = walk.cut.as_deref() == Some(commit.id.as_str());
        if !cut {
            let date = day(commit.time);
            let comparison =
                Comparison { revision: before.clone(), stabilized: &stabilized, ..Comparison::new(&old, &new) };
            let options = Options { only: only.clone(), ..Options::at(date) };
            let findings = check::run(&comparison, &options).diagnostics;
            if !findings.is_empty() {
                judged.push(CommitViolations {
                    id: commit.id.clone(),
                    summary: commit.summary.clone(),
                    author: commit.author.clone(),
                    date,
                    findings,
                });
            }
        }
        before = commit.id.clone();
        for document in new.documents.iter().filter(|document| was_stable(document)) {
            if !old.documents.iter().any(|old| old.path == document.path && was_stable(old)) {
                stabilized.retain(|known| known.path != document.path);
                stabilized.push(document.clone());
            }
        }
        // The last readable state of a document is what its next readable state is compared with.
        let readable = |document: &&Document| document.front.complete();
        let broken = new.documents.iter().filter(|document| !readable(document));
        let mut next = tree.clone();
        let mut kept = false;
        for path in broken.map(|document| &document.path) {
            if old.documents.iter().filter(readable).any(|document| document.path == *path)
                && let Some(entry) = old_tree.entries.get(path)
            {
                next.entries.insert(path.clone(), entry.clone());
                kept = true;
            }
        }
        old = if kept { new.rebuild(&next, config.clone(), &next) } else { new };
        old_tree = next;
    }
    Ok(judged)
}
