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
    for (id, first) in repeated_names(scope.modules.iter().map(|module| &module.id)) {
        let message = format!("duplicate module ID `{}`", short(&id.text));
        let finding = RULE.at(&scope.path, id.span, message).related(&scope.path, first.span, "first defined here");
        out.push(finding.help("merge the two, or give one a different ID"));
    }
    for version in &scope.versions {
        for (module, first) in repeated_names(version.include.iter().map(|include| &include.module)) {
            let (version, id) = (short(&version.name.text), short(&module.text));
            let message = format!("the version `{version}` includes the module `{id}` twice");
            let finding = RULE.at(&scope.path, module.span, message);
            out.push(finding.related(&scope.path, first.span, "first included here").help("remove one of the two"));
        }
    }
}
