use super::*;
use crate::model::scope::{Module, Script, Spanned, TestCase};
use crate::model::testcases::{Declared, major};
use crate::model::trace::{LinkSource, TraceLink, fits, trace_links, variant};
use std::collections::BTreeMap;

pub static RULE: Rule = Rule {
    name: "test-case-drift",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a supplement and the scope file declare different test cases",
    why: "The supplement tells people what is tested, and the scope file tells the test suite. If test cases, targets \
          or scripts \
          differ, providers prepare for a different test from the one that is run.",
    clause: "",
    incorrect: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]
-- Tests/scs-compatible-iaas.yaml --
modules:
  - id: scs-0101-v1
    targets:
      recommended: [scs-0101-rngd]",
    correct: "-- Standards/scs-0101-w1-entropy-testing.md --
tests:
  - executable: ./iaas/openstack_test.py
    testcases:
      - id: scs-0101-rngd
        description: Images have a source of entropy.
        target: main
        versions: [v1]
-- Tests/scs-compatible-iaas.yaml --
modules:
  - id: scs-0101-v1
    targets:
      main: [scs-0101-rngd]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut scripts: HashMap<(usize, &str), (&Script, &TestCase)> = HashMap::new();
    for (index, scope) in cx.corpus.scopes.iter().enumerate() {
        for (script, case) in scope.testcases() {
            scripts.entry((index, case.id.text.as_str())).or_insert((script, case));
        }
    }
    let mut compared = HashSet::new();
    for (index, document) in cx.corpus.documents.iter().enumerate() {
        let Some(standard) = Standard::of(cx, index, document) else { continue };
        for (supplement, case) in &standard.declared {
            standard.listed(supplement, case, out);
            for scope in
                standard.scopes.keys().filter(|scope| compared.insert((**scope, case.id.span, &supplement.path)))
            {
                let id = case.id.as_str().unwrap_or_default();
                if let (Some((script, found)), Some(file)) = (scripts.get(&(*scope, id)), cx.corpus.scopes.get(*scope))
                {
                    same(cx, (supplement, case), &file.path, script, found, out);
                }
            }
        }
        standard.undeclared(out);
    }
}

/// Variant and target of a module, and the location of an ID in it.
type Listed<'a> = (&'a str, &'a str, Span);

/// A version of a standard with both modules and declared test cases.
struct Standard<'a> {
    document: &'a Document,
    declared: Vec<(&'a Document, Declared<'a>)>,
    /// Test cases of its modules, by scope file and module.
    listed: Vec<TraceLink<'a>>,
    /// The modules in each scope file.
    scopes: BTreeMap<usize, Vec<(&'a Module, &'a str)>>,
    /// Test cases of its modules, by scope file and id.
    by_id: HashMap<(usize, &'a str), Vec<Listed<'a>>>,
}

impl<'a> Standard<'a> {
    /// `None` if one side is missing or could not be parsed.
    fn of(cx: &Cx<'a>, index: usize, document: &'a Document) -> Option<Self> {
        let mut scopes: BTreeMap<usize, Vec<(&Module, &str)>> = BTreeMap::new();
        for place in cx.corpus.scope_index.modules_of(index) {
            let scope = cx.corpus.scopes.get(place.scope).filter(|scope| scope.complete())?;
            scopes.entry(place.scope).or_default().push((scope.modules.get(place.module)?, &scope.path));
        }
        let supplements = cx.corpus.supplements(document);
        if scopes.is_empty() || supplements.iter().any(|supplement| !supplement.front.complete()) {
            return None;
        }
        let (mut declared, mut listed) = (Vec::new(), Vec::new());
        let mut by_id: HashMap<(usize, &str), Vec<Listed<'_>>> = HashMap::new();
        for link in trace_links(cx.corpus, index) {
            match link.source {
                LinkSource::Supplement(supplement, case) => declared.push((supplement, case)),
                LinkSource::Module(ModulePlace { scope, .. }, module) => {
                    let place = (variant(&module.id.text), link.target, link.place.span);
                    by_id.entry((scope, link.id)).or_default().push(place);
                    listed.push(link);
                }
            }
        }
        (!declared.is_empty()).then_some(Standard { document, declared, listed, scopes, by_id })
    }

