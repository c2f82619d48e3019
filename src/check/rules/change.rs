//! Rules of the group; see [`Group`](crate::check::rule::Group).

use crate::check::rule::Rule;

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] = &[];
