//! Verdicts: the versions of a scope that a subject passes on a date, and the results after them.
//!
//! For each test case, the newest unexpired result up to the end of the date counts. Only the target
//! `main` determines the verdict of a version.

use super::Evidence;
use super::moment::Lifetime;
use super::report::Names;
use super::trust::Counted;
use crate::model::scope::{Scope, Validity};
use crate::value::named::named;
use crate::words::Words;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The mandatory target.
pub const MAIN: &str = "main";

named! {
    /// The verdict on a set of test cases, by the words of scs-0003-v2: the first that applies.
    pub enum Verdict {
        /// A test case failed.
        Fail = "FAIL",
        /// A test case has no current result.
        Miss = "MISS",
        /// A test case was aborted.
        Dnf = "DNF",
        /// All test cases passed.
        Pass = "PASS",
    }
}

/// Name of a result: 1, 0 or -1.
pub fn result_name(result: i8) -> &'static str {
    match result {
        1 => "passed",
        0 => "aborted",
        _ => "failed",
    }
}

/// A test case of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case<'a> {
    pub id: &'a str,
    /// Validity of its results.
    pub lifetime: Lifetime,
    /// Whether it is checked manually.
    pub manual: bool,
}

/// A scope, prepared to be evaluated.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub file: &'a Scope,
    /// Its identifier, in lowercase; empty if it has none.
    pub uuid: String,
    /// Its test cases, in the order of the file, then those that are only listed in targets.
    pub cases: Vec<Case<'a>>,
    by_id: HashMap<&'a str, usize>,
    /// Test cases by target, for each version in the order of the file.
    targets: Vec<BTreeMap<&'a str, Vec<usize>>>,
}

impl<'a> Plan<'a> {
    /// Prepares a scope. Of a test case or a version that is defined twice, the first counts.
    pub fn of(file: &'a Scope) -> Self {
        let mut plan = Plan {
            file,
            uuid: file.uuid.trim().to_ascii_lowercase(),
            cases: Vec::new(),
            by_id: HashMap::new(),
            targets: Vec::new(),
        };
        for (script, case) in file.testcases() {
            // An unknown lifetime counts as the default.
            let lifetime = case.lifetime.as_ref().and_then(|name| Lifetime::parse(&name.text)).unwrap_or_default();
            plan.add(&case.id.text, lifetime, script.executable.is_none());
        }
        for version in &file.versions {
            let mut targets: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
            for module in version.include.iter().filter_map(|include| file.module(&include.module.text)) {
                for (target, cases) in &module.targets {
                    let listed = targets.entry(&target.text).or_default();
                    listed.extend(cases.iter().map(|case| plan.add(&case.text, Lifetime::default(), false)));
                }
            }
            let listed = |(target, cases): (&'a str, BTreeSet<usize>)| (target, cases.into_iter().collect());
            plan.targets.push(targets.into_iter().map(listed).collect());
        }
        plan
    }

    fn add(&mut self, id: &'a str, lifetime: Lifetime, manual: bool) -> usize {
        let index = *self.by_id.entry(id).or_insert(self.cases.len());
        if index == self.cases.len() {
            self.cases.push(Case { id, lifetime, manual });
        }
        index
    }

    /// Index of a test case.
    pub fn case(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Maps the test case names of the evidence to test cases of the scope.
    pub fn lookup(&self, names: &Names) -> Vec<Option<usize>> {
        names.list().iter().map(|name| self.case(name)).collect()
    }

    /// The test cases of a target of a version.
    pub fn target(&self, version: &str, target: &str) -> &[usize] {
        let targets = self.file.version_index(version).and_then(|index| self.targets.get(index));
        targets.and_then(|targets| targets.get(target)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The versions of the current period with their validity: effective, warn, draft, deprecated, then in the
    /// order of the file.
    pub fn in_force(&self, at: Date) -> Vec<(&'a str, Validity)> {
        let period = self.file.period_at(at).map(|period| period.versions.as_slice()).unwrap_or_default();
        let mut versions: Vec<(&str, Validity)> = Vec::new();
        for (name, validity) in period {
            if versions.iter().all(|(other, _)| *other != name.text) {
                versions.push((&name.text, validity.unwrap_or(Validity::Deprecated)));
            }
        }
        let place = |name: &str| self.file.version_index(name).unwrap_or(usize::MAX);
        versions.sort_by_key(|(name, validity)| (*validity, place(name)));
        versions
    }
}

/// The newest result of a test case up to the end of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    /// 1, 0 or -1.
    pub result: i8,
    /// When it was made, in UTC.
    pub checked_at: DateTime,
    /// The first day on which it no longer counts.
    pub expires_at: Date,
    /// Index of its report in the evaluated list.
    pub report: usize,
}

impl Latest {
    /// Whether it still counts on a date.
    pub fn counts(&self, at: Date) -> bool {
        at < self.expires_at
    }
}

/// The newest results of one subject for one scope.
#[derive(Clone, Debug)]
pub struct Standing {
    /// By test case of the scope.
    pub latest: Vec<Option<Latest>>,
    /// Index of the first report that was not taken yet.
    pub(super) next: usize,
}

impl Standing {
    /// A standing without any result.
    pub fn new(plan: &Plan<'_>) -> Self {
        Standing { latest: vec![None; plan.cases.len()], next: 0 }
    }

    /// Includes the reports up to the end of a date, which must not decrease. `reports` are those of the subject for
    /// the scope, sorted by time; `lookup` comes from [`Plan::lookup`].
    pub fn advance(&mut self, plan: &Plan<'_>, reports: &[Counted<'_>], lookup: &[Option<usize>], at: Date) {
        while let Some(report) = reports.get(self.next).map(|one| one.report).filter(|one| one.checked_at.date() <= at)
        {
            for (name, result) in &report.results {
                let Some(index) = lookup.get(*name as usize).copied().flatten() else { continue };
                let (Some(case), Some(latest)) = (plan.cases.get(index), self.latest.get_mut(index)) else { continue };
                match latest {
                    // The worst result of the same time counts.
                    Some(old) if old.checked_at == report.checked_at && old.result <= *result => {}
                    _ => {
                        let checked_at = report.checked_at;
                        let expires_at = case.lifetime.expires(checked_at.date());
                        *latest = Some(Latest { result: *result, checked_at, expires_at, report: self.next });
                    }
                }
            }
            self.next += 1;
        }
    }

    /// The result of a test case that counts on a date.
    pub fn current(&self, case: usize, at: Date) -> Option<&Latest> {
        self.latest.get(case)?.as_ref().filter(|latest| latest.counts(at))
    }
}

/// Test cases of a target by result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of those that passed.
    pub passed: usize,
    /// Those that failed, as indexes into the test cases of the scope.
    pub failed: Vec<usize>,
    /// Those without a current result.
    pub missing: Vec<usize>,
    /// Those that were aborted.
    pub aborted: Vec<usize>,
}

impl Tally {
    /// Their verdict; `None` without test cases.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Tally { failed, .. } if !failed.is_empty() => Some(Verdict::Fail),
            Tally { missing, .. } if !missing.is_empty() => Some(Verdict::Miss),
            Tally { aborted, .. } if !aborted.is_empty() => Some(Verdict::Dnf),
            Tally { passed: 0, .. } => None,
            _ => Some(Verdict::Pass),
        }
    }
}

