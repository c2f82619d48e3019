//! Hover.

use super::answers::{defined, named_in};
use super::occurrences::{Entity, at, document_at, in_file};
use super::{AssistContext, Cursor, Hover, cards};
use crate::check::rules;
use crate::report::rule_text;

/// Hover text for the symbol under the cursor.
pub fn hover(context: AssistContext<'_>, cursor: Cursor<'_>) -> Option<Hover> {
    let here = at(context, cursor)?;
    let markdown = text_of(context, &here.entity, cursor)?;
    Some(Hover { span: here.reach, markdown })
}

fn text_of(context: AssistContext<'_>, entity: &Entity, cursor: Cursor<'_>) -> Option<String> {
    let corpus = context.corpus;
    match entity {
        Entity::Document(index) => corpus.documents.get(*index).map(|document| cards::document(context, document)),
        Entity::Anchor(path, anchor) => section(context, path, anchor, cursor),
        Entity::Scope(index) => cards::scope(context, *index),
        Entity::TestCase(id) => Some(cards::test_case(context, id)),
        Entity::Requirement(index, number) => cards::requirement(context, *index, *number),
        Entity::Module(scope, id) => cards::module(context, *scope, id),
        Entity::Version(scope, name) => cards::version(context, *scope, name),
        Entity::Rule(name) => {
            let rule = rules::find(name)?;
            Some(format!("**{name}**\n\n{}", rule_text::markdown(rule, corpus)))
        }
        Entity::Key(schema, path) => schema.at(path).map(cards::key),
        Entity::File(path) => Some(cards::code(path)),
        Entity::Footnote(path, _) => text_at(context, path, entity),
        Entity::Label(path, label) => {
            // The target of a definition is more informative than its URL.
            let places = in_file(context, path);
            let definition = places.iter().find(|place| place.declares && place.entity == *entity)?;
            let line = |offset: u32| corpus.source(path).map(|source| source.line_of(offset as usize));
            let target = places.iter().find(|place| {
                place.span.start >= definition.span.end
                    && line(place.span.start) == line(definition.span.end)
                    && matches!(
                        place.entity,
                        Entity::Document(_) | Entity::Anchor(..) | Entity::Scope(_) | Entity::File(_)
                    )
            });
            match target {
                Some(target) => text_of(context, &target.entity, cursor),
                None => text_at(context, path, &Entity::Label(path.clone(), label.clone())),
            }
        }
    }
}

/// An anchor: its heading, and its document if it is another one. On the heading itself: links to it.
fn section(context: AssistContext<'_>, path: &str, anchor: &str, cursor: Cursor<'_>) -> Option<String> {
    let (index, document) = document_at(context.corpus, path)?;
    let heading = document.body.headings.iter().find(|heading| heading.anchor == anchor);
    let name = heading.map_or_else(|| cards::code(anchor), |heading| cards::plain(&heading.text));
    if path == cursor.path {
        let entity = Entity::Anchor(path.to_owned(), anchor.to_owned());
        let links = named_in(context, &entity, false).len();
        let links = crate::text::layout::counted(links, "link");
        return Some(format!("**{name}**\n\n{} · {links} in the register", cards::code(&format!("#{anchor}"))));
    }
    let known = document.body.anchors.contains(anchor);
    let lead = if known { format!("Section **{name}** of") } else { format!("There is no section {name} in") };
    index.map(|_| format!("{lead}\n\n{}", cards::document(context, document)))
}

/// The text of a definition, as it is written.
fn text_at(context: AssistContext<'_>, path: &str, entity: &Entity) -> Option<String> {
    let place = defined(context, entity).into_iter().next()?;
    let source = context.corpus.source(path)?;
    let line = source.line_text(source.line_of(place.span.start as usize)).trim();
    let short: String = line.chars().take(500).collect();
    Some(cards::plain(&short))
}
