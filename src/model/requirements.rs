//! Requirements: the numbered normative sentences of a document, and the test cases that say that they cover them.

use super::Corpus;
use super::document::Document;
use super::statements::{Anchored, Level, Normativity, Statement, anchored, section};
use super::testcases::{Declared, declared};
use super::trace::{Trace, trace_links};
use crate::text::Span;
use crate::value::Kind;
use crate::value::named::named;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The number in `R7`.
pub fn number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('R')?;
    let plain = !digits.starts_with(['0', '+']);
    digits.parse().ok().filter(|_| plain)
}

/// A statement of a document that binds, or possibly does.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    pub document: &'a Document,
    pub index: usize,
    /// The number within the document; a possibly normative sentence has none.
    pub number: Option<u32>,
    /// The permanent anchor.
    pub anchor: &'a str,
    pub statement: &'a Statement,
}

impl Requirement<'_> {
    /// `scs-0302-v1 R7`; without a number the ID of the document alone.
    pub fn id(&self) -> String {
        match self.number {
            Some(number) => format!("{} R{number}", self.document.id()),
            None => self.document.id(),
        }
    }

    /// Fragment of its URL: `R7`, else the permanent anchor.
    pub fn fragment(&self) -> String {
        self.number.map_or_else(|| self.anchor.to_owned(), |number| format!("R{number}"))
    }

    pub fn level(&self) -> Level {
        self.statement.keyword().map_or(Level::May, |word| word.level())
    }

    /// Its keyword; in parentheses if it is only possibly normative.
    pub fn keyword(&self) -> String {
        let name = self.statement.keyword().map(|word| word.name()).unwrap_or_default();
        if self.statement.normativity == Normativity::Normative { name.to_owned() } else { format!("({name})") }
    }

    pub fn section(&self) -> Option<&str> {
        section(self.document, self.statement)
    }
}

/// The statements of a document that bind or possibly do, in the order of the text.
pub fn requirements(document: &Document, index: usize) -> Vec<Requirement<'_>> {
    if !document.is_versioned() {
        return Vec::new();
    }
    let found = anchored(document).iter();
    found
        .map(|Anchored { anchor, number, statement }| Requirement {
            document,
            index,
            number: *number,
            anchor,
            statement,
        })
        .collect()
}

/// Number of requirements of a document; `None` if unknown.
pub fn count(document: &Document) -> Option<u32> {
    let numbers = anchored(document).iter().filter_map(|found| found.number);
    (!document.body.is_cut() && document.too_large.is_none()).then(|| numbers.max().unwrap_or(0))
}

/// A requirement that a test case covers, according to `covers` in front matter.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    pub case: Declared<'a>,
    pub span: Span,
    /// The document, by its index, and the number of the requirement.
    pub target: Result<(usize, u32), CoverageIssue<'a>>,
}

/// Reason why `covers` is invalid.
#[derive(Clone, Debug)]
pub enum CoverageIssue<'a> {
    /// It is a list, and the test case belongs to these documents.
    Several(Vec<&'a Document>),
    /// The test case does not belong to the document of this name, but to these.
    Document(&'a str, Vec<&'a Document>),
}

/// Whether a key of `covers` names a document: by its ID, or by its file name without extension.
pub fn names(key: &str, document: &Document) -> bool {
    key == document.name.stem() || key == document.id()
}

/// The documents that a test case of a supplement belongs to, with their indexes.
pub fn documents_of<'a>(corpus: &'a Corpus, supplement: &Document, case: &Declared<'_>) -> Vec<(usize, &'a Document)> {
    let all = supplement.list("supplements").filter_map(|(file, _)| corpus.by_file(file));
    let own = all.filter(|document| case.belongs_to(document.name.version));
    own.filter_map(|document| Some((corpus.index_of(document)?, document))).collect()
}

/// Requirements that the test cases of a supplement cover, in the order of the front matter. Values that the schema
/// refuses are left out.
pub fn claims<'a>(corpus: &'a Corpus, supplement: &'a Document) -> Vec<Claim<'a>> {
    let mut found = Vec::new();
    for case in declared(supplement) {
        let Some(covers) = case.node.get("covers") else { continue };
        let own = documents_of(corpus, supplement, &case);
        // Another rule says that a test case belongs to no document.
        if own.is_empty() {
            continue;
        }
        let documents = || own.iter().map(|(_, document)| *document).collect();
        let mut add = |span: Span, target| found.push(Claim { case: case.clone(), span, target });
        let mut lists = Vec::new();
        match &covers.kind {
            Kind::List(items) if own.len() > 1 && !items.is_empty() => {
                add(covers.span, Err(CoverageIssue::Several(documents())))
            }
            Kind::List(items) => lists.extend(own.first().map(|(index, _)| (*index, items.as_slice()))),
            _ => {
                for entry in covers.entries() {
                    match own.iter().find(|(_, document)| names(entry.name(), document)) {
                        Some((index, _)) => lists.push((*index, entry.value.items())),
                        None => add(entry.key.span, Err(CoverageIssue::Document(entry.name(), documents()))),
                    }
                }
            }
        }
        for (index, items) in lists {
            let numbers = items.iter().filter_map(|item| Some((item.span, number(item.as_str()?)?)));
            numbers.for_each(|(span, number)| add(span, Ok((index, number))));
        }
    }
    found
}

