//! Waivers: accepted findings, each with a reason.

use crate::model::Corpus;
use crate::model::document::Document;
use crate::text::{Source, Span};
use crate::value::Comment;

/// A waiver, from a comment or from `scsdoc.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The file that contains it.
    pub path: String,
    pub span: Span,
    /// Name of the rule, as written.
    pub rule: String,
    /// Location of the name.
    pub rule_span: Span,
    /// The reason; empty if there is not one.
    pub reason: String,
    /// The file whose findings it waives.
    pub covers: String,
    /// The line (from 0) on which a finding must begin; any line if it comes from `scsdoc.toml`.
    pub line: Option<usize>,
    /// Number of findings that it waived.
    pub used: usize,
}

/// All waivers of a register, sorted by location.
pub fn collect(corpus: &Corpus) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    for document in corpus.documents.iter().chain(&corpus.templates) {
        in_document(document, &mut waivers);
    }
    for scope in &corpus.scopes {
        in_comments(&scope.path, &scope.source, &scope.comments, &mut waivers);
    }
    let environments = &corpus.evidence.environments;
    // Reports come from third parties: their comments waive nothing.
    if let Some((path, source)) = environments.sources.first() {
        in_comments(path, source, &environments.comments, &mut waivers);
    }
    let config = &corpus.config;
    in_comments(&config.path, &config.source, &config.comments, &mut waivers);
    waivers.extend(config.waivers.iter().map(|setting| Waiver {
        path: config.path.clone(),
        span: setting.span,
        rule: setting.rule.clone(),
        rule_span: setting.rule_span,
        reason: setting.reason.clone(),
        covers: setting.path.clone(),
        line: None,
        used: 0,
    }));
    waivers
}

fn in_document(document: &Document, waivers: &mut Vec<Waiver>) {
    let mut skipped = Skipped::default();
    let body = document.body.comments.iter().map(|comment| comment.span);
    for span in body.chain(document.front.comments.iter().map(|comment| comment.span)) {
        read(&document.path, &document.source, span, &mut skipped, waivers);
    }
}

fn in_comments(path: &str, source: &Source, comments: &[Comment], waivers: &mut Vec<Waiver>) {
    let mut skipped = Skipped::default();
    for comment in comments {
        read(path, source, comment.span, &mut skipped, waivers);
    }
}

/// Reads the waivers of one comment: `scsdoc: allow(rule, rule) reason`.
pub fn inline(path: &str, source: &Source, span: Span, waivers: &mut Vec<Waiver>) {
    read(path, source, span, &mut Skipped::default(), waivers);
}

fn read(path: &str, source: &Source, span: Span, skipped: &mut Skipped, waivers: &mut Vec<Waiver>) {
    let raw = source.slice(span);
    let start = raw.len() - raw.trim_start_matches(['<', '!', '-', '#', ' ', '\t', '\n', '\r']).len();
    let Some(rest) = raw[start..].strip_prefix("scsdoc:") else { return };
    let Some(list) = rest.trim_start().strip_prefix("allow(") else { return };
    let list_at = raw.len() - list.len();
    let Some(close) = list.find(')') else { return };
    let reason = list[close + 1..].trim().trim_end_matches("-->").trim_end_matches('-').trim();
    let line = covered_line(source, span, skipped);
    let mut at = list_at;
    for name in list[..close].split(',') {
        let lead = name.len() - name.trim_start().len();
        let from = span.start as usize + at + lead;
        waivers.push(Waiver {
            path: path.into(),
            span,
            rule: name.trim().into(),
            rule_span: Span::new(from, from + name.trim().len()),
            reason: reason.into(),
            covers: path.into(),
            line: Some(line),
            used: 0,
        });
        at += name.len() + 1;
    }
}

/// The last run of lines with nothing to cover, so that none is read twice.
#[derive(Default)]
struct Skipped {
    lines: std::ops::Range<usize>,
}

/// The line that a comment covers: its own if it follows something, else the next that is
/// neither empty nor another waiver.
fn covered_line(source: &Source, span: Span, skipped: &mut Skipped) -> usize {
    let line = source.line_of(span.start as usize);
    let before = Span { start: source.line_span(line).start, end: span.start };
    if !source.slice(before).trim().is_empty() {
        return line;
    }
    let next = source.line_of(span.end.saturating_sub(1) as usize) + 1;
    if !skipped.lines.contains(&next) {
        let nothing = |line: &usize| {
            let text = source.line_text(*line).trim();
            text.is_empty() || text.contains("scsdoc: allow(")
        };
        let end = (next..source.line_count()).find(|line| !nothing(line)).unwrap_or(source.line_count());
        skipped.lines = next..end;
    }
    let end = skipped.lines.end.max(next);
    if end < source.line_count() { end } else { line + 1 }
}
