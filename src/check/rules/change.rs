//! Change rules. They compare two states of a register and report
//! nothing if there is only one.

mod changed_lifecycle_date;
mod date_already_past;
mod deprecated_before_successor;
mod illegal_transition;
mod ledger_rewritten;
mod not_born_draft;
mod number_not_next;
mod pruned_scope;
mod removed_document;
mod renamed_slug;
mod renamed_test_case;
mod renumbered;
mod renumbered_requirement;
mod settings_changed;
mod several_new_documents;
mod stabilized_untested;
mod stable_scope_version_changed;
mod stable_text_changed;
mod timeline;
mod timeline_rewritten;

use super::words::*;
use crate::check::rule::*;
use crate::model::lifecycle::{Legality, Status, transition};
use crate::model::name::NameKind;
use std::collections::{BTreeMap, HashSet};

pub use settings_changed::RULE as SETTINGS_CHANGED;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &illegal_transition::RULE,
    &renamed_slug::RULE,
    &renumbered::RULE,
    &removed_document::RULE,
    &changed_lifecycle_date::RULE,
    &date_already_past::RULE,
    &stable_text_changed::RULE,
    &renumbered_requirement::RULE,
    &number_not_next::RULE,
    &several_new_documents::RULE,
    &not_born_draft::RULE,
    &stabilized_untested::RULE,
    &deprecated_before_successor::RULE,
    &stable_scope_version_changed::RULE,
    &timeline_rewritten::RULE,
    &renamed_test_case::RULE,
    &pruned_scope::RULE,
    &ledger_rewritten::RULE,
    &settings_changed::RULE,
];

/// Whether both front matters were parsed completely, so that an absent key is really absent.
fn readable(old: &Document, new: &Document) -> bool {
    old.front.complete() && new.front.complete()
}
