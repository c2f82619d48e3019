use super::*;
use crate::model::trace::named;

pub static RULE: Rule = Rule {
    name: "test-case-in-no-module",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "no module of a scope file lists a test case that the file defines",
    why: "The result of the test case counts for no version. Either a module should list it, or it is outdated.",
    clause: "scs-0003-v1#basic-concepts",
    incorrect: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0101-rngd}]\nmodules:\n- id: scs-0101-v1\n  targets: {main: []}",
    correct: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0101-rngd}]\nmodules:\n- id: scs-0101-v1\n  targets: {main: [scs-0101-rngd]}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let modules = scope.modules.iter().flat_map(|module| &module.targets);
    let listed: HashSet<&str> = modules.flat_map(|(_, ids)| ids).map(|id| id.text.as_str()).collect();
    let mut said = HashSet::new();
    for (_, case) in scope.testcases() {
        let id = case.id.text.as_str();
        if !listed.contains(id) && said.insert(id) {
            let message = format!("no module lists the test case `{}`", short(id));
            let help = "add it to a target of the module of its standard, or remove it";
            let mut finding = RULE.at(&scope.path, case.id.span, message).help(help);
            if let Some((place, _)) = named(cx.corpus, id).next() {
                finding = finding.related(place.path, place.span, "documented here");
            }
            out.push(finding);
        }
    }
}
