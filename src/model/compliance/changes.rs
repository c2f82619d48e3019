//! Causes of changed verdicts, and results that expire next.

use super::moment::write_moment;
use super::state_at;
use super::verdict::{MAIN, Plan, Question, ScopeVerdicts, Standing, Verdict, result_name};
use crate::model::scope::{Scope, ScopeFile, Validity};
use crate::words::Words;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// Maximum number of test cases listed by name in a cause.
pub const MAX_CASES: usize = 3;

/// Scope files as they were.
#[derive(Clone, Debug, Default)]
pub struct ScopeFileHistory {
    /// From each date on, until the next; oldest first.
    pub states: Vec<(Date, Vec<Arc<ScopeFile>>)>,
}

impl ScopeFileHistory {
    /// The scopes on a date; `today` are the current ones, which are also used for scopes that no commit has as a file.
    pub fn at<'a>(&'a self, at: Date, today: impl Iterator<Item = &'a Scope>) -> Vec<&'a Scope> {
        let Some(files) = state_at(&self.states, at) else { return today.collect() };
        let all = self.states.iter().flat_map(|(_, files)| files);
        let known: HashSet<&str> = all.map(|file| file.path.as_str()).collect();
        let then = files.iter().map(|file| -> &Scope { file });
        then.chain(today.filter(|scope| !known.contains(scope.path.as_str()))).collect()
    }
}

/// Cause of a changed verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A new result of test cases: 1, 0 or -1.
    Result {
        cases: Vec<String>,
        result: i8,
        /// When it was made.
        checked_at: DateTime,
        run: String,
    },
    /// Results of test cases expired.
    Expired {
        cases: Vec<String>,
        /// The first day on which they no longer counted.
        on: Date,
    },
    /// The timeline changed the validity of the version.
    Timeline {
        /// The first day of the current period.
        on: Option<Date>,
    },
    /// Accounts or keys changed, so different reports may count.
    Accounts,
    /// The scope file has other test cases for the version, or other lifetimes.
    ScopeFile {
        /// Test cases added to `main`.
        added: Vec<String>,
        /// Removed test cases.
        removed: Vec<String>,
    },
}

impl Cause {
    /// In words, with at most this many test cases by name.
    pub fn words(&self, words: &Words, most: usize) -> String {
        let fill = |key: &str, values: &[(&str, &str)]| words.fill(key, values);
        let named = |cases: &[String]| words.first(cases, most);
        match self {
            Cause::Result { cases, result, checked_at, run } => {
                let key = format!("cause_{}", result_name(*result));
                let (mut time, mut run) = (write_moment(*checked_at), run.as_str());
                if most < usize::MAX {
                    let date = checked_at.date().to_string();
                    let date = words.date(&date).unwrap_or(date);
                    time = format!("{date}, {:02}:{:02} UTC", checked_at.hour(), checked_at.minute());
                    run = run.get(..8).unwrap_or(run);
                }
                fill(&key, &[("cases", &named(cases)), ("time", &time), ("run", run)])
            }
            Cause::Expired { cases, on } => {
                fill("cause_expired", &[("cases", &named(cases)), ("date", &on.to_string())])
            }
            Cause::Timeline { on: Some(on) } => fill("cause_timeline", &[("date", &on.to_string())]),
            Cause::Timeline { on: None } => words.get("cause_no_period").into(),
            Cause::Accounts => words.get("cause_accounts").into(),
            Cause::ScopeFile { added, removed } => {
                let part =
                    |list: &[String], key: &str| (!list.is_empty()).then(|| fill(key, &[("cases", &named(list))]));
                let parts = part(added, "cause_added").into_iter().chain(part(removed, "cause_removed"));
                let parts = parts.collect::<Vec<String>>().join("; ");
                let parts = if parts.is_empty() { words.get("cause_lifetimes") } else { &parts };
                fill("cause_scope_file", &[("changes", parts)])
            }
        }
    }

    /// The test cases, if the cause has the same date, run and result as the other.
    fn cases_with(&mut self, other: &Cause) -> Option<&mut Vec<String>> {
        match (self, other) {
            (
                Cause::Result { cases, result, checked_at, run },
                Cause::Result { result: r, checked_at: at, run: of, .. },
            ) => (result == r && checked_at == at && run == of).then_some(cases),
            (Cause::Expired { cases, on }, Cause::Expired { on: other, .. }) => (on == other).then_some(cases),
            _ => None,
        }
    }

    /// Whether it can have changed a verdict to this one: a pass makes none worse, and a failure none better. A version
    /// that was not in force lacked nothing.
    fn explains(&self, was: Verdict, is: Verdict) -> bool {
        match self {
            Cause::Result { result: 1, .. } => is >= was,
            Cause::Result { result: -1, .. } => is <= was,
            _ => true,
        }
    }
}

/// A version of a scope on a date: its validity and its verdict; `None` if it is not in force.
pub type Side = Option<(Validity, Option<Verdict>)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictChange {
    pub subject: String,
    pub scope: String,
    /// Name of the scope file.
    pub stem: String,
    pub version: String,
    pub before: Side,
    pub after: Side,
    pub causes: Vec<Cause>,
}

/// Verdict and validity of a scope version for a subject.
pub fn side(of: &ScopeVerdicts<'_>, version: &str) -> Side {
    let found = of.versions.iter().find(|found| found.name == version)?;
    Some((found.validity, found.verdict))
}

