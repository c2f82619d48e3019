//! The parts of a file as a tree.

use super::occurrences::{document_at, inner, scope_at, unquoted};
use super::{AssistContext, Symbol, SymbolKind};
use crate::model::document::Document;
use crate::model::scope::ScopeFile;
use crate::text::{Source, Span};
use crate::value::{Entry, Node};

/// The parts of a file, as a tree.
pub fn symbols(context: AssistContext<'_>, path: &str) -> Vec<Symbol> {
    let whole = context.corpus.source(path).map(|source| Span::new(0, source.text().len()));
    whole.map(|whole| nested(parts(context, path), whole)).unwrap_or_default()
}

/// Removes symbols outside their parent, such as values of aliases.
fn nested(mut symbols: Vec<Symbol>, within: Span) -> Vec<Symbol> {
    symbols.retain(|symbol| within.contains(symbol.span) && symbol.span.contains(symbol.name_span));
    for symbol in &mut symbols {
        symbol.children = nested(std::mem::take(&mut symbol.children), symbol.span);
    }
    symbols
}

fn parts(context: AssistContext<'_>, path: &str) -> Vec<Symbol> {
    let corpus = context.corpus;
    if let Some((_, document)) = document_at(corpus, path) {
        let front = front_matter(document);
        return front.into_iter().chain(headings(document)).collect();
    }
    if let Some(file) = scope_at(corpus, path).and_then(|index| corpus.scopes.get(index)) {
        return scope(file);
    }
    if path == corpus.config.path {
        let source = &corpus.config.source;
        let entries = corpus.config.root.as_ref().map(Node::entries).unwrap_or_default();
        return entries.iter().map(|entry| key(source, entry)).collect();
    }
    Vec::new()
}

fn front_matter(document: &Document) -> Option<Symbol> {
    let front = &document.front;
    let root = front.root.as_ref()?;
    (!front.opening.is_empty() && !root.entries().is_empty()).then(|| Symbol {
        name: "Front matter".into(),
        detail: String::new(),
        kind: SymbolKind::FrontMatter,
        span: front.span,
        name_span: front.opening,
        children: root.entries().iter().map(|entry| key(&document.source, entry)).collect(),
    })
}

fn key(source: &Source, entry: &Entry) -> Symbol {
    let text = entry.value.key_text().unwrap_or_default();
    // A table of TOML ends where the last of its values ends.
    let ends = entry.value.entries().iter().map(|entry| entry.span().end);
    let items = entry.value.items().iter().flat_map(|item| {
        let inside = item.entries().iter().map(|entry| entry.span().end);
        inside.chain([item.span.end])
    });
    let end = ends.chain(items).chain([entry.span().end]).max().unwrap_or_default();
    let start = entry.key.span.start.min(entry.value.span.start.max(entry.key.span.start));
    Symbol {
        name: named(source.slice(entry.key.span)),
        detail: shown(&text),
        kind: SymbolKind::Key,
        span: Span { start, end: end.max(entry.key.span.end) },
        name_span: entry.key.span,
        children: Vec::new(),
    }
}

/// A label for the list: one short line, never empty.
fn shown(text: &str) -> String {
    let mut line: String = crate::text::escape::terminal_line(text.trim()).chars().take(120).collect();
    if line.len() < text.trim().len() && line.chars().count() == 120 {
        line.push('…');
    }
    line
}

fn named(text: &str) -> String {
    let line = shown(text);
    if line.is_empty() { "(no name)".into() } else { line }
}

