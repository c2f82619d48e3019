//! Which statements were added, removed or altered.

use super::Statement;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Share of words that two sentences must have in common to be one that was altered, in percent.
const ALIKE: usize = 50;

/// Most pairs of sentences that are compared; with more, what is gone and what is new stand by themselves.
const MOST_PAIRS: usize = 250_000;

/// A sentence before and after.
#[derive(Clone, Copy, Debug)]
pub struct Altered<'a> {
    /// As it was.
    pub old: &'a Statement,
    /// As it is.
    pub new: &'a Statement,
}

/// What became of the statements of a document.
#[derive(Clone, Debug, Default)]
pub struct Diff<'a> {
    /// New ones, in the order of the newer text.
    pub added: Vec<&'a Statement>,
    /// Those that are gone, in the order of the older text.
    pub removed: Vec<&'a Statement>,
    /// Those that say something else now, in the order of the newer text.
    pub altered: Vec<Altered<'a>>,
}

impl Diff<'_> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.altered.is_empty()
    }
}

/// Compares the statements of two texts. Their order does not count, nor the section they stand in: a statement
/// that was moved is still made.
pub fn diff<'a>(old: &'a [Statement], new: &'a [Statement]) -> Diff<'a> {
    let mut open: HashMap<&str, Vec<&Statement>> = HashMap::new();
    for statement in old.iter().rev() {
        open.entry(&statement.text).or_default().push(statement);
    }
    let mut added: Vec<&Statement> = Vec::new();
    for statement in new {
        if open.get_mut(statement.text.as_str()).and_then(Vec::pop).is_none() {
            added.push(statement);
        }
    }
    let mut removed: Vec<&Statement> = open.into_values().flatten().collect();
    removed.sort_by_key(|statement| statement.span);
    let altered = pair(&mut removed, &mut added);
    Diff { added, removed, altered }
}

/// Takes out of both lists what is one sentence that was altered: the most alike first, and of those equally
/// alike the ones in the same place of the order.
fn pair<'a>(removed: &mut Vec<&'a Statement>, added: &mut Vec<&'a Statement>) -> Vec<Altered<'a>> {
    if removed.len().saturating_mul(added.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let bags: Vec<BTreeMap<&str, usize>> = removed.iter().map(|statement| bag(&statement.text)).collect();
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for (n, statement) in added.iter().enumerate() {
        let mine = bag(&statement.text);
        for (o, theirs) in bags.iter().enumerate() {
            let score = likeness(&mine, theirs);
            if score >= ALIKE {
                scored.push((score, o, n));
            }
        }
    }
    scored.sort_by_key(|(score, o, n)| (usize::MAX - score, o.abs_diff(*n), *o, *n));
    let (mut olds, mut news) = (HashSet::new(), HashSet::new());
    let mut altered = Vec::new();
    for (_, o, n) in scored {
        if olds.contains(&o) || news.contains(&n) {
            continue;
        }
        if let (Some(old), Some(new)) = (removed.get(o), added.get(n)) {
            altered.push(Altered { old, new });
            olds.insert(o);
            news.insert(n);
        }
    }
    let mut at = 0..;
    removed.retain(|_| !at.next().is_some_and(|at| olds.contains(&at)));
    let mut at = 0..;
    added.retain(|_| !at.next().is_some_and(|at| news.contains(&at)));
    altered.sort_by_key(|pair| pair.new.span);
    altered
}

fn bag(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())) {
        *words.entry(word).or_default() += 1;
    }
    words
}

/// Percent of the words of both that are common to both.
fn likeness(a: &BTreeMap<&str, usize>, b: &BTreeMap<&str, usize>) -> usize {
    let count = |bag: &BTreeMap<&str, usize>| bag.values().sum::<usize>();
    let common: usize = a.iter().map(|(word, n)| (*n).min(b.get(word).copied().unwrap_or(0))).sum();
    200 * common / (count(a) + count(b)).max(1)
}
