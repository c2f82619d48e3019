//! Verdict history: the verdict of each version over time, and the cause of each change.

use super::Evidence;
use super::changes::{ScopeFileHistory, Side, VerdictChange, diff};
use super::verdict::{MAIN, Plan, Question, ScopeVerdicts, Standing, Verdict, versions};
use crate::model::scope::{Scope, Validity};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The versions of a scope for one subject: verdict and validity of each from a day until the next entry.
pub type VerdictHistory = BTreeMap<String, Vec<(Date, Side)>>;

/// The evidence that counted in a period, with one query for each part of it in which scope files, accounts and keys do not change.
#[derive(Debug)]
pub struct Years<'a> {
    /// The queries in order; each applies from its date until the next.
    parts: Vec<Question<'a>>,
    /// The last day.
    to: Date,
}

impl<'a> Years<'a> {
    /// From the first day to the last; `today` are the current scopes.
    pub fn new(evidence: &'a Evidence, past: &'a ScopeFileHistory, today: &[&'a Scope], from: Date, to: Date) -> Self {
        let accounts = evidence.past.iter().map(|(date, environments)| (Some(*date), environments));
        let accounts = accounts.chain([(None, &evidence.environments)]);
        let mut days: BTreeSet<Date> = past.states.iter().map(|(date, _)| *date).collect();
        accounts.for_each(|(date, environments)| days.extend(date.into_iter().chain(environments.key_days())));
        days.retain(|day| from < *day && *day <= to);
        days.insert(from);
        let question = |day: Date| Question::new(evidence, past.at(day, today.iter().copied()), day);
        Years { parts: days.into_iter().map(question).collect(), to }
    }

    /// The evidence that counted on a day.
    fn at(&self, day: Date) -> Option<&Question<'a>> {
        let begun = self.parts.partition_point(|part| part.at <= day);
        self.parts.get(begun.saturating_sub(1))
    }

    /// The history of the versions of a scope for a subject.
    pub fn history(&self, subject: &str, stem: &str) -> VerdictHistory {
        let mut history = VerdictHistory::new();
        for (index, part) in self.parts.iter().enumerate() {
            let next = self.parts.get(index + 1).map(|next| next.at);
            let last = next.and_then(|next| next.yesterday().ok()).unwrap_or(self.to);
            let Some(plan) = part.plans.iter().find(|plan| plan.file.stem() == stem) else {
                self.note(&mut history, part.at, &[]);
                continue;
            };
            let (reports, lookup) = (part.reports_of(subject, plan), plan.lookup(part.names));
            let mut standing = Standing::new(plan);
            let mut day = part.at;
            // Nothing changes but on days of a report, of an expiry, or of the timeline.
            while day <= last {
                standing.advance(plan, reports, &lookup, day);
                let found = versions(plan, &standing, day);
                let sides: Vec<_> = found.iter().map(|one| (one.name, (one.validity, one.verdict))).collect();
                self.note(&mut history, day, &sides);
                let report = reports.get(standing.next).map(|one| one.report.checked_at.date());
                let expiry = standing.latest.iter().flatten().map(|latest| latest.expires_at);
                let period = plan.file.timeline.iter().filter_map(|period| period.date);
                let Some(next) = expiry.chain(period).chain(report).filter(|next| *next > day).min() else { break };
                day = next;
            }
        }
        history
    }

    /// Verdict changes of a subject in a scope, day by day.
    pub fn changes(&self, subject: &str, stem: &str, history: &VerdictHistory) -> Vec<(Date, VerdictChange)> {
        let days: BTreeSet<Date> =
            history.values().flat_map(|borders| borders.iter().skip(1)).map(|(day, _)| *day).collect();
        let mut changes = Vec::new();
        for day in days {
            let Ok(eve) = day.yesterday() else { continue };
            let (Some(old), Some(new)) = (self.at(eve), self.at(day)) else { continue };
            let wanted = |_: &str, plan: &Plan<'_>| plan.file.stem() == stem;
            let found = diff((eve, old), (day, new), &BTreeSet::from([subject]), wanted);
            changes.extend(found.into_iter().map(|change| (day, change)));
        }
        changes
    }

    /// Notes what versions are from a day on; those that are not among them are not in force.
    fn note(&self, history: &mut VerdictHistory, day: Date, sides: &[(&str, (Validity, Option<Verdict>))]) {
        let before = self.parts.first().map(|part| part.at).filter(|first| *first < day);
        for (name, _) in sides {
            if !history.contains_key(*name) {
                history.insert((*name).to_owned(), before.map(|first| (first, None)).into_iter().collect());
            }
        }
        for (name, borders) in history {
            let side = sides.iter().find(|(other, _)| other == name).map(|(_, side)| *side);
            if borders.last().is_none_or(|(_, last)| *last != side) {
                borders.push((day, side));
            }
        }
    }
}

/// The versions in force that have results and will miss one unless a new report comes, each with the day.
pub fn next<'a>(of: &ScopeVerdicts<'a>, at: Date) -> Vec<(Date, &'a str)> {
    let decided = of.versions.iter().filter(|one| one.validity != Validity::Deprecated);
    let decided = decided.filter(|one| !matches!(one.verdict, None | Some(Verdict::Miss)));
    let first = |name: &str| {
        let cases = of.plan.target(name, MAIN).iter();
        cases.filter_map(|case| of.standing.current(*case, at)).map(|latest| latest.expires_at).min()
    };
    decided.filter_map(|one| Some((first(one.name)?, one.name))).collect()
}
