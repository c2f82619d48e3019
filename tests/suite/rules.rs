//! Each rule against its fixture folder: what it finds, to the character, and what it must leave alone.

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{Fixture, corpus, fixtures};
use scsdoc::check::{self, Options, rules};
use scsdoc::diagnostic::{Diagnostic, Severity};
use scsdoc::edit;
use scsdoc::load::Tree;
use scsdoc::model::Corpus;
use scsdoc::model::change::{Comparison, Snapshot};
use scsdoc::text::Span;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn place(corpus: &Corpus, path: &str, span: Span) -> String {
    let position = |offset: u32| match corpus.source(path) {
        Some(source) => {
            let at = source.position(offset as usize);
            format!("{}:{}", at.line, at.column)
        }
        None => "1:1".into(),
    };
    format!("{path}:{}-{}", position(span.start), position(span.end))
}

fn show(corpus: &Corpus, base: Option<&Corpus>, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for found in diagnostics {
        let at = place(corpus, &found.path, found.span);
        out.push_str(&format!("{} {at} {}\n", found.severity.name(), found.message));
        for label in &found.related {
            let revision = label.revision.as_ref().map(|revision| format!(" (at {revision})")).unwrap_or_default();
            let corpus = if label.revision.is_some() { base.unwrap_or(corpus) } else { corpus };
            let at = place(corpus, &label.path, label.span);
            out.push_str(&format!("  related {at}{revision} {}\n", label.message));
        }
        if let Some(help) = &found.help {
            out.push_str(&format!("  help: {help}\n"));
        }
        if let Some(fix) = &found.fix {
            let sort = if fix.safe { "safe" } else { "unsafe" };
            out.push_str(&format!("  fix ({sort}): {}\n", fix.title));
            for edit in &fix.edits {
                let at = place(corpus, &edit.path, edit.span);
                out.push_str(&format!("    {at} -> {:?}\n", edit.replacement));
            }
        }
    }
    out
}

fn run(tree: &Tree, fixture: &Fixture) -> (Corpus, Vec<Diagnostic>) {
    let corpus = corpus(tree);
    let base = fixture.base_corpus();
    let base = base.as_ref().map(|base| Comparison::new(base, &corpus).with_branches(fixture.branches.clone()));
    let found = check::run(Snapshot { corpus: &corpus, base: base.as_ref() }, &Options::at(fixture.at)).diagnostics;
    (corpus, found)
}

#[test]
fn every_rule_finds_its_fault_and_nothing_else() {
    let mut failures = Vec::new();
    for rule in rules::all() {
        let cases = fixtures(&folder(rule.name));
        let (mut faulty, mut clean) = (0, 0);
        for fixture in &cases {
            let (corpus, mut found) = run(&fixture.tree(), fixture);
            found.retain(|diagnostic| diagnostic.rule == rule.name);
            if found.is_empty() {
                clean += 1;
            } else {
                faulty += 1;
            }
            let shown = show(&corpus, fixture.base_corpus().as_ref(), &found);
            let result = std::panic::catch_unwind(|| fixture.expect(&shown));
            if let Err(error) = result {
                failures.push(error.downcast_ref::<String>().cloned().unwrap_or_default());
            }
            safe_fixes_mend(rule.name, fixture, &mut failures);
        }
        if faulty == 0 || clean == 0 {
            failures.push(format!(
                "{}: {faulty} fixtures with the fault, {clean} with the look-alike that is right; both are needed",
                rule.name
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Safe fixes of a rule, applied until nothing changes, leave no such finding with a fix, and add no error.
fn safe_fixes_mend(rule: &str, fixture: &Fixture, failures: &mut Vec<String>) {
    let errors = |found: &[Diagnostic]| found.iter().filter(|found| found.severity == Severity::Error).count();
    let mut tree = fixture.tree();
    let (_, first) = run(&tree, fixture);
    let before = errors(&first);
    let mut found = first;
    for _ in 0..20 {
        let mine = found.iter().filter(|found| found.rule == rule);
        let edits: Vec<_> = mine
            .filter_map(|found| found.fix.as_ref())
            .filter(|fix| fix.safe)
            .flat_map(|fix| fix.edits.clone())
            .collect();
        if edits.is_empty() {
            break;
        }
        let (next, changed) = edit::apply(&tree, &edits);
        if changed.is_empty() {
            failures.push(format!("{}: a safe fix of {rule} changes nothing", fixture.path.display()));
            return;
        }
        tree = next;
        found = run(&tree, fixture).1;
    }
    if found.iter().any(|found| found.rule == rule && found.fix.as_ref().is_some_and(|fix| fix.safe)) {
        failures.push(format!("{}: safe fixes of {rule} never come to an end", fixture.path.display()));
    }
    if errors(&found) > before {
        failures.push(format!(
            "{}: safe fixes of {rule} add errors:\n{}",
            fixture.path.display(),
            show(&corpus(&tree), None, &found)
        ));
    }
}

#[test]
fn no_fixture_folder_is_without_its_rule() {
    let entries = std::fs::read_dir(folder("")).unwrap().flatten();
    for entry in entries.filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(name == "traps" || rules::find(&name).is_some(), "tests/fixtures/{name} belongs to no rule");
    }
}

/// What must not be reported as an error: whole small registers in which every rule is silent at error level.
#[test]
fn no_trap_is_reported_as_an_error() {
    for fixture in fixtures(&folder("traps")) {
        let (corpus, mut found) = run(&fixture.tree(), &fixture);
        found.retain(|found| found.severity == Severity::Error);
        assert!(found.is_empty(), "{}\n{}", fixture.path.display(), show(&corpus, None, &found));
    }
}
