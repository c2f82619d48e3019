use super::*;
use crate::model::scope::{Module, Spanned};
use crate::model::testcases::declared;

pub static RULE: Rule = Rule {
    name: "duplicate-test-case",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a test case is defined twice, or listed twice within a version",
    why: "Results are stored by the ID of the test case. If two scripts report the same ID, the later result \
          overwrites the earlier, and if two modules of a version list it, a failure counts for two standards.",
    clause: "scs-0003-v1#version-descriptor",
    incorrect: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0100-syntax-check}]\n- executable: ./b.py\n  testcases: [{id: scs-0100-syntax-check}]",
    correct: "scripts:\n- executable: ./a.py\n  testcases: [{id: scs-0100-syntax-check}]\n- executable: ./b.py\n  testcases: [{id: scs-0100-semantics-check}]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for scope in &cx.corpus.scopes {
        definitions(scope, out);
        for module in &scope.modules {
            listings(scope, module, out);
        }
        versions(scope, out);
    }
    declarations(cx, out);
}

fn definitions(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for (id, first) in repeated_names(scope.testcases().map(|(_, case)| &case.id)) {
        let message = format!("duplicate test case `{}`", short(&id.text));
        let finding = RULE.at(&scope.path, id.span, message).related(&scope.path, first.span, "first defined here");
        out.push(finding.help("remove one of the two, or give one a different ID"));
    }
}

fn listings(scope: &ScopeFile, module: &Module, out: &mut DiagnosticSink) {
    let listed = module.targets.iter().flat_map(|(target, cases)| cases.iter().map(move |id| (target, id)));
    for ((target, id), (first, span)) in repeated(listed.map(|(target, id)| (id.text.as_str(), (target, id)))) {
        let (module, name) = (short(&module.id.text), short(&id.text));
        let (target_name, other) = (short(&target.text), short(&first.text));
        let message = if first.span == target.span {
            format!("the target `{target_name}` of the module `{module}` lists the test case `{name}` twice")
        } else {
            format!("the module `{module}` lists the test case `{name}` under `{other}` and under `{target_name}`")
        };
        let finding = RULE.at(&scope.path, id.span, message).related(&scope.path, span.span, "first listed here");
        out.push(finding.help("keep one of the two"));
    }
}

/// Modules of one version with common test cases; one finding per later module.
fn versions(scope: &ScopeFile, out: &mut DiagnosticSink) {
    for version in &scope.versions {
        let mut included = HashSet::new();
        let mut seen: HashMap<&str, &Spanned> = HashMap::new();
        for include in &version.include {
            let Some(module) = scope.module(&include.module.text) else { continue };
            if !included.insert(include.module.text.as_str()) {
                continue;
            }
            let mut shared: Vec<&str> = Vec::new();
            let mut counted = HashSet::new();
            let mut with = None;
            for id in module.targets.iter().flat_map(|(_, cases)| cases) {
                match seen.get(id.text.as_str()) {
                    Some(first) if first.text != include.module.text => {
                        with.get_or_insert(*first);
                        if counted.insert(id.text.as_str()) {
                            shared.push(&id.text);
                        }
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(&id.text, &include.module);
                    }
                }
            }
            let Some(with) = with else { continue };
            let message = format!(
                "the version `{}` includes `{}` and `{}`, which both list {}",
                short(&version.name.text),
                short(&with.text),
                short(&include.module.text),
                super::names(&shared)
            );
            let finding = RULE.at(&scope.path, include.module.span, message);
            let finding = finding.related(&scope.path, with.span, "also included here");
            out.push(finding.help("include only one of the two, or remove the test cases from one"));
        }
    }
}

/// `tests` in front matter: the same id twice for the same version, over all supplements of a number.
fn declarations(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut seen: HashMap<(u16, &str, &str), (usize, Span)> = HashMap::new();
    for (index, document) in cx.corpus.documents.iter().enumerate() {
        let Some(number) = document.name.number else { continue };
        for case in declared(document) {
            let Some(id) = case.id.as_str() else { continue };
            let mut versions: Vec<&str> = Vec::new();
            let mut first = None;
            for (version, _) in case.versions() {
                match seen.get(&(number, id, version)) {
                    Some(place) => {
                        first.get_or_insert(*place);
                        versions.push(version);
                    }
                    None => {
                        seen.insert((number, id, version), (index, case.id.span));
                    }
                }
            }
            let Some((other, span)) = first else { continue };
            let Some(other) = cx.corpus.documents.get(other) else { continue };
            let message = format!("the test case `{}` is declared twice for {}", short(id), super::names(&versions));
            let finding = RULE.at(&document.path, case.id.span, message);
            let finding = finding.related(&other.path, span, "first declared here");
            out.push(finding.help("remove one of the two, or restrict them with `versions`"));
        }
    }
}
