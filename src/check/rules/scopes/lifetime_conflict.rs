use super::*;
use crate::model::description::Description;
use crate::model::regime::{Lifetime, Statement, Subject, statements};
use crate::model::scope_index::{ModulePlace, declared_for};

pub static RULE: Rule = Rule {
    name: "lifetime-conflict",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a test result is valid for longer than the test interval that the scope document requires",
    why: "The lifetime determines when a result expires. If the document requires a daily test and a result is valid for weeks, a test \
          that is not run goes unnoticed.",
    clause: "scs-0003-v1#test-case-descriptor",
    incorrect: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
## Testing Regime

- Tests for [scs-0101-v1](scs-0101-v1-entropy.md) MUST be run every day.
-- Tests/scs-compatible-iaas.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        # no lifetime means a week",
    correct: "-- Standards/scs-0501-v1-scs-compatible-iaas.md --
## Testing Regime

- Tests for [scs-0101-v1](scs-0101-v1-entropy.md) MUST be run every day.
-- Tests/scs-compatible-iaas.yaml --
scripts:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        lifetime: day",
    run: Run::Corpus(check),
};

/// A mandatory test case of a standard.
struct Case<'a> {
    id: &'a str,
    path: &'a str,
    /// The lifetime, or the ID if there is not one.
    span: Span,
    written: Option<&'a str>,
    standard: Identity,
    automated: bool,
}

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for description in &cx.corpus.scope_index.descriptions {
        let Some(document) = cx.corpus.documents.get(description.document) else { continue };
        if document.life.state(cx.at).ended() {
            continue;
        }
        let said = statements(document);
        if said.iter().all(|statement| statement.demand.is_none()) {
            continue;
        }
        let file = description.scope.and_then(|index| Some((index, cx.corpus.scopes.get(index)?)));
        let cases = match (file, description.version) {
            (Some((index, scope)), Some(version)) => of_version(cx, index, scope, version),
            _ => of_supplements(cx, description),
        };
        let regime = Regime::of(&said);
        for case in &cases {
            check_case(document, &regime, case, out);
        }
    }
}

/// The test cases in the main targets of a version.
fn of_version<'a>(cx: &Cx<'a>, index: usize, scope: &'a ScopeFile, version: usize) -> Vec<Case<'a>> {
    let defined: HashMap<&str, _> =
        scope.testcases().map(|(script, case)| (case.id.text.as_str(), (script, case))).collect();
    let mut cases = Vec::new();
    let mut seen = HashSet::new();
    for include in scope.versions.get(version).map(|version| version.include.as_slice()).unwrap_or_default() {
        let Some(module) = scope.module_index(&include.module.text).filter(|module| seen.insert(*module)) else {
            continue;
        };
        let links = cx.corpus.scope_index.module(ModulePlace { scope: index, module });
        let Some(standard) = links.and_then(|links| links.identity) else { continue };
        let targets = scope.modules.get(module).map(|module| module.targets.as_slice()).unwrap_or_default();
        for id in targets.iter().filter(|(target, _)| target.text == "main").flat_map(|(_, ids)| ids) {
            let Some((script, case)) = defined.get(id.text.as_str()) else { continue };
            cases.push(Case {
                id: &case.id.text,
                path: &scope.path,
                span: case.lifetime.as_ref().map_or(case.id.span, |lifetime| lifetime.span),
                written: case.lifetime.as_ref().map(|lifetime| lifetime.text.as_str()),
                standard,
                automated: script.executable.is_some(),
            });
        }
    }
    cases
}

/// The test cases that supplements declare for the standards that the document requires.
fn of_supplements<'a>(cx: &Cx<'a>, description: &'a Description) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    let mut seen = HashSet::new();
    for standard in description.required().iter().filter_map(|item| item.target).filter(|found| seen.insert(*found)) {
        let document = cx.corpus.scope_index.document(standard).and_then(|index| cx.corpus.documents.get(index));
        for (supplement, case) in document.map(|document| declared_for(cx.corpus, document)).unwrap_or_default() {
            let lifetime = case.node.get("lifetime");
            if let Some(id) = case.id.as_str().filter(|_| case.main()) {
                let span = lifetime.map_or(case.id.span, |node| node.span);
                let written = lifetime.and_then(|node| node.as_str());
                let automated = !case.manual();
                cases.push(Case { id, path: &supplement.path, span, written, standard, automated });
            }
        }
    }
    cases
}

/// The strictest requirement for each standard and in general.
struct Regime<'a> {
    standards: HashMap<Identity, Option<&'a Statement>>,
    general: Option<&'a Statement>,
    /// Whether the text has an exception, which may apply to any standard.
    in_words: bool,
}

impl<'a> Regime<'a> {
    fn of(said: &'a [Statement]) -> Self {
        let mut regime = Regime { standards: HashMap::new(), general: None, in_words: false };
        for statement in said {
            match &statement.subject {
                Subject::Standards(list) => {
                    for standard in list {
                        stricter(regime.standards.entry(*standard).or_default(), statement);
                    }
                }
                Subject::General => stricter(&mut regime.general, statement),
                Subject::Other => regime.in_words = true,
            }
        }
        regime
    }

    fn for_case(&self, case: &Case<'_>) -> Option<&'a Statement> {
        match self.standards.get(&case.standard) {
            Some(statement) => *statement,
            None if case.automated && !self.in_words => self.general,
            None => None,
        }
    }
}

fn stricter<'a>(known: &mut Option<&'a Statement>, statement: &'a Statement) {
    let Some(demand) = statement.demand else { return };
    if known.and_then(|known| known.demand).is_none_or(|before| demand < before) {
        *known = Some(statement);
    }
}

fn check_case(document: &Document, regime: &Regime<'_>, case: &Case<'_>, out: &mut DiagnosticSink) {
    let Some(lifetime) = case.written.map_or(Some(Lifetime::Week), Lifetime::parse) else { return };
    let demanding = regime.for_case(case).filter(|statement| statement.demand.is_some_and(|demand| demand < lifetime));
    let Some((statement, demand)) = demanding.and_then(|statement| Some((statement, statement.demand?))) else {
        return;
    };
    let written = match case.written {
        Some(written) => format!("has the lifetime `{written}`"),
        None => format!("has no lifetime, so `{}` applies", lifetime.name()),
    };
    let message = format!(
        "the test case `{}` {written}, but {} requires tests for {} at least once a {}",
        short(case.id),
        document.id(),
        label(case.standard),
        demand.name()
    );
    let finding = RULE.at(case.path, case.span, message);
    let finding = finding.related(&document.path, statement.span, "the testing regime");
    out.push(finding.help(format!("set `lifetime: {}`, or change the regime in the next version", demand.name())));
}
