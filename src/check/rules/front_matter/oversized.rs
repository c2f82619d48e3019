use super::*;
use crate::model::markdown::{MAX_NESTING, MAX_PARTS};
use crate::value::Problem;

pub static RULE: Rule = Rule {
    name: "oversized",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a file, its front matter or its nesting exceeds a limit",
    why: "The register may come from an untrusted source, and malicious files can exhaust the program that reads them. What exceeds a \
          limit is not read, so it is not checked.",
    clause: "",
    incorrect: "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]",
    correct: "a: [x, x, x]",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let corpus = cx.corpus;
    for document in corpus.documents.iter().chain(&corpus.templates) {
        size(&document.path, "document", document.too_large, out);
        limits(&document.path, &document.front.problems, out);
        if let Some(span) = document.body.too_deep {
            let message = format!("Markdown is nested deeper than {MAX_NESTING} levels; deeper levels are not checked");
            let span = Span { end: span.end.min(span.start + 1), ..span };
            out.push(RULE.at(&document.path, span, message).help("use fewer levels of lists and quotes"));
        }
        if let Some(span) = document.body.too_many {
            let message = format!("the text has more than {MAX_PARTS} elements; the rest is not checked");
            let span = Span { end: span.end.min(span.start + 1), ..span };
            out.push(RULE.at(&document.path, span, message).help("split it into several documents"));
        }
    }
    for scope in &corpus.scopes {
        size(&scope.path, "scope file", scope.too_large, out);
        limits(&scope.path, &scope.problems, out);
    }
    size(&corpus.config.path, "configuration", corpus.config.too_large, out);
    limits(&corpus.config.path, &corpus.config.problems, out);
}

fn size(path: &str, what: &str, too_large: Option<(u64, u64)>, out: &mut DiagnosticSink) {
    if let Some((size, limit)) = too_large {
        let message = format!("the {what} has {size} bytes; only the first {limit} are read");
        out.push(
            RULE.at(path, Span::at(0), message).help("move large data, such as images or listings, to separate files"),
        );
    }
}

fn limits(path: &str, problems: &[Problem], out: &mut DiagnosticSink) {
    for problem in problems.iter().filter(|problem| problem.kind == ProblemKind::Limit) {
        let help = "make it smaller or less nested; the rest is not read";
        out.push(RULE.at(path, problem.span, problem.message.clone()).help(help));
    }
}
