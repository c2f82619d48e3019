//! The timeline of a scope: validity of versions over time.
//!
//! Clause: scs-0003-v1, *Timeline entry*.

use super::{Period, Scope, Validity, Version};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// The time in which a version can be certified, within the timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// Start of the first period in which it can be certified; if older entries were removed, when it became stable.
    pub from: Option<Date>,
    /// Start of the first period in which it is certified with a warning.
    pub warn_from: Option<Date>,
    /// Start of the period after the last one in which it can be certified, if there is one.
    pub until: Option<Date>,
}

/// A version on a date.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    pub version: &'a Version,
    /// Its validity. A version that the current period does not list is deprecated.
    pub validity: Validity,
    /// Whether the current period lists it.
    pub named: bool,
    /// Whether a later period is the first to list it.
    pub announced: bool,
    /// Period in which it can be certified.
    pub term: Term,
}

impl Period {
    /// The validity of a version in the period, if listed and valid.
    pub fn validity(&self, version: &str) -> Option<Validity> {
        self.versions.iter().find(|(name, _)| name.text == version).and_then(|(_, validity)| *validity)
    }
}

impl Scope {
    /// The periods with a date, oldest first. Of several with the same date, the first in the file counts.
    pub fn periods(&self) -> Vec<(Date, &Period)> {
        let mut periods: Vec<_> =
            self.timeline.iter().filter_map(|period| period.date.map(|date| (date, period))).collect();
        periods.sort_by_key(|(date, _)| *date);
        periods.dedup_by_key(|(date, _)| *date);
        periods
    }

    /// The date of the oldest period.
    pub fn timeline_start(&self) -> Option<Date> {
        self.timeline.iter().filter_map(|period| period.date).min()
    }

    /// The current period on a date: the last one that has begun.
    pub fn period_at(&self, at: Date) -> Option<&Period> {
        let begun = self.timeline.iter().filter(|period| period.date.is_some_and(|date| date <= at));
        begun.rev().max_by_key(|period| period.date)
    }

    /// Validity of a version on a date. A version that the current period does not list is deprecated.
    pub fn validity(&self, version: &str, at: Date) -> Validity {
        self.period_at(at).and_then(|period| period.validity(version)).unwrap_or(Validity::Deprecated)
    }

