//! SARIF 2.1.0, for code scanning and viewers. All rules are described, even without findings.

use super::{clause, rule_text};
use crate::check::rule::Rule;
use crate::check::{Outcome, identity::distinct_fingerprints, rules};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::text::escape::{self, sarif_text};
use crate::text::layout::Screen;
use crate::text::path::encode_path;
use crate::text::{Source, Span};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Address of the schema of the format.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Name of the root folder in URIs of files.
const ROOT: &str = "SRCROOT";

pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>) -> String {
    let corpus = snapshot.corpus;
    let all: Vec<&Rule> = rules::all().collect();
    let indexes: HashMap<&str, usize> = all.iter().enumerate().map(|(index, rule)| (rule.name, index)).collect();
    let keys = distinct_fingerprints(&outcome.diagnostics);
    let results: Vec<Value> = outcome
        .diagnostics
        .iter()
        .zip(&keys)
        .map(|(found, key)| result(found, key, indexes.get(found.rule).copied(), snapshot))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "scsdoc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": all.iter().map(|rule| descriptor(rule, corpus)).collect::<Vec<_>>(),
            }},
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the checkout."}}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    escape::json(&log)
}

fn descriptor(rule: &Rule, corpus: &Corpus) -> Value {
    let markdown = rule_text::markdown(rule, corpus);
    let mut descriptor = json!({
        "id": rule.name,
        "name": pascal(rule.name),
        "shortDescription": {"text": format!("{}.", rule_text::summary(rule))},
        "fullDescription": {"text": rule_text::why(rule)},
        "defaultConfiguration": {"level": rule.severity.name()},
        "help": {"text": rule_text::terminal(rule, Some(corpus), Screen::PLAIN), "markdown": markdown},
        "properties": {
            "tags": [rule.group().name()],
            "clause": Some(rule.clause).filter(|clause| !clause.is_empty()),
            "fix": rule_text::fixes(rule),
        },
    });
    if let Some(address) = clause::address(rule.clause, corpus).filter(|address| is_uri(address))
        && let Some(descriptor) = descriptor.as_object_mut()
    {
        descriptor.insert("helpUri".into(), address.into());
    }
    descriptor
}

/// Whether a URL, which may depend on settings, has only characters allowed in a URI.
fn is_uri(address: &str) -> bool {
    address.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&b))
}

/// `broken-anchor` → `BrokenAnchor`, as viewers expect.
fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
    };
    name.split('-').map(word).collect()
}

fn result(found: &Diagnostic, key: &str, index: Option<usize>, snapshot: &Snapshot<'_>) -> Value {
    let corpus = snapshot.corpus;
    let mut text = found.message.clone();
    if let Some(help) = &found.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let mut result = Map::new();
    result.insert("ruleId".into(), found.rule.into());
    if let Some(index) = index {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), found.severity.name().into());
    result.insert("message".into(), json!({"text": sarif_text(&text)}));
    result.insert(
        "locations".into(),
        json!([{"physicalLocation": physical(&found.path, found.span, corpus.source(&found.path))}]),
    );
    result.insert("partialFingerprints".into(), json!({"scsdoc/v1": key}));
    if !found.related.is_empty() {
        let related = found.related.iter().enumerate().map(|(id, label)| {
            let place = physical(&label.path, label.span, super::source_of(snapshot, label));
            let before = label.revision.as_ref().map(|revision| format!("at {revision}: ")).unwrap_or_default();
            let text = sarif_text(&format!("{before}{}", label.message));
            json!({"id": id, "physicalLocation": place, "message": {"text": text}})
        });
        result.insert("relatedLocations".into(), related.collect());
    }
    if let Some(fix) = &found.fix {
        result.insert("fixes".into(), json!([fix_of(fix, corpus)]));
    }
    Value::Object(result)
}

fn artifact(path: &str) -> Value {
    json!({"uri": encode_path(path), "uriBaseId": ROOT})
}

fn physical(path: &str, span: Span, source: Option<&Source>) -> Value {
    // Always include a location, because code scanning requires one; a finding on the whole
    // file is at its start.
    let region = region(span, source).unwrap_or_else(|| json!({"startLine": 1}));
    json!({"artifactLocation": artifact(path), "region": region})
}

fn region(span: Span, source: Option<&Source>) -> Option<Value> {
    let source = source?;
    let (start, end) = (source.position(span.start as usize), source.position(span.end as usize));
    Some(json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "byteOffset": start.offset,
        "byteLength": end.offset - start.offset,
    }))
}

fn fix_of(fix: &Fix, corpus: &Corpus) -> Value {
    let mut paths: Vec<&str> = fix.edits.iter().map(|edit| edit.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let changes = paths.into_iter().map(|path| {
        let edits = fix.edits.iter().filter(|edit| edit.path == path);
        let replacement = |edit: &Edit| {
            let region = region(edit.span, corpus.source(path))?;
            Some(json!({"deletedRegion": region, "insertedContent": {"text": edit.replacement}}))
        };
        json!({"artifactLocation": artifact(path), "replacements": edits.filter_map(replacement).collect::<Vec<_>>()})
    });
    let changes: Vec<Value> = changes.collect();
    json!({"description": {"text": sarif_text(&fix.title)}, "artifactChanges": changes})
}
