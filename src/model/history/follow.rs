//! Follows documents from commit to commit.

use super::{Commit, Facts, FileChange, Judgment, Kind, Lineage, Transition};
use crate::model::facts::{DateKey, Legality, Status, transition};
use crate::model::name::{Name, NameKind};
use crate::text::path::file_name;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The documents of commits (oldest first), in the order of their creation.
pub(super) fn follow(commits: &[Commit]) -> Vec<Lineage> {
    let mut builder = Builder::default();
    for (index, commit) in commits.iter().enumerate() {
        builder.commit(index, commit);
    }
    builder.documents
}

#[derive(Default)]
struct Builder {
    documents: Vec<Lineage>,
    /// Existing documents by path.
    alive: HashMap<String, usize>,
    /// Removed documents by all their paths.
    gone: HashMap<String, usize>,
}

impl Builder {
    fn commit(&mut self, index: usize, commit: &Commit) {
        let mut touched = Vec::new();
        // Paths are vacated before they are reused.
        let renamed = commit.changes.iter().filter_map(|change| Some((&change.path, change.from.as_ref()?)));
        let moved: HashMap<&str, usize> =
            renamed.filter_map(|(new, old)| Some((new.as_str(), self.alive.remove(old)?))).collect();
        for change in commit.changes.iter().filter(|change| change.new.is_none()) {
            if let Some(document) = self.alive.remove(&change.path) {
                self.remove(index, document);
            }
        }
        for change in &commit.changes {
            let Some(facts) = &change.new else { continue };
            let document = match self.alive.get(&change.path).or_else(|| moved.get(change.path.as_str())) {
                Some(document) => *document,
                None => self.add_document(index, change, commit.cut),
            };
            self.alive.insert(change.path.clone(), document);
            if let Some(lineage) = self.documents.get_mut(document) {
                lineage.rename(index, &change.path);
                lineage.update(index, facts);
                touched.push(document);
            }
        }
        self.find_replacements(&touched, index);
    }

    fn remove(&mut self, commit: usize, document: usize) {
        let Some(lineage) = self.documents.get_mut(document) else { return };
        lineage.gone = true;
        lineage.push(commit, Kind::Removed, lineage.facts.status.clone(), None);
        for (_, path) in &lineage.names {
            self.gone.insert(path.clone(), document);
        }
    }

    /// Handles a document without predecessor in the commit: new or restored.
    fn add_document(&mut self, commit: usize, change: &FileChange, cut: bool) -> usize {
        let back = self.gone.get(&change.path).copied();
        if let Some(document) = back
            && let Some(lineage) = self.documents.get_mut(document).filter(|lineage| lineage.gone)
        {
            lineage.gone = false;
            lineage.push(commit, Kind::Restored, None, lineage.facts.status.clone());
            return document;
        }
        let name = Name::parse(file_name(&change.path));
        let mut lineage = Lineage {
            names: vec![(name, change.path.clone())],
            gone: false,
            facts: Arc::default(),
            transitions: Vec::new(),
            status: None,
            cut,
        };
        lineage.push(commit, if cut { Kind::Known } else { Kind::Created }, None, None);
        self.documents.push(lineage);
        self.documents.len() - 1
    }

    /// A Draft may be deprecated if its replacement is named in either document.
    fn find_replacements(&mut self, touched: &[usize], commit: usize) {
        let open = |found: &Transition| found.commit == commit && found.judgment == Some(Judgment::NotReplaced);
        let open = |document: &Lineage| document.transitions.iter().rev().take(8).any(open);
        let waiting: Vec<usize> =
            touched.iter().copied().filter(|document| self.documents.get(*document).is_some_and(open)).collect();
        if waiting.is_empty() {
            return;
        }
        let there = self.alive.values().filter_map(|document| self.documents.get(*document));
        let replaced: HashSet<String> = there.flat_map(|document| document.facts.replaces.iter().cloned()).collect();
        for document in waiting {
            let Some(lineage) = self.documents.get_mut(document) else { continue };
            let named = lineage.facts.replaced || replaced.contains(&lineage.name().file);
            for found in lineage.transitions.iter_mut().rev().take_while(|found| found.commit == commit) {
                if named && found.judgment == Some(Judgment::NotReplaced) {
                    found.judgment = Some(Judgment::Replaced);
                }
            }
        }
    }
}

