//! Rules on sections and headings.

mod duplicate_anchor;
mod empty_section;
mod heading_skip;
mod missing_section;
mod second_title;
mod template_leftover;
mod wordings;

use super::words::*;
use crate::check::rule::*;
use crate::model::markdown::{Block, BlockKind, Heading};

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &missing_section::RULE,
    &empty_section::RULE,
    &template_leftover::RULE,
    &heading_skip::RULE,
    &second_title::RULE,
    &duplicate_anchor::RULE,
];

/// A heading with the content up to the next one.
struct Section<'a> {
    heading: &'a Heading,
    /// The section without its subsections.
    own: Span,
    /// The level of the next heading; 0 after the last one.
    next_level: u8,
    /// Content of the section itself, without comments and rules.
    blocks: &'a [Block],
    /// Whether it defines footnotes.
    footnotes: bool,
}

/// All sections in order. Linear in the size of the document.
fn sections(document: &Document) -> Vec<Section<'_>> {
    let body = &document.body;
    let headings: Vec<&Heading> = body.headings.iter().filter(|heading| !heading.nested).collect();
    let mut out = Vec::with_capacity(headings.len());
    for (index, heading) in headings.iter().enumerate() {
        let next = headings.get(index + 1);
        let own = Span { start: heading.span.end, end: next.map_or(body.span.end, |next| next.span.start) };
        let first = body.blocks.partition_point(|block| block.span.start < own.start);
        let last = body.blocks.partition_point(|block| block.span.start < own.end);
        let blocks = body.blocks.get(first..last).unwrap_or_default();
        let note = body.footnotes.partition_point(|note| note.span.start < own.start);
        let footnotes = body.footnotes.get(note).is_some_and(|note| note.span.start < own.end);
        out.push(Section { heading, own, next_level: next.map_or(0, |next| next.level), blocks, footnotes });
    }
    out
}

/// Whether a block has visible content.
fn shows(document: &Document, block: &Block) -> bool {
    match block.kind {
        BlockKind::Rule => false,
        BlockKind::Html => !only_comments(document.source.slice(block.span)),
        _ => true,
    }
}

/// Whether HTML consists of comments only.
fn only_comments(html: &str) -> bool {
    let mut rest = html.trim_start();
    while let Some(inner) = rest.strip_prefix("<!--") {
        match inner.split_once("-->") {
            Some((_, after)) => rest = after.trim_start(),
            None => return true,
        }
    }
    rest.is_empty()
}

/// Text with whitespace collapsed to single spaces.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A span without surrounding whitespace.
fn trimmed(source: &crate::text::Source, span: Span) -> Span {
    let text = source.slice(span);
    let start = span.start as usize + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}
