//! Comparison pages of two versions: added, removed and altered text, requirements first, then possibly normative ones.

use super::address::{Address, encode_fragment};
use super::cx::Cx;
use super::numbers::Pair;
use super::views::{Reference, Version};
use crate::model::document::Document;
use crate::model::statements::{Diff, Normativity, Piece, Statement, anchored, binding, diff, other_sentences, pieces};
use crate::words::Words;
use serde::Serialize;
use std::collections::HashMap;

/// A link to the page of a pair.
pub fn reference(pair: &Pair<'_>, words: &Words) -> Reference {
    let label = format!("{} → {}", pair.old.name.version_label(), pair.new.name.version_label());
    let title = Some(words.fill("compare_link", &[("old", &pair.old.id()), ("new", &pair.new.id())]));
    Reference { label, title, href: pair.address().map(|address| address.href()) }
}

/// The page of a pair.
#[derive(Clone, Debug, Serialize)]
pub struct CompareView {
    /// `scs-0100`
    pub label: String,
    /// Link to the page of the number.
    pub href: String,
    /// Title of the newer version.
    pub title: String,
    /// The older version.
    pub old: Version,
    /// The newer version.
    pub new: Version,
    /// Requirements.
    pub normative: Changes,
    /// Possibly normative sentences.
    pub possible: Changes,
    /// Everything else.
    pub other: Changes,
}

/// The changes of one kind of text.
#[derive(Clone, Debug, Serialize)]
pub struct Changes {
    /// Number of additions.
    pub added: usize,
    /// Number of removals.
    pub removed: usize,
    /// Number of alterations.
    pub altered: usize,
    /// The changes by section, in the order of the newer text, then those that only the older has.
    pub sections: Vec<Section>,
}

/// The changes of a section.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its heading; empty before the first.
    pub heading: String,
    /// Link to it.
    pub href: String,
    pub changes: Vec<Change>,
}

/// A change of a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// `added`, `removed` or `altered`
    pub kind: &'static str,
    /// The number of the statement in the newer text that has it.
    pub number: Option<Reference>,
    /// The older sentence, if there is one.
    pub old: Vec<Piece>,
    /// The newer sentence, if there is one.
    pub new: Vec<Piece>,
}

pub fn view(pair: &Pair<'_>, cx: &Cx<'_>) -> CompareView {
    let (old, new) = (pair.old, pair.new);
    let (before, after) = (binding(old), binding(new));
    let all = diff(&before, &after);
    let (others, others_now) = (other_sentences(old), other_sentences(new));
    CompareView {
        label: format!("scs-{:04}", pair.number),
        href: Address::number(pair.number).map(|address| address.href()).unwrap_or_default(),
        title: new.title().into(),
        old: cx.version(old, None),
        new: cx.version(new, None),
        normative: changes(&with_normativity(&all, Normativity::Normative), pair),
        possible: changes(&with_normativity(&all, Normativity::Possible), pair),
        other: changes(&diff(&others, &others_now), pair),
    }
}

/// The changes of one normativity; an altered sentence counts as the stronger of its two versions.
fn with_normativity<'a>(all: &Diff<'a>, normativity: Normativity) -> Diff<'a> {
    let of = |statement: &&&'a Statement| statement.normativity == normativity;
    Diff {
        added: all.added.iter().filter(of).copied().collect(),
        removed: all.removed.iter().filter(of).copied().collect(),
        altered: all
            .altered
            .iter()
            .filter(|pair| pair.old.normativity.min(pair.new.normativity) == normativity)
            .copied()
            .collect(),
    }
}

fn changes(diff: &Diff<'_>, pair: &Pair<'_>) -> Changes {
    let number = |document: &Document, statement: &Statement| {
        let found = anchored(document).iter().find(|one| one.statement.span == statement.span)?;
        let label = format!("R{}", found.number?);
        Some(Reference { href: Some(format!("{}#{label}", Address::document(document).href())), label, title: None })
    };
    let whole = |statement: &Statement| vec![Piece { changed: false, text: statement.text.clone() }];
    // Side, place, and change; those of the newer text first.
    let mut all: Vec<(&Document, &Statement, Change)> = Vec::new();
    for statement in &diff.added {
        all.push((
            pair.new,
            statement,
            Change { kind: "added", number: number(pair.new, statement), old: Vec::new(), new: whole(statement) },
        ));
    }
    for altered in &diff.altered {
        let (old, new) = pieces(&altered.old.text, &altered.new.text);
        all.push((pair.new, altered.new, Change { kind: "altered", number: number(pair.new, altered.new), old, new }));
    }
    all.sort_by_key(|(_, statement, _)| statement.span);
    for statement in &diff.removed {
        all.push((
            pair.old,
            statement,
            Change { kind: "removed", number: number(pair.old, statement), old: whole(statement), new: Vec::new() },
        ));
    }
    let mut sections: Vec<Section> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (document, statement, change) in all {
        let heading = statement.section.and_then(|index| document.body.headings.get(index));
        let text = heading.map(|heading| heading.text.clone()).unwrap_or_default();
        let at = *known.entry(text.to_lowercase()).or_insert(sections.len());
        if at == sections.len() {
            let anchor = heading.filter(|heading| !heading.anchor.is_empty() && !document.body.is_cut());
            let anchor = anchor.map(|heading| format!("#{}", encode_fragment(&heading.anchor))).unwrap_or_default();
            let href = format!("{}{anchor}", Address::document(document).href());
            sections.push(Section { heading: text, href, changes: Vec::new() });
        }
        if let Some(section) = sections.get_mut(at) {
            section.changes.push(change);
        }
    }
    Changes { added: diff.added.len(), removed: diff.removed.len(), altered: diff.altered.len(), sections }
}
