//! Cloud environments as data: what the command line, the site and the JSON API show.

use crate::model::compliance::clouds::{Cloud, CloudScope};
use crate::model::compliance::environments::Certificate;
use crate::model::compliance::history::VerdictHistory;
use crate::model::compliance::report::Names;
use crate::model::compliance::verdict::{MAIN, ScopeVerdicts, Tally, Verdict, VersionVerdict, result_name};
use crate::model::scope::Validity;
use crate::words::Words;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use std::collections::BTreeSet;

/// How environments are listed on a date, in the order of pages, with the word for each.
pub const GROUPS: [(&str, &str); 3] =
    [("certified", "clouds_certified"), ("lapsed", "clouds_lapsed"), ("voluntary", "clouds_voluntary")];

#[derive(Clone, Debug, Serialize)]
pub struct CloudData<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub operator: &'a str,
    pub technology: Option<&'a str>,
    /// `certified` or `voluntary`.
    pub listed: &'static str,
    /// Address of the offer.
    pub url: Option<&'a str>,
    pub links: Vec<LinkData<'a>>,
    pub scopes: Vec<ScopeData<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct LinkData<'a> {
    pub text: &'a str,
    pub url: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub struct ScopeData<'a> {
    /// Name of the scope file without extension.
    pub scope: &'a str,
    pub name: &'a str,
    pub badge: BadgeData<'a>,
    /// The versions in force, each with the worst verdict of the subjects.
    pub versions: Vec<SideData<'a>>,
    pub certificates: Vec<CertificateData<'a>>,
    /// Test cases that failed in the version of the badge.
    pub failed: Vec<&'a str>,
    /// Reason why that version does not pass.
    pub wrong: String,
    /// The subjects side by side.
    pub subjects: Vec<SubjectData<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BadgeData<'a> {
    /// The version; `None` if none is in force.
    pub version: Option<&'a str>,
    /// `v5.1 passing`
    pub text: String,
    /// Additional remark.
    pub note: String,
    pub color: &'static str,
}

/// A version with its validity and verdict; both are `None` if it is not in force.
#[derive(Clone, Debug, Serialize)]
pub struct SideData<'a> {
    pub version: &'a str,
    /// The first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    pub validity: Option<&'static str>,
    pub verdict: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CertificateData<'a> {
    pub version: &'a str,
    /// First day.
    pub issued_at: String,
    /// First day after its year.
    pub ends_at: String,
    pub revoked_at: Option<String>,
    pub valid: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct SubjectData<'a> {
    pub subject: &'a str,
    pub versions: Vec<VersionData<'a>>,
    /// Test cases of these that have not passed.
    pub open: Vec<OpenData<'a>>,
    /// The history of the versions: each entry applies until the next.
    pub history: Vec<SideData<'a>>,
}

/// A version in force for a subject.
#[derive(Clone, Debug, Serialize)]
pub struct VersionData<'a> {
    pub version: &'a str,
    pub validity: &'static str,
    pub verdict: Option<&'static str>,
    /// Reason for a missing verdict or missing results.
    pub reason: Option<String>,
    /// Numbers of test cases of `main`.
    pub passed: usize,
    pub failed: usize,
    /// Without a current result.
    pub missing: usize,
    pub aborted: usize,
}

/// A test case that keeps a version from passing.
#[derive(Clone, Debug, Serialize)]
pub struct OpenData<'a> {
    pub test_case: &'a str,
    /// Whether only deprecated versions require it.
    #[serde(skip)]
    pub deprecated: bool,
    /// Whether a person decides it.
    pub manual: bool,
    /// `failed`, `missing` or `aborted`.
    pub state: &'static str,
    /// The listed versions that require it.
    pub versions: Vec<&'a str>,
    /// Since when; `None` if it was never reported.
    pub since: Option<String>,
    /// The first day on which its result no longer counts.
    pub until: Option<String>,
    /// The last conclusive result before this failure, in words.
    pub last_conclusive: Option<String>,
    /// The run that its result comes from.
    pub report: Option<&'a str>,
}

