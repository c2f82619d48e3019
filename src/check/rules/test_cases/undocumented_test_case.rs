//! undocumented-test-case

use crate::check::rule::{Cx, Fixes, Group, Rule, Run};
use crate::check::rules::scopes::short;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::requirements::ModulePlace;
use crate::model::scope::ScopeFile;
use std::collections::{HashMap, HashSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "undocumented-test-case",
    group: Group::TestCases,
    severity: Severity::Warning,
    fixes: Fixes::No,
    summary: "certificates depend on a test case that no document names",
    why: "Whoever fails it looks for an explanation in the documents of the standard: what was checked, and what it has to do with \
          the demands. If no document names the test case, the script is the only explanation.",
    clause: "scs-0001-v1#supplement",
    bad: "## Automated tests\n\nThe script `k8s_version_policy.py` checks the version.",
    good: "## Automated tests\n\n- `version-policy-check` checks the version.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Diagnostic>) {
    for (index, scope) in cx.corpus.scopes.iter().enumerate().filter(|(_, scope)| scope.complete()) {
        let mut wanted: HashMap<&str, (&str, usize)> = HashMap::new();
        let mut modules = HashSet::new();
        for version in scope.certifying(cx.at) {
            for module in version.include.iter().filter_map(|include| scope.module_index(&include.module.text)) {
                let Some(found) = scope.modules.get(module).filter(|_| modules.insert(module)) else { continue };
                for id in found.targets.iter().flat_map(|(_, ids)| ids) {
                    wanted.entry(&id.text).or_insert((&version.name.text, module));
                }
            }
        }
        report(cx.corpus, index, scope, &mut wanted, out);
    }
}

fn report(
    corpus: &Corpus,
    index: usize,
    scope: &ScopeFile,
    wanted: &mut HashMap<&str, (&str, usize)>,
    out: &mut Vec<Diagnostic>,
) {
    for (_, case) in scope.testcases() {
        let id = case.id.text.as_str();
        let Some((version, module)) = wanted.remove(id).filter(|_| !corpus.tests.documented(id)) else { continue };
        let message =
            format!("no document names the test case `{}`, which the version `{}` requires", short(id), short(version));
        let mut finding = RULE.at(&scope.path, case.id.span, message);
        let ties = corpus.requirements.module(ModulePlace { scope: index, module });
        let document = ties.and_then(|ties| ties.document).and_then(|document| corpus.documents.get(document));
        let mut help = "name it in a code span in the document that explains it".to_owned();
        if let Some(document) = document {
            let explains = corpus.supplements(document).first().copied().unwrap_or(document);
            finding = finding.related(&explains.path, place(explains), "here would be the place to explain it");
            help = format!("name it in a code span in {}, where its tests are explained", explains.id());
        }
        out.push(finding.help(help));
    }
}

/// The heading on automated tests, else the title.
fn place(document: &Document) -> crate::text::Span {
    let heading = document.body.headings.iter().find(|heading| heading.text.to_lowercase().contains("test"));
    heading.map_or_else(|| document.place("title"), |heading| heading.text_span)
}