impl Lineage {
    fn push(&mut self, commit: usize, kind: Kind, from: Option<String>, to: Option<String>) {
        self.transitions.push(Transition { commit, kind, from, to, judgment: None });
    }

    fn rename(&mut self, commit: usize, path: &str) {
        let (old, old_path) = &self.names[self.names.len() - 1];
        if old_path == path {
            return;
        }
        let new = Name::parse(file_name(path));
        let kind = match (old.kind, new.kind) {
            (NameKind::Proposal, NameKind::Document) => Kind::Numbered,
            // A supplement of a proposal has no number either.
            _ if old.number.is_none() && new.number.is_some() && old.kind == new.kind => Kind::Numbered,
            (NameKind::Malformed, _) | (_, NameKind::Malformed) => Kind::Renamed,
            _ if (old.number, old.version) != (new.number, new.version) => Kind::Renumbered,
            _ => Kind::Renamed,
        };
        let (from, to) = (old.stem().to_owned(), new.stem().to_owned());
        self.names.push((new, path.to_owned()));
        self.push(commit, kind, Some(from), Some(to));
    }

    fn update(&mut self, commit: usize, new: &Arc<Facts>) {
        let broken = self.transitions.iter().rev().find_map(|found| match found.kind {
            Kind::Unreadable => Some(true),
            Kind::Readable => Some(false),
            _ => None,
        });
        let broken = broken.unwrap_or(false);
        if !new.complete {
            if !broken {
                self.push(commit, Kind::Unreadable, None, None);
            }
            return;
        }
        if broken {
            self.push(commit, Kind::Readable, None, None);
        }
        let old = std::mem::replace(&mut self.facts, new.clone());
        if self.name().kind != NameKind::Supplement {
            self.change_status(commit, &old, new);
        }
        for (key, (before, after)) in DateKey::ALL.into_iter().zip(old.dates.iter().zip(&new.dates)) {
            match (before, after) {
                (Some((from, date)), Some((to, same))) if date == same => {
                    if from != to {
                        self.push(commit, Kind::Respelled, Some((*from).to_owned()), Some((*to).to_owned()));
                    }
                }
                (None, None) => {}
                _ => {
                    let value = |date: &Option<(&str, String)>| date.as_ref().map(|(_, date)| date.clone());
                    self.push(commit, Kind::Date(key.name()), value(before), value(after));
                }
            }
        }
        // The first valid state has nothing to compare with.
        if old.complete {
            if old.kind != new.kind {
                self.push(commit, Kind::Type, old.kind.clone(), new.kind.clone());
            }
            if old.title != new.title {
                self.push(commit, Kind::Title, old.title.clone(), new.title.clone());
            }
        }
    }

    fn change_status(&mut self, commit: usize, old: &Facts, new: &Facts) {
        let status = new.status();
        // If the beginning is unknown, or imported by the first commit, the first known status is not a change.
        let known = self.status.is_some() || !(self.cut || commit == 0);
        let judgment = status.filter(|_| known).map(|status| judgment_of(self.status, status, new));
        let (from, to) = (old.status.clone(), new.status.clone());
        match self.transitions.last_mut() {
            // The first status belongs to the creation.
            Some(birth) if birth.commit == commit && matches!(birth.kind, Kind::Created | Kind::Known) => {
                birth.to = to;
                birth.judgment = judgment;
            }
            _ if from == to => return,
            _ if status.is_some() && old.status() == status => self.push(commit, Kind::Respelled, from, to),
            _ => self.transitions.push(Transition { commit, kind: Kind::Status, from, to, judgment }),
        }
        // An invalid status is an error of that revision, not a transition.
        self.status = status.or(self.status);
    }
}

fn judgment_of(from: Option<Status>, to: Status, new: &Facts) -> Judgment {
    match transition(from, to) {
        Legality::Legal => Judgment::Legal,
        Legality::DecisionRecordOnly if new.is_decision() => Judgment::Legal,
        // Replacements named by others are looked up after the whole commit.
        Legality::WithReplacement if new.replaced => Judgment::Replaced,
        Legality::WithReplacement => Judgment::NotReplaced,
        Legality::DecisionRecordOnly | Legality::Illegal => Judgment::Illegal,
    }
}
