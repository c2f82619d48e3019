//! Inlay hints: the state after each mention of a document.

use super::occurrences::{Entity, Occurrence, document_at, in_file};
use super::{AssistContext, Hint};
use crate::model::scope_index::ModulePlace;
use crate::text::Span;
use std::collections::BTreeMap;

/// The state after each mention of a document in a range: link, file name, id, or module of a scope
/// for it.
pub fn hints(context: AssistContext<'_>, path: &str, span: Span) -> Vec<Hint> {
    let corpus = context.corpus;
    let mut found = BTreeMap::new();
    for place in in_file(context, path) {
        if place.reach.end < span.start || place.reach.start > span.end {
            continue;
        }
        let Some(index) = document(context, path, &place) else { continue };
        let Some(document) = corpus.documents.get(index).filter(|document| !document.is_supplement()) else { continue };
        found.entry(place.reach.end).or_insert_with(|| document.life.words(context.at));
    }
    found.into_iter().map(|(offset, text)| Hint { offset: offset as usize, text }).collect()
}

/// The mentioned document, unless it mentions itself.
fn document(context: AssistContext<'_>, path: &str, place: &Occurrence) -> Option<usize> {
    match &place.entity {
        Entity::Document(index) if !place.declares => Some(*index),
        Entity::Anchor(other, _) if other != path => document_at(context.corpus, other)?.0,
        Entity::Module(scope, id) => {
            let module = context.corpus.scopes.get(*scope)?.module_index(id)?;
            context.corpus.scope_index.module(ModulePlace { scope: *scope, module })?.document
        }
        _ => None,
    }
}