    /// Each version of a declared test case must be listed by a module, under the same target.
    fn listed(&self, supplement: &Document, case: &Declared<'_>, out: &mut DiagnosticSink) {
        let id = case.id.as_str().unwrap_or_default();
        let target = case.node.text("target").unwrap_or_default();
        for (label, span) in case.versions().filter(|(label, _)| major(label) == Some(self.document.name.version)) {
            for (scope, modules) in &self.scopes {
                let fitting = |module: &&(&Module, &str)| fits(variant(label), variant(&module.0.id.text));
                let Some((module, path)) = modules.iter().find(fitting) else { continue };
                let known = self.by_id.get(&(*scope, id)).map(Vec::as_slice).unwrap_or_default();
                let mut known = known.iter().filter(|(other, _, _)| fits(variant(label), other)).peekable();
                match known.peek().copied() {
                    None => {
                        let message =
                            format!("`{}` is declared for {label}, but its module does not list it", short(id));
                        let finding = RULE.at(&supplement.path, span, message);
                        let finding = finding.related(path, module.id.span, "a module of the standard");
                        out.push(finding.help("add it to the module, or remove the version here"));
                    }
                    Some((_, other, place)) if !target.is_empty() && known.all(|(_, known, _)| *known != target) => {
                        let message = format!(
                            "`{}` has the target `{}` here, but `{}` in the scope file",
                            short(id),
                            short(target),
                            short(other)
                        );
                        let span = case.node.get("target").map_or(case.id.span, |node| node.span);
                        let finding = RULE.at(&supplement.path, span, message).related(path, *place, "listed here");
                        out.push(finding.help("correct whichever is wrong"));
                    }
                    Some(_) => {}
                }
            }
        }
    }

    /// Test cases of a module must be declared.
    fn undeclared(&self, out: &mut DiagnosticSink) {
        let mut known: HashMap<&str, Vec<&str>> = HashMap::new();
        for (_, case) in &self.declared {
            let labels = case.versions().filter(|(label, _)| major(label) == Some(self.document.name.version));
            known
                .entry(case.id.as_str().unwrap_or_default())
                .or_default()
                .extend(labels.map(|(label, _)| variant(label)));
        }
        let Some((supplement, _)) = self.declared.first() else { return };
        let tests = supplement.front.entry("tests").map_or(supplement.front.missing_key_span(), |entry| entry.key.span);
        for link in &self.listed {
            let LinkSource::Module(_, module) = &link.source else { continue };
            let labels = known.get(link.id).map(Vec::as_slice).unwrap_or_default();
            if labels.iter().any(|label| fits(label, variant(&module.id.text))) {
                continue;
            }
            let (id, module) = (short(link.id), short(&module.id.text));
            let message = format!("module `{module}` lists `{id}`, which {} does not declare", supplement.id());
            let finding = RULE.at(link.place.path, link.place.span, message);
            let finding = finding.related(&supplement.path, tests, "the test cases of the standard are declared here");
            out.push(finding.help("declare it in `tests`, or remove it from the module"));
        }
    }
}

/// Script and lifetime of a test case, in a supplement and in a scope file.
fn same(
    cx: &Cx<'_>,
    (supplement, case): (&Document, &Declared<'_>),
    path: &str,
    script: &Script,
    found: &TestCase,
    out: &mut DiagnosticSink,
) {
    let id = short(&found.id.text);
    let mut say = |span: Span, message: String, place: Place<'_>, words: &str| {
        let finding = RULE.at(&supplement.path, span, message).related(place.path, place.span, words);
        out.push(finding.help("correct whichever is wrong"));
    };
    let here = case.executable.filter(|_| !case.manual());
    let text = |node: &crate::value::Node| node.as_str().unwrap_or_default().to_owned();
    let there = script.executable.as_ref();
    let other = Place::new(path, there.map_or(found.id.span, |there| there.span));
    match (here, there) {
        (Some(node), Some(there)) if cx.corpus.script_path(&text(node)) != cx.corpus.script_path(&there.text) => {
            let message = format!(
                "`{id}` is tested by `{}` here, but by `{}` in the scope file",
                short(&text(node)),
                short(&there.text)
            );
            say(node.span, message, other, "the script in the scope file");
        }
        (Some(node), None) => {
            say(
                node.span,
                format!("`{id}` is tested by a script here, but manually in the scope file"),
                other,
                "not reported by a script",
            );
        }
        (None, Some(_)) => {
            say(
                case.id.span,
                format!("`{id}` is tested manually here, but by a script in the scope file"),
                other,
                "the script in the scope file",
            );
        }
        _ => {}
    }
    let lifetime = case.node.get("lifetime");
    let (here, there) =
        (lifetime.and_then(|node| node.as_str()).unwrap_or("week"), lifetime_of(found.lifetime.as_ref()));
    if here != there {
        let span = lifetime.map_or(case.id.span, |node| node.span);
        let place = Place::new(path, found.lifetime.as_ref().map_or(found.id.span, |written| written.span));
        let message = format!(
            "results of `{id}` are valid for a {} here, but for a {} in the scope file",
            short(here),
            short(there)
        );
        say(span, message, place, "the lifetime in the scope file");
    }
}

/// The default is a week.
fn lifetime_of(written: Option<&Spanned>) -> &str {
    written.map_or("week", |written| written.text.as_str())
}
