//! Verdicts as text and JSON.

use super::json;
mod tables;

pub use tables::{clouds, due, head, markdown, open, side, verdict_changes};

use crate::check::Outcome;
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::model::compliance::moment::write_moment;
use crate::model::compliance::verdict::{ScopeVerdicts, SubjectVerdicts, Tally, Verdict, VersionVerdict};
use crate::text::escape::{self, escape_for_terminal};
use crate::view::table::{Cell, Column, Table};
use crate::words::english;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Verdicts<'a> {
    version: u8,
    at: String,
    subjects: Vec<Subject<'a>>,
    diagnostics: Vec<json::Finding<'a>>,
}

#[derive(Serialize)]
struct Subject<'a> {
    subject: &'a str,
    scopes: Vec<Scope<'a>>,
}

#[derive(Serialize)]
struct Scope<'a> {
    uuid: &'a str,
    name: &'a str,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    versions: Vec<Version<'a>>,
    results: BTreeMap<&'a str, Current<'a>>,
}

#[derive(Serialize)]
struct Version<'a> {
    version: &'a str,
    validity: &'static str,
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    targets: BTreeMap<&'a str, Option<&'static str>>,
    failed: Vec<&'a str>,
    missing: Vec<&'a str>,
    aborted: Vec<&'a str>,
}

#[derive(Serialize)]
struct Current<'a> {
    result: i8,
    checked_at: String,
    expires_at: String,
    report: &'a str,
}

/// Text if no version is listed.
const NOTHING: &str = "no version in force";

/// Verdicts as in `schemas/verdicts.schema.json`, with findings on their input.
pub fn json(subjects: &[SubjectVerdicts<'_>], at: Date, outcome: &Outcome, corpus: &Corpus) -> String {
    let snapshot = Snapshot::from(corpus);
    let verdicts = Verdicts {
        version: 1,
        at: at.to_string(),
        subjects: subjects
            .iter()
            .map(|one| Subject { subject: one.subject, scopes: one.scopes.iter().map(|one| scope(one, at)).collect() })
            .collect(),
        diagnostics: json::findings(outcome, &snapshot),
    };
    escape::json(&verdicts)
}

fn scope<'a>(of: &'a ScopeVerdicts<'a>, at: Date) -> Scope<'a> {
    let plan = of.plan;
    // Only test cases defined by scripts belong to the scope file.
    let results = plan.cases.iter().enumerate().filter_map(|(index, case)| {
        let current = of.standing.current(index, at)?;
        let report = of.reports.get(current.report).map_or("", |one| one.report.run.as_str());
        let checked_at = write_moment(current.checked_at);
        Some((
            case.id,
            Current { result: current.result, checked_at, expires_at: current.expires_at.to_string(), report },
        ))
    });
    Scope {
        uuid: &plan.uuid,
        name: &plan.file.name.text,
        file: &plan.file.path,
        reason: of.versions.is_empty().then_some(NOTHING),
        versions: of.versions.iter().map(|version| of_version(version, of)).collect(),
        results: results.collect(),
    }
}

fn of_version<'a>(version: &VersionVerdict<'a>, of: &ScopeVerdicts<'a>) -> Version<'a> {
    let none = Tally::default();
    let main = version.main().unwrap_or(&none);
    let ids = |cases: &[usize]| -> Vec<&'a str> {
        let mut ids: Vec<&str> = cases.iter().filter_map(|case| of.plan.cases.get(*case)).map(|case| case.id).collect();
        ids.sort_unstable();
        ids
    };
    let target = |(name, tally): &(&'a str, Tally)| (*name, tally.verdict().map(Verdict::name));
    Version {
        version: version.name,
        validity: version.validity.name(),
        verdict: version.verdict.map(Verdict::name),
        reason: version.reason.map(|reason| reason.words(english())),
        targets: version.targets.iter().map(target).collect(),
        failed: ids(&main.failed),
        missing: ids(&main.missing),
        aborted: ids(&main.aborted),
    }
}

/// A scope of a subject, with one of its listed versions if there is any.
type Row<'a> = (&'a str, &'a ScopeVerdicts<'a>, Option<&'a VersionVerdict<'a>>);

