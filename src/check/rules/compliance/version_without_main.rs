use super::*;
use crate::model::compliance::verdict::{MAIN, Plan};

pub static RULE: Rule = Rule {
    name: "version-without-main",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a version that can be certified has no test case in the target `main`",
    why: "Only the target `main` determines whether a cloud passes a version. If it is empty, the version never gets a verdict, \
          and no cloud can be certified for it.",
    clause: "scs-0003-v1#basic-concepts",
    incorrect: "-- Tests/scs-example.yaml --\nmodules:\n- id: scs-0101-v1\n  name: Entropy\n  url: https://docs.scs.community/standards/scs-0101-v1-entropy\n  targets: {recommended: [scs-0101-rngd]}\ntimeline:\n- date: 2026-01-01\n  versions: {v1: effective}\nversions:\n- version: v1\n  include: [scs-0101-v1]",
    correct: "-- Tests/scs-example.yaml --\nmodules:\n- id: scs-0101-v1\n  name: Entropy\n  url: https://docs.scs.community/standards/scs-0101-v1-entropy\n  targets: {main: [scs-0101-rngd]}\ntimeline:\n- date: 2026-01-01\n  versions: {v1: effective}\nversions:\n- version: v1\n  include: [scs-0101-v1]",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    // The missing part may be after the point where parsing stopped.
    if !scope.complete() {
        return;
    }
    let certifying = scope.timeline.iter().flat_map(|period| &period.versions);
    let certifying = certifying.filter(|(_, validity)| validity.is_some_and(|validity| validity.certifies()));
    let certifying: HashSet<&str> = certifying.map(|(name, _)| name.text.as_str()).collect();
    let plan = Plan::of(scope);
    for version in scope.versions.iter().filter(|version| certifying.contains(version.name.text.as_str())) {
        // unknown-module reports a missing module.
        let known = version.include.iter().all(|include| scope.module(&include.module.text).is_some());
        if known && plan.target(&version.name.text, MAIN).is_empty() {
            let message = format!("the version `{}` has no test case in `main`", version.name.text);
            let finding = RULE.at(&scope.path, version.name.span, message);
            out.push(
                finding.help(
                    "include a module with test cases in the target `main`; without one the version has no verdict",
                ),
            );
        }
    }
}
