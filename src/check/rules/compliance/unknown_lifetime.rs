use super::*;
use crate::check::rules::scopes::claimed;

pub static RULE: Rule = Rule {
    name: "unknown-lifetime",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a test case has a lifetime that is not day, week, month, quarter or year",
    why: "The lifetime determines how long a result is valid. An unknown one counts as a week, so verdicts may change earlier or \
          later than intended.",
    clause: "scs-0003-v1#test-case-descriptor",
    incorrect: "-- Tests/scs-example.yaml --\nscripts:\n- executable: iaas/openstack_test.py\n  testcases:\n  - {id: scs-0101-rngd, lifetime: infinite}",
    correct: "-- Tests/scs-example.yaml --\nscripts:\n- executable: iaas/openstack_test.py\n  testcases:\n  - {id: scs-0101-rngd, lifetime: year}",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    cx.corpus.scopes.iter().for_each(|scope| file(scope, out));
}

fn file(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for violation in claimed(scope, &RULE) {
        let written = short(scope.source.slice(violation.span));
        let finding = RULE.at(&scope.path, violation.span, format!("unknown lifetime `{written}`"));
        out.push(finding.help("use `day`, `week`, `month`, `quarter` or `year`; results count for a week"));
    }
}
