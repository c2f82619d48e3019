//! Editing lists in front matter, each in its own style: block with any indentation, brackets, or one text that
//! stands for a list.

use super::front::{self, Edits};
use crate::model::document::Document;
use crate::text::Span;
use crate::value::{Entry, Kind, Node, Style};

/// Sets a list to exactly these items: kept in place where it holds them, else written anew.
pub fn set(document: &Document, key: &str, items: &[&str]) -> Edits {
    let Some(entry) = document.front.entry(key) else { return insert(document, key, items) };
    if let ([one], [item]) = (entry.value.items_or_self(), items)
        && one.as_str().is_some()
    {
        if one.as_str().map(str::trim) == Some(item) && matches!(entry.value.kind, Kind::List(_)) {
            return Vec::new();
        }
        if matches!(entry.value.kind, Kind::List(_)) {
            return vec![(one.span, like(document, one, item))];
        }
    }
    rewrite(document, entry, items)
}

/// Adds an item at the end of a list, where it is not in it yet. A key that is not there is made.
pub fn add(document: &Document, key: &str, item: &str) -> Edits {
    let Some(entry) = document.front.entry(key) else { return insert(document, key, &[item]) };
    let value = &entry.value;
    if document.list(key).any(|(text, _)| text == item) {
        return Vec::new();
    }
    match (&value.kind, value.style) {
        (Kind::List(items), Style::Flow) => flow(document, value, items, item),
        (Kind::List(items), _) => block(document, value, items, item),
        (Kind::Null, _) => set(document, key, &[item]),
        _ => {
            let old = value.as_str().unwrap_or_default().trim().to_owned();
            set(document, key, &[&old, item])
        }
    }
}

/// Replaces an item where it stands, in its own quotes.
pub fn replace(document: &Document, key: &str, old: &str, new: &str) -> Edits {
    let items = document.front.get(key).map(Node::items_or_self).unwrap_or_default();
    let fits = |item: &&Node| item.as_str().map(str::trim) == Some(old);
    items.iter().filter(fits).map(|item| (item.span, like(document, item, new))).collect()
}

/// Takes an item out of a list; with its last item, the key goes too.
pub fn remove(document: &Document, key: &str, item: &str) -> Edits {
    let Some(entry) = document.front.entry(key) else { return Vec::new() };
    let items = entry.value.items_or_self();
    let fits = |node: &&Node| node.as_str().map(str::trim) == Some(item);
    let Some(gone) = items.iter().find(fits) else { return Vec::new() };
    if items.len() == 1 {
        return front::remove(document, key);
    }
    if entry.value.style == Style::Flow {
        let spans: Vec<Span> = items.iter().map(|item| item.span).collect();
        return vec![(front::flow_item(&spans, gone.span), String::new())];
    }
    let source = &document.source;
    let first = source.line_of(gone.span.start as usize);
    let last = source.line_of((gone.span.end as usize).saturating_sub(1).max(gone.span.start as usize));
    vec![(Span { start: source.line_span(first).start, end: source.line_span(last).end }, String::new())]
}

fn insert(document: &Document, key: &str, items: &[&str]) -> Edits {
    if front::in_flow(document) {
        return front::insert(document, key, &brackets(items));
    }
    let lines = items.iter().map(|item| format!("\n  - {}", front::scalar(item, false)));
    front::insert(document, key, &lines.collect::<String>())
}

