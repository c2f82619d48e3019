//! Normative sentences of a document: those with an uppercase RFC 2119 keyword.
//!
//! A statement does not depend on layout:
//! whitespace is collapsed and markup removed, so that a paragraph that is rewrapped, moved, or
//! listed with other bullets has the same statements. A sentence ends with its block at the latest
//! (paragraph, item, footnote); a table row is one statement, since a `REQUIRED` in one cell applies to
//! the others. Headings, code and struck text have no statements, and neither has the sentence that
//! declares the keywords.

mod diff;
mod pieces;

pub use diff::{Altered, Diff, diff};
pub use pieces::{Piece, pieces};

use super::document::Document;
use super::markdown::flow::{Flow, FlowKind, flows};
use crate::text::Span;
use crate::value::named::named;
use std::collections::HashMap;

named! {
    /// An uppercase keyword of RFC 2119 or scs-0001 (`FORBIDDEN`).
    pub enum KeyWord {
        /// `MUST NOT`
        MustNot = "MUST NOT",
        /// `MUST`
        Must = "MUST",
        /// `REQUIRED`
        Required = "REQUIRED",
        /// `SHALL NOT`
        ShallNot = "SHALL NOT",
        /// `SHALL`
        Shall = "SHALL",
        /// `SHOULD NOT`
        ShouldNot = "SHOULD NOT",
        /// `SHOULD`
        Should = "SHOULD",
        /// `NOT RECOMMENDED`
        NotRecommended = "NOT RECOMMENDED",
        /// `RECOMMENDED`
        Recommended = "RECOMMENDED",
        /// `MAY`
        May = "MAY",
        /// `OPTIONAL`
        Optional = "OPTIONAL",
        /// `FORBIDDEN`
        Forbidden = "FORBIDDEN",
    }
}

/// A normative sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The visible text, on one line.
    pub text: String,
    /// Index of the heading of the section in the body; `None` before the first.
    pub section: Option<usize>,
    /// The bytes in the source.
    pub span: Span,
    /// Its key words in order, with repetitions.
    pub words: Vec<KeyWord>,
}

/// The statements of a document, in order.
pub fn statements(document: &Document) -> Vec<Statement> {
    let mut found = sentences(document);
    found.retain(|sentence| !sentence.words.is_empty());
    found
}

/// The statements of a document in text order, each with its anchor; none of supplements or incompletely
/// parsed documents. An anchor depends on the text of the statement only, so that it is stable when text moves.
pub fn anchored(document: &Document) -> Vec<(String, Statement)> {
    if document.body.is_cut() || document.is_supplement() {
        return Vec::new();
    }
    let mut seen: HashMap<u32, usize> = HashMap::new();
    let mut all: Vec<(String, Statement)> = Vec::new();
    for statement in statements(document) {
        let hash = hash(&statement.text);
        let times = seen.entry(hash).or_default();
        *times += 1;
        // Anchors of headings have no dots, and explicit ids have a prefix.
        let anchor = if *times == 1 { format!("s.{hash:08x}") } else { format!("s.{hash:08x}.{times}") };
        all.push((anchor, statement));
    }
    all.sort_by_key(|(_, statement)| statement.span);
    all
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// All other sentences, headings and code blocks of a document, in order.
pub fn other_sentences(document: &Document) -> Vec<Statement> {
    let mut found = sentences(document);
    found.retain(|sentence| sentence.words.is_empty());
    let blocks = document.body.code_blocks.iter().map(|block| {
        let lines = document.source.slice(block.span).lines().map(str::trim);
        let text = lines.collect::<Vec<_>>().join(" ");
        Statement { text, section: document.body.section_at(block.span.start), span: block.span, words: Vec::new() }
    });
    found.extend(blocks);
    found.sort_by_key(|sentence| sentence.span);
    found
}

/// All sentences; non-normative ones without keywords.
pub(super) fn sentences(document: &Document) -> Vec<Statement> {
    let mut found = Vec::new();
    let start = document.body.span.start as usize;
    for flow in flows(document.source.text(), start) {
        for (start, end) in split(&flow) {
            let Some(text) = flow.text.get(start..end) else { continue };
            let mut words = key_words(&flow, start, end);
            if flow.kind == FlowKind::Heading || declares(text) {
                words.clear();
            }
            let span = flow.span(start, end);
            found.push(Statement { text: text.to_owned(), section: document.body.section_at(span.start), span, words });
        }
    }
    found
}

/// The heading of the section of a statement.
pub fn section<'a>(document: &'a Document, statement: &Statement) -> Option<&'a str> {
    let heading = statement.section.and_then(|index| document.body.headings.get(index));
    heading.map(|heading| heading.text.as_str())
}

