//! Causes of changed verdicts, and results that expire next.

use super::moment::write_moment;
use super::report::Names;
use super::trust::Counted;
use super::verdict::{BySubject, OfVersion, Plan, Standing, Verdict, versions};
use crate::model::scope::{ScopeFile, Validity};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Former states of scope files, each valid from its date to the next.
#[derive(Clone, Debug, Default)]
pub struct ScopePast {
    /// Oldest first.
    pub states: Vec<(Date, Vec<Arc<ScopeFile>>)>,
}

impl ScopePast {
    /// The scope files of a date; those of today after the last change and before the known history.
    pub fn at<'a>(&'a self, at: Date, today: &'a [Arc<ScopeFile>]) -> &'a [Arc<ScopeFile>] {
        let begun = self.states.partition_point(|(date, _)| *date <= at);
        match begun.checked_sub(1).and_then(|index| self.states.get(index)) {
            Some((_, files)) if begun < self.states.len() => files,
            _ => today,
        }
    }
}

/// Why a verdict changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A new result of a test case: 1, 0 or -1.
    Result {
        /// The test case.
        case: String,
        /// The result.
        result: i8,
        /// When it was made.
        checked_at: DateTime,
        /// The run that it comes from.
        run: String,
    },
    /// A result of a test case expired.
    Expired {
        /// The test case.
        case: String,
        /// The first day on which it no longer counted.
        on: Date,
    },
    /// The timeline changed the validity of the version.
    Timeline {
        /// The first day of the current period.
        on: Option<Date>,
    },
    /// The scope file has other test cases for the version, or other lifetimes.
    ScopeFile {
        /// Test cases added to `main`.
        added: Vec<String>,
        /// Removed test cases.
        removed: Vec<String>,
    },
}

impl Cause {
    /// A description.
    pub fn words(&self) -> String {
        match self {
            Cause::Result { case, result, checked_at, run } => {
                let word = match result {
                    1 => "passed",
                    0 => "aborted",
                    _ => "failed",
                };
                format!("new result: {case} {word} at {} (run {run})", write_moment(*checked_at))
            }
            Cause::Expired { case, on } => format!("expired on {on}: {case}"),
            Cause::Timeline { on: Some(on) } => format!("timeline: since {on}"),
            Cause::Timeline { on: None } => "timeline: no period in force".into(),
            Cause::ScopeFile { added, removed } => {
                let part =
                    |list: &[String], word: &str| (!list.is_empty()).then(|| format!("{word} {}", list.join(", ")));
                let parts: Vec<String> = part(added, "added").into_iter().chain(part(removed, "removed")).collect();
                let words = if parts.is_empty() { "lifetimes changed".into() } else { parts.join("; ") };
                format!("scope file: {words}")
            }
        }
    }
}

/// A changed verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The subject.
    pub subject: String,
    /// Name of the scope.
    pub scope: String,
    /// Name of the scope file.
    pub stem: String,
    /// The version.
    pub version: String,
    /// Validity and verdict before; `None` if the version was not listed.
    pub before: Option<(Validity, Option<Verdict>)>,
    /// Validity and verdict after.
    pub after: Option<(Validity, Option<Verdict>)>,
    /// Its causes.
    pub causes: Vec<Cause>,
}

/// The results of one subject for one scope at a date.
struct State<'a> {
    plan: &'a Plan<'a>,
    at: Date,
    standing: Standing,
    versions: Vec<OfVersion<'a>>,
}

impl<'a> State<'a> {
    fn of(plan: &'a Plan<'a>, reports: &[Counted<'_>], names: &Names, at: Date) -> Self {
        let mut standing = Standing::new(plan);
        standing.advance(plan, reports, &plan.lookup(names), at);
        let versions = versions(plan, &standing, at);
        State { plan, at, standing, versions }
    }

    fn version(&self, name: &str) -> Option<&OfVersion<'a>> {
        self.versions.iter().find(|version| version.name == name)
    }

    fn cases(&self, version: &str) -> BTreeSet<&'a str> {
        let cases = self.plan.target(version, super::verdict::MAIN);
        cases.iter().filter_map(|case| self.plan.cases.get(*case)).map(|case| case.id).collect()
    }
}

