use super::*;
use crate::model::scope::Script;

pub static RULE: Rule = Rule {
    name: "undeclared-variable",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "arguments or environment of a script use an undeclared variable",
    why: "Names in braces are replaced before the script runs. Only variables, `testcases`, and parameters of \
          the modules that use its test cases have a value; with any other name the script cannot run.",
    clause: "scs-0003-v1#automated-check",
    incorrect: "variables: [os_cloud]\nscripts:\n- executable: ./a.py\n  args: -c {cloud}\n  testcases: []",
    correct: "variables: [os_cloud]\nscripts:\n- executable: ./a.py\n  args: -c {os_cloud}\n  testcases: []",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let declared: HashSet<&str> = scope.variables.iter().map(|variable| variable.name.text.as_str()).collect();
    let mut known: Vec<&str> = declared.iter().copied().chain(["testcases"]).collect();
    known.sort_unstable();
    let mut parameters = Parameters::of(scope);
    let mut hints = Hints::new();
    for script in &scope.scripts {
        for (span, name) in variables(scope, script) {
            if name == "testcases" || declared.contains(name) || parameters.declare(script, name) {
                continue;
            }
            let message = match name {
                "" => "invalid variable name in braces".into(),
                name => format!("undeclared variable `{}`", short(name)),
            };
            let otherwise = "declare it under `variables`, or use `{{` and `}}` for literal braces";
            out.push(RULE.at(&scope.path, span, message).help(hints.help(name, known.iter().copied(), otherwise)));
        }
    }
}

/// Parameters of modules, by the test cases that they list.
struct Parameters<'a> {
    modules: Vec<HashSet<&'a str>>,
    by_case: HashMap<&'a str, Vec<usize>>,
    /// Remaining modules to check, which bounds the work on a hostile file.
    left: usize,
}

impl<'a> Parameters<'a> {
    fn of(scope: &'a ScopeFile) -> Self {
        let mut found = Parameters { modules: Vec::new(), by_case: HashMap::new(), left: 1_000_000 };
        for module in scope.modules.iter().filter(|module| !module.parameters.is_empty()) {
            for id in module.targets.iter().flat_map(|(_, ids)| ids) {
                found.by_case.entry(id.text.as_str()).or_default().push(found.modules.len());
            }
            found.modules.push(module.parameters.iter().map(|name| name.text.as_str()).collect());
        }
        found
    }

    /// Whether a module that lists a test case of the script declares the parameter.
    fn declare(&mut self, script: &Script, name: &str) -> bool {
        let cases = script.testcases.iter().filter_map(|case| self.by_case.get(case.id.text.as_str()));
        for module in cases.flatten().filter_map(|index| self.modules.get(*index)) {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 || module.contains(name) {
                return true;
            }
        }
        false
    }
}

/// The variables in the arguments and the environment of a script, each with the span of its braces.
pub(super) fn variables<'a>(scope: &'a ScopeFile, script: &'a Script) -> Vec<(Span, &'a str)> {
    let mut found = Vec::new();
    for template in script.templates() {
        let raw = scope.source.slice(template.span);
        let bytes = raw.as_bytes();
        let mut at = 0;
        while let Some(open) = raw.get(at..).and_then(|rest| rest.find('{')).map(|next| at + next) {
            if bytes.get(open + 1) == Some(&b'{') {
                at = open + 2;
                continue;
            }
            let rest = raw.get(open + 1..).unwrap_or_default();
            let Some(len) = rest.find(['}', '{', '\n']) else { break };
            at = open + 1 + len;
            if bytes.get(at) == Some(&b'}') {
                at += 1;
                let name = rest.get(..len).unwrap_or_default();
                let start = template.span.start as usize;
                found.push((Span::new(start + open, start + at), name.trim()));
            }
        }
    }
    found
}
