use super::*;

pub static RULE: Rule = Rule {
    name: "duplicate-anchor",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "two headings of a document have the same anchor",
    why: "The second heading gets a numbered anchor. A link to it silently leads to another section once an equal heading is added or \
          removed above.",
    clause: "",
    incorrect: "### CPU\n\n#### Examples\n\n### Memory\n\n#### Examples",
    correct: "### CPU\n\n#### Examples for the CPU\n\n### Memory\n\n#### Examples for memory",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let headings = document.body.headings.iter().filter(|heading| !heading.slug.is_empty());
    for (heading, first) in repeated(headings.map(|heading| (heading.slug.as_str(), heading))) {
        let (slug, anchor) = (short(&heading.slug), short(&heading.anchor));
        let message = if heading.anchor == heading.slug {
            format!("duplicate anchor `#{slug}`: links lead to the first heading that has it")
        } else {
            format!("duplicate anchor `#{slug}`: this heading gets `#{anchor}`")
        };
        out.push(
            RULE.at(&document.path, heading.text_span, message)
                .related(&document.path, first.text_span, "the first heading with this anchor")
                .help("use different headings"),
        );
    }
}
