//! Rules on running text.

mod broken_table;
mod mdx;
mod mixed_negation;
mod page_hazard;
mod undeclared_keywords;

use super::links::shorten;
use crate::check::rule::Rule;

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] =
    &[&mixed_negation::RULE, &undeclared_keywords::RULE, &page_hazard::RULE, &broken_table::RULE];

/// The words of RFC 2119 that stand alone, without their negations.
const KEYWORDS: [&str; 7] = ["MUST", "SHALL", "SHOULD", "REQUIRED", "RECOMMENDED", "MAY", "OPTIONAL"];

/// Places of capitalised keywords in `text`, as whole words.
fn keywords(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let start = at + rest.find(|c: char| c.is_alphanumeric() || c == '_')?;
            let word = text.get(start..)?;
            let end = word.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(word.len());
            at = start + end;
            let word = word.get(..end)?;
            if let Some(keyword) = KEYWORDS.into_iter().find(|keyword| *keyword == word) {
                return Some((start, keyword));
            }
        }
    })
}
