//! Added, removed and altered statements, in time linear in the length of the texts.
//!
//! Equal sentences, with what they introduce, are matched by text. The rest is compared by an index of words, which
//! only visits sentences with a common word; if that takes too many steps (such as texts of one
//! repeated word), a sentence is only compared with the one at the same position between unchanged neighbors.

use super::Statement;
use std::collections::{BTreeMap, HashMap};

/// Minimum share of common words of an altered sentence, in percent.
const ALIKE: usize = 50;

/// Maximum number of steps to find altered sentences: pairs of sentences that share a word, counted per word.
/// A tenth of a second; the largest document of the public register takes a thousandth of it.
const MOST_STEPS: usize = 5_000_000;

/// A sentence before and after.
#[derive(Clone, Copy, Debug)]
pub struct Altered<'a> {
    pub old: &'a Statement,
    pub new: &'a Statement,
}

/// The changes of the statements of a document.
#[derive(Clone, Debug, Default)]
pub struct Diff<'a> {
    /// New ones, in the order of the newer text.
    pub added: Vec<&'a Statement>,
    /// Removed ones, in the order of the older text.
    pub removed: Vec<&'a Statement>,
    /// Altered ones, in the order of the newer text.
    pub altered: Vec<Altered<'a>>,
}

impl Diff<'_> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.altered.is_empty()
    }
}

/// Compares the statements of two texts. Order and section do not count: a moved statement
/// is unchanged.
pub fn diff<'a>(old: &'a [Statement], new: &'a [Statement]) -> Diff<'a> {
    within(old, new, MOST_STEPS).0
}

/// A sentence that the other text lacks, with the preceding common sentence of the newer text,
/// counted from 1; 0 at the start.
#[derive(Clone, Copy)]
struct Remaining<'a> {
    statement: &'a Statement,
    behind: usize,
}

/// Compares in at most `most` steps, apart from reading both texts; also returns the number of steps.
pub(super) fn within<'a>(old: &'a [Statement], new: &'a [Statement], most: usize) -> (Diff<'a>, usize) {
    let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, statement) in old.iter().enumerate().rev() {
        open.entry(&statement.text).or_default().push(at);
    }
    // For each old sentence its position in the newer text, counted from 1.
    let mut found: Vec<Option<usize>> = vec![None; old.len()];
    let (mut added, mut behind) = (Vec::new(), 0);
    for (at, statement) in new.iter().enumerate() {
        match open.get_mut(statement.text.as_str()).and_then(Vec::pop) {
            Some(place) => {
                behind = at + 1;
                if let Some(place) = found.get_mut(place) {
                    *place = Some(behind);
                }
            }
            None => added.push(Remaining { statement, behind }),
        }
    }
    let (mut removed, mut behind) = (Vec::new(), 0);
    for (statement, found) in old.iter().zip(found) {
        match found {
            Some(place) => behind = place,
            None => removed.push(Remaining { statement, behind }),
        }
    }
    let bags = Bags::of(&removed, &added);
    let (pairs, steps) = if bags.steps() <= most { bags.best() } else { bags.in_place(&removed, &added) };
    let (mut kept_old, mut kept_new) = (vec![true; removed.len()], vec![true; added.len()]);
    let mut altered = Vec::new();
    for (o, n) in pairs {
        let (Some(old_open), Some(new_open)) = (kept_old.get_mut(o), kept_new.get_mut(n)) else { continue };
        if !*old_open || !*new_open {
            continue;
        }
        if let (Some(old), Some(new)) = (removed.get(o), added.get(n)) {
            altered.push(Altered { old: old.statement, new: new.statement });
            (*old_open, *new_open) = (false, false);
        }
    }
    altered.sort_by_key(|pair| pair.new.span);
    let left = |side: Vec<Remaining<'a>>, kept: Vec<bool>| {
        let mut left: Vec<&'a Statement> =
            side.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(left, _)| left.statement).collect();
        left.sort_by_key(|statement| statement.span);
        left
    };
    let steps = steps + old.len() + new.len() + bags.words;
    (Diff { added: left(added, kept_new), removed: left(removed, kept_old), altered }, steps)
}

/// The words of a sentence with their counts, sorted by number.
type Bag = Vec<(usize, usize)>;

/// The words of all remaining sentences.
struct Bags {
    old: Vec<Bag>,
    new: Vec<Bag>,
    /// Number of words in each sentence.
    old_sizes: Vec<usize>,
    new_sizes: Vec<usize>,
    /// For each word the old sentences that contain it, and how often.
    index: Vec<Vec<(usize, usize)>>,
    /// Number of words in all sentences.
    words: usize,
}

