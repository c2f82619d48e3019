//! renamed-test-case

use super::timeline::{both, names_version};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::change::Comparison;
use crate::model::scope::{Module, ScopeFile, TestCase};
use crate::text::Span;
use crate::value::suggest;
use std::collections::{HashMap, HashSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "renamed-test-case",
    group: Group::Change,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a test case that a stable scope version uses was removed or renamed",
    why: "Results are stored by the id of the test case. If an id disappears, clouds that passed have no result and lose their \
          certificate. Only ids that no stable version uses may change.",
    clause: "scs-0003-v1#test-case-descriptor",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
 scripts:
   - executable: ./iaas/openstack_test.py
     testcases:
       - id: scs-0100-syntax-check
-      - id: scs-0101-rngd
+      - id: scs-0101-entropy",
    correct: "-- Tests/scs-compatible-iaas.yaml --
 scripts:
   - executable: ./iaas/openstack_test.py
     testcases:
       - id: scs-0100-syntax-check
       - id: scs-0101-rngd
+      - id: scs-0101-entropy",
    run: Run::Comparison(check),
};

fn check(base: &Comparison<'_>, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for (old, new) in base.scopes.iter().filter_map(both) {
        let now: HashSet<&str> = new.testcases().map(|(_, case)| case.id.text.as_str()).collect();
        let before: HashMap<&str, &TestCase> = old.testcases().map(|(_, case)| (case.id.text.as_str(), case)).collect();
        let used = used_by_stable(old, new);
        let mut gone: Vec<&TestCase> =
            before.values().copied().filter(|case| !now.contains(case.id.text.as_str())).collect();
        gone.sort_by_key(|case| case.id.span);
        let fresh: Vec<&TestCase> =
            new.testcases().map(|(_, case)| case).filter(|case| !before.contains_key(case.id.text.as_str())).collect();
        let mut by_description: HashMap<&str, &TestCase> = HashMap::new();
        for case in fresh.iter().rev().filter(|case| !case.description.is_empty()) {
            by_description.insert(&case.description, case);
        }
        // With very many new ids a likeness of names says little, and takes long.
        let mut near = if fresh.len() <= 100 { fresh } else { Vec::new() };
        near.retain(|case| !gone.iter().any(|gone| gone.description == case.description));
        for case in gone {
            let id = &case.id.text;
            let Some(version) = used.get(id.as_str()) else { continue };
            let message = format!("the test case `{id}`, which the stable version `{version}` uses, was removed");
            let successor = by_description.get(case.description.as_str()).copied().or_else(|| nearest(case, &near));
            let span = successor.map(|found| found.id.span).or_else(|| key(new)).unwrap_or(Span::at(0));
            let help = match successor {
                Some(found) => format!("restore the id; it was probably renamed to `{}`", found.id.text),
                None => "restore it; only test cases that no stable version uses may be removed".into(),
            };
            out.push(RULE.at(&new.path, span, message).help(help).related_in(
                base.short(),
                &old.path,
                case.id.span,
                "the removed test case",
            ));
        }
    }
}

fn key(scope: &ScopeFile) -> Option<Span> {
    scope.root.as_ref()?.entry("scripts").map(|entry| entry.key.span)
}

/// Ids of test cases that stable versions use which are still there: id to the name of one such version.
fn used_by_stable<'a>(old: &'a ScopeFile, new: &ScopeFile) -> HashMap<&'a str, &'a str> {
    let modules: HashMap<&str, &Module> = old.modules.iter().map(|module| (module.id.text.as_str(), module)).collect();
    let kept: HashSet<&str> = new.versions.iter().map(|version| version.name.text.as_str()).collect();
    let mut used = HashMap::new();
    let mut seen = HashSet::new();
    for version in old.versions.iter().filter(|version| version.stabilized_at.is_some()) {
        let name = version.name.text.as_str();
        // A version that was cleaned up uses nothing any more.
        if !kept.contains(name) && !names_version(new, name) {
            continue;
        }
        for include in &version.include {
            let module = modules.get(include.module.text.as_str()).filter(|module| seen.insert(module.id.span));
            let cases = module.into_iter().flat_map(|module| &module.targets).flat_map(|(_, cases)| cases);
            for case in cases {
                used.entry(case.text.as_str()).or_insert(name);
            }
        }
    }
    used
}

/// The new test case whose id is nearly the same.
fn nearest<'a>(gone: &TestCase, fresh: &[&'a TestCase]) -> Option<&'a TestCase> {
    let id = suggest::nearest(&gone.id.text, fresh.iter().map(|case| case.id.text.as_str()))?;
    fresh.iter().find(|case| case.id.text == id).copied()
}
