//! Definitions and references of symbols.

use super::occurrences::{Entity, Mentioned, Occurrence, at, document_at, in_file, in_one_of};
use super::{AssistContext, Cursor, Location};
use crate::model::document::Document;
use crate::model::trace::named;
use crate::text::Span;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};

/// Number of files that one thread searches, so that it can reuse lookups by number.
const AT_ONCE: usize = 64;

/// Definitions of the symbol under the cursor. On a definition of a test case: where it is documented.
pub fn definition(context: AssistContext<'_>, cursor: Cursor<'_>) -> Vec<Location> {
    let Some(here) = at(context, cursor) else { return Vec::new() };
    match &here.entity {
        Entity::TestCase(id) => test_case(context, id, cursor, here.span),
        entity => defined(context, entity),
    }
}

pub(super) fn defined(context: AssistContext<'_>, entity: &Entity) -> Vec<Location> {
    let corpus = context.corpus;
    match entity {
        Entity::Document(index) => corpus.documents.get(*index).map(title_of).into_iter().collect(),
        Entity::Anchor(path, anchor) => anchors(context, path, anchor),
        Entity::Scope(index) => {
            let scope = corpus.scopes.get(*index).into_iter();
            scope.map(|scope| location(&scope.path, scope.name.span)).collect()
        }
        Entity::TestCase(id) => case_places(context, id),
        Entity::File(path) => vec![location(path, Span::default())],
        Entity::Module(scope, _) | Entity::Version(scope, _) => {
            let path = corpus.scopes.get(*scope).map(|scope| scope.path.as_str()).unwrap_or_default();
            declared_in(context, path, entity)
        }
        Entity::Footnote(path, _) | Entity::Label(path, _) => declared_in(context, path, entity),
        Entity::Requirement(index, _) => {
            let document = corpus.documents.get(*index);
            document.map(|document| declared_in(context, &document.path, entity)).unwrap_or_default()
        }
        Entity::Rule(_) | Entity::Key(..) => Vec::new(),
    }
}

/// References to the symbol under the cursor, with or without its definition.
pub fn references(context: AssistContext<'_>, cursor: Cursor<'_>, with_declaration: bool) -> Vec<Location> {
    let Some(here) = at(context, cursor) else { return Vec::new() };
    named_in(context, &here.entity, with_declaration)
}

/// References to a symbol, sorted by location.
pub(super) fn named_in(context: AssistContext<'_>, entity: &Entity, with_declaration: bool) -> Vec<Location> {
    let corpus = context.corpus;
    let files: Vec<&str> = match entity {
        Entity::Footnote(path, _) | Entity::Label(path, _) => vec![path],
        Entity::Module(scope, _) => corpus.scopes.get(*scope).map(|scope| scope.path.as_str()).into_iter().collect(),
        Entity::Key(..) => Vec::new(),
        _ => corpus.paths().collect(),
    };
    let names = match entity {
        Entity::Anchor(_, anchor) => HashSet::from([anchor.clone()]),
        _ => HashSet::new(),
    };
    let own = match entity {
        Entity::Document(index) => corpus.documents.get(*index).map(|document| document.path.as_str()),
        _ => None,
    };
    let look = |files: &[&str]| {
        let mut known = Mentioned::new();
        let mut found = Vec::new();
        for file in files {
            for place in in_one_of(context, file, &mut known) {
                let same = match (entity, &place.entity) {
                    (Entity::Anchor(path, _), Entity::Anchor(other, anchor)) => path == other && names.contains(anchor),
                    // A link to an anchor in a document is a link to the document, unless it is in that document.
                    (Entity::Document(_), Entity::Anchor(path, _)) => own == Some(path) && own != Some(file),
                    (entity, other) => entity == other,
                };
                if same && (with_declaration || !place.declares) {
                    found.push(location(file, place.span));
                }
            }
        }
        found
    };
    let mut found: BTreeSet<Location> = files.par_chunks(AT_ONCE).flat_map_iter(look).collect();
    if let Entity::TestCase(id) = entity {
        for pattern in corpus.tests.patterns_of(id) {
            if let Some(document) = corpus.documents.get(pattern.mention.document) {
                found.insert(location(&document.path, pattern.mention.span));
            }
        }
    }
    found.into_iter().collect()
}

