use super::*;
use crate::value::{Node, ProblemKind};

pub static RULE: Rule = Rule {
    name: "invalid-scope",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope file is not valid YAML, or a value is missing or has the wrong type",
    why: "Scope files are read by the test suite, the compliance monitor and this tool. What one of them cannot read \
          is skipped or \
          stops it, so certificates are based on something other than what the file says.",
    clause: "scs-0003-v1#scs-certification-yaml",
    incorrect: "uuid: compatible-iaas
timeline:
  - date: 2024-2-8
    versions:
      v4: active",
    correct: "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f
timeline:
  - date: 2024-02-08
    versions:
      v4: effective",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    cx.corpus.scopes.iter().for_each(|scope| file(scope, out));
}

fn file(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for problem in &scope.problems {
        match problem.kind {
            ProblemKind::Limit => {}
            ProblemKind::Syntax => {
                let message = format!("invalid scope file: {}", problem.message);
                out.push(RULE.at(&scope.path, problem.span, message).about("syntax").help(match scope.root {
                    Some(_) => "what precedes it is still checked",
                    None => "run `scsdoc schema scope` for the format of a scope file",
                }));
            }
            ProblemKind::DuplicateKey { first } => {
                let finding = RULE.at(&scope.path, problem.span, problem.message.clone());
                let finding = finding.related(&scope.path, first, "first defined here");
                out.push(finding.help("remove one of the two; programs differ in which one they use"));
            }
        }
    }
    if let Some(first) = scope.foreign.first() {
        let keys: Vec<&str> = scope.foreign.iter().map(|key| key.text.as_str()).collect();
        let has = |key: &str| keys.contains(&key);
        let layout = if has("standards") {
            "the layout of 2023".to_owned()
        } else if has("run") || has("testcases") {
            "the layout of 2024".to_owned()
        } else {
            format!("an unknown layout, with {}", super::names(&keys))
        };
        let message = format!("the scope file is in {layout}: its modules, versions and test cases are not checked");
        let help = "executables and URLs are checked; `scsdoc schema scope` prints the current layout";
        out.push(RULE.at(&scope.path, first.span, message).help(help));
        return;
    }
    if !scope.complete() {
        // The missing part may be after the point where parsing stopped.
        return report(scope, |fault| !matches!(fault, Fault::Missing { .. }), out);
    }
    report(scope, |_| true, out);
}

/// Where the last key begins.
fn last_key(node: &Node) -> u32 {
    let inner = node.items().iter().map(last_key);
    let entries = node.entries().iter().map(|entry| entry.key.span.start.max(last_key(&entry.value)));
    inner.chain(entries).max().unwrap_or(0)
}

fn report(scope: &ScopeFile, wanted: impl Fn(&Fault) -> bool, out: &mut DiagnosticSink) {
    // The value at which parsing stopped is not known.
    let stopped = scope.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::Syntax));
    let end = scope.root.as_ref().filter(|_| stopped).map_or(u32::MAX, last_key);
    let known = claimed(scope, &RULE).filter(|violation| violation.span.start < end);
    for violation in known.filter(|violation| wanted(&violation.fault)) {
        let place = violation.place();
        let message = match (place.is_empty(), &violation.fault) {
            (true, fault) => format!("the file {}", fault.words()),
            (false, Fault::Value { .. }) => {
                let written = super::short(scope.source.slice(violation.span));
                format!("`{place}` {}, found `{written}`", violation.fault.words())
            }
            (false, Fault::Other { keyword }) if keyword == "maxProperties" => {
                format!("`{place}` must be one name with its default, found several keys")
            }
            (false, fault) => format!("`{place}` {}", fault.words()),
        };
        let span = first_line(&scope.source, violation.span);
        let help = match &violation.fault {
            Fault::Missing { key } => format!("add `{key}`"),
            _ => "run `scsdoc schema scope` for the allowed values".into(),
        };
        out.push(RULE.at(&scope.path, span, message).help(help));
    }
}
