use super::*;
use crate::model::name::NameKind;
use crate::model::testcases::{declared, major};
use std::collections::BTreeSet;

pub static RULE: Rule = Rule {
    name: "unknown-tested-version",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "`tests` in a supplement names a version that the supplement does not belong to",
    why: "Scope files are rendered from these entries. A test case for an unrelated version ends up in no module.",
    clause: "",
    incorrect: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v2]",
    correct: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut supplemented = BTreeSet::new();
    for (file, _) in document.list("supplements") {
        let name = Name::parse(file);
        // Other rules report other names.
        if !matches!(name.kind, NameKind::Document | NameKind::Proposal) {
            return;
        }
        supplemented.insert(name.version);
    }
    if supplemented.is_empty() || !document.front.complete() {
        return;
    }
    for case in declared(document) {
        for (label, span) in case.versions() {
            let Some(version) = major(label).filter(|version| !supplemented.contains(version)) else { continue };
            let list: Vec<String> = supplemented.iter().take(10).map(|version| format!("v{version}")).collect();
            let id = short(case.id.as_str().unwrap_or_default());
            let message =
                format!("`{id}` is declared for v{version}, but this supplement only supplements {}", list.join(", "));
            let finding = RULE.at(&document.path, span, message);
            let finding =
                finding.related(&document.path, document.place("supplements"), "the documents it supplements");
            out.push(finding.help("correct the version, or add its document to `supplements`"));
        }
    }
}