/// Why a version has no verdict, or none but MISS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The scope file only lists the version in its timeline.
    UnknownVersion,
    /// There is no mandatory test case.
    NothingToTest,
    /// There is no report of the subject for the scope.
    NeverReported,
    /// All results have expired; the last one on this day.
    Expired(Date),
}

impl Reason {
    /// In words.
    pub fn words(self, words: &Words) -> String {
        match self {
            Reason::UnknownVersion => words.get("reason_unknown_version").into(),
            Reason::NothingToTest => words.get("reason_nothing_to_test").into(),
            Reason::NeverReported => words.get("reason_never_reported").into(),
            Reason::Expired(date) => words.fill("reason_expired", &[("date", &date.to_string())]),
        }
    }
}

/// The verdict of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionVerdict<'a> {
    /// The version.
    pub name: &'a str,
    /// Its validity.
    pub validity: Validity,
    /// The verdict of `main`; `None` if it has no test cases.
    pub verdict: Option<Verdict>,
    /// Why there is not one, or no result at all.
    pub reason: Option<Reason>,
    /// By target: `main` first, the others by name.
    pub targets: Vec<(&'a str, Tally)>,
}

impl VersionVerdict<'_> {
    /// The results of `main`.
    pub fn main(&self) -> Option<&Tally> {
        self.targets.iter().find(|(target, _)| *target == MAIN).map(|(_, tally)| tally)
    }
}

#[derive(Clone, Debug)]
pub struct ScopeVerdicts<'a> {
    pub plan: &'a Plan<'a>,
    /// Versions of the current period.
    pub versions: Vec<VersionVerdict<'a>>,
    /// The newest results.
    pub standing: Standing,
    /// The reports of `standing`.
    pub reports: &'a [Counted<'a>],
}

