//! Rules on status, dates and replacement in one state of the register.

mod date_order;
mod future_date;
mod implausible_date;
mod missing_deprecated_at;
mod missing_rejected_at;
mod missing_replaced_by;
mod missing_replaces;
mod missing_stabilized_at;
mod one_sided_replacement;
mod proposal_not_draft;
mod replacement_cycle;
mod replaces_not_predecessor;
mod self_replacement;
mod several_effective;
mod status_date_conflict;
mod unknown_replaced_by;
mod unknown_replaces;

use super::words::*;
use crate::check::rule::*;
use crate::model::facts::{DateKey, Presence, Status};
use crate::patch;
use crate::value::Kind;
use crate::value::schema::Fault;
use std::collections::HashSet;

/// The rules of the group, in the order of the documentation.
pub const RULES: &[&Rule] = &[
    &missing_stabilized_at::RULE,
    &missing_deprecated_at::RULE,
    &missing_rejected_at::RULE,
    &status_date_conflict::RULE,
    &date_order::RULE,
    &future_date::RULE,
    &implausible_date::RULE,
    &proposal_not_draft::RULE,
    &several_effective::RULE,
    &missing_replaces::RULE,
    &unknown_replaces::RULE,
    &self_replacement::RULE,
    &replaces_not_predecessor::RULE,
    &replacement_cycle::RULE,
    &missing_replaced_by::RULE,
    &unknown_replaced_by::RULE,
    &one_sided_replacement::RULE,
];

/// Maximum number of documents in a finding on replacement, and of findings of one rule on one document.
const MAX_REPLACERS: usize = 20;

/// Maximum number of names per list with a suggestion.
const MAX_SUGGESTIONS: usize = 20;

/// Whether the document has ended: Deprecated or Rejected.
fn has_ended(document: &Document) -> bool {
    document.life.status.is_some_and(Status::ended)
}

/// Whether the front matter and all its dates could be parsed, so that the state is certain.
pub(super) fn certain(document: &Document) -> bool {
    let readable = |key: DateKey| document.front.get(key.name()).is_none() || document.life.date(key).is_some();
    document.front.complete() && DateKey::ALL.into_iter().all(readable)
}

/// Whether the list under `key` is absent or empty. Other rules report values of another type.
fn has_no_references(document: &Document, key: &str) -> bool {
    match document.front.get(key).map(|node| &node.kind) {
        None => true,
        Some(Kind::List(items)) => items.is_empty(),
        Some(_) => false,
    }
}

/// Reports the missing date `key` if the status requires it.
fn missing_date(rule: &Rule, document: &Document, key: DateKey, help: &str, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let wanted = |fault: &Fault| matches!(fault, Fault::Missing { key: missing } if missing == key.name());
    let violations = &document.front.violations;
    if !document.front.complete() || !violations.iter().any(|found| found.path.is_empty() && wanted(&found.fault)) {
        return;
    }
    let status = document.life.status.map_or("", Status::name);
    let message = format!("missing key `{key}`: the status is `{status}`");
    let label = format!("without the date, the document counts as {}", document.life.state(cx.at));
    let near = |fault: &Fault| matches!(fault, Fault::Unknown { suggestion: Some(near), .. } if near == key.name());
    let mut found = rule.at_key(document, "status", message).help(help);
    if let Some(slip) = violations.iter().find(|found| found.path.len() == 1 && near(&found.fault)) {
        found = found.related(&document.path, slip.span, format!("probably meant to be `{key}`"));
    }
    out.push(if certain(document) { found.label(label) } else { found });
}

/// Dates that the written status rules out, each with the severity of the contradiction.
fn conflicts(document: &Document) -> Vec<(DateKey, Severity)> {
    let Some(status) = document.life.status.filter(|_| !document.is_supplement()) else { return Vec::new() };
    let severity = |key: DateKey| match key.presence(status) {
        Presence::Forbidden => Some(Severity::Error),
        Presence::Doubtful => Some(Severity::Warning),
        Presence::Required | Presence::Allowed => None,
    };
    let dates = DateKey::ALL.into_iter().filter(|key| document.life.date(*key).is_some());
    dates.filter_map(|key| Some((key, severity(key)?))).collect()
}

/// Each version of a number (in the given order) with its predecessors in that order: the nearest
/// that is not Rejected, and the nearest one. Files of the same version do not precede each other.
fn with_adjacent_version<'a>(
    versions: impl Iterator<Item = &'a Document>,
) -> Vec<(&'a Document, Option<&'a Document>, Option<&'a Document>)> {
    let mut out: Vec<(&Document, Option<&Document>, Option<&Document>)> = Vec::new();
    let (mut live, mut any) = (None, None);
    let (mut next_live, mut next_any) = (None, None);
    for document in versions {
        let same = out.last().is_some_and(|(last, ..)| last.name.version == document.name.version);
        if !same {
            (live, any) = (next_live.take().or(live), next_any.take().or(any));
        }
        out.push((document, live, any));
        next_any.get_or_insert(document);
        if document.life.status != Some(Status::Rejected) {
            next_live.get_or_insert(document);
        }
    }
    out
}

/// Reports unknown document names under `key`, with a suggestion if there is one.
pub(super) fn unknown_names(rule: &Rule, document: &Document, key: &str, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let unknown = document.list(key).filter(|(name, _)| cx.corpus.by_file(name).is_none());
    for (count, (name, span)) in unknown.enumerate() {
        if name.is_empty() {
            let found = rule.at(&document.path, span, format!("`{key}` has an empty entry"));
            out.push(found.help("add the file name of a document, or remove the entry"));
            continue;
        }
        let found = rule.at(&document.path, span, format!("`{key}` names an unknown document `{}`", short(name)));
        let near = if count < MAX_SUGGESTIONS { cx.corpus.nearest_file(name) } else { None };
        // A document does not mean itself.
        let near = near.filter(|(file, _)| *file != document.name.file);
        out.push(match near {
            Some((file, sure)) => found.help(format!("did you mean `{file}`?")).fix(
                sure,
                format!("replace `{}` with `{file}`", short(name)),
                span,
                patch::like(document.source.slice(span), file, true),
            ),
            None => found.help("use the file name of a document in the same folder, or remove the entry"),
        });
    }
}

/// The finding with a fix that adds files to the list under `key`, if the front matter can be edited.
fn add_files(found: Diagnostic, document: &Document, key: &str, files: &[&str]) -> Diagnostic {
    let edits = document.patch().and_then(|mut patch| Ok(patch.add(key, files)?.edits()));
    let edits = edits.unwrap_or_default().into_iter();
    let edits: Vec<Edit> =
        edits.map(|(span, replacement)| Edit { path: document.path.clone(), span, replacement }).collect();
    let names = names(files);
    if edits.is_empty() { found } else { found.fix_edits(true, format!("add {names} to `{key}`"), edits) }
}

/// The files that unknown names under `key` probably mean: only the typo is reported there.
fn misspelled<'a>(document: &Document, key: &str, cx: &Cx<'a>) -> HashSet<&'a str> {
    let corpus = cx.corpus;
    let unknown = document.list(key).filter(|(name, _)| corpus.by_file(name).is_none());
    unknown
        .take(MAX_SUGGESTIONS)
        .filter_map(|(name, _)| corpus.nearest_file(name))
        .map(|(file, _)| file)
        .filter(|file| *file != document.name.file)
        .collect()
}
