use super::*;
use crate::model::requirements::{CoverageIssue, claims, count};
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    name: "unknown-requirement",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`covers` of a test case names a requirement that does not exist",
    why: "Auditors rely on `covers` to see what is tested. Requirements are numbered by their order in the text, so an entry may also \
          point past the end after an edit.",
    clause: "",
    incorrect: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]
        covers: [R9]",
    correct: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]
        covers: [R1]",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut counts: BTreeMap<usize, Option<u32>> = BTreeMap::new();
    for claim in claims(cx.corpus, document) {
        let case = short(claim.case.id.as_str().unwrap_or_default());
        let (message, help) = match &claim.target {
            Ok((index, number)) => {
                let Some(target) = cx.corpus.documents.get(*index) else { continue };
                let Some(count) = *counts.entry(*index).or_insert_with(|| count(target)) else { continue };
                if *number <= count {
                    continue;
                }
                let known = match count {
                    0 => "it has no requirements".to_owned(),
                    1 => "it has only `R1`".to_owned(),
                    count => format!("it has `R1` to `R{count}`"),
                };
                let message = format!("unknown requirement `R{number}` of `{}`: {known}", target.id());
                (message, format!("run `scsdoc requirements {}` for the numbers", target.id()))
            }
            Err(CoverageIssue::Several(documents)) => {
                let first = documents.first().map(|document| document.id()).unwrap_or_default();
                let message = format!("`{case}` belongs to several documents, and `covers` does not name one");
                (
                    message,
                    format!(
                        "it belongs to {}; write `covers: {{{first}: [R1]}}`",
                        names(documents.iter().map(|document| document.id()))
                    ),
                )
            }
            Err(CoverageIssue::Document(name, documents)) => {
                let message = format!("`{case}` does not belong to `{}`", short(name));
                (message, format!("it belongs to {}", names(documents.iter().map(|document| document.id()))))
            }
        };
        out.push(RULE.at(&document.path, claim.span, message).help(help));
    }
}
