//! Rename: test cases that no stable scope version uses, and slugs of proposals.

use super::answers::named_in;
use super::occurrences::{Entity, at, document_at};
use super::{AssistContext, Cursor, Edits, Rename};
use crate::edit::mentions;
use crate::model::document::Document;
use crate::model::identity::identity;
use crate::model::name::{Name, NameKind, is_slug};
use crate::model::scope_index::ModulePlace;
use crate::model::testcases::declared;
use crate::model::trace::Trace;
use crate::text::Span;
use std::collections::BTreeSet;

/// The range and current name to rename: the ID of a test case or the slug of a document. Whether it can be
/// renamed is decided by [`rename`].
pub fn prepare_rename(context: AssistContext<'_>, cursor: Cursor<'_>) -> Option<(Span, String)> {
    let place = at(context, cursor)?;
    if let Entity::TestCase(id) = &place.entity {
        return Some((place.span, id.clone()));
    }
    let document = document_of(context, &place.entity, cursor.path)?;
    let slug = &document.name.slug;
    let written = context.corpus.source(cursor.path)?.slice(place.span);
    // The slug is a part of the file name.
    let span = match written.find(document.name.stem()) {
        Some(start) if !slug.is_empty() => {
            let start = place.span.start as usize + start + document.name.stem().len() - slug.len();
            Span::new(start, start + slug.len())
        }
        _ => place.span,
    };
    Some((span, if slug.is_empty() { document.name.stem().to_owned() } else { slug.clone() }))
}

/// The mentioned document; a heading does not mention its own document.
fn document_of<'a>(context: AssistContext<'a>, entity: &Entity, path: &str) -> Option<&'a Document> {
    match entity {
        Entity::Document(index) => context.corpus.documents.get(*index),
        Entity::Anchor(other, _) if other != path => Some(document_at(context.corpus, other)?.1),
        _ => None,
    }
}

/// Renames the symbol under the cursor everywhere.
///
/// # Errors
/// The reason why it cannot be renamed, or not to this name.
pub fn rename(context: AssistContext<'_>, cursor: Cursor<'_>, new_name: &str) -> Result<Rename, String> {
    let new_name = new_name.trim();
    let nothing = || "only a test case and the slug of a proposal can be renamed, and there is neither here".to_owned();
    let place = at(context, cursor).ok_or_else(nothing)?;
    match &place.entity {
        Entity::TestCase(id) => test_case(context, id, new_name),
        Entity::Requirement(..) => {
            Err("a requirement is numbered by its place in the text and cannot be renamed".to_owned())
        }
        entity => slug(context, document_of(context, entity, cursor.path).ok_or_else(nothing)?, new_name),
    }
}

fn test_case(context: AssistContext<'_>, id: &str, new: &str) -> Result<Rename, String> {
    let corpus = context.corpus;
    if new == id {
        return Ok(Rename::default());
    }
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    let reserved = ["true", "false", "null"].iter().any(|word| new.eq_ignore_ascii_case(word));
    if !new.starts_with(|c: char| c.is_ascii_lowercase()) || !new.bytes().all(fits) || reserved {
        return Err(format!(
            "`{new}` cannot be the ID of a test case: use letters, digits, `-`, `_` and `.`, starting with a \
             lowercase letter"
        ));
    }
    if identity(new).is_some() || new.ends_with(".md") || new.ends_with(".yaml") {
        return Err(format!("`{new}` names a document and cannot be the ID of a test case"));
    }
    if let Some(other) = corpus.tests.cases.get_key_value(new) {
        return Err(format!("there is already a test case `{}`", other.0));
    }
    if let Some(version) = stable_user(context, id) {
        return Err(format!(
            "`{id}` is used by {version}, which is stable: results are stored under this ID, and it must not change; \
             give a new test case a new ID instead"
        ));
    }
    let scopes = corpus.scopes.iter().filter(|scope| !scope.complete()).map(|scope| (&scope.path, &scope.source));
    let fronts = corpus.documents.iter().filter(|document| !document.front.complete());
    let fronts = fronts.map(|document| (&document.path, document.source.as_ref()));
    if let Some((path, _)) = scopes.chain(fronts).find(|(_, source)| source.text().contains(id)) {
        return Err(format!("{path} names `{id}` and cannot be parsed; fix it first"));
    }
    let mut places: BTreeSet<(String, Span)> = BTreeSet::new();
    for place in named_in(context, &Entity::TestCase(id.to_owned()), true) {
        let Some(source) = corpus.source(&place.path) else { continue };
        // A pattern means many test cases and is not renamed.
        if source.slice(place.span).trim_matches('`').trim() == id {
            let inside = source.slice(place.span).find(id).unwrap_or(0);
            let start = place.span.start as usize + inside;
            places.insert((place.path, Span::new(start, start + id.len())));
        } else if !source.slice(place.span).starts_with('`') {
            places.insert((place.path, place.span));
        }
    }
    for (path, span) in arguments(context, id) {
        places.insert((path, span));
    }
    let mut edits = Edits::new();
    for (path, span) in places {
        edits.entry(path).or_default().push((span, new.to_owned()));
    }
    Ok(Rename { edits, moves: Vec::new() })
}

