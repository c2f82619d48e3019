//! Waivers: findings that are known and accepted, each with a reason.

use crate::model::Corpus;
use crate::text::{Source, Span};

/// A waiver, from a comment or from `scsdoc.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The file it stands in.
    pub path: String,
    /// Where it stands.
    pub span: Span,
    /// Name of the rule, as written.
    pub rule: String,
    /// Where the name stands.
    pub rule_span: Span,
    /// Why; empty where nothing was said.
    pub reason: String,
    /// The file in which it silences findings.
    pub covers: String,
    /// The line (from 0) on which a finding must begin; any line where it comes from `scsdoc.toml`.
    pub line: Option<usize>,
    /// Number of findings that it silenced.
    pub used: usize,
}

/// All waivers of a register, in the order of paths and places.
pub fn collect(corpus: &Corpus) -> Vec<Waiver> {
    let mut waivers = Vec::new();
    for document in corpus.documents.iter().chain(&corpus.templates) {
        for comment in &document.body.comments {
            inline(&document.path, &document.source, comment.span, &mut waivers);
        }
        for comment in &document.front.comments {
            inline(&document.path, &document.source, comment.span, &mut waivers);
        }
    }
    for scope in &corpus.scopes {
        for comment in &scope.comments {
            inline(&scope.path, &scope.source, comment.span, &mut waivers);
        }
    }
    for comment in &corpus.config.comments {
        inline(&corpus.config.path, &corpus.config.source, comment.span, &mut waivers);
    }
    for setting in &corpus.config.waivers {
        waivers.push(Waiver {
            path: corpus.config.path.clone(),
            span: setting.span,
            rule: setting.rule.clone(),
            rule_span: setting.rule_span,
            reason: setting.reason.clone(),
            covers: setting.path.clone(),
            line: None,
            used: 0,
        });
    }
    waivers
}

/// Reads the waivers of one comment: `scsdoc: allow(rule, rule) reason`.
pub fn inline(path: &str, source: &Source, span: Span, waivers: &mut Vec<Waiver>) {
    let raw = source.slice(span);
    let start = raw.len() - raw.trim_start_matches(['<', '!', '-', '#', ' ', '\t', '\n', '\r']).len();
    let Some(rest) = raw[start..].strip_prefix("scsdoc:") else { return };
    let Some(list) = rest.trim_start().strip_prefix("allow(") else { return };
    let list_at = raw.len() - list.len();
    let Some(close) = list.find(')') else { return };
    let reason = list[close + 1..].trim().trim_end_matches("-->").trim_end_matches('-').trim();
    let line = covered_line(source, span);
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

/// The line that a comment covers: its own where something stands before it, else the next that is
/// neither empty nor another waiver.
fn covered_line(source: &Source, span: Span) -> usize {
    let line = source.line_of(span.start as usize);
    let before = Span { start: source.line_span(line).start, end: span.start };
    if !source.slice(before).trim().is_empty() {
        return line;
    }
    let mut next = source.line_of(span.end.saturating_sub(1) as usize) + 1;
    while next < source.line_count() {
        let text = source.line_text(next).trim();
        if !text.is_empty() && !text.contains("scsdoc: allow(") {
            return next;
        }
        next += 1;
    }
    line + 1
}
