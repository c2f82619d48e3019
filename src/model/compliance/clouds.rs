//! Cloud environments with their verdicts: for each version, that of the worst subject.

use super::environments::{Certificate, Environment};
use super::verdict::{Plan, Question, ScopeVerdicts, Tally, Verdict};
use crate::model::scope::Validity;
use crate::value::named::named;
use crate::words::Words;
use jiff::civil::Date;

named! {
    /// Status of an environment for a scope, as a color.
    pub enum Color {
        /// The newest effective version passes.
        Green = "green",
        /// Another version that certifies passes.
        Yellow = "yellow",
        /// Test cases of the newest effective version have no current result, or were aborted.
        Orange = "orange",
        /// A test case of the newest effective version failed.
        Red = "red",
        /// A draft passes, and no other version is listed.
        Blue = "blue",
        /// No version can be passed.
        Gray = "gray",
    }
}

/// Status of a version in a badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It passes.
    Passing,
    /// A test case failed.
    Failing,
    /// This many test cases have no current result.
    Missing(usize),
    /// A test case was aborted.
    Inconclusive,
    /// It has no mandatory test cases.
    Undecided,
    /// It is a draft, and passes.
    DraftPassing,
    /// It is a draft, and does not pass.
    DraftFailing,
    /// No version is in force.
    NothingInForce,
}

impl Status {
    fn words(self, version: &str, words: &Words) -> String {
        let (key, count) = match self {
            Status::Passing => ("badge_passing", 0),
            Status::Failing => ("badge_failing", 0),
            Status::Missing(count) => ("badge_missing", count),
            Status::Inconclusive => ("badge_inconclusive", 0),
            Status::Undecided => ("badge_undecided", 0),
            Status::DraftPassing => ("badge_draft_passing", 0),
            Status::DraftFailing => ("badge_draft_failing", 0),
            Status::NothingInForce => ("badge_nothing", 0),
        };
        words.fill(key, &[("version", version), ("count", &count.to_string())])
    }
}

/// The badge of an environment for a scope: text and color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge<'a> {
    /// The version; `None` if none is in force.
    pub version: Option<&'a str>,
    pub status: Status,
    pub color: Color,
    /// The newest effective version and its status, if another one passes.
    pub newest: Option<(&'a str, Status)>,
    /// The first day on which the version can no longer be certified, if scheduled.
    pub until: Option<Date>,
}

impl Badge<'_> {
    /// The text: `v5.1 passing`.
    pub fn text(&self, words: &Words) -> String {
        self.status.words(self.version.unwrap_or_default(), words)
    }

    /// Additional remark; may be empty.
    pub fn title(&self, words: &Words) -> String {
        let until = self.until.map(|until| words.fill("until", &[("date", &until.to_string())]));
        let newest = self.newest.map(|(version, status)| status.words(version, words));
        until.into_iter().chain(newest).collect::<Vec<_>>().join("; ")
    }
}

/// A version of a scope for an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudVersion<'a> {
    pub name: &'a str,
    pub validity: Validity,
    /// The worst verdict of the subjects.
    pub verdict: Option<Verdict>,
    /// Maximum over the subjects of the number of test cases without a current result.
    pub missing: usize,
}

impl CloudVersion<'_> {
    fn status(&self) -> Status {
        match self.verdict {
            Some(Verdict::Pass) => Status::Passing,
            Some(Verdict::Fail) => Status::Failing,
            Some(Verdict::Miss) => Status::Missing(self.missing),
            Some(Verdict::Dnf) => Status::Inconclusive,
            None => Status::Undecided,
        }
    }
}

#[derive(Clone, Debug)]
pub struct CloudScope<'a> {
    pub plan: &'a Plan<'a>,
    /// Its subjects, in the order of the list.
    pub subjects: Vec<(&'a str, ScopeVerdicts<'a>)>,
    pub versions: Vec<CloudVersion<'a>>,
    /// Its certificates for the scope, in the order of the list.
    pub certificates: Vec<&'a Certificate>,
}

/// A cloud environment on a date.
#[derive(Clone, Debug)]
pub struct Cloud<'a> {
    pub environment: &'a Environment,
    /// Its scopes, in the order of the scope files.
    pub scopes: Vec<CloudScope<'a>>,
}

/// All environments on the date in question, in the order of the list.
pub fn clouds<'a>(environments: &'a [Environment], question: &'a Question<'_>) -> Vec<Cloud<'a>> {
    environments.iter().map(|environment| cloud(environment, question)).collect()
}

pub fn cloud<'a>(environment: &'a Environment, question: &'a Question<'_>) -> Cloud<'a> {
    let scopes = question.plans.iter().filter_map(|plan| {
        let names = environment.subjects.get(plan.file.stem())?;
        let of = |name: &'a String| (name.as_str(), question.scope_at(name, plan, question.at));
        let subjects: Vec<(&str, ScopeVerdicts<'a>)> = names.iter().map(of).collect();
        let certificates = environment.certificates.iter().filter(|one| one.scope == plan.file.stem());
        Some(CloudScope { plan, versions: worst(&subjects), subjects, certificates: certificates.collect() })
    });
    Cloud { environment, scopes: scopes.collect() }
}

/// The worst subject for each version. All subjects have the same versions in the same order.
fn worst<'a>(subjects: &[(&'a str, ScopeVerdicts<'a>)]) -> Vec<CloudVersion<'a>> {
    let Some((_, first)) = subjects.first() else { return Vec::new() };
    let version = |(index, one): (usize, &super::verdict::VersionVerdict<'a>)| {
        let all = || subjects.iter().filter_map(|(_, of)| of.versions.get(index));
        let missing = all().map(|one| one.main().map_or(0, |main: &Tally| main.missing.len())).max();
        CloudVersion {
            name: one.name,
            validity: one.validity,
            verdict: all().filter_map(|one| one.verdict).min(),
            missing: missing.unwrap_or_default(),
        }
    };
    first.versions.iter().enumerate().map(version).collect()
}

impl<'a> CloudScope<'a> {
    /// The badge: the first version that passes, effective before warn; else the newest effective one.
    pub fn badge(&self, at: Date) -> Badge<'a> {
        let certifying = || self.versions.iter().filter(|version| version.validity.certifies());
        let none =
            Badge { version: None, status: Status::NothingInForce, color: Color::Gray, newest: None, until: None };
        let Some(newest) = certifying().next() else {
            let drafts = || self.versions.iter().filter(|version| version.validity == Validity::Draft);
            let passing = drafts().find(|version| version.verdict == Some(Verdict::Pass));
            let Some(draft) = passing.or_else(|| drafts().next()) else { return none };
            let (status, color) = match passing {
                Some(_) => (Status::DraftPassing, Color::Blue),
                None => (Status::DraftFailing, Color::Gray),
            };
            return Badge { version: Some(draft.name), status, color, ..none };
        };
        let best = certifying().find(|version| version.verdict == Some(Verdict::Pass)).unwrap_or(newest);
        let is_newest = best.name == newest.name;
        let color = match best.verdict {
            Some(Verdict::Pass) if is_newest && newest.validity == Validity::Effective => Color::Green,
            Some(Verdict::Pass) => Color::Yellow,
            Some(Verdict::Fail) => Color::Red,
            Some(_) => Color::Orange,
            None => Color::Gray,
        };
        let until = self.plan.file.standings(at).find(|standing| standing.version.name.text == best.name);
        Badge {
            version: Some(best.name),
            status: best.status(),
            color,
            newest: (!is_newest).then(|| (newest.name, newest.status())),
            until: until.and_then(|standing| standing.term.until),
        }
    }
}
