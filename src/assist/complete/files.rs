//! Documents, test cases and scripts as completion items.

use crate::assist::{AssistContext, Completion, CompletionKind, cards};
use crate::model::document::Document;
use crate::model::testcases::declared;
use crate::model::trace::description;
use std::collections::BTreeSet;

/// A document under the given label, with its title and state.
pub(super) fn document(context: AssistContext<'_>, document: &Document, name: &str, sort: u32) -> Completion {
    Completion::new(name, CompletionKind::Document, sort)
        .detail(format!("{} · {}", document.title(), document.state_words(context.at)))
        .documentation(cards::document(context, document))
}

/// Sort key relative to `own`: documents of its number first, then those of its track.
pub(super) fn proximity(own: &Document, other: &Document, at: u32) -> u32 {
    let far = match () {
        () if own.name.number.is_some() && own.name.number == other.name.number => 0,
        () if own.track().is_some() && own.track() == other.track() => 100_000,
        () => 200_000,
    };
    far + at.min(99_999)
}

pub(super) fn test_case(context: AssistContext<'_>, id: &str, sort: u32) -> Completion {
    let text = description(context.corpus, id).unwrap_or_default();
    Completion::new(id, CompletionKind::TestCase, sort).documentation(cards::plain(text)).detail(text)
}

/// Scripts named by scope files or front matter.
pub(super) fn scripts(context: AssistContext<'_>) -> Vec<Completion> {
    let corpus = context.corpus;
    let scripts = corpus.scopes.iter().flat_map(|scope| &scope.scripts);
    let scripts = scripts.filter_map(|script| script.executable.as_ref().map(|found| found.text.as_str()));
    let declared = corpus.documents.iter().flat_map(declared);
    let declared = declared.filter_map(|case| case.executable.and_then(|node| node.as_str()));
    let all: BTreeSet<&str> = scripts.chain(declared).collect();
    all.into_iter().map(|path| Completion::new(path, CompletionKind::Value, 0).detail("script")).collect()
}
