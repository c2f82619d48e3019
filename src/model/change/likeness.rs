//! Pairs documents by what they say, where name and number tell nothing.

use super::Change;
use crate::model::document::Document;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Share of lines that two texts must have in common to be one document under another name, in percent.
const ALIKE: usize = 60;

/// A line that stands in more documents than this says nothing about which document it is. It also keeps the
/// work linear: no line leads to more candidates.
const COMMON: usize = 32;

/// Pairs what is left: of all candidates with enough lines in common the most alike first. Time is linear
/// in the number of lines.
pub(super) fn pair<'a>(documents: &mut [Change<'a>], unpaired: &mut BTreeMap<&'a str, &'a Document>) {
    if unpaired.is_empty() || documents.iter().all(|change| change.old.is_some()) {
        return;
    }
    let old: Vec<&'a Document> = unpaired.values().copied().collect();
    let mut holders: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, document) in old.iter().enumerate() {
        for line in lines(document) {
            holders.entry(line).or_default().push(index);
        }
    }
    let mut sizes = vec![0_usize; old.len()];
    for indexes in holders.values().filter(|indexes| indexes.len() <= COMMON) {
        indexes.iter().for_each(|index| sizes[*index] += 1);
    }
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for (at, change) in documents.iter().enumerate() {
        let (None, Some(new)) = (change.old, change.new) else { continue };
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        let mut size = 0;
        for line in lines(new) {
            match holders.get(line) {
                Some(indexes) if indexes.len() > COMMON => {}
                Some(indexes) => {
                    size += 1;
                    indexes.iter().for_each(|index| *common.entry(*index).or_default() += 1);
                }
                None => size += 1,
            }
        }
        for (index, common) in common {
            let (Some(other), Some(theirs)) = (old.get(index), sizes.get(index)) else { continue };
            if other.is_supplement() != new.is_supplement() {
                continue;
            }
            let score = 200 * common / (size + theirs).max(1);
            let same_slug = !new.name.slug.is_empty() && new.name.slug == other.name.slug;
            // The same slug under another number or version is weaker evidence than the text.
            if score >= ALIKE || (same_slug && score >= ALIKE / 2 && other.name.version == new.name.version) {
                scored.push((score + usize::from(same_slug), index, at));
            }
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, index, at) in scored {
        let (Some(other), Some(change)) = (old.get(index), documents.get_mut(at)) else { continue };
        if change.old.is_none() && unpaired.contains_key(other.path.as_str()) {
            change.old = unpaired.remove(other.path.as_str());
        }
    }
}

fn lines(document: &Document) -> HashSet<&str> {
    document.source.text().lines().map(str::trim).filter(|line| line.len() > 3).collect()
}
