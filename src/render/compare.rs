//! Comparison pages of two versions: added, removed and altered text, requirements first, then possibly normative ones.

use super::address::{Address, encode_fragment};
use super::cx::Cx;
use super::numbers::Pair;
use super::views::{Reference, Version};
use crate::model::document::Document;
use crate::model::statements::{Diff, Normativity, Piece, Statement, anchored, binding, diff, other_sentences, pieces};
use crate::words::Words;
use serde_json::{Value, json};
use std::collections::HashMap;

/// A link to the page of a pair.
pub fn reference(pair: &Pair<'_>, words: &Words) -> Reference {
    let label = format!("{} → {}", pair.old.name.version_label(), pair.new.name.version_label());
    let title = Some(words.fill("compare_link", &[("old", &pair.old.id()), ("new", &pair.new.id())]));
    Reference { label, title, href: pair.address().map(|address| address.href()) }
}

/// The page of a pair: changes of requirements, of possibly normative sentences, and of other text.
pub fn view(pair: &Pair<'_>, cx: &Cx<'_>) -> Value {
    let (old, new) = (pair.old, pair.new);
    let (before, after) = (binding(old), binding(new));
    let all = diff(&before, &after);
    let (others, others_now) = (other_sentences(old), other_sentences(new));
    json!({
        "label": format!("scs-{:04}", pair.number),
        "href": Address::number(pair.number).map(|address| address.href()),
        "title": new.title(),
        "old": Version::of(old, None, cx),
        "new": Version::of(new, None, cx),
        "normative": changes(&with_normativity(&all, Normativity::Normative), pair),
        "possible": changes(&with_normativity(&all, Normativity::Possible), pair),
        "other": changes(&diff(&others, &others_now), pair),
    })
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

/// Changes by section, in the order of the newer text, then the sections that only the older has.
fn changes(diff: &Diff<'_>, pair: &Pair<'_>) -> Value {
    // The number of the requirement in the newer text that has it.
    let number = |document: &Document, statement: &Statement| {
        let found = anchored(document).iter().find(|one| one.statement.span == statement.span)?;
        let label = format!("R{}", found.number?);
        Some(json!({"href": format!("{}#{label}", Address::document(document).href()), "label": label}))
    };
    let whole = |statement: &Statement| vec![Piece { changed: false, text: statement.text.clone() }];
    let change = |kind: &str, (document, statement), old: Vec<Piece>, new: Vec<Piece>| {
        let change = json!({"kind": kind, "number": number(document, statement), "old": old, "new": new});
        (document, statement, change)
    };
    // Side, place, and change; those of the newer text first.
    let mut all: Vec<(&Document, &Statement, Value)> = Vec::new();
    for statement in &diff.added {
        all.push(change("added", (pair.new, statement), Vec::new(), whole(statement)));
    }
    for altered in &diff.altered {
        let (old, new) = pieces(&altered.old.text, &altered.new.text);
        all.push(change("altered", (pair.new, altered.new), old, new));
    }
    all.sort_by_key(|(_, statement, _)| statement.span);
    for statement in &diff.removed {
        all.push(change("removed", (pair.old, statement), whole(statement), Vec::new()));
    }
    let mut sections: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (document, statement, change) in all {
        let heading = statement.section.and_then(|index| document.body.headings.get(index));
        let text = heading.map(|heading| heading.text.as_str()).unwrap_or_default();
        let at = *known.entry(text.to_lowercase()).or_insert(sections.len());
        if at == sections.len() {
            let anchor = heading.filter(|heading| !heading.anchor.is_empty() && !document.body.is_cut());
            let anchor = anchor.map(|heading| format!("#{}", encode_fragment(&heading.anchor))).unwrap_or_default();
            let href = format!("{}{anchor}", Address::document(document).href());
            sections.push((json!({"heading": text, "href": href}), Vec::new()));
        }
        if let Some((_, changes)) = sections.get_mut(at) {
            changes.push(change);
        }
    }
    let section = |(mut section, changes): (Value, Vec<Value>)| {
        section["changes"] = changes.into();
        section
    };
    json!({
        "added": diff.added.len(),
        "removed": diff.removed.len(),
        "altered": diff.altered.len(),
        "sections": sections.into_iter().map(section).collect::<Vec<_>>(),
    })
}
