//! Rules on file names.

mod document_not_named;
mod duplicate_number;
mod malformed_name;
mod slug_charset;
mod slug_double_hyphen;
mod slug_start;
mod template_name;
mod track_digit_mismatch;
mod unreadable_file;
mod version_gap;
mod version_zero;

use crate::check::rule::*;
use crate::model::name::NameKind;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &malformed_name::RULE,
    &document_not_named::RULE,
    &slug_charset::RULE,
    &slug_start::RULE,
    &slug_double_hyphen::RULE,
    &track_digit_mismatch::RULE,
    &duplicate_number::RULE,
    &version_gap::RULE,
    &version_zero::RULE,
    &template_name::RULE,
    &unreadable_file::RULE,
];

/// The help for an invalid slug: `rename` says how, as an imperative.
fn slug_help(document: &Document, rename: &str) -> String {
    match document.name.number {
        None => rename.into(),
        Some(_) => {
            format!("{rename}; if the document has been accepted, keep the name and waive the finding in scsdoc.toml")
        }
    }
}

/// Whether a file is named like a template: no number, and the letter `N` for the version.
fn placeholder_name(file: &str) -> bool {
    let start = file.get(..12).map(str::to_ascii_lowercase);
    start.is_some_and(|start| matches!(start.as_str(), "scs-xxxx-vn-" | "scs-xxxx-wn-"))
}

/// Whether the title of a file is a placeholder and its name resembles that of a template.
fn looks_like_template(document: &Document) -> bool {
    let slug_says = document.name.slug == "template" || document.name.slug.ends_with("-template");
    let name_says = match document.name.kind {
        NameKind::Malformed => placeholder_name(&document.name.file),
        NameKind::Proposal => slug_says,
        _ => false,
    };
    let title = document.title();
    name_says && title.len() > 2 && title.starts_with('_') && title.ends_with('_')
}