/// The verdicts that changed between two dates, each evaluated with its scope files, and why.
pub fn diff(
    old: (Date, &[Plan<'_>]),
    new: (Date, &[Plan<'_>]),
    reports: &BySubject<'_>,
    names: &Names,
    wanted: impl Fn(&str, &Plan<'_>) -> bool,
    subjects: &BTreeSet<&str>,
) -> Vec<Turn> {
    let mut turns = Vec::new();
    let uuids: BTreeMap<&str, (Option<&Plan<'_>>, Option<&Plan<'_>>)> = {
        let mut found: BTreeMap<&str, (Option<&Plan<'_>>, Option<&Plan<'_>>)> = BTreeMap::new();
        old.1.iter().for_each(|plan| found.entry(&plan.uuid).or_default().0 = Some(plan));
        new.1.iter().for_each(|plan| found.entry(&plan.uuid).or_default().1 = Some(plan));
        found
    };
    for subject in subjects {
        for (uuid, (before, after)) in &uuids {
            let Some(plan) = after.or(*before).filter(|plan| wanted(subject, plan)) else { continue };
            let own = reports.get(&(*subject, *uuid)).map(Vec::as_slice).unwrap_or_default();
            let before = before.map(|plan| State::of(plan, own, names, old.0));
            let after = after.map(|plan| State::of(plan, own, names, new.0));
            let all = before.iter().chain(&after).flat_map(|state| &state.versions).map(|version| version.name);
            let all: BTreeSet<&str> = all.collect();
            for version in all {
                let of = |state: &Option<State<'_>>| {
                    let version = state.as_ref()?.version(version)?;
                    Some((version.validity, version.verdict))
                };
                let (was, is) = (of(&before), of(&after));
                if was != is {
                    turns.push(Turn {
                        subject: (*subject).to_owned(),
                        scope: plan.file.name.text.clone(),
                        stem: plan.file.stem().to_owned(),
                        version: version.to_owned(),
                        before: was,
                        after: is,
                        causes: causes(version, before.as_ref(), after.as_ref(), own),
                    });
                }
            }
        }
    }
    turns
}

fn causes(version: &str, old: Option<&State<'_>>, new: Option<&State<'_>>, reports: &[Counted<'_>]) -> Vec<Cause> {
    let mut causes = Vec::new();
    let validity = |state: Option<&State<'_>>| state?.version(version).map(|version| version.validity);
    let (Some(old), Some(new)) = (old, new) else {
        return vec![Cause::ScopeFile { added: Vec::new(), removed: Vec::new() }];
    };
    if validity(Some(old)) != validity(Some(new)) {
        causes.push(Cause::Timeline { on: new.plan.file.period_at(new.at).and_then(|period| period.date) });
    }
    let (before, after) = (old.cases(version), new.cases(version));
    if before != after && old.version(version).is_some() && new.version(version).is_some() {
        let names = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).map(|id| (*id).to_owned()).collect();
        causes.push(Cause::ScopeFile { added: names(&after, &before), removed: names(&before, &after) });
    }
    let mut other_lifetime = false;
    for id in after.intersection(&before) {
        let (Some(a), Some(b)) = (old.plan.case(id), new.plan.case(id)) else { continue };
        let (was, is) = (old.standing.current(a, old.at), new.standing.current(b, new.at));
        if was.map(|latest| latest.result) == is.map(|latest| latest.result) {
            continue;
        }
        match (is, new.standing.latest.get(b).and_then(Option::as_ref)) {
            (Some(is), _) if was.is_none_or(|was| was.checked_at != is.checked_at) => causes.push(Cause::Result {
                case: (*id).to_owned(),
                result: is.result,
                checked_at: is.checked_at,
                run: reports.get(is.report).map(|one| one.report.run.clone()).unwrap_or_default(),
            }),
            // The same result is valid for longer or shorter than before.
            (Some(_), _) => other_lifetime = true,
            (None, Some(last))
                if old.plan.cases.get(a).map(|case| case.lifetime)
                    == new.plan.cases.get(b).map(|case| case.lifetime) =>
            {
                causes.push(Cause::Expired { case: (*id).to_owned(), on: last.expires_at });
            }
            (None, _) => other_lifetime = true,
        }
    }
    if other_lifetime {
        causes.push(Cause::ScopeFile { added: Vec::new(), removed: Vec::new() });
    }
    causes
}

/// A result that expires unless a new report comes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The first day on which it no longer counts.
    pub expires_at: Date,
    /// The subject.
    pub subject: String,
    /// Name of the scope.
    pub scope: String,
    /// The test case.
    pub case: String,
    /// 1, 0 or -1.
    pub result: i8,
    /// When it was made.
    pub checked_at: DateTime,
    /// The versions in force that require it.
    pub versions: Vec<String>,
}

/// The results for a scope that expire after one date and by another, and that a listed version requires.
pub fn due(subject: &str, plan: &Plan<'_>, standing: &Standing, at: Date, until: Date) -> Vec<Due> {
    let in_force = plan.in_force(at);
    let mut found = Vec::new();
    for (index, case) in plan.cases.iter().enumerate() {
        let Some(latest) = standing.current(index, at).filter(|latest| latest.expires_at <= until) else { continue };
        let requires = |name: &str| plan.target(name, super::verdict::MAIN).contains(&index);
        let versions = in_force.iter().filter(|(name, validity)| *validity != Validity::Deprecated && requires(name));
        let versions: Vec<String> = versions.map(|(name, _)| (*name).to_owned()).collect();
        if !versions.is_empty() {
            found.push(Due {
                expires_at: latest.expires_at,
                subject: subject.into(),
                scope: plan.file.name.text.clone(),
                case: case.id.into(),
                result: latest.result,
                checked_at: latest.checked_at,
                versions,
            });
        }
    }
    found
}
