use super::*;

pub static RULE: Rule = Rule {
    name: "empty-section",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a section is empty",
    why: "Readers of a standard cannot tell whether an empty section means that nothing applies or that something was forgotten. A \
          comment is not content; subsections are.",
    clause: "scs-0001-v1#sections",
    incorrect: "## Related Documents\n\n## Conformance Tests\n\nSee the supplement.",
    correct: "## Related Documents\n\nNone.\n\n## Conformance Tests\n\nSee the supplement.",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let sections = super::sections(document);
    let count = sections.len();
    for (index, section) in sections.iter().enumerate() {
        // The end of an oversized file is not read.
        let cut = document.too_large.is_some() && index + 1 == count;
        let full = section.footnotes || section.blocks.iter().any(|block| super::shows(document, block));
        if full || cut || section.next_level > section.heading.level {
            continue;
        }
        let text = super::short(&section.heading.text);
        let message = if text.is_empty() {
            "an empty heading with nothing below it".to_owned()
        } else {
            format!("the section `{text}` is empty")
        };
        let comment = section.blocks.is_empty() && !document.source.slice(section.own).trim().is_empty();
        let found = RULE.at(&document.path, super::trimmed(&document.source, section.heading.text_span), message);
        let found = if comment { found.label("the text below is not shown to readers") } else { found };
        out.push(found.help("add text, state that nothing applies, or remove the heading"));
    }
}