/// The heading or element with this name, else the document.
fn anchors(context: AssistContext<'_>, path: &str, anchor: &str) -> Vec<Location> {
    let Some((_, document)) = document_at(context.corpus, path) else { return Vec::new() };
    let entity = Entity::Anchor(path.to_owned(), anchor.to_owned());
    let found = if document.body.anchors.contains(anchor) { declared_in(context, path, &entity) } else { Vec::new() };
    if found.is_empty() { vec![title_of(document)] } else { found }
}

fn declared_in(context: AssistContext<'_>, path: &str, entity: &Entity) -> Vec<Location> {
    let places = in_file(context, path).into_iter();
    let mut found: Vec<Occurrence> = places.filter(|place| place.declares && place.entity == *entity).collect();
    found.sort_by_key(|place| place.span);
    found.truncate(1);
    found.iter().map(|place| location(path, place.span)).collect()
}

/// A test case: the scripts that report it and the front matter that declares it, except the location itself; on such a
/// location, the section that documents it.
fn test_case(context: AssistContext<'_>, id: &str, cursor: Cursor<'_>, here: Span) -> Vec<Location> {
    let all = case_places(context, id);
    let own = |place: &Location| place.path == cursor.path && place.span == here;
    if !all.iter().any(own) {
        return all;
    }
    let mut found: Vec<Location> = documented(context, id).into_iter().collect();
    found.extend(all.into_iter().filter(|place| !own(place)));
    found
}

/// Where a test case is defined.
fn case_places(context: AssistContext<'_>, id: &str) -> Vec<Location> {
    let corpus = context.corpus;
    let Some(case) = corpus.tests.cases.get(id) else { return Vec::new() };
    let scripts = case.scripts.iter().filter_map(|place| {
        let scope = corpus.scopes.get(place.scope)?;
        Some(location(&scope.path, super::occurrences::unquoted(&scope.source, place.span)))
    });
    let declared = case.mentions.iter().filter(|mention| mention.declared).filter_map(|mention| {
        let document = corpus.documents.get(mention.document)?;
        Some(location(&document.path, super::occurrences::unquoted(&document.source, mention.span)))
    });
    scripts.chain(declared).collect()
}

/// Where a test case is documented: the section that its URL points to, else the first text that mentions it.
pub(super) fn documented(context: AssistContext<'_>, id: &str) -> Option<Location> {
    use crate::model::links::Target;
    let corpus = context.corpus;
    let places = corpus.tests.cases.get(id)?.scripts.iter();
    let urls = places.filter_map(|place| {
        let scope = corpus.scopes.get(place.scope)?;
        let cases = &scope.scripts.get(place.index)?.testcases;
        let url = cases.iter().find(|case| case.id.span == place.span)?.url.as_ref()?;
        let target = Target::classify(&url.text, &scope.path, &corpus.config);
        super::occurrences::target_symbol(corpus, &target, &scope.path)
    });
    let section = urls.filter(|entity| matches!(entity, Entity::Anchor(..))).find_map(|entity| match &entity {
        Entity::Anchor(path, anchor) => {
            let known = document_at(corpus, path).is_some_and(|(_, document)| document.body.anchors.contains(anchor));
            known.then(|| defined(context, &entity).into_iter().next()).flatten()
        }
        _ => None,
    });
    section.or_else(|| {
        use crate::model::trace::Naming;
        let text = named(corpus, id).find(|(_, naming)| !matches!(naming, Naming::Declared));
        text.map(|(place, _)| location(place.path, place.span))
    })
}

fn title_of(document: &Document) -> Location {
    let title = document.front.get("title").map(|node| super::occurrences::inner(&document.source, node));
    location(&document.path, title.unwrap_or(Span::at(document.source.bom_len())))
}

fn location(path: &str, span: Span) -> Location {
    Location { path: path.to_owned(), span }
}
