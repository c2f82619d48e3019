//! The history of the documents of a number, for its page.

use super::address::encode_path;
use super::cx::Cx;
use crate::model::history::{Commit, History, Lineage};
use crate::view::history;
use serde::Serialize;
use std::collections::HashMap;

/// The history of a register, and its limit in a shallow clone.
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub history: History,
    /// Full name of the commit at which a shallow clone begins.
    pub cut: Option<String>,
}

/// The history of a number.
#[derive(Clone, Debug, Serialize)]
pub struct PastView {
    /// The steps, latest first.
    pub steps: Vec<Step>,
    /// The first commit of a shallow clone.
    pub cut: Option<String>,
}

/// The changes of one document in one commit.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The document, by its current identity.
    pub id: String,
    /// Descriptions.
    pub words: Vec<String>,
    #[serde(flatten)]
    pub commit: CommitLink,
    /// Its full name.
    pub full: String,
}

/// The commits that created and last changed a document.
#[derive(Clone, Debug, Serialize)]
pub struct Touched {
    /// The first one; `None` if the history is shallow.
    pub created: Option<CommitLink>,
    /// The last one.
    pub changed: CommitLink,
}

#[derive(Clone, Debug, Serialize)]
pub struct CommitLink {
    /// Its day.
    pub date: String,
    /// Its short name.
    pub commit: String,
    /// The first line of its message.
    pub summary: String,
    /// Its URL in the repository.
    pub href: String,
}

impl CommitLink {
    fn of(commit: &Commit, cx: &Cx<'_>) -> Self {
        CommitLink {
            date: commit.date.to_string(),
            commit: commit.id.get(..7).unwrap_or(&commit.id).to_owned(),
            summary: commit.summary.clone(),
            href: format!("{}/commit/{}", cx.corpus.config.repository_url, encode_path(&commit.id)),
        }
    }
}

/// The history by number.
pub struct Index<'a> {
    past: &'a Past,
    by_number: HashMap<u16, Vec<&'a Lineage>>,
    /// The first and the last commit of each file, by its path of today.
    touched: HashMap<&'a str, (&'a Commit, &'a Commit)>,
}

impl<'a> Index<'a> {
    /// Groups documents by current number.
    pub fn of(past: &'a Past) -> Self {
        let mut by_number: HashMap<u16, Vec<&Lineage>> = HashMap::new();
        for document in &past.history.documents {
            if let Some(number) = document.name().number {
                by_number.entry(number).or_default().push(document);
            }
        }
        let mut touched: HashMap<&str, (&Commit, &Commit)> = HashMap::new();
        for commit in &past.history.commits {
            for change in &commit.changes {
                let before = touched.remove(change.from.as_deref().unwrap_or(&change.path));
                if change.new.is_some() {
                    touched.insert(&change.path, (before.map_or(commit, |(first, _)| first), commit));
                }
            }
        }
        Index { past, by_number, touched }
    }

    /// The commits that created and last changed the file at a path.
    pub fn touched(&self, path: &str, cx: &Cx<'_>) -> Option<Touched> {
        let (first, last) = self.touched.get(path)?;
        let created = (!first.cut).then(|| CommitLink::of(first, cx));
        Some(Touched { created, changed: CommitLink::of(last, cx) })
    }

    /// The history of a number; `None` if git has none of its documents.
    pub fn view(&self, number: u16, cx: &Cx<'_>) -> Option<PastView> {
        let documents = self.by_number.get(&number)?;
        let words = if cx.editorial { history::words } else { history::for_readers };
        let mut steps: Vec<(usize, Step)> = Vec::new();
        for document in documents {
            let mut last = None;
            for found in &document.transitions {
                let Some(commit) = self.past.history.commits.get(found.commit) else { continue };
                if last == Some(found.commit)
                    && let Some((_, step)) = steps.last_mut()
                {
                    step.words.push(words(found, &cx.words));
                    continue;
                }
                last = Some(found.commit);
                let step = Step {
                    id: document.name().id(),
                    words: vec![words(found, &cx.words)],
                    full: commit.id.clone(),
                    commit: CommitLink::of(commit, cx),
                };
                steps.push((found.commit, step));
            }
        }
        // Documents of one commit keep their order.
        steps.sort_by_key(|(commit, _)| std::cmp::Reverse(*commit));
        let cut = self.past.cut.as_ref().map(|cut| cut.get(..7).unwrap_or(cut).to_owned());
        Some(PastView { steps: steps.into_iter().map(|(_, step)| step).collect(), cut })
    }
}