fn headings(document: &Document) -> Vec<Symbol> {
    let body = &document.body;
    let mut open: Vec<(u8, Symbol)> = Vec::new();
    let mut top: Vec<Symbol> = Vec::new();
    let close = |open: &mut Vec<(u8, Symbol)>, top: &mut Vec<Symbol>, end: u32| {
        if let Some((_, mut symbol)) = open.pop() {
            symbol.span.end = end.max(symbol.span.end);
            match open.last_mut() {
                Some((_, parent)) => parent.children.push(symbol),
                None => top.push(symbol),
            }
        }
    };
    for heading in body.headings.iter().filter(|heading| !heading.nested) {
        while open.last().is_some_and(|(level, _)| *level >= heading.level) {
            close(&mut open, &mut top, heading.span.start);
        }
        let symbol = Symbol {
            name: named(&heading.text),
            detail: String::new(),
            kind: SymbolKind::Heading,
            span: heading.span,
            name_span: heading.text_span,
            children: Vec::new(),
        };
        open.push((heading.level, symbol));
    }
    while !open.is_empty() {
        close(&mut open, &mut top, body.span.end);
    }
    top
}

fn scope(file: &ScopeFile) -> Vec<Symbol> {
    let Some(root) = &file.root else { return Vec::new() };
    let source = &file.source;
    let entries = root.entries().iter().map(|entry| match entry.name() {
        "scripts" => group(entry, scripts(file)),
        "modules" => group(entry, modules(file)),
        "versions" => group(entry, versions(file)),
        "timeline" => group(entry, timeline(source, entry)),
        _ => key(source, entry),
    });
    entries.collect()
}

fn group(entry: &Entry, children: Vec<Symbol>) -> Symbol {
    let end = children.iter().map(|child| child.span.end).max().unwrap_or_default();
    // The value of an alias is elsewhere.
    let inside = |child: &Symbol| child.span.start >= entry.key.span.start;
    Symbol {
        name: named(entry.name()),
        detail: children.len().to_string(),
        kind: SymbolKind::Group,
        span: Span { start: entry.key.span.start, end: entry.span().end.max(end) },
        name_span: entry.key.span,
        children: children.into_iter().filter(inside).collect(),
    }
}

fn leaf(source: &Source, kind: SymbolKind, name: &str, detail: &str, name_span: Span, span: Span) -> Symbol {
    let name_span = unquoted(source, name_span);
    let span = Span { start: span.start.min(name_span.start), end: span.end.max(name_span.end) };
    Symbol { name: named(name), detail: shown(detail), kind, span, name_span, children: Vec::new() }
}

fn scripts(file: &ScopeFile) -> Vec<Symbol> {
    let scripts = file.scripts.iter().map(|script| {
        let cases = script.testcases.iter().map(|case| {
            let id = &case.id;
            leaf(&file.source, SymbolKind::TestCase, &id.text, &case.description, id.span, id.span)
        });
        let (name, place) = match &script.executable {
            Some(executable) => (executable.text.as_str(), executable.span),
            None => ("manual audit", Span::at(script.span.start as usize)),
        };
        let mut symbol = leaf(&file.source, SymbolKind::Script, name, "", place, script.span);
        symbol.children = cases.filter(|case| symbol.span.contains(case.span)).collect();
        symbol
    });
    scripts.collect()
}

fn modules(file: &ScopeFile) -> Vec<Symbol> {
    let modules = file.modules.iter().map(|module| {
        let name = module.name.as_ref().map(|name| name.text.as_str()).unwrap_or_default();
        leaf(&file.source, SymbolKind::Module, &module.id.text, name, module.id.span, module.span)
    });
    modules.collect()
}

fn versions(file: &ScopeFile) -> Vec<Symbol> {
    let versions = file.versions.iter().map(|version| {
        let date = version.stabilized_at.map(|date| format!("stable from {date} on")).unwrap_or_default();
        leaf(&file.source, SymbolKind::Version, &version.name.text, &date, version.name.span, version.span)
    });
    versions.collect()
}

fn timeline(source: &Source, entry: &Entry) -> Vec<Symbol> {
    let periods = entry.value.items().iter().filter_map(|period| {
        let date = period.get("date")?;
        let versions = period.entries_of("versions");
        let words: Vec<String> = versions
            .iter()
            .take(20)
            .map(|version| format!("{} {}", version.name(), version.value.as_str().unwrap_or("?")))
            .collect();
        let name = source.slice(inner(source, date));
        Some(leaf(source, SymbolKind::Key, name, &words.join(", "), date.span, period.span))
    });
    periods.collect()
}
