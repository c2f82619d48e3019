//! All mentions of a file: links, lists in front matter, scope files, settings, prose and code.

use crate::load::{Entry, Tree};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::links::Target;
use crate::text::{Source, Span};
use crate::value::Kind;

/// Locations of the file name `stem` (without extension) as a whole word, by path. Addresses that
/// do not follow the register — a pinned commit, another site — are left out.
pub fn of(tree: &Tree, corpus: &Corpus, stem: &str) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for (path, entry) in tree.entries.iter().filter(|(path, _)| corpus.source(path).is_some()) {
        let Entry::File(bytes) = entry else { continue };
        let spans = in_file(corpus, path, &Source::new(bytes), stem);
        found.extend(spans.into_iter().map(|span| (path.clone(), span)));
    }
    found
}

/// The same locations in one file, in order.
pub fn in_file(corpus: &Corpus, path: &str, source: &Source, stem: &str) -> Vec<Span> {
    if stem.is_empty() || !source.text().contains(stem) {
        return Vec::new();
    }
    let mut fixed = fixed_addresses(corpus, path);
    fixed.sort_unstable();
    let mut fixed = fixed.into_iter().peekable();
    // One of the addresses that begin before a location extends past it if the longest does.
    let mut reach = 0;
    let follows = |span: &Span| {
        while let Some(address) = fixed.next_if(|address| address.start <= span.start) {
            reach = reach.max(address.end);
        }
        reach < span.end
    };
    words(source.text(), stem).filter(follows).collect()
}

/// Locations of `word` in `text` that are not part of a longer name.
pub fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = Span> + 'a {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices(word).filter_map(move |(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        let alone = !before.is_some_and(part) && !after.is_some_and(part);
        alone.then(|| Span::new(at, at + word.len()))
    })
}

/// Addresses in a file that do not change when a document is renamed.
fn fixed_addresses(corpus: &Corpus, path: &str) -> Vec<Span> {
    let config = &corpus.config;
    let stays = |target: &Target| match target {
        Target::External | Target::Outside => true,
        Target::Repository { reference, .. } => *reference != config.repository.branch,
        _ => false,
    };
    let mut spans = Vec::new();
    let find = |list: &'_ [Document]| list.binary_search_by(|document| document.path.as_str().cmp(path)).ok();
    let document = find(&corpus.documents).and_then(|at| corpus.documents.get(at));
    let template = find(&corpus.templates).and_then(|at| corpus.templates.get(at));
    for document in document.into_iter().chain(template) {
        let links = document.body.links.iter();
        let links = links.filter(|link| stays(&Target::classify(&link.target, path, config)));
        spans.extend(links.map(|link| link.target_span));
    }
    let roots = corpus.scopes.iter().filter(|scope| scope.path == path).filter_map(|scope| scope.root.as_ref());
    for root in roots {
        let mut todo = vec![root];
        while let Some(node) = todo.pop() {
            if let Kind::Text(text) = &node.kind
                && text.contains("://")
                && stays(&Target::classify(text, path, config))
            {
                spans.push(node.span);
            }
            todo.extend(node.items());
            todo.extend(node.entries().iter().map(|entry| &entry.value));
        }
    }
    spans
}
