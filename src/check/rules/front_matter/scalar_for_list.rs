use super::claims::claimed;
use super::*;

pub static RULE: Rule = Rule {
    name: "scalar-for-list",
    severity: Severity::Note,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a single value is used where a list is expected",
    why: "`replaces`, `replaced_by` and `supplements` are lists. A program that iterates over a string gets its \
          characters and finds no such document.",
    clause: "scs-0001-v1#document-format",
    incorrect: "replaces: scs-0100-v2-flavor-naming.md",
    correct: "replaces:\n  - scs-0100-v2-flavor-naming.md",
    run: Run::Corpus(check),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum ListStyle {
    /// Hyphens, indented by this many columns from the key.
    Block(usize),
    /// In brackets.
    Flow,
}

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut common = None;
    for document in &cx.corpus.documents {
        for violation in claimed(document, RULE.name) {
            let own = || styles(document).next();
            let style = own().unwrap_or_else(|| *common.get_or_insert_with(|| most_common(&cx.corpus.documents)));
            let message = format!("`{}` should be a list", violation.place());
            let finding = RULE.at(&document.path, violation.span, message);
            out.push(match edit(document, violation, style) {
                Some(edit) => finding.fix_edits(true, "make it a list, even for a single item", vec![edit]),
                None => finding.help("use a list, even for a single item"),
            });
        }
    }
}

fn edit(document: &Document, violation: &Violation, style: ListStyle) -> Option<Edit> {
    let (source, node, key) = (&document.source, value(document, violation)?, violation.key?);
    if !replaceable(document, node) {
        return None;
    }
    let gap = Span { start: key.end, end: node.span.start };
    let between = source.slice(gap);
    let written = source.slice(node.span);
    let pieces: Vec<&str> = written.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let several = node.style == Style::Plain && pieces.len() > 1 && pieces.iter().all(|piece| piece.ends_with(".md"));
    let items = if several { pieces } else { vec![written] };
    let parent = violation
        .path
        .split_last()
        .and_then(|(_, above)| crate::value::schema::node_at(document.front.root.as_ref()?, above))?;
    let edit = |span, replacement| Some(Edit { path: document.path.clone(), span, replacement });
    if parent.style == Style::Flow || style == ListStyle::Flow {
        let delicate = node.style == Style::Plain && items.iter().any(|item| item.contains(['[', ']', '{', '}', ',']));
        let only_colon = between.trim() == ":";
        return if delicate || !only_colon { None } else { edit(node.span, format!("[{}]", items.join(", "))) };
    }
    let ListStyle::Block(extra) = style else { return None };
    if between.contains('\n') {
        // The value is on a separate line already.
        return if several { None } else { edit(Span::at(node.span.start as usize), "- ".into()) };
    }
    if between.trim() != ":" {
        return None;
    }
    let indent = source.position(key.start as usize).column - 1 + extra;
    let lines = items.iter().map(|item| format!("{}{}- {item}", source.line_ending(), " ".repeat(indent)));
    edit(Span { start: key.end, end: node.span.end }, format!(":{}", lines.collect::<String>()))
}

/// Styles of the lists at the top of a document's front matter.
fn styles(document: &Document) -> impl Iterator<Item = ListStyle> {
    let entries = document.front.root.as_ref().map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| style(document, entry))
}

fn style(document: &Document, entry: &Entry) -> Option<ListStyle> {
    let Kind::List(items) = &entry.value.kind else { return None };
    if items.is_empty() {
        return None;
    }
    if entry.value.style == Style::Flow {
        return Some(ListStyle::Flow);
    }
    let column = |span: Span| document.source.position(span.start as usize).column;
    Some(ListStyle::Block(column(entry.value.span).checked_sub(column(entry.key.span))?))
}

/// The most common style of the register; hyphens indented by two if it has no lists.
fn most_common(documents: &[Document]) -> ListStyle {
    let mut counts: Vec<(ListStyle, usize)> = vec![(ListStyle::Block(2), 0)];
    for style in documents.iter().filter_map(|document| styles(document).next()) {
        match counts.iter().position(|(known, _)| *known == style) {
            Some(at) => counts[at].1 += 1,
            None if counts.len() < 8 => counts.push((style, 1)),
            None => {}
        }
    }
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(ListStyle::Block(2), |(style, _)| *style)
}
