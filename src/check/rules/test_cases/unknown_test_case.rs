use super::*;
use crate::model::testcases::{Mention, declared, of_proposal};
use crate::model::trace::{defined, trace_links};
use crate::value::suggest::is_typo;

pub static RULE: Rule = Rule {
    name: "unknown-test-case",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a document mentions an unknown test case",
    why: "Readers search for the name in test reports and do not find it. Usually the ID is misspelled or was renamed.",
    clause: "",
    incorrect: "- `scs-0100-syntaxcheck` ensures that names follow the syntax.",
    correct: "- `scs-0100-syntax-check` ensures that names follow the syntax.",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let corpus = cx.corpus;
    if corpus.tests.cases.is_empty() || corpus.scopes.iter().any(|scope| !scope.complete()) {
        return;
    }
    let modules = corpus.scopes.iter().flat_map(|scope| &scope.modules).map(|module| module.id.text.as_str());
    let modules: HashSet<&str> = modules.collect();
    let mut hints = Hints::new();
    let mut numbers: HashMap<u16, OtherMeanings<'_>> = HashMap::new();
    for (id, mention) in &corpus.tests.unknown {
        let Some(document) = corpus.documents.get(mention.document) else { continue };
        // Test cases of an old document may have been removed since.
        let over = document.life.state(cx.at).ended();
        if over || modules.contains(id.as_str()) {
            continue;
        }
        if of_proposal(id) {
            undeclared(cx, document, id, mention, out);
            continue;
        }
        // Without a number in the ID, the document that mentions it determines the standard.
        let (number, tail) = match number_of(id) {
            Some(number) => (Some(number), id.get(9..).unwrap_or_default()),
            None => (document.name.number, id.as_str()),
        };
        let Some(number) = number else { continue };
        let number_known = numbers.entry(number).or_insert_with(|| OtherMeanings::of(cx, number));
        if number_known.unsure || number_known.slugs.contains(tail) {
            continue;
        }
        let near = match number_of(id) {
            Some(_) => {
                let tails = corpus.tests.of_number(number).filter_map(|id| id.get(9..));
                hints.near(tail, tails).map(|tail| format!("scs-{number:04}-{tail}"))
            }
            None => {
                let ids = corpus.tests.cases.keys().filter(|id| number_of(id).is_none()).map(String::as_str);
                hints.near(id, ids).map(str::to_owned)
            }
        };
        // A single word after the number may be something else, but not a typo.
        if number_of(id).is_some() && !tail.contains('-') && !near.as_deref().is_some_and(|near| is_typo(id, near)) {
            continue;
        }
        let mut finding = RULE.at(&document.path, mention.span, format!("unknown test case `{}`", short(id)));
        if let Some(place) = near.as_deref().and_then(|near| defined(corpus, near)) {
            finding = finding.related(place.path, place.span, "defined here");
        } else if let Some(place) = number_known.place {
            finding = finding.related(place.path, place.span, "the test cases of the standard");
        }
        out.push(
            finding.help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "use an existing test case, define it, or mark a variable part with a capital X or angle brackets"
                        .into()
                }
            }),
        );
    }
}

/// Reports a test case of a proposal that is not declared in front matter, if others are.
fn undeclared(cx: &Cx<'_>, document: &Document, id: &str, mention: &Mention, out: &mut DiagnosticSink) {
    let mut family = vec![document];
    family.extend(document.list("supplements").filter_map(|(file, _)| cx.corpus.by_file(file)));
    let supplements: Vec<&Document> = family.iter().flat_map(|member| cx.corpus.supplements(member)).collect();
    family.extend(supplements);
    let Some(first) = family.iter().find_map(|member| Some((member, declared(member).next()?.id.span))) else { return };
    let message = format!("unknown test case `{}`", short(id));
    let found = RULE.at(&document.path, mention.span, message).related(
        &first.0.path,
        first.1,
        "other test cases are declared here",
    );
    out.push(found.help("declare it in `tests`, or correct the name"));
}

/// Other meanings of a name with this number.
struct OtherMeanings<'a> {
    /// Slugs of its documents.
    slugs: HashSet<&'a str>,
    /// Whether unseen test cases may exist: no scope includes the standard yet, or front
    /// matter could not be parsed.
    unsure: bool,
    /// Location of a test case of one of its documents.
    place: Option<Place<'a>>,
}

impl<'a> OtherMeanings<'a> {
    fn of(cx: &Cx<'a>, number: u16) -> Self {
        let documents = cx.corpus.by_number(number);
        let described = |index| cx.corpus.scope_index.descriptions.iter().any(|found| found.document == index);
        let indexes = || documents.iter().filter_map(|document| cx.corpus.index_of(document));
        let place = indexes().find_map(|index| trace_links(cx.corpus, index).first().map(|link| link.place));
        let known = place.is_some() || cx.corpus.tests.of_number(number).next().is_some() || indexes().any(described);
        let planned = !documents.is_empty() && !known;
        let unread = documents.iter().any(|document| !document.front.complete());
        let slugs = documents.iter().map(|document| document.name.slug.as_str()).collect();
        OtherMeanings { slugs, unsure: planned || unread, place }
    }
}