/// Test cases of the target that decides.
fn cases<'a>(plan: &Plan<'a>, version: &str) -> BTreeSet<&'a str> {
    plan.target(version, MAIN).iter().filter_map(|case| plan.cases.get(*case)).map(|case| case.id).collect()
}

/// The verdicts of subjects that changed between two dates, with causes. Each query has the evidence that counted on its date.
pub fn diff(
    old: (Date, &Question<'_>),
    new: (Date, &Question<'_>),
    subjects: &BTreeSet<&str>,
    wanted: impl Fn(&str, &Plan<'_>) -> bool,
) -> Vec<VerdictChange> {
    let mut plans: BTreeMap<&str, (Option<&Plan<'_>>, Option<&Plan<'_>>)> = BTreeMap::new();
    old.1.plans.iter().for_each(|plan| plans.entry(&plan.uuid).or_default().0 = Some(plan));
    new.1.plans.iter().for_each(|plan| plans.entry(&plan.uuid).or_default().1 = Some(plan));
    let mut changes = Vec::new();
    for subject in subjects {
        for (before, after) in plans.values() {
            let Some(plan) = after.or(*before).filter(|plan| wanted(subject, plan)) else { continue };
            let before = before.map(|plan| old.1.scope_at(subject, plan, old.0));
            let after = after.map(|plan| new.1.scope_at(subject, plan, new.0));
            let all = before.iter().chain(&after).flat_map(|of| &of.versions).map(|version| version.name);
            let sides = |version| {
                let of = |of: &Option<ScopeVerdicts<'_>>| of.as_ref().and_then(|of| side(of, version));
                (version, of(&before), of(&after))
            };
            let mut all: Vec<(&str, Side, Side)> = all.collect::<BTreeSet<&str>>().into_iter().map(sides).collect();
            all.sort_by_key(|(_, was, is)| is.or(*was).map(|(validity, _)| validity));
            for (version, was, is) in all {
                if was == is {
                    continue;
                }
                let causes = match (&before, &after) {
                    (Some(before), Some(after)) => causes(version, (old.0, before), (new.0, after)),
                    _ => vec![Cause::ScopeFile { added: Vec::new(), removed: Vec::new() }],
                };
                changes.push(VerdictChange {
                    subject: (*subject).to_owned(),
                    scope: plan.file.name.text.clone(),
                    stem: plan.file.stem().to_owned(),
                    version: version.to_owned(),
                    before: was,
                    after: is,
                    causes,
                });
            }
        }
    }
    changes
}

fn causes(
    version: &str,
    (then, old): (Date, &ScopeVerdicts<'_>),
    (now, new): (Date, &ScopeVerdicts<'_>),
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let (was, is) = (side(old, version), side(new, version));
    if was.map(|(validity, _)| validity) != is.map(|(validity, _)| validity) {
        causes.push(Cause::Timeline { on: new.plan.file.period_at(now).and_then(|period| period.date) });
    }
    let (before, after) = (cases(old.plan, version), cases(new.plan, version));
    if before != after && was.is_some() && is.is_some() {
        let names = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).map(|id| (*id).to_owned()).collect();
        causes.push(Cause::ScopeFile { added: names(&after, &before), removed: names(&before, &after) });
    }
    let (mut other_lifetime, mut other_reports) = (false, false);
    let mut add =
        |cause: Cause, id: &str| match causes.iter_mut().find_map(|known: &mut Cause| known.cases_with(&cause)) {
            Some(cases) => cases.push(id.to_owned()),
            None => causes.push(cause),
        };
    for id in after.intersection(&before) {
        let (Some(a), Some(b)) = (old.plan.case(id), new.plan.case(id)) else { continue };
        let (was, is) = (old.standing.current(a, then), new.standing.current(b, now));
        if was.map(|latest| latest.result) == is.map(|latest| latest.result) {
            continue;
        }
        let lifetime = |of: &ScopeVerdicts<'_>, case: usize| of.plan.cases.get(case).map(|case| case.lifetime);
        match (is, new.standing.latest.get(b).and_then(Option::as_ref)) {
            (Some(is), _) if is.checked_at.date() > then => {
                let run = new.reports.get(is.report).map(|one| one.report.run.clone()).unwrap_or_default();
                let (cases, result, checked_at) = (vec![(*id).to_owned()], is.result, is.checked_at);
                add(Cause::Result { cases, result, checked_at, run }, id);
            }
            // A result that did not count before, or counts longer now.
            (Some(is), _)
                if was.is_none_or(|was| was.checked_at != is.checked_at) && lifetime(old, a) == lifetime(new, b) =>
            {
                other_reports = true;
            }
            (None, Some(last)) if lifetime(old, a) == lifetime(new, b) => {
                add(Cause::Expired { cases: vec![(*id).to_owned()], on: last.expires_at }, id);
            }
            (None, None) => other_reports = true,
            _ => other_lifetime = true,
        }
    }
    if other_lifetime {
        causes.push(Cause::ScopeFile { added: Vec::new(), removed: Vec::new() });
    }
    if other_reports {
        causes.push(Cause::Accounts);
    }
    let was = was.map_or(Some(Verdict::Pass), |(_, verdict)| verdict);
    if let (Some(was), Some((_, Some(is)))) = (was, is)
        && causes.iter().any(|cause| cause.explains(was, is))
    {
        causes.retain(|cause| cause.explains(was, is));
    }
    causes
}

/// A result that expires unless a new report comes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The first day on which it no longer counts.
    pub expires_at: Date,
    pub subject: String,
    pub scope: String,
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
        let requires = |name: &str| plan.target(name, MAIN).contains(&index);
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
