//! JSON, as `schemas/report.schema.json` describes it.

use super::{Settings, clause};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::change::Snapshot;
use crate::text::escape;
use crate::text::{Position, Source, Span};
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    version: u8,
    tool: Tool,
    at: String,
    base: Option<&'a str>,
    summary: Summary,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    documents: usize,
    supplements: usize,
    scopes: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    suppressed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_existing: Option<usize>,
}

/// A finding as data.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    path: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    clause: Option<&'a str>,
    fix: Option<Fix<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pre_existing: bool,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    range: Range,
    replacement: &'a str,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// The findings of a check as data.
pub(super) fn findings<'a>(outcome: &'a Outcome, snapshot: &Snapshot<'_>) -> Vec<Finding<'a>> {
    let corpus = snapshot.corpus;
    let range_in = |source: Option<&Source>, span: Span| {
        let start = Position { line: 1, column: 1, offset: 0 };
        let position = |offset: u32| source.map_or(start, |source| source.position(offset as usize));
        Range { start: position(span.start), end: position(span.end) }
    };
    let range = |path: &str, span: Span| range_in(corpus.source(path), span);
    let finding = |found: &'a Diagnostic| Finding {
        rule: found.rule,
        severity: found.severity.name(),
        message: &found.message,
        path: &found.path,
        range: range(&found.path, found.span),
        related: found
            .related
            .iter()
            .map(|label| Related {
                path: &label.path,
                range: range_in(super::source_of(snapshot, label), label.span),
                message: &label.message,
                revision: label.revision.as_deref(),
            })
            .collect(),
        help: found.help.as_deref(),
        clause: clause::of(found, snapshot.corpus),
        fix: found.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit {
                    path: &edit.path,
                    range: range(&edit.path, edit.span),
                    replacement: &edit.replacement,
                })
                .collect(),
        }),
        pre_existing: found.pre_existing,
    };
    outcome.diagnostics.iter().map(finding).collect()
}

pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let corpus = snapshot.corpus;
    let report = Report {
        version: 1,
        tool: Tool { name: "scsdoc", version: env!("CARGO_PKG_VERSION") },
        at: settings.at.to_string(),
        base: snapshot.base.map(|base| base.revision.as_str()),
        summary: Summary {
            documents: corpus.documents.len(),
            supplements: corpus.documents.iter().filter(|document| document.is_supplement()).count(),
            scopes: corpus.scopes.len(),
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            notes: outcome.count(Severity::Note),
            suppressed: outcome.suppressed,
            baseline: outcome.baseline.as_ref().map(|matched| matched.suppressed),
            stale: outcome.baseline.as_ref().map(|matched| matched.stale.iter().map(|entry| entry.count).sum()),
            pre_existing: snapshot.base.map(|_| outcome.pre_existing),
        },
        diagnostics: findings(outcome, snapshot),
    };
    escape::json(&report)
}
