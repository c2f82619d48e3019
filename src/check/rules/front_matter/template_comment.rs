use super::*;
use crate::value::suggest::same;

pub static RULE: Rule = Rule {
    name: "template-comment",
    severity: Severity::Note,
    fixes: Fixes::Always(Safety::Safe),
    summary: "a template comment is left after a value",
    why: "The comment lists the values to choose from. In a document the choice has been made, and the comment makes \
          readers doubt it.",
    clause: "",
    incorrect: "type: Standard  # | Decision Record | Procedural",
    correct: "type: Standard",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let Some(root) = &document.front.root else { return };
    for comment in document.front.comments.iter().filter(|comment| comment.text.contains('|')) {
        let line = document.source.line_of(comment.span.start as usize);
        let before = root.entries().partition_point(|entry| entry.key.span.start < comment.span.start);
        let on_line = |entry: &&Entry| {
            entry.value.span.end <= comment.span.start && document.source.line_of(entry.key.span.start as usize) == line
        };
        let last = before.checked_sub(1).and_then(|last| root.entries().get(last));
        let Some(entry) = last.filter(on_line) else { continue };
        let values: Vec<&str> = document.schema().key(entry.name()).into_iter().flat_map(|key| key.values()).collect();
        let mut choices = comment.text.split('|').map(str::trim).filter(|choice| !choice.is_empty());
        // `Supplement` is also a type, though not one for this document.
        let known = |choice: &str| values.iter().any(|value| same(value, choice)) || same(choice, "Supplement");
        if values.is_empty() || !choices.all(known) {
            continue;
        }
        let start = Span { start: entry.value.span.end, end: comment.span.start };
        let message = format!("leftover template comment `{}`", short(document.source.slice(comment.span)));
        let finding = RULE.at(&document.path, comment.span, message).help("remove the comment");
        // Only whitespace separates the value and the comment.
        out.push(if document.source.slice(start).trim().is_empty() {
            finding.fix(true, "remove the comment", Span { start: start.start, end: comment.span.end }, "")
        } else {
            finding
        });
    }
}
