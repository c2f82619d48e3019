//! Documents, test cases and scripts as completion items.

use super::Item;
use crate::assist::{AssistContext, CompletionKind, cards};
use crate::model::document::Document;
use crate::model::testcases::declared;
use std::collections::{BTreeSet, HashMap};

/// A document under the given label, with its title and state.
pub(super) fn document(context: AssistContext<'_>, document: &Document, name: &str, sort: u32) -> Item {
    Item::new(name, CompletionKind::Document, sort)
        .detail(format!("{} · {}", document.title(), document.state_words(context.at)))
        .documentation(cards::document(context, document))
}

/// Sort key relative to `own`: documents of its number first, then those of its track.
pub(super) fn nearness(own: &Document, other: &Document, at: usize) -> u32 {
    let far = match () {
        () if own.name.number.is_some() && own.name.number == other.name.number => 0,
        () if own.track().is_some() && own.track() == other.track() => 100_000,
        () => 200_000,
    };
    far + u32::try_from(at).unwrap_or(0).min(99_999)
}

/// Descriptions of test cases by id, from scope files, else from front matter.
pub(super) struct Checks<'a>(HashMap<&'a str, &'a str>);

impl<'a> Checks<'a> {
    /// Collects them from the whole register.
    pub fn of(context: AssistContext<'a>) -> Self {
        let corpus = context.corpus;
        let scopes = corpus.scopes.iter().flat_map(|scope| scope.testcases());
        let scopes = scopes.map(|(_, case)| (case.id.text.as_str(), case.description.as_str()));
        let declared = corpus.documents.iter().flat_map(declared);
        let declared = declared.filter_map(|case| Some((case.id.as_str()?, case.node.text("description")?)));
        let mut known = HashMap::new();
        for (id, text) in scopes.chain(declared).filter(|(_, text)| !text.is_empty()) {
            known.entry(id).or_insert(text);
        }
        Checks(known)
    }

    /// A test case with its description.
    pub fn item(&self, id: &str, sort: u32) -> Item {
        let text = self.0.get(id).copied().unwrap_or_default();
        Item::new(id, CompletionKind::TestCase, sort).documentation(cards::plain(text)).detail(text)
    }
}

/// Scripts named by scope files or front matter.
pub(super) fn scripts(context: AssistContext<'_>) -> Vec<Item> {
    let corpus = context.corpus;
    let scripts = corpus.scopes.iter().flat_map(|scope| &scope.scripts);
    let scripts = scripts.filter_map(|script| script.executable.as_ref().map(|found| found.text.as_str()));
    let declared = corpus.documents.iter().flat_map(declared);
    let declared = declared.filter_map(|case| case.executable.and_then(|node| node.as_str()));
    let all: BTreeSet<&str> = scripts.chain(declared).collect();
    all.into_iter().map(|path| Item::new(path, CompletionKind::Value, 0).detail("script")).collect()
}
