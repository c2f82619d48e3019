use super::*;
use crate::model::document::DocumentType;

pub static RULE: Rule = Rule {
    name: "untested-standard",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "an effective scope version requires a standard without automated test cases",
    why: "The certificate claims conformance that no program checks. If the standard is audited manually, the register should say so.",
    clause: "scs-0003-v2#regulation",
    incorrect: "-- Tests/scs-compatible-iaas.yaml --
modules:
  - id: scs-0102-v2
    targets: {}
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0102-v2]",
    correct: "-- Tests/scs-compatible-iaas.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0102-images
modules:
  - id: scs-0102-v2
    targets:
      main: [scs-0102-images]
versions:
  - version: v1
    stabilized_at: 2024-12-19
    include: [scs-0102-v2]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    if cx.corpus.tests.cases.is_empty() {
        return;
    }
    let trace = Trace::at(cx.corpus, cx.at);
    for (version, required) in trace.current().filter(|(version, _)| version.in_force()) {
        let Some(document) = cx.corpus.documents.get(required.document) else { continue };
        let standard = document.kind == Some(DocumentType::Standard) && document.front.complete();
        let unsure = version.file.is_none() && cx.corpus.has_unreadable_supplement(document.name.number);
        if !standard || unsure || trace.tested(required) {
            continue;
        }
        let name = short(version.name);
        let message = format!("version `{name}` requires `{}`, which has no automated test case", document.id());
        // A rendered scope file is not edited, so waivers are at the document that it is rendered from.
        let front = |place: &Place<'_>| place.span.start < cx.corpus.front_end(place.path);
        let place = required.listed.filter(front).unwrap_or(required.place);
        let mut finding = RULE.at(place.path, place.span, message);
        if let Some((scope, modules)) = trace.modules(required) {
            if let Some(module) = modules.first() {
                finding = finding.related(&scope.path, module.id.span, "its module has no automated test case");
            }
        } else {
            finding = finding.related(
                &document.path,
                document.place("title"),
                "no supplement declares an automated test case",
            );
        }
        out.push(finding.help("add a test, or waive the finding and state how the standard is audited"));
    }
}
