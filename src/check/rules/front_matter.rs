//! Rules on front matter, and on the text of files as a whole.
//!
//! Violations of the schemas are assigned in `claims`: each belongs to exactly one rule.

mod byte_order_mark;
mod claims;
mod comment_cuts_value;
mod copied_title;
mod duplicate_key;
mod duplicate_list_entry;
mod empty_title;
mod extra_key;
mod forbidden_key;
mod hidden_characters;
mod invalid_date;
mod invalid_utf8;
mod invalid_value;
mod invalid_yaml;
mod line_endings;
mod missing_front_matter;
mod missing_key;
mod oversized;
mod repeated_front_matter;
mod scalar_for_list;
mod template_comment;
mod template_placeholder;
mod title_markup;
mod unclosed_front_matter;
mod unknown_key;
mod wrong_type;
mod yaml_not_portable;

use super::words::*;
use crate::check::rule::*;
use crate::model::document::{DocumentType, Fence};
use crate::patch::double_quoted;
use crate::value::schema::{Fault, Key, Violation, node_at};
use crate::value::{Entry, Kind, Node, ProblemKind, Style};

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &missing_front_matter::RULE,
    &unclosed_front_matter::RULE,
    &repeated_front_matter::RULE,
    &byte_order_mark::RULE,
    &line_endings::RULE,
    &invalid_utf8::RULE,
    &invalid_yaml::RULE,
    &yaml_not_portable::RULE,
    &duplicate_key::RULE,
    &unknown_key::RULE,
    &extra_key::RULE,
    &missing_key::RULE,
    &wrong_type::RULE,
    &scalar_for_list::RULE,
    &duplicate_list_entry::RULE,
    &invalid_value::RULE,
    &invalid_date::RULE,
    &forbidden_key::RULE,
    &empty_title::RULE,
    &title_markup::RULE,
    &copied_title::RULE,
    &template_placeholder::RULE,
    &template_comment::RULE,
    &comment_cuts_value::RULE,
    &hidden_characters::RULE,
    &oversized::RULE,
];

/// The value that a violation is about, if it exists.
fn value<'a>(document: &'a Document, violation: &Violation) -> Option<&'a Node> {
    document.front.root.as_ref().and_then(|root| node_at(root, &violation.path))
}

/// The first sentence of the description of a key, for use within a sentence.
fn meaning(key: Key<'_>) -> String {
    let text = key.description();
    let text = text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.');
    let mut chars = text.chars();
    // An abbreviation keeps its capitals.
    match chars.next() {
        Some(first) if !chars.as_str().starts_with(char::is_uppercase) => first.to_lowercase().chain(chars).collect(),
        _ => text.into(),
    }
}

/// `text` in the quotes that `node` has now, if any.
fn requoted(document: &Document, node: &Node, text: &str) -> String {
    let written = document.source.slice(node.span);
    match written.chars().next().filter(|_| node.style == Style::Quoted) {
        Some(quote @ ('"' | '\'')) => format!("{quote}{text}{quote}"),
        _ => text.into(),
    }
}

/// Whether a value can be replaced: it is on one line, without an anchor or tag before it.
fn replaceable(document: &Document, node: &Node) -> bool {
    node.style != Style::Block && !node.span.is_empty() && !document.source.slice(node.span).contains(['\n', '\r'])
}

/// A value as written, for a message.
fn shown(document: &Document, span: Span) -> String {
    short(document.source.slice(span).trim())
}
