use super::*;

pub static RULE: Rule = Rule {
    name: "duplicate-module",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "two modules of a scope file have the same ID, or a version includes a module twice",
    why: "Versions refer to modules by ID. Of two modules with the same ID, only the later one is tested. A version \
          that includes a module \
          twice has each of its test cases twice.",
    clause: "scs-0003-v1#module-descriptor",
    incorrect: "modules:\n- id: scs-0100-v3\n  targets: {main: [scs-0100-syntax-check]}\n- id: scs-0100-v3\n  targets: {main: [scs-0100-semantics-check]}",
    correct: "modules:\n- id: scs-0100-v3\n  targets: {main: [scs-0100-syntax-check, scs-0100-semantics-check]}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for module in &scope.modules {
        if let Some(first) = seen.get(module.id.text.as_str()) {
            let message = format!("duplicate module ID `{}`", short(&module.id.text));
            let finding =
                RULE.at(&scope.path, module.id.span, message).related(&scope.path, *first, "first defined here");
            out.push(finding.help("merge the two, or give one a different ID"));
        } else {
            seen.insert(&module.id.text, module.id.span);
        }
    }
    for version in &scope.versions {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for include in &version.include {
            if let Some(first) = seen.get(include.module.text.as_str()) {
                let (version, module) = (short(&version.name.text), short(&include.module.text));
                let message = format!("the version `{version}` includes the module `{module}` twice");
                let finding = RULE.at(&scope.path, include.module.span, message);
                out.push(finding.related(&scope.path, *first, "first included here").help("remove one of the two"));
            } else {
                seen.insert(&include.module.text, include.module.span);
            }
        }
    }
}
