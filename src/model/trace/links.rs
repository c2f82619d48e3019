//! Links between test cases and versions of standards, and mentions of test cases.

use super::Place;
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::scope::{Module, ScopeFile};
use crate::model::scope_index::{ModulePlace, declared_for};
use crate::model::testcases::{Declared, Pattern, number_of};
use crate::text::Span;

/// A link from a test case to a version of a standard.
#[derive(Clone, Debug)]
pub struct TraceLink<'a> {
    pub id: &'a str,
    /// The target: `main`, `recommended`, `preview`.
    pub target: &'a str,
    pub place: Place<'a>,
    pub source: LinkSource<'a>,
}

#[derive(Clone, Debug)]
pub enum LinkSource<'a> {
    /// A module of a scope file, which lists it.
    Module(ModulePlace, &'a Module),
    /// `tests` in the front matter of a supplement.
    Supplement(&'a Document, Declared<'a>),
}

impl<'a> TraceLink<'a> {
    /// The links of all targets of a module.
    pub fn of_module(scope: &'a ScopeFile, place: ModulePlace) -> impl Iterator<Item = TraceLink<'a>> {
        let module = scope.modules.get(place.module).into_iter();
        let targets = module.flat_map(|module| module.targets.iter().map(move |(target, ids)| (module, target, ids)));
        targets.flat_map(move |(module, target, ids)| {
            ids.iter().map(move |id| TraceLink {
                id: &id.text,
                target: &target.text,
                place: Place::new(&scope.path, id.span),
                source: LinkSource::Module(place, module),
            })
        })
    }

    pub(super) fn of_supplement((supplement, case): (&'a Document, Declared<'a>)) -> Option<Self> {
        Some(TraceLink {
            id: case.id.as_str()?,
            target: case.node.text("target").unwrap_or_default(),
            place: Place::new(&supplement.path, case.id.span),
            source: LinkSource::Supplement(supplement, case),
        })
    }
}

/// The suffix after number and version in the ID of a module, an item of `include`, or a label of `versions`: `-2` in
/// `scs-0104-v1-2-rec` and in `v1-2`.
pub fn variant(id: &str) -> &str {
    let id = id.strip_suffix("-rec").or(id.strip_suffix("-manual")).unwrap_or(id);
    let label = match id.strip_prefix("scs-") {
        Some(rest) => rest.get(4..).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default(),
        None => id,
    };
    let rest = label.strip_prefix('v').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.filter(|rest| rest.starts_with('-')).unwrap_or_default()
}

/// Whether two variants are compatible: equal, or one is empty.
pub fn fits(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}

/// All links of test cases to a document, by its index: from its modules and its supplements.
pub fn trace_links(corpus: &Corpus, document: usize) -> Vec<TraceLink<'_>> {
    let places = corpus.scope_index.modules_of(document).iter();
    let modules = places.filter_map(|place| Some(TraceLink::of_module(corpus.scopes.get(place.scope)?, *place)));
    let declared = corpus.documents.get(document).map(|document| declared_for(corpus, document)).unwrap_or_default();
    modules.flatten().chain(declared.into_iter().filter_map(TraceLink::of_supplement)).collect()
}

/// Where a test case is defined: by `tests` in front matter, from which scope files are rendered, else by a script in a scope file.
pub fn defined<'a>(corpus: &'a Corpus, id: &str) -> Option<Place<'a>> {
    let case = corpus.tests.cases.get(id)?;
    if let Some(declared) = case.mentions.iter().find(|mention| mention.declared) {
        return Some(Place::new(&corpus.documents.get(declared.document)?.path, declared.span));
    }
    let place = case.scripts.first()?;
    Some(Place::new(&corpus.scopes.get(place.scope)?.path, place.span))
}

/// How a document mentions a test case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming<'a> {
    /// `tests` in its front matter declares it.
    Declared,
    /// In its text.
    Prose,
    /// In its text, by a pattern.
    Pattern(&'a Pattern),
}

/// The mentions of a test case in documents: those of its number first, by ID and then by pattern; then others.
pub fn named<'a>(corpus: &'a Corpus, id: &'a str) -> impl Iterator<Item = (Place<'a>, Naming<'a>)> {
    let own = naming(corpus, id).filter(move |(document, ..)| of_number(document, id));
    let others = naming(corpus, id).filter(move |(document, ..)| !of_number(document, id));
    own.chain(others).map(|(document, span, naming)| (Place::new(&document.path, span), naming))
}

pub fn of_number(document: &Document, id: &str) -> bool {
    document.name.number.is_some() && document.name.number == number_of(id)
}

fn naming<'a>(corpus: &'a Corpus, id: &'a str) -> impl Iterator<Item = (&'a Document, Span, Naming<'a>)> {
    let mentions = corpus.tests.cases.get(id).map(|case| case.mentions.as_slice()).unwrap_or_default();
    let mentions =
        mentions.iter().map(|mention| (mention, if mention.declared { Naming::Declared } else { Naming::Prose }));
    let patterns = corpus.tests.patterns_of(id).map(|pattern| (&pattern.mention, Naming::Pattern(pattern)));
    let all = mentions.chain(patterns);
    all.filter_map(|(mention, naming)| Some((corpus.documents.get(mention.document)?, mention.span, naming)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_follow_the_version() {
        let pairs = [
            ("v1-2", "-2"),
            ("v3", ""),
            ("scs-0104-v1-2", "-2"),
            ("scs-0104-v1-2-rec", "-2"),
            ("scs-0121-v1-manual", ""),
            ("scs-0100-v3.1", ""),
            ("opc-v2022.11", ""),
            ("scs-é", ""),
            ("", ""),
        ];
        for (id, expected) in pairs {
            assert_eq!(variant(id), expected, "{id}");
        }
        assert!(fits("", "-1") && fits("-1", "-1") && !fits("-1", "-2"));
    }
}
