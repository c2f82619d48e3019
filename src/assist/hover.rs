//! What is told of the thing under the cursor.

use super::answers::{defined, named_in};
use super::things::{Thing, at, document_at, in_file};
use super::{Desk, Hover, Spot, cards};
use crate::check::rules;
use crate::report::rule_text;

/// What is to be told of the thing at a place.
pub fn hover(desk: Desk<'_>, spot: Spot<'_>) -> Option<Hover> {
    let here = at(desk, spot)?;
    let markdown = told(desk, &here.thing, spot)?;
    Some(Hover { span: here.reach, markdown })
}

fn told(desk: Desk<'_>, thing: &Thing, spot: Spot<'_>) -> Option<String> {
    let corpus = desk.corpus;
    match thing {
        Thing::Document(index) => corpus.documents.get(*index).map(|document| cards::document(desk, document)),
        Thing::Anchor(path, anchor) => section(desk, path, anchor, spot),
        Thing::Scope(index) => cards::scope(desk, *index),
        Thing::TestCase(id) => Some(cards::test_case(desk, id)),
        Thing::Module(scope, id) => cards::module(desk, *scope, id),
        Thing::Version(scope, name) => cards::version(desk, *scope, name),
        Thing::Rule(name) => {
            let rule = rules::find(name)?;
            Some(format!("**{name}**\n\n{}", rule_text::markdown(rule, corpus)))
        }
        Thing::Key(schema, path) => schema.at(path).map(cards::key),
        Thing::File(path) => Some(cards::code(path)),
        Thing::Footnote(path, _) => text_at(desk, path, thing),
        Thing::Label(path, label) => {
            // What the definition leads to says more than its address.
            let places = in_file(desk, path);
            let definition = places.iter().find(|place| place.declares && place.thing == *thing)?;
            let line = |offset: u32| corpus.source(path).map(|source| source.line_of(offset as usize));
            let target = places.iter().find(|place| {
                place.span.start >= definition.span.end
                    && line(place.span.start) == line(definition.span.end)
                    && matches!(place.thing, Thing::Document(_) | Thing::Anchor(..) | Thing::Scope(_) | Thing::File(_))
            });
            match target {
                Some(target) => told(desk, &target.thing, spot),
                None => text_at(desk, path, &Thing::Label(path.clone(), label.clone())),
            }
        }
    }
}

/// A place in a document: the heading, and the document where it is another one. On the heading itself: who links to it.
fn section(desk: Desk<'_>, path: &str, anchor: &str, spot: Spot<'_>) -> Option<String> {
    let (index, document) = document_at(desk.corpus, path)?;
    let heading = document.body.headings.iter().find(|heading| heading.anchor == anchor);
    let name = heading.map_or_else(|| cards::code(anchor), |heading| cards::plain(&heading.text));
    if path == spot.path {
        let thing = Thing::Anchor(path.to_owned(), anchor.to_owned());
        let links = named_in(desk, &thing, false).len();
        let links = crate::report::layout::counted(links, "link");
        return Some(format!("**{name}**\n\n{} · {links} in the register", cards::code(&format!("#{anchor}"))));
    }
    let known = document.body.anchors.contains(anchor);
    let lead = if known { format!("Section **{name}** of") } else { format!("There is no place {name} in") };
    index.map(|_| format!("{lead}\n\n{}", cards::document(desk, document)))
}

/// The text of a definition, as it is written.
fn text_at(desk: Desk<'_>, path: &str, thing: &Thing) -> Option<String> {
    let place = defined(desk, thing).into_iter().next()?;
    let source = desk.corpus.source(path)?;
    let line = source.line_text(source.line_of(place.span.start as usize)).trim();
    let short: String = line.chars().take(500).collect();
    Some(cards::plain(&short))
}