impl Bags {
    fn of<'a>(old: &[Remaining<'a>], new: &[Remaining<'a>]) -> Self {
        let mut numbers: HashMap<&'a str, usize> = HashMap::new();
        let mut read = |side: &[Remaining<'a>]| -> (Vec<Bag>, Vec<usize>) {
            let bags = side.iter().map(|left| {
                let mut bag: BTreeMap<usize, usize> = BTreeMap::new();
                let mut size = 0;
                for word in
                    left.statement.sentence().split(' ').map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
                {
                    let next = numbers.len();
                    *bag.entry(*numbers.entry(word).or_insert(next)).or_default() += 1;
                    size += 1;
                }
                (bag.into_iter().collect(), size)
            });
            bags.unzip()
        };
        let ((old, old_sizes), (new, new_sizes)) = (read(old), read(new));
        let mut index = vec![Vec::new(); numbers.len()];
        for (at, bag) in old.iter().enumerate() {
            for (word, count) in bag {
                if let Some(places) = index.get_mut(*word) {
                    places.push((at, *count));
                }
            }
        }
        let words = old_sizes.iter().chain(&new_sizes).sum();
        Bags { old, new, old_sizes, new_sizes, index, words }
    }

    fn places(&self, word: usize) -> &[(usize, usize)] {
        self.index.get(word).map_or(&[], Vec::as_slice)
    }

    /// The number of steps of [`Bags::best`].
    fn steps(&self) -> usize {
        let words = self.new.iter().flatten().map(|(word, _)| self.places(*word).len());
        words.fold(0, usize::saturating_add)
    }

    /// Percentage of common words.
    fn similarity(&self, common: usize, old: usize, new: usize) -> usize {
        let size = |sizes: &[usize], at: usize| sizes.get(at).copied().unwrap_or_default();
        200 * common / (size(&self.old_sizes, old) + size(&self.new_sizes, new)).max(1)
    }

    /// Similar pairs: most similar first, and of equally similar ones those at the same position.
    fn best(&self) -> (Vec<(usize, usize)>, usize) {
        let mut scored: Vec<(usize, usize, usize)> = Vec::new();
        let mut common = vec![0; self.old.len()];
        let mut steps = 0;
        for (n, bag) in self.new.iter().enumerate() {
            let mut touched = Vec::new();
            for (word, count) in bag {
                for (o, times) in self.places(*word) {
                    steps += 1;
                    if let Some(sum) = common.get_mut(*o) {
                        if *sum == 0 {
                            touched.push(*o);
                        }
                        *sum += (*count).min(*times);
                    }
                }
            }
            for o in touched {
                let Some(sum) = common.get_mut(o) else { continue };
                let score = self.similarity(std::mem::take(sum), o, n);
                if score >= ALIKE {
                    scored.push((score, o, n));
                }
            }
        }
        scored.sort_unstable_by_key(|(score, o, n)| (usize::MAX - score, o.abs_diff(*n), *o, *n));
        (scored.into_iter().map(|(_, o, n)| (o, n)).collect(), steps)
    }

    /// Similar pairs at the same position between unchanged sentences.
    fn in_place(&self, old: &[Remaining<'_>], new: &[Remaining<'_>]) -> (Vec<(usize, usize)>, usize) {
        let mut gaps: HashMap<usize, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, left) in old.iter().enumerate() {
            gaps.entry(left.behind).or_default().0.push(at);
        }
        for (at, left) in new.iter().enumerate() {
            gaps.entry(left.behind).or_default().1.push(at);
        }
        let (mut pairs, mut steps) = (Vec::new(), 0);
        for (olds, news) in gaps.into_values() {
            for (o, n) in olds.into_iter().zip(news) {
                let (Some(a), Some(b)) = (self.old.get(o), self.new.get(n)) else { continue };
                steps += a.len() + b.len();
                if self.similarity(common(a, b), o, n) >= ALIKE {
                    pairs.push((o, n));
                }
            }
        }
        (pairs, steps)
    }
}

/// Number of words that two sentences have in common.
fn common(a: &Bag, b: &Bag) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut sum = 0;
    while let (Some((word, count)), Some((other, times))) = (a.peek(), b.peek()) {
        match word.cmp(other) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                sum += (*count).min(*times);
                a.next();
                b.next();
            }
        }
    }
    sum
}