/// Puts a list in the place of any other value: the key keeps its line and the comment there.
fn rewrite(document: &Document, entry: &Entry, items: &[&str]) -> Edits {
    let (source, value) = (&document.source, &entry.value);
    let colon = front::after_colon(document, entry);
    let head = source.line_span(source.line_of(colon.saturating_sub(1)));
    let head_end = head.start as usize + source.slice(head).trim_end_matches(['\r', '\n']).len();
    let collection = value.style == Style::Block && !matches!(value.kind, Kind::Text(_));
    if front::in_flow(document) || (collection && (value.span.start as usize) < head_end) {
        return front::put(document, entry, &brackets(items));
    }
    let end = value.span.start as usize + source.slice(value.span).trim_end().len();
    let indent = column(document, entry.key.span.start);
    let ending = front::ending_of(document, head);
    let lines: Vec<String> =
        items.iter().map(|item| format!("{:indent$}  - {}", "", front::scalar(item, false))).collect();
    if collection {
        return vec![(Span::new(head_end, end), format!("{ending}{}", lines.join(ending)))];
    }
    let last = source.line_span(source.line_of(end.max(colon).saturating_sub(1)));
    let below = (Span::at(last.end as usize), lines.join(ending) + ending);
    if value.span.is_empty() { vec![below] } else { vec![(Span::new(colon, end), String::new()), below] }
}

fn block(document: &Document, list: &Node, items: &[Node], item: &str) -> Edits {
    let source = &document.source;
    let line_start = |offset: u32| source.line_span(source.line_of(offset as usize)).start;
    let Some(last) = items.last() else { return Vec::new() };
    // What stands before the last item stands before the new one: blanks, the dash, blanks.
    let before = source.slice(Span { start: line_start(last.span.start), end: last.span.start });
    let gap = before.trim_start().strip_prefix('-').filter(|gap| !gap.is_empty() && gap.trim().is_empty());
    let lead = match gap {
        Some(_) => before.to_owned(),
        None => {
            let line = source.slice(Span { start: line_start(list.span.start), end: list.span.end });
            let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
            format!("{}- ", line.get(..blank).unwrap_or(""))
        }
    };
    let end = list.span.start as usize + source.slice(list.span).trim_end().len();
    let line = source.line_span(source.line_of(end.saturating_sub(1)));
    let text = format!("{lead}{}{}", like(document, last, item), front::ending_of(document, line));
    vec![(Span::at(line.end as usize), text)]
}

fn flow(document: &Document, list: &Node, items: &[Node], item: &str) -> Edits {
    let source = &document.source;
    let Some(last) = items.last() else {
        let text = front::scalar(item, true);
        return vec![(Span::at(list.span.start as usize + 1), text)];
    };
    let text = match like(document, last, item) {
        plain if last.style == Style::Plain && plain == item => front::scalar(item, true),
        quoted => quoted,
    };
    let tail = source.slice(Span { start: last.span.end, end: list.span.end });
    let before = items.len().checked_sub(2).and_then(|at| items.get(at));
    let between = before.map(|before| source.slice(Span { start: before.span.end, end: last.span.start }));
    let between = between.filter(|between| !between.contains('#')).unwrap_or(", ");
    let comma = tail.split('#').next().and_then(|tail| tail.find(','));
    match comma {
        // A comma behind the last item stays behind the last item.
        Some(at) => {
            let gap = between.split_once(',').map_or(" ", |(_, gap)| gap);
            vec![(Span::at(last.span.end as usize + at + 1), format!("{gap}{text},"))]
        }
        None => vec![(Span::at(last.span.end as usize), format!("{between}{text}"))],
    }
}

/// A text in the quotes of a neighbour.
fn like(document: &Document, neighbour: &Node, text: &str) -> String {
    let raw = document.source.slice(neighbour.span);
    match neighbour.style {
        Style::Quoted if raw.starts_with('\'') => front::single_quoted(text),
        Style::Quoted => front::double_quoted(text),
        _ => front::scalar(text, neighbour.style == Style::Flow || front::in_flow(document)),
    }
}

fn brackets(items: &[&str]) -> String {
    let items = items.iter().map(|item| front::scalar(item, true));
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// Number of bytes before `offset` on its line, where they are blanks.
fn column(document: &Document, offset: u32) -> usize {
    let line = document.source.line_span(document.source.line_of(offset as usize));
    let before = document.source.slice(Span { start: line.start, end: offset });
    if before.trim().is_empty() { before.len() } else { 0 }
}
