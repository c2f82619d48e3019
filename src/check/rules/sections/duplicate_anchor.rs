//! duplicate-anchor

use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::Document;
use crate::model::markdown::Heading;
use std::collections::HashMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-anchor",
    group: Group::Sections,
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "two headings of a document give the same anchor",
    why: "The second gets a number behind its anchor. A link to it breaks silently as soon as a heading of the same words \
          is added or removed above it: it then leads to another section, and nothing notices.",
    clause: "scsdoc#documents",
    incorrect: "### CPU\n\n#### Examples\n\n### Memory\n\n#### Examples",
    correct: "### CPU\n\n#### Examples for the CPU\n\n### Memory\n\n#### Examples for memory",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    // Where no anchor had to be told apart, none is there twice.
    if document.body.headings.iter().all(|heading| heading.anchor == heading.slug) {
        return;
    }
    let mut first: HashMap<&str, &Heading> = HashMap::new();
    for heading in document.body.headings.iter().filter(|heading| !heading.slug.is_empty()) {
        let Some(earlier) = first.get(heading.slug.as_str()) else {
            first.insert(&heading.slug, heading);
            continue;
        };
        let (slug, anchor) = (super::short(&heading.slug), super::short(&heading.anchor));
        let message = format!("a heading above has the anchor `#{slug}` already, so this one gets `#{anchor}`");
        out.push(
            RULE.at(&document.path, heading.text_span, message)
                .related(&document.path, earlier.text_span, "the first heading with this anchor")
                .help("tell the two headings apart by their words"),
        );
    }
}
