use super::*;
use crate::model::tested::{Evidence, untested};

pub static RULE: Rule = Rule {
    name: "stabilized-untested",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a Standard became stable without documented conformance tests",
    why: "A Standard that cannot be checked cannot be certified. Its tests must be documented, in the Standard or in a supplement, \
          before it becomes stable.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "-status: Draft
+status: Stable
+stabilized_at: 2026-11-20
 ---
 ## Conformance Tests
 
 TBD",
    correct: "-status: Draft
+status: Stable
+stabilized_at: 2026-11-20
 ---
 ## Conformance Tests
 
 The script `openstack_test.py` checks the test case `scs-0100-syntax-check`.",
    run: Run::Change(check),
};

fn check(change: &Change<'_>, base: &Comparison<'_>, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(new) = change.new.filter(|new| new.front.complete() && new.too_large.is_none()) else { return };
    let before = change.old.map(|old| old.life.status);
    let became = new.life.status == Some(Status::Stable)
        && match before {
            Some(status) => status == Some(Status::Draft),
            None => !base.is_initial(),
        };
    let Some(evidence) = untested(cx.corpus, new).filter(|_| became) else { return };
    let id = new.id();
    let message = match evidence {
        Evidence::Empty(..) => format!("`{id}` became stable, but its section on tests is a placeholder"),
        _ => {
            format!("`{id}` became stable without a section on tests or a test case, in it or in a supplement")
        }
    };
    let help = "describe the tests in a section *Conformance Tests*, here or in a supplement, and mention their test cases; until then keep `status: Draft`";
    let mut found = RULE.at(&new.path, new.place("status"), message).help(help);
    if let Evidence::Empty(document, span) = evidence {
        found = found.related(&document.path, span, "this section is a placeholder");
    }
    if let Some(old) = change.old {
        found = found.related_in(base.short(), &old.path, old.place("status"), "previously a draft");
    }
    out.push(found);
}
