//! Rules of the group; see [`Group`](crate::check::rule::Group). They look at two states of a register, and are
//! silent where only one is known.

mod changed_lifecycle_date;
mod deprecated_before_successor;
mod illegal_transition;
mod not_born_draft;
mod number_not_next;
mod pruned_scope;
mod removed_document;
mod renamed_slug;
mod renamed_test_case;
mod renumbered;
mod several_new_documents;
mod stabilized_untested;
mod stable_scope_version_changed;
mod stable_text_changed;
mod timeline;
mod timeline_rewritten;

use crate::check::rule::Rule;
use crate::model::document::Document;

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] = &[
    &illegal_transition::RULE,
    &renamed_slug::RULE,
    &renumbered::RULE,
    &removed_document::RULE,
    &changed_lifecycle_date::RULE,
    &stable_text_changed::RULE,
    &number_not_next::RULE,
    &several_new_documents::RULE,
    &not_born_draft::RULE,
    &stabilized_untested::RULE,
    &deprecated_before_successor::RULE,
    &stable_scope_version_changed::RULE,
    &timeline_rewritten::RULE,
    &renamed_test_case::RULE,
    &pruned_scope::RULE,
];

/// Longest value that a message quotes in full, in characters.
const LONGEST: usize = 80;

/// A value for a message, cut where it is long.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}

/// `` `a`, `b` and `c` ``; of many the first few.
fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| format!("`{}`", shorten(item))).collect();
    if items.len() > 6 {
        let more = items.len() - 5;
        items.truncate(5);
        return format!("{} and {more} more", items.join(", "));
    }
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// Whether the front matter of both could be read, so that what is missing is really missing.
fn readable(old: &Document, new: &Document) -> bool {
    old.front.complete() && new.front.complete()
}
