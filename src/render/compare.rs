//! Comparison pages of two versions: added, removed and altered text, requirements first, then possibly normative ones.

use super::address::{Address, encode_fragment};
use super::cx::Cx;
use super::numbers::Pair;
use super::views::{Reference, Version, track_link};
use crate::model::document::Document;
use crate::model::statements::{Diff, Normativity, Piece, Statement, anchored, binding, diff, other_sentences, pieces};
use crate::text::Span;
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
        "track": new.track().map(|track| track_link(track, None)),
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
    let change = |old: Option<&Statement>, new: Option<&Statement>, (document, statement)| {
        let mut change = sides(old, new);
        change["number"] = json!(number(document, statement));
        (document, statement, change)
    };
    // Side, place, and change; those of the newer text first.
    let mut all: Vec<(&Document, &Statement, Value)> = Vec::new();
    all.extend(diff.added.iter().map(|new| change(None, Some(new), (pair.new, new))));
    all.extend(diff.altered.iter().map(|both| change(Some(both.old), Some(both.new), (pair.new, both.new))));
    all.sort_by_key(|(_, statement, _)| statement.span);
    all.extend(diff.removed.iter().map(|old| change(Some(old), None, (pair.old, old))));
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

/// A sentence before and after, in pieces, and the items or rows that it introduces and that differ.
fn sides(old: Option<&Statement>, new: Option<&Statement>) -> Value {
    let items = |side: Option<&Statement>| -> Vec<Statement> {
        let texts = side.map(|statement| statement.items.as_slice()).unwrap_or_default().iter();
        texts.zip(0..).map(|(text, at)| Statement::other(text.clone(), None, Span { start: at, end: at })).collect()
    };
    let (before, after) = (items(old), items(new));
    let Diff { added, removed, altered } = diff(&before, &after);
    let mut items: Vec<(Span, Value)> = added.iter().map(|new| (new.span, sides(None, Some(new)))).collect();
    items.extend(altered.iter().map(|both| (both.new.span, sides(Some(both.old), Some(both.new)))));
    items.sort_by_key(|(span, _)| *span);
    items.extend(removed.iter().map(|old| (old.span, sides(Some(old), None))));
    let whole = |text: &str| vec![Piece { changed: false, text: text.to_owned() }];
    let (kind, before, after) = match (old.map(Statement::sentence), new.map(Statement::sentence)) {
        (None, new) => ("added", Vec::new(), new.map(whole).unwrap_or_default()),
        (Some(old), None) => ("removed", whole(old), Vec::new()),
        // Only its items differ.
        (Some(old), Some(new)) if old == new => ("altered", Vec::new(), whole(new)),
        (Some(old), Some(new)) => {
            let (old, new) = pieces(old, new);
            ("altered", old, new)
        }
    };
    let items: Vec<Value> = items.into_iter().map(|(_, item)| item).collect();
    json!({"kind": kind, "old": before, "new": after, "items": items})
}