impl OpenData<'_> {
    /// Its place in lists: what failed first.
    pub fn rank(&self) -> impl Ord + use<> {
        (self.deprecated, ["failed", "missing"].iter().position(|state| *state == self.state).unwrap_or(2))
    }
}

impl<'a> CloudData<'a> {
    /// An environment on a date, in the language of the words.
    pub fn of(cloud: &'a Cloud<'_>, names: &Names, at: Date, words: &Words) -> Self {
        let environment = cloud.environment;
        let link = |(text, url): &'a (String, String)| LinkData { text, url };
        CloudData {
            id: &environment.id,
            name: &environment.name,
            description: environment.describe(words.language),
            operator: &environment.operator,
            technology: environment.technology.as_deref(),
            listed: if environment.certified { "certified" } else { "voluntary" },
            url: environment.url.as_deref(),
            links: environment.links.iter().map(link).collect(),
            scopes: cloud.scopes.iter().map(|scope| ScopeData::of(scope, names, at, words)).collect(),
        }
    }
}

impl<'a> ScopeData<'a> {
    fn of(scope: &'a CloudScope<'_>, names: &Names, at: Date, words: &Words) -> Self {
        let badge = scope.badge(at);
        let mut failed: Vec<usize> = Vec::new();
        for (_, of) in &scope.subjects {
            let version = of.versions.iter().find(|version| Some(version.name) == badge.version);
            failed
                .extend(version.and_then(VersionVerdict::main).map(|main| main.failed.as_slice()).unwrap_or_default());
        }
        failed.sort_unstable();
        failed.dedup();
        let version = |version: &crate::model::compliance::clouds::CloudVersion<'a>| SideData {
            version: version.name,
            from: None,
            validity: Some(version.validity.name()),
            verdict: version.verdict.map(Verdict::name),
        };
        let subjects = scope.subjects.iter().map(|(subject, of)| SubjectData::of(subject, of, names, at, words));
        let subjects: Vec<SubjectData<'_>> = subjects.collect();
        ScopeData {
            scope: scope.plan.file.stem(),
            name: &scope.plan.file.name.text,
            badge: BadgeData {
                version: badge.version,
                text: badge.text(words),
                note: badge.title(words),
                color: badge.color.name(),
            },
            versions: scope.versions.iter().map(version).collect(),
            certificates: scope.certificates.iter().map(|one| CertificateData::of(one, at)).collect(),
            failed: failed.iter().filter_map(|case| scope.plan.cases.get(*case)).map(|case| case.id).collect(),
            wrong: wrong(&subjects, badge.version, words),
            subjects,
        }
    }
}

/// The first test case that keeps a version from passing, and how many more there are in the same state, the worst.
fn wrong(subjects: &[SubjectData<'_>], version: Option<&str>, words: &Words) -> String {
    let open = || {
        let open = subjects.iter().flat_map(|subject| &subject.open);
        open.filter(|open| version.is_some_and(|version| open.versions.contains(&version)))
    };
    let Some(worst) = open().min_by_key(|open| open.rank()) else { return String::new() };
    let cases: BTreeSet<&str> = open().filter(|open| open.state == worst.state).map(|open| open.test_case).collect();
    let cases: Vec<&str> = cases.into_iter().collect();
    words.fill(&format!("cloud_{}", worst.state), &[("cases", &words.first(&cases, 1))])
}

impl<'a> CertificateData<'a> {
    fn of(certificate: &'a Certificate, at: Date) -> Self {
        CertificateData {
            version: &certificate.version,
            issued_at: certificate.issued_at.to_string(),
            ends_at: certificate.ends().to_string(),
            revoked_at: certificate.revoked_at.map(|date| date.to_string()),
            valid: certificate.valid_at(at),
        }
    }
}

impl<'a> SubjectData<'a> {
    fn of(subject: &'a str, of: &'a ScopeVerdicts<'_>, names: &Names, at: Date, words: &Words) -> Self {
        let version = |one: &VersionVerdict<'a>| {
            let none = Tally::default();
            let main = one.main().unwrap_or(&none);
            VersionData {
                version: one.name,
                validity: one.validity.name(),
                verdict: one.verdict.map(Verdict::name),
                reason: one.reason.map(|reason| reason.words(words)),
                passed: main.passed,
                failed: main.failed.len(),
                missing: main.missing.len(),
                aborted: main.aborted.len(),
            }
        };
        let versions = of.versions.iter().map(version).collect();
        SubjectData { subject, versions, open: open(of, names, at, words), history: Vec::new() }
    }

    /// Adds the history of the versions.
    pub fn set_history(&mut self, history: &'a VerdictHistory) {
        let borders = history.iter().flat_map(|(version, borders)| borders.iter().map(move |border| (version, border)));
        let side = |(version, (from, side)): (&'a String, &(Date, _))| {
            let side: Option<(Validity, Option<Verdict>)> = *side;
            SideData {
                version,
                from: Some(from.to_string()),
                validity: side.map(|(validity, _)| validity.name()),
                verdict: side.and_then(|(_, verdict)| verdict).map(Verdict::name),
            }
        };
        self.history = borders.map(side).collect();
    }
}

