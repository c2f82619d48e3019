use super::*;
use crate::model::trace::{LinkSource, TraceLink};

pub static RULE: Rule = Rule {
    name: "undocumented-test-case",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "certificates depend on a test case that no document mentions",
    why: "Providers who fail a test look for an explanation in the documents of the standard: what was checked, and why. Front matter \
          does not count, because readers of the page do not see it.",
    clause: "scs-0001-v1#stabilized-phase-stable",
    incorrect: "-- Standards/scs-0101-w1-entropy-testing.md --
## Automated tests

The script `openstack_test.py` checks the source of entropy.",
    correct: "-- Standards/scs-0101-w1-entropy-testing.md --
## Automated tests

- `scs-0101-rngd` checks the source of entropy.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let trace = Trace::at(cx.corpus, cx.at);
    for (index, scope) in cx.corpus.scopes.iter().enumerate().filter(|(_, scope)| scope.complete()) {
        let mut wanted: HashMap<&str, (&str, usize)> = HashMap::new();
        let mut modules = HashSet::new();
        for version in scope.standings(cx.at).filter(|found| found.validity.certifies()).map(|found| found.version) {
            for module in version.include.iter().filter_map(|include| scope.module_index(&include.module.text)) {
                if modules.insert(module) {
                    for link in TraceLink::of_module(scope, ModulePlace { scope: index, module }) {
                        wanted.entry(link.id).or_insert((&version.name.text, module));
                    }
                }
            }
        }
        for (_, case) in scope.testcases() {
            let Some((version, module)) = wanted.remove(case.id.text.as_str()) else { continue };
            let links = cx.corpus.scope_index.module(ModulePlace { scope: index, module });
            let document = links.and_then(|links| links.document).and_then(|index| cx.corpus.documents.get(index));
            let explains = document.map(|found| cx.corpus.supplements(found).first().copied().unwrap_or(found));
            report(cx, &case.id.text, version, Place::new(&scope.path, case.id.span), explains, out);
        }
    }
    declared(cx, &trace, out);
}

/// Test cases that supplements declare for versions without a scope file.
fn declared(cx: &Cx<'_>, trace: &Trace<'_>, out: &mut DiagnosticSink) {
    let mut seen = HashSet::new();
    for (version, required) in trace.current().filter(|(version, _)| version.in_force() && version.file.is_none()) {
        for link in trace.decisive(required) {
            if let LinkSource::Supplement(supplement, _) = link.source
                && seen.insert(link.place)
            {
                report(cx, link.id, version.name, link.place, Some(supplement), out);
            }
        }
    }
}

fn report(cx: &Cx<'_>, id: &str, version: &str, at: Place<'_>, explains: Option<&Document>, out: &mut DiagnosticSink) {
    if cx.corpus.tests.documented(id) {
        return;
    }
    let message =
        format!("no document mentions the test case `{}`, which version `{}` requires", short(id), short(version));
    let mut finding = RULE.at(at.path, at.span, message);
    let mut help = "mention it in a code span in the document that explains it".to_owned();
    if let Some(document) = explains {
        finding = finding.related(&document.path, place(document), "document it here");
        help = format!("mention it in a code span in {}", document.id());
    }
    out.push(finding.help(help));
}

/// The heading on automated tests, else the title.
fn place(document: &Document) -> crate::text::Span {
    let heading = document.body.headings.iter().find(|heading| heading.text.to_lowercase().contains("test"));
    heading.map_or_else(|| document.place("title"), |heading| heading.text_span)
}
