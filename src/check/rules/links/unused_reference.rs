use super::*;

pub static RULE: Rule = Rule {
    name: "unused-reference",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a link or footnote definition is unused",
    why: "Readers never see it. Either the text that used it is gone, or the label is mistyped where it is used.",
    clause: "",
    incorrect: "See the guide.\n\n[guide]: https://docs.scs.community/docs",
    correct: "See the [guide].\n\n[guide]: https://docs.scs.community/docs",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for found in document.body.definitions.iter().filter(|found| !found.used) {
        // `[//]: # (words)` is a common form of a comment.
        let target = document.source.slice(found.span).split_once("]:").map_or("", |(_, rest)| rest.trim_start());
        if is_comment(target) {
            continue;
        }
        let message = format!("unused definition `[{}]`", short(found.label.trim()));
        let help = "use it in the text, or remove the line";
        out.push(RULE.at(&document.path, first_line(document, found.span), message).help(help));
    }
    for found in document.body.footnotes.iter().filter(|found| !found.used) {
        let message = format!("unused footnote `[^{}]`", short(&found.label));
        let help = "use it in the text, or remove it";
        out.push(RULE.at(&document.path, first_line(document, found.span), message).help(help));
    }
}

/// Whether the target is just `#`.
fn is_comment(target: &str) -> bool {
    target.split_whitespace().next() == Some("#")
}

fn first_line(document: &Document, span: Span) -> Span {
    let line = document.source.slice(span).lines().next().unwrap_or_default();
    Span::new(span.start as usize, span.start as usize + line.trim_end().len())
}