/// The test cases of a subject that passed, each with the day and the run.
pub fn passed<'a>(of: &'a ScopeVerdicts<'_>, at: Date) -> Vec<(&'a str, String, &'a str)> {
    let passed = of.plan.cases.iter().enumerate().filter_map(|(index, case)| {
        let current = of.standing.current(index, at).filter(|latest| latest.result == 1)?;
        let run = of.reports.get(current.report).map_or("", |one| one.report.run.as_str());
        Some((case.id, current.checked_at.date().to_string(), run))
    });
    passed.collect()
}

/// The test cases of a subject that keep listed versions from passing: those that failed first, then those without a
/// result, and those of deprecated versions only last.
pub fn open<'a>(of: &'a ScopeVerdicts<'_>, names: &Names, at: Date, words: &Words) -> Vec<OpenData<'a>> {
    let mut found = Vec::new();
    for (index, case) in of.plan.cases.iter().enumerate() {
        let requiring = || of.versions.iter().filter(|version| of.plan.target(version.name, MAIN).contains(&index));
        let versions: Vec<&str> = requiring().map(|version| version.name).collect();
        let latest = of.standing.latest.get(index).and_then(Option::as_ref);
        let current = of.standing.current(index, at);
        let state = current.map_or("missing", |latest| result_name(latest.result));
        if state == "passed" || versions.is_empty() {
            continue;
        }
        let name = names.find(case.id);
        let results = || {
            let until = of.reports.iter().rev().skip_while(|one| one.report.checked_at.date() > at);
            until.filter_map(|one| {
                let own = one.report.results.iter().filter(|(other, _)| Some(*other) == name);
                Some((one.report.checked_at, own.map(|(_, result)| *result).min()?))
            })
        };
        let same = |(_, result): &(_, i8)| current.is_some_and(|latest| latest.result == *result);
        let since = match (current, latest) {
            (Some(_), _) => results().take_while(same).last().map(|(moment, _)| moment.date()),
            (None, latest) => latest.map(|latest| latest.expires_at),
        };
        let last = results().find(|(_, result)| *result != 0).filter(|_| state != "failed");
        let last = last.map(|(moment, result): (DateTime, i8)| {
            words.fill(&format!("last_{}", result_name(result)), &[("date", &moment.date().to_string())])
        });
        let run = latest.and_then(|latest| of.reports.get(latest.report)).map(|one| one.report.run.as_str());
        found.push(OpenData {
            deprecated: requiring().all(|version| version.validity == Validity::Deprecated),
            test_case: case.id,
            manual: case.manual,
            state,
            versions,
            since: since.map(|date| date.to_string()),
            until: current.map(|latest| latest.expires_at.to_string()),
            last_conclusive: last,
            report: run,
        });
    }
    found.sort_by_key(OpenData::rank);
    found
}
