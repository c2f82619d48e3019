use super::*;
use crate::model::trace::{Place, named, of_number};

pub static RULE: Rule = Rule {
    name: "unknown-target-test-case",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a module lists a test case that no script reports",
    why: "Without a script there is never a result, so the test case counts as missing and the certificate cannot be obtained.",
    clause: "scs-0003-v1#module-descriptor",
    incorrect: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0100-syntax-check}]\nmodules:\n- id: scs-0100-v3\n  targets: {main: [scs-0100-syntaxcheck]}",
    correct: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0100-syntax-check}]\nmodules:\n- id: scs-0100-v3\n  targets: {main: [scs-0100-syntax-check]}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let list: Vec<&str> = scope.testcases().map(|(_, case)| case.id.text.as_str()).collect();
    let known: HashSet<&str> = list.iter().copied().collect();
    let mut hints = Hints::new();
    let mut unknown: HashMap<&str, Place<'_>> = HashMap::new();
    for (id, mention) in &cx.corpus.tests.unknown {
        let Some(document) = cx.corpus.documents.get(mention.document) else { continue };
        let place = Place::new(&document.path, mention.span);
        if of_number(document, id) {
            unknown.insert(id, place);
        } else {
            unknown.entry(id).or_insert(place);
        }
    }
    for module in &scope.modules {
        for (target, id) in module.targets.iter().flat_map(|(target, ids)| ids.iter().map(move |id| (target, id))) {
            if !known.contains(id.text.as_str()) {
                let message = format!("no script reports the test case `{}`", short(&id.text));
                let label = format!("target `{}` of `{}`", short(&target.text), short(&module.id.text));
                let help = hints.help(
                    &id.text,
                    list.iter().copied(),
                    "define it under the script that reports it, or remove it here",
                );
                let mut finding = RULE.at(&scope.path, id.span, message).label(label).help(help);
                if let Some(place) =
                    named(cx.corpus, &id.text).next().map(|(place, _)| place).or(unknown.get(id.text.as_str()).copied())
                {
                    finding = finding.related(place.path, place.span, "documented here");
                }
                out.push(finding);
            }
        }
    }
}
