use super::undeclared_variable::variables;
use super::*;

pub static RULE: Rule = Rule {
    name: "unused-variable",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a declared variable is unused",
    why: "Everyone who runs the tests is asked for a value of each variable.",
    clause: "scs-0003-v1#scs-certification-yaml",
    incorrect: "variables: [os_cloud, region]\nscripts:\n- executable: ./a.py\n  args: -c {os_cloud}\n  testcases: []",
    correct: "variables: [os_cloud]\nscripts:\n- executable: ./a.py\n  args: -c {os_cloud}\n  testcases: []",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let scripts = scope.scripts.iter().flat_map(|script| variables(scope, script));
    let used: HashSet<&str> = scripts.map(|(_, name)| name).collect();
    for variable in
        scope.variables.iter().map(|variable| &variable.name).filter(|variable| !used.contains(variable.text.as_str()))
    {
        let message = format!("unused variable `{}`", short(&variable.text));
        out.push(RULE.at(&scope.path, variable.span, message).help("remove it, or use it in `args` or `env`"));
    }
}
