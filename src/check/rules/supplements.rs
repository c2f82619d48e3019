//! Rules on supplements and the documents they supplement.

mod orphan_supplement;
mod supplement_behind;
mod supplement_number_mismatch;
mod supplement_title;
mod supplement_track_mismatch;
mod unknown_supplemented;

use super::lifecycle::{certain, unknown_names};
use super::words::*;
use crate::check::rule::*;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &unknown_supplemented::RULE,
    &supplement_number_mismatch::RULE,
    &supplement_track_mismatch::RULE,
    &supplement_title::RULE,
    &supplement_behind::RULE,
    &orphan_supplement::RULE,
];

/// The existing documents that a supplement names, each with its location.
fn supplemented<'a>(document: &'a Document, cx: &Cx<'a>) -> Vec<(&'a Document, Span)> {
    let corpus = cx.corpus;
    let known = document.list("supplements").filter_map(|(name, span)| Some((corpus.by_file(name)?, span)));
    known.filter(|(other, _)| !other.is_supplement()).collect()
}
