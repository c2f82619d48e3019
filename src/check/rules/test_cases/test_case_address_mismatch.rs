use super::*;
use crate::value::suggest::same;

pub static RULE: Rule = Rule {
    name: "test-case-address-mismatch",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the ID and the URL of a test case name different standards or test cases",
    why: "The URL was usually copied from another test case, and leads readers of a failed test to the wrong document.",
    clause: "scs-0003-v1#test-case-descriptor",
    incorrect: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0102-images-check
        url: https://docs.scs.community/standards/scs-0101-v1-entropy",
    correct: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-entropy-check
        url: https://docs.scs.community/standards/scs-0101-v1-entropy",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for scope in &cx.corpus.scopes {
        for (_, case) in scope.testcases() {
            let (id, Some(url)) = (&case.id.text, &case.url) else { continue };
            let target = Target::classify(&url.text, &scope.path, &cx.corpus.config);
            let number = document_file(&target, &cx.corpus.config).and_then(|file| Name::parse(&file).number);
            if let (Some(own), Some(other)) = (number_of(id), number)
                && own != other
            {
                let message = format!("the URL of `{}` points to SCS-{other:04}", short(id));
                let help = format!("link to a document of SCS-{own:04}, or correct the ID");
                out.push(RULE.at(&scope.path, url.span, message).help(help));
                continue;
            }
            let anchor = url.text.split_once('#').map(|(_, anchor)| anchor).filter(|anchor| anchor != id);
            if let Some(anchor) = anchor.filter(|anchor| same(anchor, id)) {
                let message = format!("the URL names `{}`, but the ID is `{}`", short(anchor), short(id));
                out.push(RULE.at(&scope.path, url.span, message).help("write both in the same way, with hyphens"));
            }
        }
    }
}
