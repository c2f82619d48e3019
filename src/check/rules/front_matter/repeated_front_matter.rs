use super::*;
use crate::model::document::KEY_ORDER;

pub static RULE: Rule = Rule {
    name: "repeated-front-matter",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "the text begins with a second front matter block",
    why: "Only the first block is metadata. The second one becomes a heading and a line of the page, and the two may \
          disagree.",
    clause: "scs-0001-v1#document-format",
    incorrect: "title: Entropy\n---\n---\ntitle: Entropy\ntrack: IaaS\n---\n\n## Introduction",
    correct: "title: Entropy\n---\n## Introduction",
    run: Run::Document(check),
};

/// Maximum number of lines of the second block to examine.
const MOST: usize = 40;

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let source = &document.source;
    if document.front.fence != Fence::Closed {
        return;
    }
    let mut lines = (source.line_of(document.body.span.start as usize)..source.line_count())
        .map(|line| (line, source.line_text(line)))
        .skip_while(|(_, text)| text.trim().is_empty() || text.starts_with("<!--"));
    let Some((first, "---")) = lines.next().map(|(line, text)| (line, text.trim_end())) else { return };
    let known = |text: &str| text.split_once(':').is_some_and(|(key, _)| KEY_ORDER.contains(&key));
    let inside: Vec<&str> =
        lines.take(MOST).map(|(_, text)| text).take_while(|text| text.trim_end() != "---").collect();
    if inside.iter().filter(|text| known(text)).count() > 1 {
        let start = source.line_span(first).start as usize;
        let found =
            RULE.at(&document.path, Span::new(start, start + 3), "the text begins with a second front matter block");
        out.push(found.help("keep one of the two"));
    }
}
