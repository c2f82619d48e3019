use super::*;
use crate::model::testcases::TestCase;
use crate::model::trace::defined;

pub static RULE: Rule = Rule {
    name: "test-case-prefix",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "the ID of a test case does not begin with the number of its standard",
    why: "The number leads from a failed test case to its standard. Only a test case that belongs to several \
          standards can do without it. \
          An ID that a stable version uses must not be changed.",
    clause: "scs-0003-v2#regulation",
    incorrect: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: images-check",
    correct: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0102-images-check",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (id, case) in &cx.corpus.tests.cases {
        let Some(place) = defined(cx.corpus, id) else { continue };
        let message = match number_of(id) {
            None => format!("the ID `{}` does not begin with `scs-NNNN-`", short(id)),
            Some(number) => {
                let numbers = numbers(cx, case);
                match numbers.first() {
                    Some(other) if !numbers.contains(&number) => {
                        format!(
                            "the ID `{}` has the number {number:04}, but the test case belongs to scs-{other:04}",
                            short(id)
                        )
                    }
                    _ => continue,
                }
            }
        };
        let help = "rename it if no stable scope version uses it";
        out.push(RULE.at(place.path, place.span, message).help(help));
    }
}

/// Numbers of its standards, by its modules and by the supplements that declare it.
fn numbers(cx: &Cx<'_>, case: &TestCase) -> Vec<u16> {
    let requirements = &cx.corpus.scope_index;
    let places = case.modules.iter().take(1_000);
    let modules = places.filter_map(|place| {
        let place = ModulePlace { scope: place.scope, module: place.index };
        requirements.module(place)?.identity.map(|(number, _)| number)
    });
    let declared = case.mentions.iter().filter(|mention| mention.declared).take(1_000);
    let declared = declared.filter_map(|mention| cx.corpus.documents.get(mention.document)?.name.number);
    modules.chain(declared).collect()
}
