//! Data shared by the pages of a number, computed once, since it may have thousands of versions.

use super::address::Address;
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::lifecycle::State;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Maximum number of versions in the head of a page: the newest, and its own.
const MAX_VERSIONS: usize = 40;

/// Two versions with a comparison page.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    pub number: u16,
    pub old: &'a Document,
    pub new: &'a Document,
}

/// The pairs of a number with a comparison page.
pub fn pairs(number: u16, corpus: &Corpus) -> Vec<Pair<'_>> {
    let pairs = corpus.compared(number).into_iter().map(|(old, new)| Pair { number, old, new });
    pairs.filter(|pair| pair.address().is_some()).collect()
}

impl Pair<'_> {
    /// The URL of the page.
    pub fn address(&self) -> Option<Address> {
        Address::compare(self.number, self.old.name.version, self.new.name.version)
    }
}

struct Number<'a> {
    versions: Vec<&'a Document>,
    in_force: Option<&'a Document>,
}

pub struct Numbers<'a> {
    numbers: BTreeMap<u16, Number<'a>>,
    /// By path of either document.
    pairs: HashMap<&'a str, Vec<Pair<'a>>>,
}

impl<'a> Numbers<'a> {
    /// The versions of the numbers of a register, on a date.
    pub fn of(corpus: &'a Corpus, at: Date) -> Self {
        let mut pairs: HashMap<&str, Vec<Pair<'a>>> = HashMap::new();
        let mut numbers = BTreeMap::new();
        for (number, mut versions) in corpus.numbers() {
            versions.retain(|document| !document.is_supplement());
            for pair in self::pairs(number, corpus) {
                for document in [pair.old, pair.new] {
                    pairs.entry(&document.path).or_default().push(pair);
                }
            }
            let in_force = versions.iter().rfind(|version| version.life.state(at) == State::Effective).copied();
            numbers.insert(number, Number { versions, in_force });
        }
        Numbers { numbers, pairs }
    }

    /// The numbers before and after one that have a page, each with the version in force, else the newest.
    pub fn around(&self, number: u16) -> [Option<(u16, &'a Document)>; 2] {
        let shown =
            |(number, found): (&u16, &Number<'a>)| Some((*number, found.in_force.or(found.versions.last().copied())?));
        let with_page = |found: &(u16, &Document)| Address::number(found.0).is_some();
        let before = self.numbers.range(..number).rev().filter_map(shown).find(with_page);
        let after = self.numbers.range(number.saturating_add(1)..).filter_map(shown).find(with_page);
        [before, after]
    }

    /// The effective version of a number, the newest of several.
    pub fn in_force(&self, number: Option<u16>) -> Option<&'a Document> {
        self.numbers.get(&number?)?.in_force
    }

    /// The versions listed on the page of a document, and the number of others.
    pub fn versions(&self, document: &Document) -> (Vec<&'a Document>, usize) {
        let all = document.name.number.and_then(|number| self.numbers.get(&number));
        let all = all.map(|number| number.versions.as_slice()).unwrap_or_default();
        let old = all.len().saturating_sub(MAX_VERSIONS);
        let own = all.iter().take(old).filter(|version| version.path == document.path);
        let shown: Vec<&Document> = own.chain(all.iter().skip(old)).copied().collect();
        let more = all.len() - shown.len();
        (shown, more)
    }

    pub fn pairs(&self, document: &Document) -> &[Pair<'a>] {
        self.pairs.get(document.path.as_str()).map(Vec::as_slice).unwrap_or_default()
    }
}
