//! Rules on links and references.

mod address_case;
mod bare_document_mention;
mod broken_anchor;
mod broken_document_link;
mod broken_relative_link;
mod broken_repository_link;
mod duplicate_definition;
mod folder_link;
mod link_text_mismatch;
mod link_to_branch;
mod link_to_deprecated;
mod local_path_link;
mod misspelled_document_id;
mod relative_parent_link;
mod undefined_footnote;
mod undefined_reference;
mod unused_reference;

use super::words::*;
use crate::check::rule::*;
use crate::load::Found;
use crate::model::links::Target;
use crate::model::markdown::{Link, LinkKind, label_key};
use crate::model::name::mentions;
use crate::text::path::file_name;
use std::collections::HashSet;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &broken_relative_link::RULE,
    &broken_anchor::RULE,
    &broken_document_link::RULE,
    &broken_repository_link::RULE,
    &link_text_mismatch::RULE,
    &link_to_deprecated::RULE,
    &link_to_branch::RULE,
    &relative_parent_link::RULE,
    &folder_link::RULE,
    &local_path_link::RULE,
    &address_case::RULE,
    &undefined_footnote::RULE,
    &undefined_reference::RULE,
    &unused_reference::RULE,
    &duplicate_definition::RULE,
    &bare_document_mention::RULE,
    &misspelled_document_id::RULE,
];

fn links<'a>(document: &'a Document, cx: &Cx<'a>) -> impl Iterator<Item = (&'a Link, &'a Target)> + use<'a> {
    let targets = cx.corpus.index_of(document).map(|index| cx.corpus.targets(index)).unwrap_or_default();
    document.body.links.iter().zip(targets)
}

/// The same, but reference links only once per definition, if they are fixed.
fn written_targets<'a>(document: &'a Document, cx: &Cx<'a>) -> impl Iterator<Item = (&'a Link, &'a Target)> + use<'a> {
    let mut seen = HashSet::new();
    links(document, cx).filter(move |(link, _)| link.kind != LinkKind::Reference || seen.insert(link.target_span))
}

/// Whether a page has an anchor, including those that browsers provide and those that the site generates for footnotes.
fn has_anchor(document: &Document, anchor: &str) -> bool {
    let provided = anchor.is_empty() || anchor.eq_ignore_ascii_case("top") || anchor.starts_with(":~:");
    let note = anchor.strip_prefix("user-content-fn-");
    let note = note.is_some_and(|label| document.body.footnotes.iter().any(|note| label_key(&note.label) == label));
    provided || note || document.body.anchors.contains(anchor)
}
