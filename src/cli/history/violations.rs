//! `scsdoc history --violations`: the rules on change over every step.

use super::day;
use crate::check::rule::Group;
use crate::check::{self, Options, rules};
use crate::config::Config;
use crate::load::git::{self, Git};
use crate::load::{MAX_DOCUMENT, MAX_SCOPE};
use crate::model::change::Comparison;
use crate::model::{Corpus, Revision};
use crate::report::violations::Judged;

/// What the rules on change say of each commit, at its date. Two corpora are carried along side by side, so
/// that a commit costs what it changed and not what the register holds.
pub(super) fn judge(git: &Git, walk: &git::Walk, config: &Config) -> Result<Vec<Judged>, git::Error> {
    let only: Vec<String> =
        rules::all().filter(|rule| rule.group == Group::Change).map(|rule| rule.name.to_owned()).collect();
    let mut old = Corpus::empty(config.clone());
    let mut new = old.clone();
    let mut judged = Vec::new();
    // What the older corpus lacks to stand just before the next commit.
    let mut behind = Revision::default();
    let mut before = String::new();
    for commit in &walk.commits {
        let mut files = Vec::new();
        for change in &commit.changes {
            let limit = if change.path.ends_with(".md") { MAX_DOCUMENT } else { MAX_SCOPE };
            let entry = change.new.map(|blob| git.blob(blob, limit)).transpose()?;
            files.push((change.path.clone(), entry));
        }
        let revision = Revision::parse(files, config);
        old.apply(&behind);
        new.apply(&revision);
        behind = revision;
        let cut = walk.cut.as_deref() == Some(commit.id.as_str());
        if !cut {
            let date = day(commit.time);
            let comparison = Comparison::new(&old, &new).at_revision(before);
            let options = Options { only: only.clone(), ..Options::at(date) };
            let findings = check::run(&comparison, &options).diagnostics;
            if !findings.is_empty() {
                judged.push(Judged {
                    id: commit.id.clone(),
                    summary: commit.summary.clone(),
                    author: commit.author.clone(),
                    date,
                    findings,
                });
            }
        }
        before = commit.id.clone();
    }
    Ok(judged)
}
