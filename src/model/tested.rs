//! Documentation of conformance tests, which a Standard needs before it becomes stable.
//!
//! Clause: scs-0001-v1, *Stabilized phase*.

use super::Corpus;
use super::document::{Document, DocumentType, Track};
use super::testcases::{declared, looks_like_id, pattern_prefix};
use crate::text::Span;

/// Documentation of tests.
#[derive(Clone, Copy, Debug)]
pub enum Evidence<'a> {
    /// The document or a supplement mentions a test case.
    Cases,
    /// There is a section on tests with text, without a test case.
    Section,
    /// There is a placeholder section on tests: the document and its heading.
    Empty(&'a Document, Span),
    /// There is nothing.
    Nothing,
}

/// The documentation of tests of a Standard, if it is insufficient to become stable. A scope document requires other
/// standards, and is tested by their tests.
pub fn untested<'a>(corpus: &'a Corpus, document: &'a Document) -> Option<Evidence<'a>> {
    let needs = document.kind == Some(DocumentType::Standard) && document.track() != Some(Track::Scopes);
    let found = evidence(corpus, document);
    (needs && !matches!(found, Evidence::Cases | Evidence::Section)).then_some(found)
}

/// The documentation of tests in the document and its supplements. Supplements of the same number count
/// too, since `supplements` is often forgotten for a new version.
pub fn evidence<'a>(corpus: &'a Corpus, document: &'a Document) -> Evidence<'a> {
    let mut family = vec![document];
    family.extend(corpus.supplements(document));
    if let Some(number) = document.name.number {
        family.extend(corpus.by_number(number).into_iter().filter(|other| other.is_supplement()));
    }
    if family.iter().any(|member| declared(member).next().is_some()) {
        return Evidence::Cases;
    }
    let mut codes = family.iter().flat_map(|member| &member.body.codes).map(|code| code.text.trim());
    let names =
        |code: &str| corpus.tests.cases.contains_key(code) || looks_like_id(code) || pattern_prefix(code).is_some();
    if codes.any(names) {
        return Evidence::Cases;
    }
    let mut empty = None;
    for member in family {
        for (index, heading) in member.body.headings.iter().enumerate() {
            if !is_on_tests(&heading.text) {
                continue;
            }
            if has_content(member.source.slice(member.body.section_span(index))) {
                return Evidence::Section;
            }
            empty.get_or_insert(Evidence::Empty(member, heading.text_span));
        }
    }
    empty.unwrap_or(Evidence::Nothing)
}

/// Whether a heading begins a section on tests: *Conformance Tests*, *Automated tests*, *Testing*.
fn is_on_tests(heading: &str) -> bool {
    let words = heading.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_lowercase).any(|word| {
        matches!(word.as_str(), "test" | "tests" | "testing" | "testcase" | "testcases" | "validation" | "conformance")
    })
}

/// Whether the text of a section is more than a placeholder. Headings and comments do not count.
fn has_content(text: &str) -> bool {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, comment)) = rest.split_once("<!--") {
        plain.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let lines = plain.lines().filter(|line| !line.trim_start().starts_with('#'));
    let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let placeholder = ["tbd", "todo", "tba", "none", "optional", "missing", "wip"];
    match words.as_slice() {
        [] => false,
        [word] => !placeholder.contains(word),
        ["to", "be", "done" | "defined" | "written" | "added" | "determined"] => false,
        ["not" | "none", "yet"] | ["no", "tests"] | ["no", "tests", "yet"] | ["work", "in", "progress"] => false,
        // "This section will be written when the tests are there."
        words => words.len() > 20 || !words.windows(3).any(announces),
    }
}

/// Whether three words promise text or tests for later.
fn announces(words: &[&str]) -> bool {
    matches!(words, ["will", "be", "written" | "updated" | "added" | "defined" | "described" | "developed" | "done"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_does_not_count_as_text() {
        for text in [
            "This section will be updated when the tests are written.",
            "",
            "\n\n",
            "<!-- later -->",
            "TBD",
            "*To be done.*",
            "### Automated\n\nTODO\n",
            "Not yet.",
        ] {
            assert!(!has_content(text), "{text}");
        }
        for text in [
            "Support will be tested with the upstream suite.",
            "Run the script `x.py`.",
            "TBD <!-- y --> see the supplement",
            "no tests are needed, since",
        ] {
            assert!(has_content(text), "{text}");
        }
        assert!(is_on_tests("Conformance Tests") && is_on_tests("Implementation and testing notes"));
        assert!(!is_on_tests("Attested latest contest"));
    }
}
