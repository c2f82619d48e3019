//! Which file of a commit became which, where its path is another one afterwards.

use super::{Facts, FileChange};
use crate::model::name::{Name, NameKind};
use crate::text::path::file_name;
use std::collections::{BTreeMap, HashMap};

/// Share of lines that two texts must have in common to be one document under another name, in percent.
const ALIKE: usize = 60;

/// A line that stands in more files than this says nothing about which file it is, and it keeps the work linear.
const COMMON: usize = 32;

/// A file that came or went: its path, name and text.
struct Side<'a> {
    path: &'a str,
    name: Name,
    facts: &'a Facts,
}

/// Pairs the files that a commit removed with those that it added: by identity first (number and version, or
/// the slug of a proposal), then by likeness. Gives new path to old path.
pub(super) fn pair(changes: &[FileChange]) -> HashMap<&str, &str> {
    let gone = sides(changes, |change| change.old.as_deref().filter(|_| change.new.is_none()));
    let came = sides(changes, |change| change.new.as_deref().filter(|_| change.old.is_none()));
    let mut pairs = HashMap::new();
    if gone.is_empty() || came.is_empty() {
        return pairs;
    }
    let mut free: Vec<bool> = gone.iter().map(|_| true).collect();
    let mut by_identity: HashMap<String, usize> = HashMap::new();
    for (index, old) in gone.iter().enumerate().filter(|(_, old)| old.name.kind != NameKind::Malformed) {
        by_identity.insert(old.name.id(), index);
    }
    for new in came.iter().filter(|new| new.name.kind != NameKind::Malformed) {
        if let Some(index) = by_identity.remove(&new.name.id()) {
            free[index] = false;
            pairs.insert(new.path, gone[index].path);
        }
    }
    let mut scored = scores(&gone, &came);
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, old, new) in scored {
        if free[old] && !pairs.contains_key(came[new].path) {
            free[old] = false;
            pairs.insert(came[new].path, gone[old].path);
        }
    }
    pairs
}

fn sides<'a>(changes: &'a [FileChange], pick: impl Fn(&'a FileChange) -> Option<&'a Facts>) -> Vec<Side<'a>> {
    let sides = changes.iter().filter_map(|change| {
        let name = Name::parse(file_name(&change.path));
        Some(Side { path: &change.path, name, facts: pick(change)? })
    });
    sides.collect()
}

/// Pairs that are alike enough: how much, index of the old, index of the new. Time is linear in the number of lines.
fn scores(gone: &[Side<'_>], came: &[Side<'_>]) -> Vec<(usize, usize, usize)> {
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (index, old) in gone.iter().enumerate() {
        for line in &old.facts.lines {
            holders.entry(*line).or_default().push(index);
        }
    }
    let mut sizes = vec![0_usize; gone.len()];
    for indexes in holders.values().filter(|indexes| indexes.len() <= COMMON) {
        indexes.iter().for_each(|index| sizes[*index] += 1);
    }
    let mut scored = Vec::new();
    for (at, new) in came.iter().enumerate() {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        let mut size = 0;
        for line in &new.facts.lines {
            match holders.get(line) {
                Some(indexes) if indexes.len() > COMMON => continue,
                Some(indexes) => indexes.iter().for_each(|index| *common.entry(*index).or_default() += 1),
                None => {}
            }
            size += 1;
        }
        for (index, common) in common {
            let (Some(old), Some(theirs)) = (gone.get(index), sizes.get(index)) else { continue };
            if (old.name.kind == NameKind::Supplement) != (new.name.kind == NameKind::Supplement) {
                continue;
            }
            let score = 200 * common / (size + theirs).max(1);
            let same_slug = !new.name.slug.is_empty() && new.name.slug == old.name.slug;
            // The same slug under another number or version is weaker evidence than the text.
            if score >= ALIKE || (same_slug && score >= ALIKE / 2 && old.name.version == new.name.version) {
                scored.push((score + usize::from(same_slug), index, at));
            }
        }
    }
    scored
}
