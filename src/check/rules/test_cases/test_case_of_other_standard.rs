use super::*;
use crate::model::identity::module_identity;
use crate::model::name::mentions;
use crate::model::scope::TestCase;

pub static RULE: Rule = Rule {
    name: "test-case-of-other-standard",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a module lists a test case that is described as belonging to another standard",
    why: "A cloud that fails the test fails the module, so readers look for the requirement in the wrong standard. \
          Usually the entry \
          was copied from another module.",
    clause: "scs-0003-v1#module-descriptor",
    incorrect: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: source-check
        description: There is a source of entropy as in scs-0101-v1.
modules:
  - id: scs-0102-v1
    targets:
      main: [source-check]",
    correct: "-- Tests/scs-example.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: source-check
        description: There is a source of entropy as in scs-0101-v1.
modules:
  - id: scs-0101-v1
    targets:
      main: [source-check]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for scope in cx.corpus.scopes.iter().filter(|scope| scope.complete()) {
        let cases: HashMap<&str, &TestCase> =
            scope.testcases().map(|(_, case)| (case.id.text.as_str(), case)).collect();
        for module in &scope.modules {
            let Some((number, _)) = module_identity(module, &scope.path, &cx.corpus.config) else { continue };
            let mut seen = HashSet::new();
            for id in module.cases().filter(|id| seen.insert(id.text.as_str())) {
                let Some(case) = cases.get(id.text.as_str()) else { continue };
                let numbers = numbers(case, scope, cx);
                let Some(other) = numbers.first().filter(|_| !numbers.contains(&number)) else { continue };
                let message = format!(
                    "the module `{}` lists `{}`, which is described as a test case of SCS-{other:04}",
                    short(&module.id.text),
                    short(&id.text)
                );
                out.push(
                    RULE.at(&scope.path, id.span, message)
                        .related(&scope.path, case.id.span, "defined here")
                        .help("move it to the module of its standard, or correct its description or URL"),
                );
            }
        }
    }
}

/// Numbers of the documents that the description and the address of a test case name.
fn numbers(case: &TestCase, scope: &ScopeFile, cx: &Cx<'_>) -> Vec<u16> {
    let mut numbers: Vec<u16> = mentions(&case.description).into_iter().map(|mention| mention.number).collect();
    let target = case.url.as_ref().map(|url| Target::classify(&url.text, &scope.path, &cx.corpus.config));
    let file = target.and_then(|target| document_file(&target, &cx.corpus.config));
    let addressed = file.and_then(|file| Name::parse(&file).number);
    // A URL that contradicts the ID is reported separately.
    numbers.extend(addressed.filter(|number| number_of(&case.id.text).is_none_or(|own| own == *number)));
    numbers
}
