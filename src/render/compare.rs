//! Comparison pages of two versions: added, removed and altered text, normative statements first.

use super::address::{Address, encode_fragment};
use super::cx::Cx;
use super::numbers::Pair;
use super::views::{Reference, Version};
use crate::model::document::Document;
use crate::model::statements::{self, Diff, Statement, diff};
use crate::words::Words;
use serde::Serialize;
use std::collections::HashMap;

/// Maximum number of pairs of words compared within a sentence.
const MOST_PAIRS: usize = 40_000;

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
    /// Normative statements.
    pub normative: Changes,
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
    /// The changes.
    pub changes: Vec<Change>,
}

/// A change of a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// `added`, `removed` or `altered`
    pub kind: &'static str,
    /// The older sentence, if there is one.
    pub old: Vec<Piece>,
    /// The newer sentence, if there is one.
    pub new: Vec<Piece>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Whether the other sentence lacks it.
    pub changed: bool,
    /// The text.
    pub text: String,
}

/// The view of a pair.
pub fn view(pair: &Pair<'_>, cx: &Cx<'_>) -> CompareView {
    let (old, new) = (pair.old, pair.new);
    let both = |read: fn(&Document) -> Vec<Statement>| {
        let (before, after) = (read(old), read(new));
        changes(&diff(&before, &after), pair)
    };
    CompareView {
        label: format!("scs-{:04}", pair.number),
        href: Address::number(pair.number).map(|address| address.href()).unwrap_or_default(),
        title: new.title().into(),
        old: cx.version(old, None),
        new: cx.version(new, None),
        normative: both(statements::statements),
        other: both(statements::other_sentences),
    }
}

fn changes(diff: &Diff<'_>, pair: &Pair<'_>) -> Changes {
    let whole = |statement: &Statement| vec![Piece { changed: false, text: statement.text.clone() }];
    // Side, place, and change; those of the newer text first.
    let mut all: Vec<(&Document, &Statement, Change)> = Vec::new();
    for statement in &diff.added {
        all.push((pair.new, statement, Change { kind: "added", old: Vec::new(), new: whole(statement) }));
    }
    for altered in &diff.altered {
        let (old, new) = words(&altered.old.text, &altered.new.text);
        all.push((pair.new, altered.new, Change { kind: "altered", old, new }));
    }
    all.sort_by_key(|(_, statement, _)| statement.span);
    for statement in &diff.removed {
        all.push((pair.old, statement, Change { kind: "removed", old: whole(statement), new: Vec::new() }));
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

/// Splits two sentences into common and different pieces.
fn words(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let kept = common(&old, &new);
    let side = |words: &[&str], kept: Vec<bool>| {
        let mut pieces: Vec<Piece> = Vec::new();
        for (word, kept) in words.iter().zip(kept) {
            match pieces.last_mut() {
                Some(piece) if piece.changed != kept => {
                    piece.text.push(' ');
                    piece.text.push_str(word);
                }
                _ => pieces.push(Piece { changed: !kept, text: (*word).to_owned() }),
            }
        }
        pieces
    };
    (side(&old, kept.0), side(&new, kept.1))
}

/// The common words, by longest common subsequence; in long sentences only a common prefix and suffix.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let (rows, columns) = (old.len(), new.len());
    let (mut keep_old, mut keep_new) = (vec![false; rows], vec![false; columns]);
    let mut keep = |o: usize, n: usize| {
        if let (Some(old), Some(new)) = (keep_old.get_mut(o), keep_new.get_mut(n)) {
            *old = true;
            *new = true;
        }
    };
    if rows.saturating_mul(columns) > MOST_PAIRS {
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        (0..start).for_each(|at| keep(at, at));
        let rest = rows.min(columns) - start;
        let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        (1..=end).for_each(|back| keep(rows - back, columns - back));
        return (keep_old, keep_new);
    }
    let width = columns + 1;
    let mut longest = vec![0_u32; (rows + 1) * width];
    let get = |longest: &[u32], o: usize, n: usize| longest.get(o * width + n).copied().unwrap_or(0);
    for (o, a) in old.iter().enumerate().rev() {
        for (n, b) in new.iter().enumerate().rev() {
            let best = if a == b {
                get(&longest, o + 1, n + 1) + 1
            } else {
                get(&longest, o + 1, n).max(get(&longest, o, n + 1))
            };
            if let Some(cell) = longest.get_mut(o * width + n) {
                *cell = best;
            }
        }
    }
    let (mut o, mut n) = (0, 0);
    while let (Some(a), Some(b)) = (old.get(o), new.get(n)) {
        if a == b {
            keep(o, n);
            (o, n) = (o + 1, n + 1);
        } else if get(&longest, o + 1, n) >= get(&longest, o, n + 1) {
            o += 1;
        } else {
            n += 1;
        }
    }
    (keep_old, keep_new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stay_are_told_from_those_that_go() {
        let show = |pieces: Vec<Piece>| {
            let show = |piece: Piece| if piece.changed { format!("[{}]", piece.text) } else { piece.text };
            pieces.into_iter().map(show).collect::<Vec<_>>().join(" ")
        };
        let (old, new) = words("Clouds SHOULD offer one zone", "Clouds MUST offer at least one zone");
        assert_eq!(show(old), "Clouds [SHOULD] offer one zone");
        assert_eq!(show(new), "Clouds [MUST] offer [at least] one zone");
        let long = "x ".repeat(300);
        let (old, new) = words(&format!("a {long}b"), &format!("a y {long}b"));
        assert_eq!(old.iter().filter(|piece| piece.changed).count() + new.iter().filter(|p| p.changed).count(), 1);
    }
}
