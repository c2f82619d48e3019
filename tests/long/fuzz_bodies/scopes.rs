//! Scope files: parsed, checked, rendered, and parsed again.

use super::registers::small;
use super::{AT, corpus, fits, tree};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::model::scope::{Scope, ScopeFile};
use scsdoc::testing::scope::{changes, compile};
use scsdoc::testing::text::layout::Screen;
use scsdoc::testing::view::scope::Sheet;
use scsdoc::testing::view::table::TableFormat;
use std::collections::BTreeSet;

/// Scope files of a register, and those that it makes.
pub fn scope(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let tree = tree(files.new);
    let corpus = corpus(&tree);
    for scope in &corpus.scopes {
        places(scope);
        for format in [TableFormat::Table, TableFormat::Json, TableFormat::Csv, TableFormat::Markdown] {
            super::outputs::plain(
                &Sheet::at(scope, &corpus.config, AT).write(format, Screen { width: Some(80), color: false }),
                format,
            );
        }
    }
    let made = compile(&corpus);
    let mut with = tree.clone();
    let mut names = BTreeSet::new();
    for compiled in &made {
        let (scope, text) = (&compiled.scope, compiled.text());
        let read = ScopeFile::parse(&scope.path, &scsdoc::testing::load::Entry::File(text.as_bytes().into()));
        assert!(read.problems.is_empty(), "{:?} in\n{text}", read.problems);
        let theirs: serde_json::Value = serde_yaml::from_str(&text).expect("YAML for another parser too");
        let root = read.root.as_ref().expect("a mapping");
        assert_eq!(root.to_json(), theirs, "{text}");
        places(&read);
        assert_eq!(read.name.text, scope.name.text, "{text}");
        let ids = |scope: &Scope| -> Vec<String> {
            let modules = scope.modules.iter().map(|module| module.id.text.clone());
            modules.chain(scope.testcases().map(|(_, case)| case.id.text.clone())).collect()
        };
        assert_eq!(ids(&read), ids(scope), "{text}");
        let different = changes(scope, &read, &corpus.config);
        assert!(different.is_empty(), "{different:?}\n{text}");
        assert!(names.insert(scope.file().to_owned()), "two scopes for {}", scope.file());
        if scsdoc::testing::edit::set::inside(&read.path) {
            with = with.with(read.path.clone(), text);
        }
    }
    // What was rendered is checked, and rendered again it is the same.
    let second = super::corpus(&with);
    check::run(&second, &Options::at(AT));
    let again = compile(&second);
    for (first, second) in made.iter().zip(&again) {
        let found = changes(&first.scope, &second.scope, &corpus.config);
        assert!(found.is_empty(), "{found:?}\n{}\n{}", first.text(), second.text());
    }
    assert_eq!(made.len(), again.len());
}

fn places(scope: &ScopeFile) {
    let text = scope.source.text();
    let all = scope.scripts.iter().map(|script| script.span).chain(scope.modules.iter().map(|module| module.span));
    all.for_each(|span| fits(text, span, "a part of a scope"));
    for case in scope.scripts.iter().flat_map(|script| &script.testcases) {
        fits(text, case.id.span, "a test case");
    }
    for address in scope.addresses() {
        fits(text, address.span, "an address");
    }
    for problem in &scope.problems {
        fits(text, problem.span, &problem.message);
    }
    for violation in &scope.violations {
        fits(text, violation.span, "a violation");
    }
}
