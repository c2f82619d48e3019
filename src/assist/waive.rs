//! Waivers as edits: a comment at the finding, or a table in the settings.
//!
//! The reason is left empty on purpose. A waiver without a reason has no effect and is a finding itself, so that the
//! author adds one. A generated reason would hide the finding.

use super::occurrences::{document_at, scope_at};
use super::{Action, ActionKind, AssistContext, Edits};
use crate::check::rule::Group;
use crate::check::{rules, waiver};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::edit::init::settings::waiver;
use crate::load::Entry;
use crate::model::document::Document;
use crate::model::scope::ScopeFile;
use crate::text::{Source, Span};
use crate::value::{Node, toml};

/// Whether a rule can be waived.
fn waivable(rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.group() != Group::Housekeeping)
}

/// A comment that waives a finding, on the line before it, or, if that would split a paragraph, list or table, at
/// the end of its line. `None` if both would change the text, such as inside code.
pub(super) fn here(context: AssistContext<'_>, found: &Diagnostic) -> Option<Action> {
    let corpus = context.corpus;
    let source = corpus.source(&found.path)?;
    // A finding about the whole file has no line.
    if !waivable(found.rule) || found.span == Span::at(0) || found.span == Span::at(source.bom_len()) {
        return None;
    }
    let line = source.line_of(found.span.start as usize);
    let document = document_at(corpus, &found.path).map(|(_, document)| document);
    let in_body = document.is_some_and(|document| found.span.start >= document.body.span.start);
    let comment = match in_body {
        true => format!("<!-- scsdoc: allow({}) -->", found.rule),
        false => format!("# scsdoc: allow({})", found.rule),
    };
    let scope = scope_at(corpus, &found.path).and_then(|index| corpus.scopes.get(index));
    for (edit, covered) in places(source, line, &comment, in_body) {
        let text = applied(source, &edit)?;
        let fits = match (document, scope) {
            (Some(document), _) => document_keeps(document, &text, found.rule, covered),
            (None, Some(scope)) => scope_keeps(scope, &text, found.rule, covered),
            (None, None) => config_keeps(&corpus.config, &text, found.rule, covered),
        };
        if fits {
            return Some(action(
                format!("waive `{}` here (add the reason)", found.rule),
                found.rule,
                &found.path,
                edit,
            ));
        }
    }
    None
}

/// A waiver for a whole file in the settings; `None` if one exists or the settings cannot be edited.
pub(super) fn in_settings(context: AssistContext<'_>, path: &str, rule: &'static str) -> Option<Action> {
    let config = &context.corpus.config;
    let known = config.waivers.iter().any(|waiver| waiver.rule == rule && waiver.path == path);
    if known
        || !waivable(rule)
        || config.unreadable.is_some()
        || config.too_large.is_some()
        || !config.problems.is_empty()
    {
        return None;
    }
    let source = &config.source;
    let newline = source.line_ending();
    let text = source.text();
    let gap = match text {
        "" => String::new(),
        text if text.ends_with(&newline.repeat(2)) => String::new(),
        text if text.ends_with(newline) => newline.to_owned(),
        _ => newline.repeat(2),
    };
    let lines = waiver(rule, path, "").replace('\n', newline);
    let edit = (Span::at(text.len()), format!("{gap}{lines}"));
    let after = Config::parse(&config.path, applied(source, &edit)?.as_bytes());
    let last = after.waivers.last();
    let fits = after.problems.is_empty() && last.is_some_and(|waiver| waiver.rule == rule && waiver.path == path);
    let title = format!("waive `{rule}` in the whole file, in {} (add the reason)", config.path);
    fits.then(|| action(title, rule, &config.path, edit))
}

fn action(title: String, rule: &'static str, path: &str, edit: (Span, String)) -> Action {
    Action { title, kind: ActionKind::Waiver, rule, edits: Edits::from([(path.to_owned(), vec![edit])]) }
}

