use super::*;

pub static RULE: Rule = Rule {
    name: "second-title",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the text has a level 1 heading besides the title",
    why: "The page takes its title from the front matter, as its only level 1 heading. A second one shows two titles and confuses \
          search engines and the table of contents.",
    clause: "",
    incorrect: "---\ntitle: Entropy\n---\n\n# Entropy\n\n## Introduction",
    correct: "---\ntitle: Entropy\n---\n\n## Introduction",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(title) = document.front.get("title").and_then(|node| node.as_str()) else { return };
    for heading in document.body.headings.iter().filter(|heading| heading.level == 1) {
        let text = &heading.text;
        let message = format!("`{}` is a level 1 heading, like the title of the page", super::short(text));
        let help = if text.trim().eq_ignore_ascii_case(title.trim()) {
            "remove the heading: the page shows the title of the front matter"
        } else {
            "move it and the headings below it down one level"
        };
        out.push(
            RULE.at(&document.path, heading.text_span, message)
                .related(&document.path, document.place("title"), "the title of the page")
                .help(help),
        );
    }
}
