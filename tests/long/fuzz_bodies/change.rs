//! Two states of a register: a comparison is symmetric, and a state does not differ from itself.

use super::registers::small;
use super::{AT, corpus, settings, tree};
use scsdoc::testing::check::rule::Group;
use scsdoc::testing::check::{self, Options, rules};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::change::Comparison;
use scsdoc::testing::model::statements::diff;
use scsdoc::testing::model::statements::statements;
use scsdoc::testing::scope::changes;
use std::collections::BTreeSet;

/// Comparing two states, and a state with itself.
pub fn change(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let (old, new) = (corpus(&tree(files.old)), corpus(&tree(files.new)));
    let options = Options::at(AT);
    for one in [&old, &new] {
        let itself = Comparison::new(one, one);
        assert!(itself.documents.iter().all(|change| change.both().is_some() && !change.edited() && !change.renamed()));
        for found in &check::run(&itself, &options).diagnostics {
            let group = rules::find(found.rule).map(|rule| rule.group());
            assert_ne!(group, Some(Group::Change), "{found:?}: nothing changed");
        }
        assert!(check::run(&itself, &Options { new_only: true, ..options.clone() }).diagnostics.is_empty());
    }
    let (forth, back) = (Comparison::new(&old, &new), Comparison::new(&new, &old));
    let pairs = |comparison: &Comparison<'_>, turned: bool| -> BTreeSet<(Option<String>, Option<String>)> {
        let path = |document: Option<&scsdoc::testing::model::document::Document>| {
            document.map(|document| document.path.clone())
        };
        let pair = comparison.documents.iter().map(|change| (path(change.old), path(change.new)));
        pair.map(|(old, new)| if turned { (new, old) } else { (old, new) }).collect()
    };
    assert_eq!(forth.documents.len(), back.documents.len());
    assert_eq!(pairs(&forth, false), pairs(&back, true), "documents are paired alike from both sides");
    let (once, twice) = (check::run(&forth, &options), check::run(&forth, &options));
    assert_eq!(once.diagnostics, twice.diagnostics);
    check::run(&back, &options);
    for change in &forth.documents {
        let Some((old, new)) = change.both() else { continue };
        let (before, after) = (statements(old), statements(new));
        let (forth, back) = (diff(&before, &after), diff(&after, &before));
        assert!(diff(&before, &before).is_empty());
        assert_eq!(forth.added.len() + forth.altered.len(), back.removed.len() + back.altered.len());
        assert_eq!(forth.removed.len() + forth.altered.len(), back.added.len() + back.altered.len());
        let fixed = before.len() - forth.removed.len() - forth.altered.len();
        assert_eq!(after.len() - forth.added.len() - forth.altered.len(), fixed, "what stayed stands on both sides");
    }
    for scope in old.scopes.iter().chain(&new.scopes) {
        let itself = changes(scope, scope, &new.config);
        assert!(itself.is_empty(), "{itself:?}");
        for version in scope.versions.iter().take(4) {
            assert!(scope.change(version, version, &new.config).is_empty());
            for other in scope.versions.iter().take(4) {
                let forth = scope.change(version, other, &new.config);
                let back = scope.change(other, version, &new.config);
                assert_eq!((&forth.more, &forth.less), (&back.less, &back.more));
                assert_eq!(forth.added.len(), back.removed.len());
            }
        }
    }
}

/// What a register says, as far as rules ask: two that say the same are the same.
fn said(corpus: &Corpus) -> String {
    let document = |(index, document): (usize, &scsdoc::testing::model::document::Document)| {
        let replacers: Vec<&str> = corpus.replacers(document).iter().map(|other| other.name.stem()).collect();
        let supplements: Vec<&str> = corpus.supplements(document).iter().map(|other| other.name.stem()).collect();
        format!(
            "{} {:?} {:?} {:?} {:?} {replacers:?} {supplements:?}\n",
            document.path,
            document.life,
            document.source.text(),
            corpus.targets(index),
            corpus.index_of(document),
        )
    };
    let documents: String = corpus.documents.iter().enumerate().map(document).collect();
    let numbers: Vec<(u16, Vec<String>)> =
        corpus.numbers().map(|(number, all)| (number, all.iter().map(|one| one.path.clone()).collect())).collect();
    let scopes: Vec<(&str, &str)> =
        corpus.scopes.iter().map(|scope| (scope.path.as_str(), scope.source.text())).collect();
    let templates: Vec<&str> = corpus.templates.iter().map(|template| template.path.as_str()).collect();
    let tests = &corpus.tests;
    let tests = format!("{:?}\n{:?}\n{:?}", tests.cases, tests.patterns, tests.unknown);
    format!("{documents}{numbers:?}\n{templates:?}\n{scopes:?}\n{:?}\n{tests}", corpus.unreadable)
}

#[track_caller]
fn alike(shared: &Corpus, built: &Corpus) {
    let (shared, built) = (said(shared), said(built));
    for (shared, built) in shared.lines().zip(built.lines()) {
        assert_eq!(shared, built);
    }
    assert_eq!(shared, built);
}

/// A register that shares data with another state equals the one built separately.
pub fn rebuild(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let (old, new) = (tree(files.old), tree(files.new));
    let config = settings(&new);
    let rebuilt = Corpus::build(&old, config.clone(), &old).rebuild(&new, config.clone(), &new);
    alike(&rebuilt, &Corpus::build(&new, config, &new));
}
