//! Binding sentences of a document: requirements, and possibly normative ones.
//!
//! A requirement has an uppercase RFC 2119 keyword (RFC 8174). Many standards are older than this style and use
//! *must* or *mandatory* in lowercase: such a sentence of a Standard is possibly normative, unless the document
//! says that only uppercase keywords count.
//!
//! A statement does not depend on layout: whitespace is collapsed and markup removed, so that a paragraph that is rewrapped,
//! moved, or listed with other bullets has the same statements. A sentence ends with its block at the latest
//! (paragraph, item, footnote); a table row is one statement, since a `REQUIRED` in one cell applies to
//! the others. A list or table introduced by a statement belongs to it, except for items and rows with keywords of their
//! own. Headings, code and struck text have no statements, and neither has the sentence that
//! declares the keywords.

mod diff;
mod pieces;

pub use super::statement::{Anchored, Keyword, Level, Normativity, Statement};
pub use diff::{Altered, Diff, diff};
pub use pieces::{Piece, pieces};

use super::document::{Document, DocumentType};
use super::markdown::flow::{Flow, FlowKind, flows};
use crate::text::Span;
use std::collections::HashMap;

/// The requirements of a document, in order.
pub fn statements(document: &Document) -> Vec<Statement> {
    let mut found = sentences(document);
    found.retain(|sentence| sentence.normativity == Normativity::Normative);
    found
}

/// The normative and possibly normative sentences of a document, in order.
pub fn binding(document: &Document) -> Vec<Statement> {
    let mut found = sentences(document);
    found.retain(|sentence| sentence.normativity != Normativity::None);
    found
}

/// The statements of a document in text order; none of supplements or incompletely parsed documents.
pub fn anchored(document: &Document) -> &[Anchored] {
    document.statements.get_or_init(|| with_anchors(document))
}

fn with_anchors(document: &Document) -> Vec<Anchored> {
    if document.body.is_cut() || document.is_supplement() {
        return Vec::new();
    }
    let mut seen: HashMap<u32, usize> = HashMap::new();
    let mut all: Vec<Anchored> = Vec::new();
    for statement in binding(document) {
        let hash = hash(statement.sentence());
        let times = seen.entry(hash).or_default();
        *times += 1;
        // Anchors of headings have no dots, and explicit IDs have a prefix.
        let anchor = if *times == 1 { format!("s.{hash:08x}") } else { format!("s.{hash:08x}.{times}") };
        all.push(Anchored { anchor, number: None, statement });
    }
    all.sort_by_key(|found| found.statement.span);
    let normative = all.iter_mut().filter(|found| found.statement.normativity == Normativity::Normative);
    for (found, number) in normative.zip(1..) {
        found.number = Some(number);
    }
    all
}

/// FNV-1a.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// All other sentences, headings and code blocks of a document, in order.
pub fn other_sentences(document: &Document) -> Vec<Statement> {
    let mut found = sentences(document);
    found.retain(|sentence| sentence.normativity == Normativity::None && !sentence.text.starts_with(":::"));
    let blocks = document.body.code_blocks.iter().map(|block| {
        let lines = document.source.slice(block.span).lines().map(str::trim);
        let text = lines.collect::<Vec<_>>().join(" ");
        Statement::other(text, document.body.section_at(block.span.start), block.span)
    });
    found.extend(blocks);
    found.sort_by_key(|sentence| sentence.span);
    found
}

/// All sentences of all blocks, without the lists they introduce.
pub(super) fn plain_sentences(document: &Document) -> Vec<(String, Span)> {
    let flows = flows(document.source.text(), document.body.span.start as usize);
    let parts = flows.iter().flat_map(|flow| split(flow).into_iter().map(move |(start, end)| (flow, start, end)));
    parts
        .filter_map(|(flow, start, end)| Some((flow.text.get(start..end)?.to_owned(), flow.span(start, end))))
        .collect()
}

/// All sentences; non-binding ones without keywords.
fn sentences(document: &Document) -> Vec<Statement> {
    let mut found: Vec<Statement> = Vec::new();
    let start = document.body.span.start as usize;
    let flows = flows(document.source.text(), start);
    let informative = informative(document, &flows);
    // For each flow, the statement that introduces the following list or table.
    let mut owners: Vec<Option<usize>> = Vec::with_capacity(flows.len());
    for flow in &flows {
        let owner = flow.lead.and_then(|lead| owners.get(lead).copied().flatten());
        let parts = split(flow);
        let binds = |(start, end): &(usize, usize)| !capitals(flow, *start, *end).is_empty();
        if let Some(statement) = owner.and_then(|owner| found.get_mut(owner))
            && !parts.iter().any(binds)
        {
            statement.introduce(&flow.text);
            owners.push(owner);
            continue;
        }
        let mut last = owner;
        for (start, end) in parts {
            let Some(text) = flow.text.get(start..end) else { continue };
            let span = flow.span(start, end);
            let mut words = capitals(flow, start, end);
            let mut normativity = Normativity::Normative;
            if words.is_empty() {
                let loose = flow.kind != FlowKind::Heading && !declares(text);
                let loose = loose && informative.as_ref().is_some_and(|spans| !spans.iter().any(|s| s.contains(span)));
                words = if loose { lowercase_keywords(flow, start, end) } else { words };
                normativity = if words.is_empty() { Normativity::None } else { Normativity::Possible };
            }
            last = if normativity == Normativity::None { owner } else { Some(found.len()) };
            let section = document.body.section_at(span.start);
            found.push(Statement { normativity, words, ..Statement::other(text.to_owned(), section, span) });
        }
        owners.push(last);
    }
    found
}

