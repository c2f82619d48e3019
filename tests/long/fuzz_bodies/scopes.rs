//! Scope files: read, checked, rendered, and read again.

use super::registers::small;
use super::{AT, corpus, fits, tree};
use scsdoc::check::{self, Options};
use scsdoc::model::meaning::Meaning;
use scsdoc::model::meaning_diff::differences;
use scsdoc::model::scope::ScopeFile;
use scsdoc::render::scopes::drafts;
use scsdoc::view::scope::Sheet;
use scsdoc::view::table::TableFormat;
use std::collections::BTreeSet;

/// Scope files of a register, and those that it makes.
pub fn scope(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let tree = tree(files.new);
    let corpus = corpus(&tree);
    for scope in &corpus.scopes {
        places(scope);
        for format in [TableFormat::Table, TableFormat::Json, TableFormat::Csv, TableFormat::Markdown] {
            super::outputs::plain(&Sheet::at(scope, &corpus.config, AT).write(format, 80, false), format);
        }
    }
    let made = drafts(&corpus);
    let mut with = tree.clone();
    let mut names = BTreeSet::new();
    for draft in &made {
        let text = draft.text();
        let read = draft.parse(&corpus);
        assert!(read.problems.is_empty(), "{:?} in\n{text}", read.problems);
        let theirs: serde_json::Value = serde_yaml::from_str(&text).expect("YAML for another parser too");
        let root = read.root.as_ref().expect("a mapping");
        assert_eq!(root.to_json(), theirs, "{text}");
        places(&read);
        assert_eq!(read.name.text, draft.name, "{text}");
        let ids = |scope: &ScopeFile| scope.modules.iter().map(|module| module.id.text.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&read), draft.modules.iter().map(|module| module.id.clone()).collect::<Vec<_>>(), "{text}");
        let cases = |scope: &ScopeFile| -> Vec<String> {
            scope.scripts.iter().flat_map(|script| &script.testcases).map(|case| case.id.text.clone()).collect()
        };
        let ours: Vec<String> =
            draft.scripts.iter().flat_map(|script| &script.cases).map(|case| case.id.clone()).collect();
        assert_eq!(cases(&read), ours, "{text}");
        assert!(names.insert(draft.file.clone()), "two drafts for {}", draft.file);
        if scsdoc::edit::set::inside(&read.path) {
            with = with.with(read.path, text);
        }
    }
    // What was rendered is checked, and rendered again it is the same.
    let second = super::corpus(&with);
    check::run(&second, &Options::at(AT));
    let again = drafts(&second);
    for (first, second) in made.iter().zip(&again) {
        let (one, two) = (first.parse(&corpus), second.parse(&corpus));
        let found = differences(&Meaning::of(&one, &corpus.config), &Meaning::of(&two, &corpus.config));
        assert!(found.real.is_empty(), "{:?}\n{}\n{}", found.real, first.text(), second.text());
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
