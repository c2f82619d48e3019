//! New documents from templates: fills in the front matter and turns prompts
//! into comments.

use super::set::EditSet;
use crate::load::{Entry, Tree};
use crate::model::document::Document;
use crate::model::markdown::BlockKind;
use crate::text::Span;

/// The template for Standards and Procedurals if a register has none.
const STANDARD: &str = include_str!("../../Standards/scs-XXXX-vN-standard-template.md");
/// The same for Decision Records.
const DECISION_RECORD: &str = include_str!("../../Standards/scs-XXXX-vN-decision-record-template.md");
/// The same for supplements; public registers have none.
const SUPPLEMENT: &str = "---
title: _Title_
type: Supplement
track: Global
---

## Introduction

_Describe what this supplement adds, and for whom._

## Implementation notes

_Help implementers: what is easy to get wrong, and what works well._

## Automated tests

_Name the test cases, each in backticks, with what it checks and how it is run. Remove this section if there are none._

## Manual tests

_Describe what a person has to check. Remove this section if there is nothing to check manually._
";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// For a Standard or Procedural.
    Standard,
    DecisionRecord,
    Supplement,
}

/// Values of the front matter.
#[derive(Clone, Debug, Default)]
pub struct Values<'a> {
    pub title: &'a str,
    /// The type, as written in documents.
    pub kind: &'a str,
    /// The track, as written in documents.
    pub track: &'a str,
    /// Supplemented files; empty unless it is a supplement.
    pub supplements: Vec<&'a str>,
    /// One or two sentences for overviews.
    pub description: Option<&'a str>,
}

/// The text of a new document, from the template of the register, else the built-in one.
///
/// # Errors
/// When the template cannot be filled in.
pub fn fill(templates: &[Document], kind: Kind, values: &Values<'_>) -> Result<String, String> {
    let (word, ours) = match kind {
        Kind::Standard => ("standard", STANDARD),
        Kind::DecisionRecord => ("decision-record", DECISION_RECORD),
        Kind::Supplement => ("supplement", SUPPLEMENT),
    };
    // A checkout on Windows may have CRLF line endings.
    let ours = Entry::File(ours.replace("\r\n", "\n").into_bytes().into());
    let ours = Document::parse(&format!("scs-XXXX-vN-{word}-template.md"), &ours);
    let theirs = templates.iter().find(|template| template.name.slug == format!("{word}-template"));
    let template = theirs.filter(|template| template.patch().is_ok()).unwrap_or(&ours);
    let document = without_prompts(template, &ours)?;
    let mut patch = document.patch()?;
    patch.set("title", values.title)?.set("type", values.kind)?.set("track", values.track)?;
    match values.description {
        Some(text) => patch.set("description", text)?,
        None => patch.remove("description")?,
    };
    match values.supplements.as_slice() {
        [] => patch.set("status", "Draft")?,
        of => patch.remove("status")?.set_list("supplements", of)?,
    };
    Ok(patch.text())
}

/// The template with its instructions as comments; missing ones are taken from `ours`.
fn without_prompts(template: &Document, ours: &Document) -> Result<Document, String> {
    let source = &template.source;
    let mut set = EditSet::default();
    let mut edit = |span: Span, text: String| set.edits(&template.path, [(span, text)]);
    // Lists of choices after the values.
    for comment in &template.front.comments {
        let line = source.line_span(source.line_of(comment.span.start as usize));
        let before = source.slice(Span { start: line.start, end: comment.span.start });
        let start = line.start as usize + before.trim_end().len();
        edit(Span::new(start, comment.span.end as usize), String::new());
    }
    // Instructions of the template itself.
    for comment in template.body.comments.iter().filter(|comment| !comment.text.starts_with("scsdoc:")) {
        let end = comment.span.end as usize;
        let rest = source.text().get(end..).unwrap_or("");
        let blank = rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        edit(Span::new(comment.span.start as usize, end + blank), String::new());
    }
    for heading in &template.body.headings {
        let raw = source.slice(heading.span).trim_end();
        let text = raw.trim_start_matches('#').trim();
        let plain = text.trim_matches(['_', '*']);
        let plain = plain.trim_end_matches(", OPTIONAL").trim_end_matches(", RECOMMENDED");
        if plain != text && !plain.is_empty() && raw.starts_with('#') {
            let start = heading.span.start as usize + raw.find(text).unwrap_or(0);
            edit(Span::new(start, start + text.len()), plain.to_owned());
        }
    }
    for table in &template.body.tables {
        for row in table.rows.iter().filter(|row| source.slice(row.span).contains('_')) {
            let line = source.line_span(source.line_of(row.span.start as usize));
            edit(line, String::new());
        }
    }
    for block in template.body.blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let raw = source.slice(block.span);
        let text = raw.trim_end();
        // Documents keep paragraphs with links.
        if text.contains("](") || text.contains("][") || text.contains("://") || text.contains("-->") {
            continue;
        }
        let heading = template.body.headings.iter().rfind(|heading| heading.span.end <= block.span.start);
        let heading = heading.map_or("", |heading| heading.text.as_str());
        let comment = prompt(text, heading, ours, source.line_ending());
        edit(Span::new(block.span.start as usize, block.span.start as usize + text.len()), comment);
    }
    let tree = Tree::in_memory([(template.path.clone(), source.text().as_bytes())]);
    let tree = set.apply(&tree).map_err(|error| format!("the template cannot be filled in: {error}"))?;
    let entry = tree.entries.get(&template.path).cloned();
    Ok(entry.map_or_else(|| template.clone(), |entry| Document::parse(&template.path, &entry)))
}

/// A placeholder as a comment for the author: its text, or the instruction of the built-in template.
fn prompt(text: &str, heading: &str, ours: &Document, ending: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let text = lines.join(&format!("{ending}     "));
    let text = text.trim_matches('_');
    let bare = text.trim_end_matches('.').trim_end_matches(", OPTIONAL");
    let option = bare.starts_with("Option ") && bare.ends_with(" description");
    let text = match bare {
        "OPTIONAL" | "RECOMMENDED" | "" => instruction(ours, heading),
        _ if bare == heading => instruction(ours, heading),
        _ if option => Some("Describe the option, and the arguments for and against it."),
        _ if bare.starts_with("Example (abbr.") => Some("Explain the terms that readers may not know."),
        _ => Some(text),
    };
    format!("<!-- {} -->", text.unwrap_or("Write this section, or remove it if there is nothing to say."))
}

/// The instruction of a template for a section.
fn instruction<'a>(template: &'a Document, heading: &str) -> Option<&'a str> {
    let body = &template.body;
    let at = body.headings.iter().position(|other| other.text == heading)?;
    let section = body.headings.get(at)?.span.end;
    let block = body.blocks.iter().find(|block| block.kind == BlockKind::Paragraph && block.span.start >= section)?;
    let next = body.headings.get(at + 1).map_or(u32::MAX, |next| next.span.start);
    let text = template.source.slice(block.span).trim();
    (block.span.start < next).then(|| text.trim_matches('_'))
}
