//! One test for each rule, named after it: `cargo test broken_anchor` (`broken-anchor` works too).
//!
//! A rule's test runs its fixtures, applies its safe fixes, and runs the two examples of its text.

#![allow(clippy::disallowed_methods, missing_docs, reason = "tests")]

mod example;
#[path = "../suite/common/fixture.rs"]
mod fixture;

use fixture::{Fixture, corpus, fixtures};
use libtest_mimic::{Arguments, Failed, Trial};
use scsdoc::testing::check::rule::{Fixes, Rule, Safety};
use scsdoc::testing::check::{self, Options, rules};
use scsdoc::testing::diagnostic::{Diagnostic, Severity};
use scsdoc::testing::edit::fix::{FixRequest, fix};
use scsdoc::testing::edit::set::EditSet;
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::change::{Comparison, Snapshot};
use scsdoc::testing::text::Span;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = Arguments::from_args();
    args.filter = args.filter.map(|filter| filter.replace('-', "_"));
    let mut trials: Vec<Trial> =
        rules::all().map(|rule| Trial::test(rule.name.replace('-', "_"), move || test(rule))).collect();
    trials.push(Trial::test("every_fixture_folder_belongs_to_a_rule", every_fixture_folder_belongs_to_a_rule));
    trials.push(Trial::test("the_register_around_examples_is_clean", the_register_around_examples_is_clean));
    trials.push(Trial::test("traps_give_no_error", traps_give_no_error));
    libtest_mimic::run(&args, trials).exit_code()
}