/// Words before a full stop that does not end a sentence.
const ABBREVIATIONS: [&str; 14] =
    ["e.g", "i.e", "etc", "cf", "vs", "resp", "approx", "incl", "excl", "no", "nr", "fig", "sec", "viz"];

/// The sentences of a flow as ranges of its text, without surrounding whitespace.
fn split(flow: &Flow) -> Vec<(usize, usize)> {
    let text = flow.text.as_str();
    if flow.kind == FlowKind::Row {
        return vec![(0, text.len())];
    }
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let (before, after) = (text.get(start..at).unwrap_or(""), text.get(at + 1..).unwrap_or(""));
        let bare = before.trim_end_matches(['"', '\'', ')', ']', '”', '’', '»']);
        let stop = bare.trim_end_matches(['.', '!', '?', '…']);
        if bare.is_empty() || stop.len() == bare.len() || flow.is_code(start + bare.len() - 1) {
            continue;
        }
        if after.starts_with(|c: char| c.is_lowercase()) && !flow.is_code(at + 1) {
            continue;
        }
        let word = stop.rsplit([' ', '(']).next().unwrap_or("").to_ascii_lowercase();
        if bare.ends_with('.') && bare.len() == before.len() && ABBREVIATIONS.contains(&word.as_str()) {
            continue;
        }
        found.push((start, at));
        start = at + 1;
    }
    if start < text.len() {
        found.push((start, text.len()));
    }
    found
}

/// The keywords in a part of a flow: whole uppercase words, not in code and not quoted alone.
fn key_words(flow: &Flow, start: usize, end: usize) -> Vec<KeyWord> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(rest) = flow.text.get(at..end) {
        let Some(next) = rest.find(|c: char| c.is_ascii_uppercase()) else { break };
        at += next;
        let Some(rest) = flow.text.get(at..end) else { break };
        let before = flow.text.get(start..at).and_then(|text| text.chars().next_back());
        let joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let fits = |word: &&KeyWord| {
            let after = rest.strip_prefix(word.name()).map(|rest| rest.chars().next());
            after.is_some_and(|after| !after.is_some_and(joined)) && !before.is_some_and(joined)
        };
        match KeyWord::ALL.iter().find(fits) {
            Some(word) => {
                let quote = |c: Option<char>| {
                    c.is_some_and(|c| matches!(c, '"' | '\'' | '“' | '”' | '„' | '«' | '»' | '‘' | '’'))
                };
                let after = rest.get(word.name().len()..).and_then(|rest| rest.chars().next());
                let quoted = quote(before) && quote(after);
                if !quoted && !flow.is_code(at) {
                    found.push(*word);
                }
                at += word.name().len();
            }
            None => at += rest.bytes().take_while(u8::is_ascii_uppercase).count(),
        }
    }
    found
}

/// Whether a sentence only declares the keywords.
fn declares(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let source = ["rfc 2119", "rfc2119", "rfc-2119", "rfc 8174", "rfc8174", "bcp 14", "bcp14"];
    source.iter().any(|name| text.contains(name))
        && ["key word", "keyword", "key-word", "interpreted"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests;
