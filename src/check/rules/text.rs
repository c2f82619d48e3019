//! Rules on running text.

mod broken_table;
pub mod conflict_marker;
mod mixed_negation;
mod not_a_table;
mod page_hazard;
mod repeated_word;
mod undeclared_keywords;
mod unfinished_text;
mod unknown_keyword;

use super::words::*;
use crate::check::rule::*;
use crate::model::markdown::Text;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &mixed_negation::RULE,
    &undeclared_keywords::RULE,
    &unknown_keyword::RULE,
    &page_hazard::RULE,
    &broken_table::RULE,
    &not_a_table::RULE,
    &conflict_marker::RULE,
    &unfinished_text::RULE,
    &repeated_word::RULE,
];

/// The keywords of RFC 2119, without negations.
const KEYWORDS: [&str; 7] = ["MUST", "SHALL", "SHOULD", "REQUIRED", "RECOMMENDED", "MAY", "OPTIONAL"];

/// Uppercase keywords in unquoted running text, as whole words, in order: the text that each
/// is in, its location, and the keyword.
fn keywords(document: &Document) -> impl Iterator<Item = (&Text, usize, &'static str)> {
    // No keyword is a prefix of another, so the kind of match only affects speed.
    static SEARCH: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(KEYWORDS).ok());
    let texts = &document.body.texts;
    let whole = document.source.text();
    let body = document.source.slice(document.body.span);
    let found = SEARCH.iter().flat_map(move |search| search.find_iter(body));
    found.filter_map(move |found| {
        let keyword = *KEYWORDS.get(found.pattern().as_usize())?;
        let start = document.body.span.start as usize + found.start();
        let end = start + keyword.len();
        let next = texts.partition_point(|text| text.span.start as usize <= start);
        let text = texts.get(next.checked_sub(1)?).filter(|text| end <= text.span.end as usize && !text.in_quote)?;
        let before = whole.get(text.span.start as usize..start)?.chars().next_back();
        let behind = whole.get(end..text.span.end as usize)?.chars().next();
        let word = |c: char| c.is_alphanumeric() || c == '_';
        (!before.is_some_and(word) && !behind.is_some_and(word)).then_some((text, start, keyword))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Entry;

    #[test]
    fn keywords_are_whole_words_in_capitals() {
        let text = "---\n---\n\nMUST, (MAY) MUSTARD a\\_SHALL éMUST SHOULD2 Must RECOMMENDED OPTIONALé _SHOULD_ `MAY`\n\n> MAY\n\nMUST";
        let document = Document::parse("Standards/scs-0100-v1-x.md", &Entry::File(text.as_bytes().into()));
        let found: Vec<_> = keywords(&document).map(|(_, at, keyword)| (&text[at..], keyword)).collect();
        let words: Vec<_> = found.iter().map(|(_, keyword)| *keyword).collect();
        assert_eq!(words, ["MUST", "MAY", "RECOMMENDED", "SHOULD", "MUST"]);
        assert!(found.iter().all(|(rest, keyword)| rest.starts_with(keyword)), "{found:?}");
    }
}
