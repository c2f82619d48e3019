use super::*;

pub static RULE: Rule = Rule {
    name: "module-without-targets",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a module of a scope file has no `targets`",
    why: "The key is required, and programs that read the file fail or skip the module without it. A module without test cases has \
          `targets: {}`.",
    clause: "scs-0003-v1#module-descriptor",
    incorrect: "modules:\n  - id: scs-0102-v2\n    name: Image metadata",
    correct: "modules:
  - id: scs-0102-v2
    name: Image metadata
    targets: {}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let modules = scope.root.as_ref().and_then(|root| root.get("modules"));
    for violation in claimed(scope, &RULE) {
        let node = match violation.path.last() {
            Some(Step::Item(index)) => modules.and_then(|list| list.items().get(*index)),
            _ => None,
        };
        let id = node.and_then(|node| node.get("id"));
        let message = match id.and_then(|id| id.as_str()) {
            Some(id) => format!("the module `{}` has no `targets`", super::short(id)),
            None => "this module has no `targets`".into(),
        };
        let span = id.map_or_else(|| super::first_line(&scope.source, violation.span), |id| id.span);
        let help = "add `targets` with the test cases of the standard, or `targets: {}` if there are none";
        out.push(RULE.at(&scope.path, span, message).help(help));
    }
}
