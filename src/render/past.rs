//! The history of the documents of a number on its page.

use super::address::encode_path;
use super::cx::Cx;
use crate::model::history::{History, Judgment, Lineage};
use crate::view::history;
use serde::Serialize;
use std::collections::HashMap;

/// The history of a register, and its limit in a shallow clone.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The history.
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
    /// The day of the commit.
    pub date: String,
    /// The document, by its current identity.
    pub id: String,
    /// Descriptions.
    pub words: Vec<String>,
    /// Whether one of them is an illegal transition.
    pub forbidden: bool,
    /// Short name of the commit.
    pub commit: String,
    /// Its full name.
    pub full: String,
    /// The first line of its message.
    pub summary: String,
    /// Its address in the repository.
    pub href: String,
}

/// The history by number.
pub struct Index<'a> {
    past: &'a Past,
    by_number: HashMap<u16, Vec<&'a Lineage>>,
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
        Index { past, by_number }
    }

    /// The history of a number; `None` if git has none of its documents.
    pub fn view(&self, number: u16, cx: &Cx<'_>) -> Option<PastView> {
        let config = &cx.corpus.config;
        let documents = self.by_number.get(&number)?;
        let mut steps: Vec<(usize, Step)> = Vec::new();
        for document in documents {
            let mut last = None;
            for found in &document.transitions {
                let Some(commit) = self.past.history.commits.get(found.commit) else { continue };
                let forbidden = found.judgment.is_some_and(Judgment::forbidden);
                if last == Some(found.commit)
                    && let Some((_, step)) = steps.last_mut()
                {
                    step.words.push(history::words(found, &cx.words));
                    step.forbidden |= forbidden;
                    continue;
                }
                last = Some(found.commit);
                let step = Step {
                    date: commit.date.to_string(),
                    id: document.name().id(),
                    words: vec![history::words(found, &cx.words)],
                    forbidden,
                    commit: commit.id.get(..7).unwrap_or(&commit.id).to_owned(),
                    full: commit.id.clone(),
                    summary: commit.summary.clone(),
                    href: format!("{}/commit/{}", config.repository_url, encode_path(&commit.id)),
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
