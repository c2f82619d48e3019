//! unknown-test-case

use crate::check::rule::{Cx, Fixes, Group, Rule, Run};
use crate::check::rules::scopes::{Hints, short};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::lifecycle::State;
use crate::model::testcases::number_of;
use std::collections::{HashMap, HashSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-test-case",
    group: Group::TestCases,
    severity: Severity::Error,
    fixes: Fixes::No,
    summary: "a document names a test case that neither a scope file nor `tests` in a supplement has",
    why: "Readers take the name to the report of a test run and do not find it there. Mostly the id is misspelt, or the test case \
          was renamed without its document.",
    clause: "scs-0003-v2#regulation",
    bad: "- `scs-0100-syntaxcheck` ensures that names follow the syntax.",
    good: "- `scs-0100-syntax-check` ensures that names follow the syntax.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut Vec<Diagnostic>) {
    let corpus = cx.corpus;
    if corpus.tests.cases.is_empty() || corpus.scopes.iter().any(|scope| !scope.complete()) {
        return;
    }
    let modules = corpus.scopes.iter().flat_map(|scope| &scope.modules).map(|module| module.id.text.as_str());
    let modules: HashSet<&str> = modules.collect();
    let mut hints = Hints::new();
    let mut numbers: HashMap<u16, Elsewhere<'_>> = HashMap::new();
    for (id, mention) in &corpus.tests.unknown {
        let Some(document) = corpus.documents.get(mention.document) else { continue };
        // What an old document names may have been pruned since.
        let over = matches!(document.life.state(cx.at), State::Deprecated | State::Rejected);
        let Some(number) = number_of(id).filter(|_| !over && !modules.contains(id.as_str())) else { continue };
        let tail = id.get(9..).unwrap_or_default();
        let number_known = numbers.entry(number).or_insert_with(|| Elsewhere::of(cx, number));
        if number_known.unsure || number_known.slugs.contains(tail) {
            continue;
        }
        let tails = corpus.tests.of_number(number).filter_map(|id| id.get(9..));
        let near = hints.near(tail, &tails.take(500).collect::<Vec<_>>());
        let message = format!("there is no test case `{}`", short(id));
        out.push(RULE.at(&document.path, mention.span, message).help(match near {
            Some(near) => format!("did you mean `scs-{number:04}-{near}`?"),
            None => {
                "name one that exists, define it, or write what varies with a capital X or in angle brackets".into()
            }
        }));
    }
}

/// What a name with this number may mean beside a test case that the register defines.
struct Elsewhere<'a> {
    /// Slugs of its documents.
    slugs: HashSet<&'a str>,
    /// Whether test cases may be defined that are not to be seen: no scope has taken up the standard yet, or front
    /// matter cannot be read.
    unsure: bool,
}

impl<'a> Elsewhere<'a> {
    fn of(cx: &Cx<'a>, number: u16) -> Self {
        let documents = cx.corpus.by_number(number);
        let planned = !documents.is_empty() && cx.corpus.tests.of_number(number).next().is_none();
        let unread = documents.iter().any(|document| !document.front.complete());
        let slugs = documents.iter().map(|document| document.name.slug.as_str()).collect();
        Elsewhere { slugs, unsure: planned || unread }
    }
}
