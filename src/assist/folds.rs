//! Folding ranges.

use super::occurrences::{document_at, scope_at};
use super::{AssistContext, Fold, FoldKind};
use crate::model::document::{Document, Fence};
use crate::text::{Source, Span};
use crate::value::{Node, Style};

/// Folding ranges of a file, by line.
pub fn folds(context: AssistContext<'_>, path: &str) -> Vec<Fold> {
    let corpus = context.corpus;
    let mut found = Vec::new();
    if let Some((_, document)) = document_at(corpus, path) {
        of_document(document, &mut found);
    } else if let Some(scope) = scope_at(corpus, path).and_then(|index| corpus.scopes.get(index)) {
        scope.root.iter().for_each(|root| values(&scope.source, root, &mut found));
    } else if path == corpus.config.path {
        tables(&corpus.config.source, &mut found);
    }
    found.sort_by_key(|fold: &Fold| (fold.first_line, std::cmp::Reverse(fold.last_line), fold.kind));
    found.dedup_by_key(|fold| (fold.first_line, fold.last_line));
    found
}

/// Adds the lines of a range without trailing empty ones, if there are several. The last line is searched from the end, so
/// that nested ranges do not cost more than their number.
fn add(source: &Source, start: u32, end: u32, kind: FoldKind, found: &mut Vec<Fold>) {
    let first_line = source.line_of(start as usize);
    let mut last_line = source.line_of((end as usize).saturating_sub(1).max(start as usize));
    while last_line > first_line && source.line_text(last_line).trim().is_empty() {
        last_line -= 1;
    }
    if last_line > first_line {
        found.push(Fold { first_line, last_line, kind });
    }
}

fn of_document(document: &Document, found: &mut Vec<Fold>) {
    let source = &document.source;
    let body = &document.body;
    if document.front.fence != Fence::Missing {
        add(source, document.front.span.start, document.front.span.end, FoldKind::FrontMatter, found);
    }
    for node in document.front.root.iter().flat_map(Node::entries) {
        entry(source, node.key.span, &node.value, found);
    }
    // A section ends at the next heading that is not below it; each heading is opened and closed once.
    let mut open: Vec<(u8, u32)> = Vec::new();
    for heading in body.headings.iter().filter(|heading| !heading.nested) {
        while let Some((_, start)) = open.last().copied().filter(|(level, _)| *level >= heading.level) {
            open.pop();
            add(source, start, heading.span.start, FoldKind::Section, found);
        }
        open.push((heading.level, heading.span.start));
    }
    for (_, start) in open {
        add(source, start, body.span.end, FoldKind::Section, found);
    }
    for block in &body.code_blocks {
        add(source, block.span.start, block.span.end, FoldKind::Code, found);
    }
    for comment in &body.comments {
        add(source, comment.span.start, comment.span.end, FoldKind::Comment, found);
    }
}

/// A key with a value of several lines, and its nested ranges.
fn entry(source: &Source, key: Span, value: &Node, found: &mut Vec<Fold>) {
    // The value of an alias is elsewhere.
    if value.span.start >= key.end {
        add(source, key.start, value.span.end, FoldKind::Region, found);
    }
    values(source, value, found);
}

fn values(source: &Source, node: &Node, found: &mut Vec<Fold>) {
    for inside in node.entries() {
        entry(source, inside.key.span, &inside.value, found);
    }
    for item in node.items() {
        if item.style != Style::Plain || !item.entries().is_empty() {
            add(source, item.span.start, item.span.end, FoldKind::Region, found);
        }
        values(source, item, found);
    }
}

/// The tables of a TOML file: from one header to the next.
fn tables(source: &Source, found: &mut Vec<Fold>) {
    let headers = (0..source.line_count()).filter(|line| source.line_text(*line).trim_start().starts_with('['));
    let mut starts: Vec<u32> = headers.map(|line| source.line_span(line).start).collect();
    starts.push(u32::try_from(source.text().len()).unwrap_or(u32::MAX));
    for (start, end) in starts.iter().zip(starts.iter().skip(1)) {
        add(source, *start, *end, FoldKind::Region, found);
    }
}
