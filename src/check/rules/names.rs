//! Rules on file names.

mod slug_charset;

use crate::check::rule::Rule;

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] = &[&slug_charset::RULE];
