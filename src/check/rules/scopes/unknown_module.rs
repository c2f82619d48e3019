use super::*;

pub static RULE: Rule = Rule {
    name: "unknown-module",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a scope version includes an unknown module",
    why: "The test suite fails at the missing module, or a standard is silently omitted from the certificate.",
    clause: "scs-0003-v1#include-descriptor",
    incorrect: "modules:\n- id: scs-0100-v3.1\n  targets: {}\nversions:\n- version: v4\n  include: [scs-0100-v3]",
    correct: "modules:\n- id: scs-0100-v3.1\n  targets: {}\nversions:\n- version: v4\n  include: [scs-0100-v3.1]",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let known: Vec<&str> = scope.modules.iter().map(|module| module.id.text.as_str()).collect();
    let mut hints = Hints::new();
    for version in &scope.versions {
        for include in &version.include {
            let module = &include.module;
            if scope.module_index(&module.text).is_none() {
                let message = format!("unknown module `{}`", short(&module.text));
                let label = format!("included by the version `{}`", short(&version.name.text));
                let help = hints.help(&module.text, known.iter().copied(), "add the module, or remove the include");
                out.push(RULE.at(&scope.path, module.span, message).label(label).help(help));
            }
        }
    }
}
