//! Which findings an older state had already: matched by rule, document and meaning, not by line.

use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use crate::model::change::Comparison;
use crate::text::Span;
use crate::text::path::file_name;
use crate::value::{Kind, Node};
use std::collections::HashMap;

/// Marks the findings that `before` (those of the older state) has too. A finding of the older state answers
/// for one of the newer: where there are three and there were two, one is new.
///
/// The place counts first (heading or key), then only the message, so that a section with another
/// heading does not make all of its findings new.
pub(super) fn mark(found: &mut [Diagnostic], before: &[Diagnostic], base: &Comparison<'_>) {
    let renamed: HashMap<&str, &str> = base
        .documents
        .iter()
        .filter_map(|change| change.both())
        .map(|(old, new)| (old.path.as_str(), new.path.as_str()))
        .chain(
            base.scopes
                .iter()
                .filter_map(|(old, new)| Some((old.as_ref()?.path.as_str(), new.as_ref()?.path.as_str()))),
        )
        .collect();
    let mut left: Vec<Option<Key>> = before
        .iter()
        .map(|finding| {
            let path = renamed.get(finding.path.as_str()).copied().unwrap_or(&finding.path);
            Some(Key::new(finding, path, base.old))
        })
        .collect();
    for with_place in [true, false] {
        let mut open: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, key) in left.iter().enumerate().rev() {
            if let Some(key) = key {
                open.entry(key.text(with_place)).or_default().push(index);
            }
        }
        for finding in found.iter_mut().filter(|finding| !finding.known) {
            let key = Key::new(finding, &finding.path, base.new).text(with_place);
            if let Some(index) = open.get_mut(&key).and_then(Vec::pop) {
                finding.known = true;
                if let Some(slot) = left.get_mut(index) {
                    *slot = None;
                }
            }
        }
    }
}

/// What a finding is about, wherever it stands.
struct Key {
    finding: String,
    place: String,
}

impl Key {
    fn new(finding: &Diagnostic, path: &str, corpus: &Corpus) -> Self {
        let message = without_numbers(&finding.message);
        Key {
            finding: format!("{}\0{path}\0{message}", finding.rule),
            place: place(corpus, &finding.path, finding.span),
        }
    }

    fn text(&self, with_place: bool) -> String {
        if with_place { format!("{}\0{}", self.finding, self.place) } else { self.finding.clone() }
    }
}

/// The message with its own counts and places left out: numbers outside of backticks. What stands in
/// backticks is taken from the document, and is the meaning.
fn without_numbers(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut quoted = false;
    for c in message.chars() {
        quoted ^= c == '`';
        match c {
            c if c.is_ascii_digit() && !quoted => {
                if !out.ends_with('#') {
                    out.push('#');
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// The nearest heading or the keys that lead to a place.
fn place(corpus: &Corpus, path: &str, span: Span) -> String {
    let file = file_name(path);
    if let Some(document) = corpus.by_file(file).filter(|document| document.path == path) {
        if let Some(root) = document.front.root.as_ref().filter(|_| document.front.span.contains(span)) {
            return keys(root, span);
        }
        let heading = document.body.section_at(span.start).and_then(|index| document.body.headings.get(index));
        return heading.map(|heading| heading.text.clone()).unwrap_or_default();
    }
    let scope = corpus.scopes.iter().find(|scope| scope.path == path);
    scope.and_then(|scope| scope.root.as_ref()).map(|root| keys(root, span)).unwrap_or_default()
}

/// `modules/targets/main`: the keys of the mappings around a place.
pub(super) fn keys(mut node: &Node, span: Span) -> String {
    let mut path = String::new();
    loop {
        let inner = match &node.kind {
            Kind::Map(entries) => {
                let next = entries.partition_point(|entry| entry.key.span.start <= span.start);
                let entry = next.checked_sub(1).and_then(|at| entries.get(at));
                entry.filter(|entry| entry.span().contains(span)).map(|entry| {
                    path.push('/');
                    path.push_str(entry.name());
                    &entry.value
                })
            }
            Kind::List(items) => {
                let next = items.partition_point(|item| item.span.start <= span.start);
                next.checked_sub(1).and_then(|at| items.get(at)).filter(|item| item.span.contains(span))
            }
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return path,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_where_they_are_names() {
        assert_eq!(without_numbers("line 12 of `scs-0100-v1`"), "line # of `scs-0100-v1`");
        assert_eq!(without_numbers("line 13 of `scs-0100-v1`"), without_numbers("line 7 of `scs-0100-v1`"));
    }
}