/// First words of headings of informative sections.
const INFORMATIVE: [&str; 16] = [
    "introduction",
    "motivation",
    "terminology",
    "glossary",
    "abbreviations",
    "background",
    "rationale",
    "design considerations",
    "options considered",
    "open questions",
    "related",
    "previous",
    "version history",
    "history",
    "changelog",
    "example",
];

/// The informative sections; `None` for documents without possibly normative sentences: all but Standards, and those that
/// say that only uppercase keywords count.
fn informative(document: &Document, flows: &[Flow]) -> Option<Vec<Span>> {
    let capitals_only = |flow: &Flow| {
        let text = flow.text.to_ascii_lowercase();
        ["rfc 8174", "rfc8174", "rfc-8174", "bcp 14", "bcp14"].iter().any(|name| text.contains(name))
    };
    if document.kind != Some(DocumentType::Standard) || flows.iter().any(capitals_only) {
        return None;
    }
    let headings = document.body.headings.iter().enumerate();
    let explains = headings.filter(|(_, heading)| {
        let text = heading.text.to_lowercase();
        INFORMATIVE.iter().any(|name| text.starts_with(name))
    });
    Some(explains.map(|(index, _)| document.body.section_span(index)).collect())
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

/// The uppercase keywords in a part of a flow; none in headings and in the sentence that declares them.
fn capitals(flow: &Flow, start: usize, end: usize) -> Vec<Keyword> {
    let text = flow.text.get(start..end).unwrap_or_default();
    if flow.kind == FlowKind::Heading || declares(text) {
        return Vec::new();
    }
    let capital = |_: &str, word: &str, next: &str| {
        let two = format!("{word} {next}");
        let found = |name: &str| Keyword::ALL.into_iter().find(|key| key.name() == name);
        found(&two).map(|key| (key, 2)).or_else(|| Some((found(word)?, 1)))
    };
    find_keywords(flow, start, end, capital)
}

/// The lowercase and capitalized keywords in a part of a flow.
fn lowercase_keywords(flow: &Flow, start: usize, end: usize) -> Vec<Keyword> {
    find_keywords(flow, start, end, |before, word, next| {
        let [before, word, next] = [before, word, next].map(str::to_ascii_lowercase);
        Keyword::lower(&before, &word, &next)
    })
}

/// The keywords in a part of a flow: whole words, not in code and not in quotes by themselves. `find` gets a word with the previous and
/// the next one, and returns the keyword and its number of words.
fn find_keywords(
    flow: &Flow,
    start: usize,
    end: usize,
    find: impl Fn(&str, &str, &str) -> Option<(Keyword, usize)>,
) -> Vec<Keyword> {
    let text = flow.text.get(start..end).unwrap_or_default();
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut begin = 0;
    for piece in text.split_inclusive(|c: char| !joined(c)) {
        let word = piece.trim_end_matches(|c: char| !joined(c));
        if !word.is_empty() {
            words.push((begin, word));
        }
        begin += piece.len();
    }
    let quote = |c: Option<char>| c.is_some_and(|c| "\"'“”„«»‘’".contains(c));
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    let mut previous = "";
    while let Some(((begin, word), behind)) = rest.split_first() {
        rest = behind;
        let first = std::mem::replace(&mut previous, word);
        // The second word follows after one blank.
        let second = behind.first().filter(|(next, _)| *next == begin + word.len() + 1);
        let second = second.filter(|(next, _)| text.get(next - 1..*next) == Some(" "));
        let Some((key, count)) = find(first, word, second.map_or("", |(_, word)| word)) else { continue };
        let last = if count == 2 { second } else { None };
        let until = last.map_or(begin + word.len(), |(next, word)| next + word.len());
        let before = text.get(..*begin).and_then(|text| text.chars().next_back());
        let after = text.get(until..).and_then(|text| text.chars().next());
        if !(flow.is_code(start + begin) || quote(before) && quote(after)) {
            found.push(key);
        }
        if last.is_some() {
            rest = rest.get(1..).unwrap_or_default();
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