/// Possible positions of the comment, best first, each with the line that it covers.
fn places(source: &Source, line: usize, comment: &str, in_body: bool) -> Vec<((Span, String), usize)> {
    let span = source.line_span(line);
    let text = source.line_text(line);
    let start = span.start as usize + if line == 0 { source.bom_len() } else { 0 };
    let text = text.trim_start_matches('\u{feff}');
    let indent = text.get(..text.len() - text.trim_start_matches([' ', '\t']).len()).unwrap_or_default();
    let newline = source.line_ending();
    let mut found = Vec::new();
    // A finding on the first line of a document stays there.
    if line > 0 || !in_body {
        found.push(((Span::at(start), format!("{indent}{comment}{newline}")), line + 1));
    }
    let bare = text.trim_end();
    if in_body && let Some(row) = bare.strip_suffix('|') {
        found.push(((Span::at(start + row.trim_end().len()), format!(" {comment} ")), line));
    }
    found.push(((Span::at(start + bare.len()), format!(" {comment}")), line));
    found
}

fn applied(source: &Source, (span, text): &(Span, String)) -> Option<String> {
    let (before, after) = (source.text().get(..span.start as usize)?, source.text().get(span.end as usize..)?);
    Some(format!("{before}{text}{after}"))
}

/// Whether one of these comments waives the rule on a line.
fn waives(path: &str, source: &Source, comments: impl Iterator<Item = Span>, rule: &str, line: usize) -> bool {
    let mut waivers = Vec::new();
    comments.for_each(|span| waiver::inline(path, source, span, &mut waivers));
    waivers.iter().any(|waiver| waiver.rule == rule && waiver.line == Some(line) && waiver.reason.is_empty())
}

/// Whether a comment is recognized and leaves the document unchanged.
fn document_keeps(old: &Document, text: &str, rule: &str, line: usize) -> bool {
    let new = Document::parse(&old.path, &Entry::File(text.as_bytes().into()));
    let body = new.body.comments.iter().map(|comment| comment.span);
    let comments = body.chain(new.front.comments.iter().map(|comment| comment.span));
    waives(&new.path, &new.source, comments, rule, line) && shape(old) == shape(&new)
}

/// The parts of a document that a comment must not change.
fn shape(document: &Document) -> impl PartialEq + use<'_> {
    let body = &document.body;
    let blocks: Vec<_> = body.blocks.iter().map(|block| block.kind).collect();
    let headings: Vec<_> =
        body.headings.iter().map(|heading| (heading.level, &heading.anchor, heading.nested)).collect();
    let tables: Vec<_> = body.tables.iter().map(|table| (table.columns, cells(table))).collect();
    let links: Vec<_> = body.links.iter().map(|link| (&link.target, &link.text)).collect();
    let code: Vec<_> = body.code_blocks.iter().map(|block| document.source.slice(block.span).trim_end()).collect();
    let codes: Vec<_> = body.codes.iter().map(|code| &code.text).collect();
    let counts = [body.definitions.len(), body.footnotes.len(), body.footnote_uses.len(), body.tags.len()];
    let front = document.front.root.as_ref().map(Node::to_json);
    let front = (front, document.front.fence, document.front.problems.len());
    (blocks, headings, tables, links, code, codes, counts, front)
}

fn cells(table: &crate::model::markdown::Table) -> Vec<usize> {
    table.rows.iter().map(|row| row.cells).collect()
}

fn scope_keeps(old: &ScopeFile, text: &str, rule: &str, line: usize) -> bool {
    let new = ScopeFile::parse(&old.path, &Entry::File(text.as_bytes().into()));
    let json = |file: &ScopeFile| file.root.as_ref().map(Node::to_json);
    let comments = new.comments.iter().map(|comment| comment.span);
    waives(&new.path, &new.source, comments, rule, line)
        && json(old) == json(&new)
        && old.problems.len() == new.problems.len()
}

fn config_keeps(old: &Config, text: &str, rule: &str, line: usize) -> bool {
    let new = Config::parse(&old.path, text.as_bytes());
    let json =
        |source: &Source| toml::parse(source.text().trim_start_matches('\u{feff}')).root.map(|root| root.to_json());
    let comments = new.comments.iter().map(|comment| comment.span);
    waives(&new.path, &new.source, comments, rule, line)
        && json(&old.source) == json(&new.source)
        && old.problems.len() == new.problems.len()
}