named! {
    /// Whether anything tests a requirement, the best first.
    pub enum Tested {
        /// A script covers it.
        Yes = "yes",
        /// Only a person checks it.
        Manual = "manual",
        /// Its standard has automated test cases that do not say what they cover.
        Unstated = "unstated",
        /// No test case covers it.
        No = "no",
    }
}

/// The test cases of a requirement.
#[derive(Clone, Debug)]
pub struct Cover<'a> {
    /// Whether anything does.
    pub tested: Tested,
    /// The test cases that cover it.
    pub cases: Vec<&'a str>,
    /// If there are none: those of its standard that do not say what they cover.
    pub of_standard: Vec<&'a str>,
}

/// The requirements covered by all test cases of a register.
pub struct Coverings<'t, 'a> {
    /// The chain on the date.
    pub trace: &'t Trace<'a>,
    covering: HashMap<(usize, u32), BTreeSet<&'a str>>,
    /// Test cases that cover requirements of a document.
    stated: HashSet<(usize, &'a str)>,
}

impl<'t, 'a> Coverings<'t, 'a> {
    /// The requirements covered by the test cases of a register.
    pub fn of(trace: &'t Trace<'a>) -> Self {
        let mut found = Coverings { trace, covering: HashMap::new(), stated: HashSet::new() };
        for supplement in trace.corpus.documents.iter().filter(|document| document.is_supplement()) {
            for claim in claims(trace.corpus, supplement) {
                if let (Ok(target), Some(id)) = (claim.target, claim.case.id.as_str()) {
                    found.covering.entry(target).or_default().insert(id);
                }
            }
            for case in declared(supplement).filter(|case| case.node.get("covers").is_some()) {
                let documents = documents_of(trace.corpus, supplement, &case).into_iter();
                found.stated.extend(documents.filter_map(|(index, _)| Some((index, case.id.as_str()?))));
            }
        }
        found
    }

    pub fn cases(&self, document: usize) -> BTreeSet<&'a str> {
        trace_links(self.trace.corpus, document).into_iter().map(|link| link.id).collect()
    }

    /// Whether any test case says what it covers in a document.
    pub fn has_coverage(&self, document: usize, cases: &BTreeSet<&str>) -> bool {
        cases.iter().any(|id| self.stated.contains(&(document, *id)))
    }

    /// Which of these test cases of the document test a requirement.
    pub fn cover(&self, requirement: &Requirement<'_>, cases: &BTreeSet<&'a str>) -> Cover<'a> {
        let index = requirement.index;
        let covering = requirement.number.and_then(|number| self.covering.get(&(index, number)));
        let covering: Vec<&str> = covering.into_iter().flatten().copied().filter(|id| cases.contains(id)).collect();
        let automated = |ids: &[&str]| ids.iter().any(|id| self.trace.automated(id));
        if !covering.is_empty() {
            let tested = if automated(&covering) { Tested::Yes } else { Tested::Manual };
            return Cover { tested, cases: covering, of_standard: Vec::new() };
        }
        let unstated = cases.iter().copied().filter(|id| !self.stated.contains(&(index, *id)));
        let of_standard: Vec<&str> = unstated.collect();
        let tested = if automated(&of_standard) { Tested::Unstated } else { Tested::No };
        Cover { tested, cases: Vec::new(), of_standard }
    }
}

/// Number of tested requirements, by level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage([[usize; Tested::ALL.len()]; Level::ALL.len()]);

impl Coverage {
    /// Counts a requirement.
    pub fn add(&mut self, level: Level, tested: Tested) {
        if let Some(count) = self.0.get_mut(level as usize).and_then(|counts| counts.get_mut(tested as usize)) {
            *count += 1;
        }
    }

    /// Number of requirements of a level that are tested this way.
    pub fn count(&self, level: Level, tested: Tested) -> usize {
        self.0.get(level as usize).and_then(|counts| counts.get(tested as usize)).copied().unwrap_or(0)
    }

    /// Number of requirements of a level.
    pub fn total(&self, level: Level) -> usize {
        Tested::ALL.into_iter().map(|tested| self.count(level, tested)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirement_numbers_have_one_spelling() {
        assert_eq!(number("R12"), Some(12));
        for text in ["R0", "R01", "r1", "1", "R", "R+1", "R1a", "R99999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
