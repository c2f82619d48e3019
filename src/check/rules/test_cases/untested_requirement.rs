use super::*;
use crate::model::document::DocumentType;
use crate::model::lifecycle::State;
use crate::model::requirements::{Coverings, Tested, requirements};
use crate::model::statements::Level;
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "untested-requirement",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "no test case covers a MUST of a standard that an effective scope version requires",
    why: "A certificate promises every MUST of its standards. A test case names what it covers in `covers`; a manual \
          check is a test case \
          with `manual: true`. The rule applies to a standard only if at least one of its test cases states what it \
          covers.",
    clause: "scs-0003-v2#regulation",
    incorrect: "-- Standards/scs-0101-v1-entropy.md --
## Standard

Images MUST have a source of entropy. They MUST use it.
-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]
        covers: [R1]",
    correct: "-- Standards/scs-0101-v1-entropy.md --
## Standard

Images MUST have a source of entropy. They MUST use it.
-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy and use it.
        target: main
        versions: [v1]
        covers: [R1, R2]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if cx.corpus.tests.cases.is_empty() {
        return;
    }
    let trace = Trace::at(cx.corpus, cx.at);
    let coverings = Coverings::of(&trace);
    let mut seen = HashSet::new();
    for (version, required) in trace.current().filter(|(version, _)| version.in_force()) {
        let Some(document) = cx.corpus.documents.get(required.document) else { continue };
        let standard = document.kind == Some(DocumentType::Standard) && document.front.complete();
        let standard = standard && document.life.state(cx.at) == State::Effective;
        let cases: BTreeSet<&str> = trace.decisive(required).into_iter().map(|link| link.id).collect();
        if !standard
            || cx.corpus.has_unreadable_supplement(document.name.number)
            || !coverings.has_coverage(required.document, &cases)
        {
            continue;
        }
        let scope = format!("`{} {}`", short(version.scope), short(version.name));
        let all = requirements(document, required.document).into_iter();
        let musts = all.filter(|found| found.number.is_some() && found.level() == Level::Must);
        for must in musts.filter(|must| coverings.cover(must, &cases).tested > Tested::Manual) {
            if seen.insert((required.document, must.number)) {
                let number = must.fragment();
                let message = format!("no test case covers requirement `{number}`, which {scope} requires");
                let finding = RULE.at(&document.path, must.statement.span, message);
                let help =
                    format!("add `{number}` to `covers` of a test case, or waive the finding and state the reason");
                out.push(finding.help(help));
            }
        }
    }
}
