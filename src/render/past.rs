//! The history of the documents of a number, for its page.

use super::address::encode_path;
use super::cx::Cx;
use crate::model::history::{Commit, History, Lineage};
use crate::view::history;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::HashMap;

/// The history of a register, and its limit in a shallow clone.
#[derive(Clone, Debug, Default)]
pub struct Past {
    pub history: History,
    /// Full name of the commit at which a shallow clone begins.
    pub cut: Option<String>,
}

fn link(commit: &Commit, cx: &Cx<'_>) -> Value {
    json!({
        "date": commit.date.to_string(),
        "commit": commit.id.get(..7).unwrap_or(&commit.id),
        "full": commit.id,
        "summary": commit.summary,
        "href": format!("{}/commit/{}", cx.corpus.config.repository.url, encode_path(&commit.id)),
    })
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

    /// The day of the last change of the file at a path.
    pub fn changed(&self, path: &str) -> Option<Date> {
        self.touched.get(path).map(|(_, last)| last.date)
    }

    /// The commits that created and last changed the file at a path; the first is unknown in a shallow history.
    pub fn touched(&self, path: &str, cx: &Cx<'_>) -> Option<Value> {
        let (first, last) = self.touched.get(path)?;
        Some(json!({"created": (!first.cut).then(|| link(first, cx)), "changed": link(last, cx)}))
    }

    /// The history of a number: what each commit changed in a document, latest first. `None` if git has none of it.
    pub fn view(&self, number: u16, cx: &Cx<'_>) -> Option<Value> {
        let words = if cx.editorial { history::words } else { history::for_readers };
        let mut steps: Vec<(usize, Value)> = Vec::new();
        for document in self.by_number.get(&number)? {
            for found in document.transitions.chunk_by(|a, b| a.commit == b.commit) {
                let Some(first) = found.first() else { continue };
                let Some(commit) = self.past.history.commits.get(first.commit) else { continue };
                let mut step = link(commit, cx);
                step["id"] = document.name().id().into();
                step["words"] = found.iter().map(|found| words(found, &cx.words)).collect();
                steps.push((first.commit, step));
            }
        }
        // Documents of one commit keep their order.
        steps.sort_by_key(|(commit, _)| std::cmp::Reverse(*commit));
        let steps: Vec<Value> = steps.into_iter().map(|(_, step)| step).collect();
        Some(json!({"steps": steps, "cut": self.past.cut.as_ref().map(|cut| cut.get(..7).unwrap_or(cut))}))
    }
}
