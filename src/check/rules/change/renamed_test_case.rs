use super::timeline::{both, names_version};
use super::*;
use crate::model::scope::TestCase;
use crate::value::suggest;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "renamed-test-case",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a test case that a stable scope version uses was removed or renamed",
    why: "Results are stored by the ID of the test case. If an ID disappears, clouds that passed have no result and lose their \
          certificate. Only IDs that no stable version uses may change.",
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
        for RemovedTestCase { case, version, successor } in gone(old, new) {
            let id = &case.id.text;
            let message = format!("the test case `{id}`, which the stable version `{version}` uses, was removed");
            let span = successor.map_or_else(|| new.key_span("scripts"), |found| found.id.span);
            let help = match successor {
                Some(found) => format!("restore the ID; it was probably renamed to `{}`", found.id.text),
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

/// A removed test case that a stable version uses.
pub(super) struct RemovedTestCase<'a> {
    pub case: &'a TestCase,
    version: &'a str,
    /// The new test case that it probably became.
    pub successor: Option<&'a TestCase>,
}

/// The removed test cases that stable versions use, in the order of the older file.
pub(super) fn gone<'a>(old: &'a ScopeFile, new: &'a ScopeFile) -> Vec<RemovedTestCase<'a>> {
    let ids =
        |scope: &'a ScopeFile| -> HashSet<&str> { scope.testcases().map(|(_, case)| case.id.text.as_str()).collect() };
    let (before, now) = (ids(old), ids(new));
    let used = used_by_stable(old, new);
    let cases = |scope: &'a ScopeFile, others: &HashSet<&str>| -> Vec<&TestCase> {
        let cases = scope.testcases().map(|(_, case)| case);
        cases.filter(|case| !others.contains(case.id.text.as_str())).collect()
    };
    let (mut gone, fresh) = (cases(old, &now), cases(new, &before));
    let mut seen = HashSet::new();
    gone.retain(|case| seen.insert(case.id.text.as_str()));
    let mut by_description: HashMap<&str, &TestCase> = HashMap::new();
    for case in fresh.iter().rev().filter(|case| !case.description.is_empty()) {
        by_description.insert(&case.description, case);
    }
    // With very many new IDs, similar names mean little and take long to compare.
    let mut near = if fresh.len() <= 100 { fresh } else { Vec::new() };
    near.retain(|case| !gone.iter().any(|gone| gone.description == case.description));
    let judged = gone.into_iter().filter_map(|case| {
        let version = used.get(case.id.text.as_str())?;
        let successor = by_description.get(case.description.as_str()).copied().or_else(|| nearest(case, &near));
        Some(RemovedTestCase { case, version, successor })
    });
    judged.collect()
}

/// IDs of test cases used by stable versions that still exist: id to the name of one such version.
fn used_by_stable<'a>(old: &'a ScopeFile, new: &ScopeFile) -> HashMap<&'a str, &'a str> {
    let mut used = HashMap::new();
    for version in old.versions.iter().filter(|version| version.stabilized_at.is_some()) {
        let name = version.name.text.as_str();
        // A removed version uses nothing.
        if new.version(name).is_some() || names_version(new, name) {
            for id in old.targets(version).into_values().flatten() {
                used.entry(id).or_insert(name);
            }
        }
    }
    used
}

/// The new test case with the most similar id.
fn nearest<'a>(gone: &TestCase, fresh: &[&'a TestCase]) -> Option<&'a TestCase> {
    let id = suggest::nearest(&gone.id.text, fresh.iter().map(|case| case.id.text.as_str()))?;
    fresh.iter().find(|case| case.id.text == id).copied()
}