pub fn table<'a>(subjects: &'a [SubjectVerdicts<'_>]) -> Table<Row<'a>> {
    let columns = vec![
        Column::new("subject", "Subject", |row: &Row<'a>| Cell::text(row.0)),
        Column::text("scope", "Scope", |row: &Row<'a>| Cell::text(row.1.plan.file.name.text.as_str())),
        Column::new("version", "Version", |row: &Row<'a>| Cell::maybe(row.2.map(|version| version.name))),
        Column::new("validity", "Validity", |row: &Row<'a>| Cell::maybe(row.2.map(|version| version.validity.name()))),
        Column::new("verdict", "Verdict", |row: &Row<'a>| {
            Cell::text(row.2.and_then(|version| version.verdict).map_or("–", Verdict::name))
        }),
        Column::text("why", "Why", |row: &Row<'a>| {
            Cell::text(row.2.map_or(NOTHING.to_owned(), |version| why(version, row.1)))
        }),
    ];
    let mut rows = Vec::new();
    for (subject, of) in subjects.iter().flat_map(|one| one.scopes.iter().map(|of| (one.subject, of))) {
        if of.versions.is_empty() {
            rows.push((subject, of, None));
        }
        rows.extend(of.versions.iter().map(|version| (subject, of, Some(version))));
    }
    Table { columns, rows }
}

/// Reason why a version does not pass, or a few test cases.
fn why(version: &VersionVerdict<'_>, of: &ScopeVerdicts<'_>) -> String {
    const SHOWN: usize = 3;
    if let Some(known) = version.reason {
        return known.words(english());
    }
    let Some(main) = version.main() else { return String::new() };
    let part = |(cases, word): (&[usize], &str)| {
        let ids = cases.iter().filter_map(|case| of.plan.cases.get(*case)).map(|case| case.id);
        let ids: Vec<&str> = ids.collect();
        (!ids.is_empty()).then(|| format!("{word}: {}", english().first(&ids, SHOWN)))
    };
    let all = [(&main.failed[..], "failed"), (&main.missing, "missing"), (&main.aborted, "aborted")];
    all.into_iter().filter_map(part).collect::<Vec<_>>().join("; ")
}

/// Verdicts in the log format of the former check: a line for each version, and one for each of its targets.
pub fn log(subjects: &[SubjectVerdicts<'_>]) -> String {
    let mut out = String::new();
    for (subject, of) in
        subjects.iter().flat_map(|one| one.scopes.iter().map(|of| (escape_for_terminal(one.subject), of)))
    {
        let name = escape_for_terminal(&of.plan.file.name.text);
        if of.versions.is_empty() {
            out.push_str(&format!("Verdict for subject {subject}, {name}: NONE ({NOTHING})\n"));
        }
        for version in &of.versions {
            let verdict = match (version.verdict, version.main()) {
                (Some(Verdict::Pass), _) => "PASSED".to_owned(),
                (Some(_), Some(main)) => {
                    format!("{} ERRORS", main.failed.len() + main.missing.len() + main.aborted.len())
                }
                _ => format!("NONE ({})", version.reason.map(|reason| reason.words(english())).unwrap_or_default()),
            };
            out.push_str(&format!(
                "Verdict for subject {subject}, {name}, version {}: {verdict}\n",
                escape_for_terminal(version.name)
            ));
            for (target, tally) in version.targets.iter().filter(|(_, tally)| tally.verdict().is_some()) {
                let counts = [
                    (tally.passed, "passed"),
                    (tally.failed.len(), "failed"),
                    (tally.missing.len(), "missing"),
                    (tally.aborted.len(), "aborted"),
                ];
                let counts = counts.iter().filter(|(number, _)| *number > 0);
                let counts: Vec<String> = counts.map(|(number, word)| format!("{number} {word}")).collect();
                let word = tally.verdict().map_or("", Verdict::name);
                out.push_str(&format!("{}: {word} ({})\n", escape_for_terminal(target), counts.join(", ")));
            }
        }
    }
    out
}
