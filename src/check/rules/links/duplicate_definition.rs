use super::*;
use crate::model::markdown::label_key;
use crate::model::markdown::mdx::prefix;

pub static RULE: Rule = Rule {
    name: "duplicate-definition",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a footnote or reference is defined more than once",
    why: "Only the first definition counts, on GitHub and on the site. A later one is not shown anywhere.",
    clause: "",
    incorrect: "A claim[^a] and [more][b].\n\n[^a]: One.\n\n[^a]: Two.\n\n[b]: https://example.org/1\n[b]: https://example.org/2",
    correct: "A claim[^a] and [more][b].\n\n[^a]: One.\n\n[b]: https://example.org/1",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let body = &document.body;
    let footnotes = body.footnotes.iter().map(|note| (note.label.as_str(), note.span));
    report(document, footnotes, "footnote", "^", out);
    let known = body.definitions.iter().map(|definition| (definition.label.as_str(), definition.span));
    let mut all: Vec<(&str, Span)> = known.chain(later(document)).collect();
    all.sort_by_key(|(_, span)| *span);
    report(document, all.into_iter(), "reference", "", out);
}

fn report<'a>(
    document: &Document,
    definitions: impl Iterator<Item = (&'a str, Span)>,
    what: &str,
    mark: &str,
    out: &mut DiagnosticSink,
) {
    for ((label, span), (_, first)) in repeated(definitions.map(|found| (label_key(found.0), found))) {
        let message = format!("the {what} `[{mark}{}]` is defined more than once", short(label));
        let found = RULE.at(&document.path, span, message).related(&document.path, first, "first defined here");
        out.push(found.help("remove one of the two, or give it another label"));
    }
}

/// Lines that look like definitions and are not shown as text: the parser drops those whose label it has met before.
fn later(document: &Document) -> impl Iterator<Item = (&str, Span)> {
    let (source, body) = (&document.source, &document.body);
    let texts = body.texts.iter().map(|run| run.span).chain(body.links.iter().map(|link| link.span));
    let blocks = texts.chain(body.code_blocks.iter().map(|block| block.span));
    let known = body.definitions.iter().chain(&body.footnotes).map(|definition| definition.span);
    let mut taken: Vec<Span> = blocks.chain(known).chain(body.html.iter().map(|html| html.span)).collect();
    taken.sort_unstable();
    let mut end = 0;
    for span in &mut taken {
        end = end.max(span.end);
        span.end = end;
    }
    let first = source.line_of(body.span.start as usize);
    (first..source.line_count()).filter_map(move |line| {
        let text = source.line_text(line);
        // A footnote looks like a container, too.
        let marks = text.trim_start().strip_prefix("[^").map_or_else(|| prefix(text).0, |_| text.len());
        let text = &text[marks..];
        let label = text.strip_prefix('[').filter(|rest| !rest.starts_with('^'))?.split_once("]:")?.0;
        let start = source.line_span(line).start as usize + marks;
        let next = taken.partition_point(|span| span.start as usize <= start);
        let free = !label.contains('[') && !taken[..next].last().is_some_and(|span| span.holds(start as u32));
        free.then(|| (label, Span::new(start, start + text.trim().len())))
    })
}