/// Mentions of a test case in the arguments of its scripts.
fn arguments(context: AssistContext<'_>, id: &str) -> Vec<(String, Span)> {
    let corpus = context.corpus;
    let Some(case) = corpus.tests.cases.get(id) else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |path: &str, span: Span| {
        let Some(source) = corpus.source(path) else { return };
        let words = mentions::words(source.slice(span), id);
        found.extend(words.map(|word| (path.to_owned(), word.shifted(span.start as usize))));
    };
    for place in &case.scripts {
        let Some(scope) = corpus.scopes.get(place.scope) else { continue };
        let script = scope.scripts.get(place.index).into_iter();
        script.flat_map(|script| script.templates()).for_each(|text| add(&scope.path, text.span));
    }
    for mention in case.mentions.iter().filter(|mention| mention.declared) {
        let Some(document) = corpus.documents.get(mention.document) else { continue };
        for script in document.front.get("tests").map(|tests| tests.items()).unwrap_or_default() {
            if script.span.contains(mention.span)
                && let Some(args) = script.get("args")
            {
                add(&document.path, args.span);
            }
        }
    }
    found
}

/// A stable version of a scope that uses a test case.
fn stable_user(context: AssistContext<'_>, id: &str) -> Option<String> {
    let corpus = context.corpus;
    let case = corpus.tests.cases.get(id)?;
    for place in &case.modules {
        let scope = corpus.scopes.get(place.scope)?;
        let ties = corpus.scope_index.module(ModulePlace { scope: place.scope, module: place.index });
        let versions = ties.into_iter().flat_map(|ties| &ties.versions);
        let mut versions = versions.filter_map(|index| scope.versions.get(*index));
        if let Some(version) = versions.find(|version| version.stabilized_at.is_some()) {
            return Some(format!("{} {}", scope.name.text, version.name.text));
        }
    }
    let trace = Trace::at(corpus, context.at);
    for mention in case.mentions.iter().filter(|mention| mention.declared) {
        let Some(supplement) = corpus.documents.get(mention.document) else { continue };
        let Some(case) = declared(supplement).find(|case| case.id.span == mention.span) else { continue };
        let documents = supplement.list("supplements").filter_map(|(file, _)| corpus.by_file(file));
        for document in documents.filter(|document| case.belongs_to(document.name.version)) {
            let Some(index) = corpus.index_of(document) else { continue };
            let mut requiring = trace.requiring(index).filter(|(version, _)| version.file.is_none());
            if let Some((version, _)) = requiring.find(|(version, _)| version.stable.is_some()) {
                return Some(version.label());
            }
        }
    }
    None
}

fn slug(context: AssistContext<'_>, document: &Document, new: &str) -> Result<Rename, String> {
    let corpus = context.corpus;
    let name = &document.name;
    match (name.kind, name.number) {
        (NameKind::Document | NameKind::Supplement, Some(_)) => {
            return Err(format!(
                "{} was accepted, and its number and slug are part of its address: they do not change; a new major \
                 version may have \
                 another slug",
                document.id()
            ));
        }
        (NameKind::Proposal | NameKind::Supplement, None) => {}
        _ => return Err(format!("{} is not a proposal; only the slug of a proposal can be renamed", document.path)),
    }
    let stem = name.stem();
    let head = stem.strip_suffix(name.slug.as_str()).unwrap_or_default();
    let bare = new.strip_suffix(".md").unwrap_or(new);
    let bare = bare.strip_prefix(head).unwrap_or(bare);
    if Name::parse(&format!("{bare}.md")).number.is_some() {
        return Err("a proposal gets its number by `scsdoc accept`; here only its slug is renamed".to_owned());
    }
    if !is_slug(bare) {
        return Err(format!(
            "`{bare}` cannot be a slug: use lowercase letters, digits and single hyphens, starting with a letter"
        ));
    }
    if bare == name.slug {
        return Ok(Rename::default());
    }
    let file = format!("{head}{bare}.md");
    let to = corpus.config.document_path(&file);
    if corpus.paths().any(|path| path.eq_ignore_ascii_case(&to)) && !to.eq_ignore_ascii_case(&document.path) {
        return Err(format!("{to} already exists"));
    }
    let mut edits = Edits::new();
    let new_stem = format!("{head}{bare}");
    for path in corpus.paths() {
        let Some(source) = corpus.source(path) else { continue };
        let spans = mentions::in_file(corpus, path, source, stem);
        if !spans.is_empty() {
            let own = spans.into_iter().map(|span| (span, new_stem.clone()));
            edits.insert(path.to_owned(), own.collect());
        }
    }
    Ok(Rename { edits, moves: vec![(document.path.clone(), to)] })
}
