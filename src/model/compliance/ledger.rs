//! The ledger: reports as lines of JSON, in one file per month of checks.
//!
//! A line contains results and their origin, but no logs. It was verified when it was added.

use super::issue::{Issue, Kind, Place};
use super::moment::{parse_moment, write_moment};
use super::report::{Batch, MAX_ID, MAX_SUBJECT, Names, Report, is_name};
use crate::text::Span;
use rayon::prelude::*;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::sync::Arc;

/// Maximum size of a file of the ledger, in bytes.
pub const MAX_FILE: u64 = crate::load::MAX_LEDGER;
/// Lines that one thread reads at a time.
const CHUNK: usize = 256;

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    run: &'a str,
    subject: &'a str,
    scope: &'a str,
    checked_at: &'a str,
    sha256: &'a str,
    #[serde(borrow)]
    signed_by: Option<&'a str>,
    #[serde(borrow)]
    results: Results<'a>,
}

/// Test cases with their results; not a map, so that duplicate keys are kept.
#[derive(Debug)]
struct Results<'a>(Vec<(&'a str, i8)>);

impl<'de: 'a, 'a> Deserialize<'de> for Results<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(&'de str, i8)>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("test cases with 1, 0 or -1")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::with_capacity(128);
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Pairs).map(Results)
    }
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Reads a file of the ledger. Never fails: invalid lines become issues.
pub fn read(path: &Arc<str>, bytes: &[u8]) -> Vec<Batch> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = bytes.get(start..end).unwrap_or_default();
        if !line.trim_ascii().is_empty() {
            lines.push((Span::new(start, end), line));
        }
        start = end + 1;
    }
    let batch = |lines: &[(Span, &[u8])]| {
        let mut batch = Batch::default();
        for (span, line) in lines {
            if let Err(message) = take(&mut batch, path, *span, line) {
                let help = "`scsdoc schema ledger` describes a line; `scsdoc compliance add` writes it";
                batch.issues.push(Issue::new(Kind::InvalidReport, path, *span, message, help));
                batch.refused += 1;
            }
        }
        batch
    };
    lines.par_chunks(CHUNK).map(batch).collect()
}

fn take(batch: &mut Batch, path: &Arc<str>, span: Span, line: &[u8]) -> Result<(), String> {
    let line: Line<'_> = serde_json::from_slice(line).map_err(|error| {
        // Each line is parsed as a separate text.
        let words = error.to_string();
        format!("invalid line of the ledger: {}", words.split(" at line ").next().unwrap_or_default())
    })?;
    let names = [(line.run, "run"), (line.subject, "subject"), (line.scope, "scope"), (line.sha256, "sha256")];
    let account = line.signed_by.map(|account| (account, "signed_by"));
    if let Some((_, key)) = names.into_iter().chain(account).find(|(name, _)| !is_name(name, MAX_SUBJECT)) {
        return Err(format!("invalid `{key}` in a line of the ledger"));
    }
    if line.sha256.len() != 64 || !line.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err("invalid `sha256` in a line of the ledger: expected 64 hexadecimal digits".into());
    }
    let checked_at = parse_moment(line.checked_at).ok_or("invalid `checked_at` in a line of the ledger")?;
    let mut results = Vec::with_capacity(line.results.0.len());
    for (id, result) in &line.results.0 {
        if !is_name(id, MAX_ID) || !(-1..=1).contains(result) {
            return Err("invalid result in a line of the ledger: expected test cases with 1, 0 or -1".into());
        }
        results.push((batch.names.add(id), *result));
    }
    batch.reports.push(Report {
        run: line.run.into(),
        subject: line.subject.into(),
        scope: line.scope.to_ascii_lowercase(),
        checked_at,
        sha256: line.sha256.into(),
        signed_by: line.signed_by.map(str::to_owned),
        results,
        place: Place { path: Arc::clone(path), span },
        file: None,
    });
    Ok(())
}

/// The line of a report, with a line break.
pub fn line(report: &Report, names: &Names) -> String {
    let mut results: Vec<(&str, i8)> =
        report.results.iter().map(|(name, result)| (names.get(*name), *result)).collect();
    results.sort_unstable();
    results.dedup_by_key(|(name, _)| *name);
    let line = Line {
        run: &report.run,
        subject: &report.subject,
        scope: &report.scope,
        checked_at: &write_moment(report.checked_at),
        sha256: &report.sha256,
        signed_by: report.signed_by.as_deref(),
        results: Results(results),
    };
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// Name of the ledger file of a report: `2026-08.jsonl`.
pub fn file_of(report: &Report) -> String {
    let date = report.checked_at.date();
    format!("{:04}-{:02}.jsonl", date.year(), date.month())
}