/// Fixtures and examples have the sections that they need; apart from `missing-section`, errors of other rules are listed.
fn test(rule: &'static Rule) -> Result<(), Failed> {
    let (mut failures, mut with, mut without) = (Vec::new(), 0, 0);
    let mut fixes = Vec::new();
    for fixture in fixtures(&folder(rule.name)) {
        let (corpus, found) = run(&fixture);
        let (mine, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.rule == rule.name);
        *(if mine.is_empty() { &mut without } else { &mut with }) += 1;
        fixes.extend(mine.iter().map(|found| found.fix.as_ref().map(|fix| fix.safe)));
        let mut shown = show(&corpus, fixture.base_corpus().as_ref(), &mine);
        let others = others.iter().filter(|found| found.severity == Severity::Error && found.rule != "missing-section");
        let others: BTreeSet<&str> = others.map(|found| found.rule).collect();
        if !others.is_empty() {
            shown.push_str(&format!("errors of other rules: {}\n", Vec::from_iter(others).join(", ")));
        }
        match apply_fixes(rule, &fixture, &mine) {
            Ok(refused) => {
                shown.extend(refused.iter().map(|title| format!("refused because it adds errors: {title}\n")))
            }
            Err(failure) => failures.push(failure),
        }
        failures.extend(fixture.compare(&shown).err());
    }
    if with == 0 || without == 0 {
        failures.push(format!("{with} fixtures with a finding and {without} without; both are needed"));
    }
    failures.extend(compare_fixes(rule, &fixes).err());
    failures.extend(examples(rule).err());
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

/// Whether the `fixes` of the rule match those of the fixtures: none, a safe or an unsafe fix for each finding.
fn compare_fixes(rule: &Rule, fixes: &[Option<bool>]) -> Result<(), String> {
    let safety = match (fixes.contains(&Some(true)), fixes.contains(&Some(false))) {
        (true, true) => Some(Safety::Either),
        (true, false) => Some(Safety::Safe),
        (false, true) => Some(Safety::Unsafe),
        (false, false) => None,
    };
    let seen = match safety {
        None => Fixes::None,
        Some(safety) if fixes.contains(&None) => Fixes::Sometimes(safety),
        Some(safety) => Fixes::Always(safety),
    };
    if seen == rule.fixes { Ok(()) } else { Err(format!("`fixes` is {:?}, the fixtures show {seen:?}", rule.fixes)) }
}

/// The incorrect example gives a finding of the rule, and the correct one none.
fn examples(rule: &Rule) -> Result<(), String> {
    for (name, text, wanted) in [("incorrect", rule.incorrect, true), ("correct", rule.correct, false)] {
        let found = example::findings(rule, text);
        if found.iter().any(|found| found.rule == rule.name) != wanted {
            let shown: String =
                found.iter().map(|found| format!("  {} {} {}\n", found.rule, found.path, found.message)).collect();
            return Err(format!("the {name} example has these findings:\n{shown}"));
        }
    }
    Ok(())
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn run(fixture: &Fixture) -> (Corpus, Vec<Diagnostic>) {
    run_on(&fixture.tree(), fixture)
}

fn run_on(tree: &Tree, fixture: &Fixture) -> (Corpus, Vec<Diagnostic>) {
    let corpus = corpus(tree);
    let base = fixture.base_corpus();
    let branches = fixture.branches.clone();
    let base = base.as_ref().map(|base| Comparison { branches, ..Comparison::new(base, &corpus) });
    let found = check::run(Snapshot { corpus: &corpus, base: base.as_ref() }, &Options::at(fixture.at)).diagnostics;
    (corpus, found)
}

fn location(corpus: &Corpus, path: &str, span: Span) -> String {
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
        let at = location(corpus, &found.path, found.span);
        out.push_str(&format!("{} {at} {}\n", found.severity.name(), found.message));
        for label in &found.related {
            let revision = label.revision.as_ref().map(|revision| format!(" (at {revision})")).unwrap_or_default();
            let corpus = if label.revision.is_some() { base.unwrap_or(corpus) } else { corpus };
            let at = location(corpus, &label.path, label.span);
            out.push_str(&format!("  related {at}{revision} {}\n", label.message));
        }
        if let Some(help) = &found.help {
            out.push_str(&format!("  help: {help}\n"));
        }
        if let Some(fix) = &found.fix {
            let kind = if fix.safe { "safe" } else { "unsafe" };
            out.push_str(&format!("  fix ({kind}): {}\n", fix.title));
            for edit in &fix.edits {
                let at = location(corpus, &edit.path, edit.span);
                out.push_str(&format!("    {at} -> {:?}\n", edit.replacement));
            }
        }
    }
    out
}

/// Each fix can be applied by itself. All safe ones, applied as `scsdoc fix` does, leave no finding with a safe fix, except
/// those that it refuses because they would add errors; returns the titles of these.
fn apply_fixes(rule: &Rule, fixture: &Fixture, found: &[Diagnostic]) -> Result<Vec<String>, String> {
    let tree = fixture.tree();
    for found in found {
        let Some(fix) = &found.fix else { continue };
        let result = EditSet::from(fix).apply(&tree).map_err(|error| error.to_string());
        if result.as_ref().map_or_else(|_| true, |after| after.entries == tree.entries) {
            return Err(format!("{}: the fix of `{}`: {:?}", fixture.path.display(), found.message, result.err()));
        }
    }
    let wanted = FixRequest { only: vec![rule.name.into()], ..FixRequest::default() };
    let fixed = fix(&tree, &wanted, &|tree| run_on(tree, fixture).1);
    let left = fixed.left.iter().filter(|found| found.rule == rule.name && !fixed.refused.contains(found));
    let left: Vec<Diagnostic> = left.filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)).cloned().collect();
    if !left.is_empty() {
        let shown = show(&corpus(&fixed.tree), None, &left);
        return Err(format!("{}: safe fixes that are not applied:\n{shown}", fixture.path.display()));
    }
    Ok(fixed.refused.into_iter().filter_map(|found| Some(found.fix?.title)).collect())
}

fn every_fixture_folder_belongs_to_a_rule() -> Result<(), Failed> {
    for entry in std::fs::read_dir(folder(""))?.flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "traps" && rules::find(&name).is_none() {
            return Err(format!("tests/fixtures/{name} belongs to no rule").into());
        }
    }
    Ok(())
}

fn the_register_around_examples_is_clean() -> Result<(), Failed> {
    let (corpus, found) = run(&example::register());
    if found.is_empty() { Ok(()) } else { Err(show(&corpus, None, &found).into()) }
}

/// Small registers that look wrong but are valid: no rule reports an error.
fn traps_give_no_error() -> Result<(), Failed> {
    for fixture in fixtures(&folder("traps")) {
        let (corpus, mut found) = run(&fixture);
        found.retain(|found| found.severity == Severity::Error);
        if !found.is_empty() {
            return Err(format!("{}\n{}", fixture.path.display(), show(&corpus, None, &found)).into());
        }
    }
    Ok(())
}
