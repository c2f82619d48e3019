//! Rules on running text.

mod broken_table;
mod mdx;
mod mixed_negation;
mod page_hazard;
mod undeclared_keywords;

use super::links::shorten;
use crate::check::rule::Rule;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// The rules of the group, in the order of the documentation.
pub static RULES: &[&Rule] =
    &[&mixed_negation::RULE, &undeclared_keywords::RULE, &page_hazard::RULE, &broken_table::RULE];

/// The words of RFC 2119 that stand alone, without their negations.
const KEYWORDS: [&str; 7] = ["MUST", "SHALL", "SHOULD", "REQUIRED", "RECOMMENDED", "MAY", "OPTIONAL"];

/// Places of capitalised keywords in `text`, as whole words, in order.
fn keywords(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(KEYWORDS).ok());
    let found = SEARCH.iter().flat_map(move |search| search.find_iter(text));
    found.filter_map(move |found| {
        let (at, keyword) = (found.start(), *KEYWORDS.get(found.pattern().as_usize())?);
        let before = text.get(..at)?.chars().next_back();
        let behind = text.get(at + keyword.len()..)?.chars().next();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        (!before.is_some_and(word) && !behind.is_some_and(word)).then_some((at, keyword))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_whole_words_in_capitals() {
        let found: Vec<_> =
            keywords("MUST, (MAY) MUSTARD a_SHALL éMUST SHOULD2 Must RECOMMENDED OPTIONALé MUST").collect();
        assert_eq!(found, [(0, "MUST"), (7, "MAY"), (48, "RECOMMENDED"), (71, "MUST")]);
    }
}
