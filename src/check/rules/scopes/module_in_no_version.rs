use super::*;
use crate::model::scope::companion_of;

pub static RULE: Rule = Rule {
    name: "module-in-no-version",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "no version of a scope includes a module",
    why: "The module is never tested. It is outdated, or a version should include it. Modules whose IDs end in `-rec`, `-manual` or \
          `-preview` are exempt.",
    clause: "scs-0003-v1#process",
    incorrect: "modules:\n- id: scs-0104-v1-1\n  targets: {}\n- id: scs-0104-v1-2\n  targets: {}\nversions:\n- version: v5\n  include: [scs-0104-v1-2]",
    correct: "modules:\n- id: scs-0104-v1-2\n  targets: {}\nversions:\n- version: v5\n  include: [scs-0104-v1-2]",
    run: Run::Scope(check),
};

fn check(scope: &ScopeFile, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let includes = scope.versions.iter().flat_map(|version| &version.include);
    let included: HashSet<&str> = includes.map(|include| include.module.text.as_str()).collect();
    for module in &scope.modules {
        let id = module.id.text.as_str();
        if companion_of(id).is_none() && !included.contains(id) {
            let message = format!("no version includes the module `{}`", short(id));
            let help = "include it in a version, or remove it";
            out.push(RULE.at(&scope.path, module.id.span, message).help(help));
        }
    }
}