/// The verdicts of the versions in force.
pub fn versions<'a>(plan: &Plan<'a>, standing: &Standing, at: Date) -> Vec<VersionVerdict<'a>> {
    let last = standing.latest.iter().flatten().map(|latest| latest.expires_at).max();
    let of_all = match last {
        None => Some(Reason::NeverReported),
        Some(last) if last <= at => Some(Reason::Expired(last)),
        Some(_) => None,
    };
    let version = |(name, validity): (&'a str, Validity)| {
        let index = plan.file.version_index(name);
        let targets = index.and_then(|index| plan.targets.get(index));
        let tally = |(target, cases): (&&'a str, &Vec<usize>)| (*target, tally(cases, standing, at));
        let mut targets: Vec<(&str, Tally)> = targets.into_iter().flatten().map(tally).collect();
        targets.sort_by_key(|(target, _)| *target != MAIN);
        let mut found = VersionVerdict { name, validity, verdict: None, reason: None, targets };
        found.verdict = found.main().and_then(Tally::verdict);
        found.reason = match (index, found.verdict) {
            (None, _) => Some(Reason::UnknownVersion),
            (_, None) => Some(Reason::NothingToTest),
            (_, Some(Verdict::Miss)) => of_all,
            _ => None,
        };
        found
    };
    plan.in_force(at).into_iter().map(version).collect()
}

fn tally(cases: &[usize], standing: &Standing, at: Date) -> Tally {
    let mut tally = Tally::default();
    for case in cases {
        match standing.current(*case, at).map(|latest| latest.result) {
            Some(1) => tally.passed += 1,
            Some(0) => tally.aborted.push(*case),
            Some(_) => tally.failed.push(*case),
            None => tally.missing.push(*case),
        }
    }
    tally
}

/// Reports by subject and scope, each list in the order of their times.
pub type BySubject<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<Counted<'a>>>>;

/// Sorts reports by subject and scope.
pub fn by_subject<'a>(reports: &[Counted<'a>]) -> BySubject<'a> {
    let mut sorted: BySubject<'a> = BTreeMap::new();
    for one in reports {
        sorted.entry(&one.report.subject).or_default().entry(&one.report.scope).or_default().push(*one);
    }
    sorted
}

#[derive(Clone, Debug)]
pub struct SubjectVerdicts<'a> {
    pub subject: &'a str,
    pub scopes: Vec<ScopeVerdicts<'a>>,
}

/// Input of verdicts: scopes, and the reports that count.
#[derive(Debug)]
pub struct Question<'a> {
    /// The scopes.
    pub plans: Vec<Plan<'a>>,
    /// The reports that count, by subject and scope.
    pub reports: BySubject<'a>,
    /// Number of reports without the required signature, which do not count.
    pub untrusted: usize,
    /// IDs of test cases in reports.
    pub names: &'a Names,
    /// The date.
    pub at: Date,
}

impl<'a> Question<'a> {
    /// The verdicts of these scopes on a date, from the reports that count then.
    pub fn new(evidence: &'a Evidence, scopes: impl IntoIterator<Item = &'a Scope>, at: Date) -> Self {
        let trust = evidence.trust(at);
        let plans = scopes.into_iter().map(Plan::of).collect();
        Question { plans, reports: by_subject(&trust.reports), untrusted: trust.untrusted, names: &evidence.names, at }
    }

    /// The verdicts of a subject for those scopes that `wanted` takes.
    pub fn subject<'q>(&'q self, subject: &'q str, wanted: impl Fn(&Plan<'a>) -> bool) -> SubjectVerdicts<'q> {
        let scopes = self.plans.iter().filter(|plan| wanted(plan));
        SubjectVerdicts { subject, scopes: scopes.map(|plan| self.scope_at(subject, plan, self.at)).collect() }
    }

    /// The verdicts of a subject for a scope on another date, if the same scopes and reports count on it.
    pub fn scope_at<'q>(&'q self, subject: &str, plan: &'q Plan<'a>, at: Date) -> ScopeVerdicts<'q> {
        let reports = self.reports_of(subject, plan);
        let mut standing = Standing::new(plan);
        standing.advance(plan, reports, &plan.lookup(self.names), at);
        ScopeVerdicts { plan, versions: versions(plan, &standing, at), standing, reports }
    }

    /// The reports of a subject for a scope, in the order of their times.
    pub fn reports_of(&self, subject: &str, plan: &Plan<'_>) -> &[Counted<'a>] {
        let own = self.reports.get(subject).and_then(|scopes| scopes.get(plan.uuid.as_str()));
        own.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether there is any report of the subject for a scope.
    pub fn reported(&self, subject: &str, plan: &Plan<'_>) -> bool {
        !self.reports_of(subject, plan).is_empty()
    }
}