    /// All versions on a date, in the order of the file.
    pub fn standings(&self, at: Date) -> impl Iterator<Item = Standing<'_>> {
        /// A name in the timeline: its term, the last period that certifies it, the first that lists it, and
        /// its current validity.
        #[derive(Default)]
        struct Named {
            term: Term,
            last: Option<usize>,
            first: Option<Date>,
            now: Option<Option<Validity>>,
        }
        let periods = self.periods();
        let mut names: HashMap<&str, Named> = HashMap::new();
        for (index, (date, period)) in periods.iter().enumerate() {
            for (name, validity) in &period.versions {
                let named = names.entry(&name.text).or_default();
                named.first.get_or_insert(*date);
                let Some(validity) = validity.filter(|validity| validity.certifies()) else { continue };
                named.term.from.get_or_insert(*date);
                if validity == Validity::Warn {
                    named.term.warn_from.get_or_insert(*date);
                }
                named.last = Some(index);
            }
        }
        for (name, validity) in self.period_at(at).map(|period| period.versions.as_slice()).unwrap_or_default() {
            names.entry(&name.text).or_default().now.get_or_insert(*validity);
        }
        let nothing = Named::default();
        self.versions.iter().map(move |version| {
            let Named { term, last, first, now } = names.get(version.name.text.as_str()).unwrap_or(&nothing);
            let before = self.effective_before_timeline(version);
            let until = last.and_then(|last| periods.get(last + 1)).map(|(date, _)| *date);
            Standing {
                version,
                validity: now.flatten().unwrap_or(Validity::Deprecated),
                named: now.is_some(),
                announced: now.is_none() && first.is_some_and(|first| first > at),
                term: Term { from: before.or(term.from), until, ..*term },
            }
        })
    }

    /// When a version became effective that was certified before the timeline begins, since older entries were removed.
    fn effective_before_timeline(&self, version: &Version) -> Option<Date> {
        let begin = self.timeline_start()?;
        let first = self.period_at(begin)?.validity(&version.name.text)?;
        version.stabilized_at.filter(|date| *date < begin && first.certifies())
    }

    /// The date of the oldest period, if older entries were removed.
    pub fn pruned_until(&self) -> Option<Date> {
        let pruned = self.versions.iter().any(|version| self.effective_before_timeline(version).is_some());
        self.timeline_start().filter(|_| pruned)
    }

    /// The changes on each date, oldest first: versions with their new validity. A version that a period does not list is
    /// deprecated.
    pub fn events(&self) -> Vec<(Date, Vec<(&str, Validity)>)> {
        let mut before: BTreeMap<&str, Validity> = BTreeMap::new();
        let mut events: BTreeMap<Date, Vec<_>> = BTreeMap::new();
        for version in &self.versions {
            let name = version.name.text.as_str();
            if let Some(date) = self.effective_before_timeline(version).filter(|_| !before.contains_key(name)) {
                before.insert(name, Validity::Effective);
                events.entry(date).or_default().push((name, Validity::Effective));
            }
        }
        for (date, period) in self.periods() {
            let code = |validity: &Option<Validity>| validity.unwrap_or(Validity::Deprecated);
            let now: BTreeMap<&str, Validity> =
                period.versions.iter().map(|(name, validity)| (name.text.as_str(), code(validity))).collect();
            let was = |name: &&str| before.get(name).copied().unwrap_or(Validity::Deprecated);
            let gone = before.keys().filter(|name| !now.contains_key(*name)).map(|name| (*name, Validity::Deprecated));
            let named = now.iter().map(|(name, validity)| (*name, *validity));
            // Older periods are removed from timelines; what was stable before the first one began earlier.
            let began = |name: &str| self.version(name).and_then(|version| version.stabilized_at);
            let known = |name: &str| !events.is_empty() || began(name).is_none_or(|began| began >= date);
            let changes = named.chain(gone).filter(|(name, validity)| was(name) != *validity && known(name));
            let changes: Vec<_> = changes.collect();
            if !changes.is_empty() {
                events.insert(date, changes);
            }
            before = now;
        }
        events.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::load::Entry;
    use crate::model::scope::{ScopeFile, Term, Validity};
    use jiff::civil::{Date, date};

    #[test]
    fn terms_end_at_the_next_period_in_any_file_order() {
        let text = "timeline:\n- date: 2024-01-01\n  versions: {v1: effective}\n- date: 2024-06-01\n  versions: {v2: effective}\n- date: 2024-05-01\n  versions: {v1: warn, v2: effective}\n- date: 2024-05-01\n  versions: {v1: draft}\nversions:\n- version: v1\n- version: v2\n";
        let scope = ScopeFile::parse("Tests/scs-x.yaml", &Entry::File(text.as_bytes().into()));
        let at = |at: Date| scope.standings(at).map(|found| (found.validity, found.announced)).collect::<Vec<_>>();
        let terms: Vec<Term> = scope.standings(date(2024, 5, 20)).map(|found| found.term).collect();
        let first =
            Term { from: Some(date(2024, 1, 1)), warn_from: Some(date(2024, 5, 1)), until: Some(date(2024, 6, 1)) };
        assert_eq!(terms, [first, Term { from: Some(date(2024, 5, 1)), ..Term::default() }]);
        assert_eq!(at(date(2024, 5, 20)), [(Validity::Warn, false), (Validity::Effective, false)]);
        assert_eq!(at(date(2024, 2, 20)), [(Validity::Effective, false), (Validity::Deprecated, true)]);
        assert_eq!(at(date(2025, 5, 20)), [(Validity::Deprecated, false), (Validity::Effective, false)]);
        assert_eq!(at(date(2023, 5, 20)), [(Validity::Deprecated, true), (Validity::Deprecated, true)]);
        let pruned = text.replace("version: v1", "version: v1\n  stabilized_at: 2023-06-01");
        let pruned = ScopeFile::parse("Tests/scs-x.yaml", &Entry::File(pruned.as_bytes().into()));
        assert_eq!(
            pruned.standings(date(2024, 5, 20)).next().and_then(|found| found.term.from),
            Some(date(2023, 6, 1))
        );
        let events = |scope: &ScopeFile| -> Vec<(Date, usize)> {
            scope.events().into_iter().map(|(date, list)| (date, list.len())).collect()
        };
        let later = [(date(2024, 5, 1), 2), (date(2024, 6, 1), 1)];
        assert_eq!(events(&scope), [&[(date(2024, 1, 1), 1)], &later[..]].concat());
        assert_eq!(events(&pruned), [&[(date(2023, 6, 1), 1)], &later[..]].concat());
        assert_eq!((scope.pruned_until(), pruned.pruned_until()), (None, Some(date(2024, 1, 1))));
    }
}
