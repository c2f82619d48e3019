//! Hover.

use super::answers::{defined, named_in};
use super::things::{Thing, at, document_at, in_file};
use super::{AssistContext, Cursor, Hover, cards};
use crate::check::rules;
use crate::report::rule_text;

/// Hover text for the symbol under the cursor.
pub fn hover(context: AssistContext<'_>, cursor: Cursor<'_>) -> Option<Hover> {
    let here = at(context, cursor)?;
    let markdown = told(context, &here.thing, cursor)?;
    Some(Hover { span: here.reach, markdown })
}

fn told(context: AssistContext<'_>, thing: &Thing, cursor: Cursor<'_>) -> Option<String> {
    let corpus = context.corpus;
    match thing {
        Thing::Document(index) => corpus.documents.get(*index).map(|document| cards::document(context, document)),
        Thing::Anchor(path, anchor) => section(context, path, anchor, cursor),
        Thing::Scope(index) => cards::scope(context, *index),
        Thing::TestCase(id) => Some(cards::test_case(context, id)),
        Thing::Module(scope, id) => cards::module(context, *scope, id),
        Thing::Version(scope, name) => cards::version(context, *scope, name),
        Thing::Rule(name) => {
            let rule = rules::find(name)?;
            Some(format!("**{name}**\n\n{}", rule_text::markdown(rule, corpus)))
        }
        Thing::Key(schema, path) => schema.at(path).map(cards::key),
        Thing::File(path) => Some(cards::code(path)),
        Thing::Footnote(path, _) => text_at(context, path, thing),
        Thing::Label(path, label) => {
            // The target of a definition says more than its address.
            let places = in_file(context, path);
            let definition = places.iter().find(|place| place.declares && place.thing == *thing)?;
            let line = |offset: u32| corpus.source(path).map(|source| source.line_of(offset as usize));
            let target = places.iter().find(|place| {
                place.span.start >= definition.span.end
                    && line(place.span.start) == line(definition.span.end)
                    && matches!(place.thing, Thing::Document(_) | Thing::Anchor(..) | Thing::Scope(_) | Thing::File(_))
            });
            match target {
                Some(target) => told(context, &target.thing, cursor),
                None => text_at(context, path, &Thing::Label(path.clone(), label.clone())),
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
        let thing = Thing::Anchor(path.to_owned(), anchor.to_owned());
        let links = named_in(context, &thing, false).len();
        let links = crate::text::layout::counted(links, "link");
        return Some(format!("**{name}**\n\n{} · {links} in the register", cards::code(&format!("#{anchor}"))));
    }
    let known = document.body.anchors.contains(anchor);
    let lead = if known { format!("Section **{name}** of") } else { format!("There is no place {name} in") };
    index.map(|_| format!("{lead}\n\n{}", cards::document(context, document)))
}

/// The text of a definition, as it is written.
fn text_at(context: AssistContext<'_>, path: &str, thing: &Thing) -> Option<String> {
    let place = defined(context, thing).into_iter().next()?;
    let source = context.corpus.source(path)?;
    let line = source.line_text(source.line_of(place.span.start as usize)).trim();
    let short: String = line.chars().take(500).collect();
    Some(cards::plain(&short))
}
