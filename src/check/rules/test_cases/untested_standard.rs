//! untested-standard

use super::{Required, required, unread};
use crate::check::rule::{Cx, Fixes, Group, Rule, Run};
use crate::check::rules::scopes::short;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::document::{Document, DocumentType};
use crate::model::requirements::declared_for;

/// The rule.
pub static RULE: Rule = Rule {
    name: "untested-standard",
    group: Group::TestCases,
    severity: Severity::Warning,
    fixes: Fixes::No,
    summary: "a version of a scope that is in force requires a standard without any automated test case",
    why: "The certificate says that the standard is met, and no program ever looks. Either a person does, and the register should \
          say so, or nobody does.",
    clause: "scs-0003-v2#regulation",
    bad: "modules:\n- id: scs-0121-v1\n  targets: {}\nversions:\n- version: v5\n  include: [scs-0121-v1]",
    good: "modules:\n- id: scs-0117-v1\n  targets: {main: [scs-0117-test-backup]}\nversions:\n- version: v5\n  include: [scs-0117-v1]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Diagnostic>) {
    if cx.corpus.tests.cases.is_empty() {
        return;
    }
    for required in required(cx).iter().filter(|required| required.in_force) {
        let Some(document) = cx.corpus.documents.get(required.document) else { continue };
        let standard = document.kind == Some(DocumentType::Standard) && document.front.complete();
        if !standard || tested(cx, required, document) {
            continue;
        }
        let version = short(required.version);
        let message =
            format!("the version `{version}` requires `{}`, but has no automated test case for it", document.id());
        let mut finding = RULE.at(required.path, required.span, message);
        if let Some((scope, modules)) = &required.modules {
            let module = modules.first().and_then(|index| scope.modules.get(*index));
            if let Some(module) = module {
                finding = finding.related(&scope.path, module.id.span, "its module has none");
            }
        } else {
            finding = finding.related(&document.path, document.place("title"), "no supplement of it declares one");
        }
        out.push(finding.help("write a test, or say in a waiver how the standard is audited"));
    }
}

fn tested(cx: &Cx<'_>, required: &Required<'_>, document: &Document) -> bool {
    match &required.modules {
        Some((scope, modules)) => {
            let modules = modules.iter().filter_map(|index| scope.modules.get(*index));
            let mut ids = modules.flat_map(|module| &module.targets).flat_map(|(_, ids)| ids);
            ids.any(|id| cx.corpus.tests.cases.get(&id.text).is_some_and(|case| case.automated))
        }
        None => {
            let declared = declared_for(cx.corpus, document);
            declared.iter().any(|(_, case)| !case.manual()) || unread(cx, document.name.number)
        }
    }
}
