//! Documents as data: spans are within the text, on character boundaries and in order; names round-trip.

use super::{MOST, file, fits};
use scsdoc::testing::model::document::Document;
use scsdoc::testing::model::markdown::flow::flows;
use scsdoc::testing::model::name::{Name, NameKind, mentions};
use scsdoc::testing::model::statements;
use scsdoc::testing::text::{Source, Span, hidden};
use std::collections::HashSet;

/// The model of a body.
pub fn markdown(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let document = Document::parse("Standards/scs-0100-v1-x.md", &file(data));
    let (text, body) = (document.source.text(), &document.body);
    let inside = |span: Span, what: &str| {
        fits(text, span, what);
        assert!(body.span.contains(span), "{what}: {span:?} outside {:?} in {text:?}", body.span);
    };
    let mut seen = HashSet::new();
    for (index, heading) in body.headings.iter().enumerate() {
        inside(heading.span, "heading");
        inside(heading.text_span, "heading text");
        assert!(heading.span.contains(heading.text_span));
        assert!((1..=6).contains(&heading.level));
        assert!(seen.insert(&heading.anchor), "the anchor {:?} stands twice in {text:?}", heading.anchor);
        assert!(body.anchors.contains(&heading.anchor));
        inside(body.section_span(index), "section");
    }
    assert!(body.headings.is_sorted_by_key(|heading| heading.span.start));
    body.links.iter().for_each(|link| {
        inside(link.span, "link");
        inside(link.target_span, "target");
    });
    body.codes.iter().for_each(|code| inside(code.span, "code"));
    body.code_blocks.iter().for_each(|block| inside(block.span, "code block"));
    body.texts.iter().for_each(|text| inside(text.span, "text"));
    body.html.iter().for_each(|html| inside(html.span, "html"));
    body.comments.iter().for_each(|comment| inside(comment.span, "comment"));
    body.definitions.iter().chain(&body.footnotes).for_each(|definition| inside(definition.span, "definition"));
    body.unresolved.iter().for_each(|unresolved| inside(unresolved.span, "unresolved"));
    body.footnote_uses.iter().chain(&body.undefined_footnotes).for_each(|found| inside(found.span, "footnote"));
    body.blocks.iter().for_each(|block| inside(block.span, "block"));
    body.too_deep.iter().for_each(|span| inside(*span, "too deep"));
    for table in &body.tables {
        inside(table.span, "table");
        table.rows.iter().for_each(|row| inside(row.span, "row"));
    }
    assert!(body.texts.is_sorted_by_key(|text| text.span.start));
    for flow in flows(text, body.span.start as usize) {
        let pieces = flow.pieces.iter();
        pieces.for_each(|piece| {
            inside(piece.span, "piece");
            // A blank at the end of the text is left out of it, and counted in its piece.
            assert!(flow.text.get(piece.at..(piece.at + piece.len).min(flow.text.len())).is_some());
            assert!(piece.at + piece.len <= flow.text.len() + 1);
        });
        assert!(!flow.text.contains("  ") && !flow.text.contains(['\n', '\r', '\t']), "{:?}", flow.text);
    }
    let (said, other) = (statements::statements(&document), statements::other_sentences(&document));
    for statement in said.iter().chain(&other) {
        inside(statement.span, "statement");
        assert!(statement.section.is_none_or(|section| section < body.headings.len()));
    }
    assert!(said.is_sorted_by_key(|statement| statement.span.start));
    places(&document.source);
}

/// Lines cover the text, and positions count from 1.
fn places(source: &Source) {
    let text = source.text();
    let mut end = 0;
    for line in 0..source.line_count() {
        let span = source.line_span(line);
        assert_eq!(span.start, end, "lines cover the text");
        end = span.end;
        fits(text, span, "line");
        assert_eq!(source.line_of(span.start as usize), line);
    }
    assert_eq!(end as usize, text.len());
    let step = (text.len() / 50).max(1);
    for (offset, _) in text.char_indices().step_by(step) {
        let at = source.position(offset);
        let start = source.line_span(at.line - 1).start as usize;
        assert_eq!(at.column, text[start..offset].chars().count() + 1);
        assert_eq!(at.offset, offset);
    }
    for found in hidden::find(text, |_| true).iter().take(50) {
        fits(text, found.span, "hidden");
    }
}

/// File names, and mentions of documents in text.
pub fn name(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST {
        return;
    }
    for line in text.lines() {
        let name = Name::parse(line);
        assert_eq!(name.file, line);
        let numbered = matches!(name.kind, NameKind::Document | NameKind::Supplement) && name.number.is_some();
        if name.kind == NameKind::Malformed {
            assert_eq!((name.number, name.version, name.slug.as_str()), (None, 0, ""));
            continue;
        }
        assert_eq!(format!("{}.md", name.stem()), line, "a name is printed as it was written");
        assert!(!name.slug.is_empty());
        if numbered {
            let printed = format!("{}-{}.md", name.id(), name.slug);
            assert_eq!(Name::parse(&printed), name, "what is printed is read again");
            let found = mentions(&name.id());
            assert!(found.len() == 1 && Some(found[0].number) == name.number, "{:?} {found:?}", name.id());
            assert_eq!(found[0].version.map(|(_, version)| version), Some(name.version));
        }
        if name.kind == NameKind::Proposal {
            assert_eq!(format!("{}.md", name.id()).to_ascii_lowercase(), line.to_ascii_lowercase());
        }
    }
    let mut end = 0;
    for mention in mentions(text) {
        assert!(mention.start >= end && mention.end > mention.start);
        assert!(text.get(mention.start..mention.end).is_some());
        end = mention.end;
    }
}
