use super::*;

pub static RULE: Rule = Rule {
    name: "heading-skip",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a heading skips a level",
    why: "The table of contents and screen readers follow heading levels; a skipped level makes a gap in both. The title of the page is \
          level 1, so documents start at level 2.",
    clause: "",
    incorrect: "## Motivation\n\n#### Options",
    correct: "## Motivation\n\n### Options",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut before: Option<(u8, crate::text::Span)> = None;
    for heading in document.body.headings.iter().filter(|heading| !heading.nested) {
        let level = before.map_or(1, |(level, _)| level);
        if heading.level > level + 1 {
            let marks = "#".repeat(usize::from(level + 1));
            let text = super::short(&heading.text);
            let message = format!("heading `{text}` skips from level {level} to level {}", heading.level);
            let mut found = RULE.at(&document.path, heading.text_span, message);
            if let Some((_, span)) = before {
                found = found.related(&document.path, span, "the previous heading");
            }
            out.push(found.help(format!("use `{marks}`")));
        }
        before = Some((heading.level, heading.text_span));
    }
}
