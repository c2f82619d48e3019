use super::*;

pub static RULE: Rule = Rule {
    name: "missing-parameter",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a version includes a module with missing or unknown parameters",
    why: "Parameters determine what is tested, for example which list of images. Without a value the script cannot run, and an unknown \
          parameter is ignored.",
    clause: "scs-0003-v1#include-descriptor",
    incorrect: "modules:\n- id: scs-0104-v1\n  parameters: [image_spec]\n  targets: {}\nversions:\n- version: v5\n  include: [scs-0104-v1]",
    correct: "modules:\n- id: scs-0104-v1\n  parameters: [image_spec]\n  targets: {}\nversions:\n- version: v5\n  include:\n  - ref: scs-0104-v1\n    parameters: {image_spec: https://example.org/images.yaml}",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut hints = Hints::new();
    for version in &scope.versions {
        for include in &version.include {
            let Some(module) = scope.module(&include.module.text) else { continue };
            if include.parameters.is_empty() && module.parameters.is_empty() {
                continue;
            }
            let given: HashSet<&str> = include.parameters.iter().map(|(name, _)| name.text.as_str()).collect();
            let wanted: HashSet<&str> = module.parameters.iter().map(|name| name.text.as_str()).collect();
            let id = short(&include.module.text);
            let mut missing = Vec::new();
            for parameter in module.parameters.iter().filter(|name| !given.contains(name.text.as_str())) {
                let name = short(&parameter.text);
                let in_version = short(&version.name.text);
                let message = format!("version `{in_version}` includes `{id}` without the parameter `{name}`");
                let finding = RULE.at(&scope.path, include.module.span, message).about(format!("{id} {name}"));
                let finding = finding.related(&scope.path, parameter.span, "declared here");
                out.push(finding.help(format!("add a value: `ref: {id}` with `parameters: {{{name}: …}}`")));
                missing.push(parameter.text.as_str());
            }
            for (name, _) in include.parameters.iter().filter(|(name, _)| !wanted.contains(name.text.as_str())) {
                let message = format!("the module `{id}` has no parameter `{}`", short(&name.text));
                let finding =
                    RULE.at(&scope.path, name.span, message).related(&scope.path, module.id.span, "the module");
                out.push(finding.help(hints.help(
                    &name.text,
                    missing.iter().copied(),
                    "declare it in the module, or remove it here",
                )));
            }
        }
    }
}
