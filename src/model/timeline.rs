//! The timeline of a scope file: which version certifies when.
//!
//! Clause: scs-0003-v1, *Timeline entry*.

use super::scope::{Period, ScopeFile, Validity, Version};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The time in which certificates are given for a version, as far as the timeline reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// Begin of the first period in which it certifies.
    pub from: Option<Date>,
    /// Begin of the first period in which it certifies with a warning.
    pub warn_from: Option<Date>,
    /// Begin of the period behind the last one in which it certifies; nothing where none is announced.
    pub until: Option<Date>,
}

impl ScopeFile {
    /// The periods that have a date, oldest first.
    pub fn periods(&self) -> Vec<(Date, &Period)> {
        let mut periods: Vec<_> =
            self.timeline.iter().filter_map(|period| period.date.map(|date| (date, period))).collect();
        periods.sort_by_key(|(date, _)| *date);
        periods
    }

    /// The timeline entry in force at a date: the last one that has begun.
    pub fn period_at(&self, at: Date) -> Option<&Period> {
        let begun = self.timeline.iter().filter(|period| period.date.is_some_and(|date| date <= at));
        begun.max_by_key(|period| period.date)
    }

    /// Validity of a version at a date. A version that no entry in force names is deprecated.
    pub fn validity(&self, version: &str, at: Date) -> Validity {
        let period = self.period_at(at);
        let named = period.and_then(|period| period.versions.iter().find(|(name, _)| name.text == version));
        named.and_then(|(_, validity)| *validity).unwrap_or(Validity::Deprecated)
    }

    /// The versions that certificates are given for at a date, in the order of the file.
    pub fn certifying(&self, at: Date) -> impl Iterator<Item = &Version> {
        let period = self.period_at(at).map(|period| period.versions.as_slice()).unwrap_or_default();
        let certifies = |validity: &Option<Validity>| validity.is_some_and(Validity::certifies);
        let names: HashSet<&str> =
            period.iter().filter(|(_, validity)| certifies(validity)).map(|(name, _)| name.text.as_str()).collect();
        self.versions.iter().filter(move |version| names.contains(version.name.text.as_str()))
    }

    /// The terms of all versions that certify in any period, by name.
    pub fn terms(&self) -> HashMap<&str, Term> {
        let periods = self.periods();
        let mut terms: HashMap<&str, (Term, usize)> = HashMap::new();
        for (index, (date, period)) in periods.iter().enumerate() {
            for (name, validity) in &period.versions {
                let Some(validity) = validity.filter(|validity| validity.certifies()) else { continue };
                let (term, last) = terms.entry(&name.text).or_default();
                term.from.get_or_insert(*date);
                if validity == Validity::Warn {
                    term.warn_from.get_or_insert(*date);
                }
                *last = index;
            }
        }
        let end = |(term, last): (Term, usize)| Term { until: periods.get(last + 1).map(|(date, _)| *date), ..term };
        terms.into_iter().map(|(name, term)| (name, end(term))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Entry;
    use jiff::civil::date;

    #[test]
    fn a_term_ends_where_the_next_period_begins_whatever_the_order_of_the_file() {
        let text = "timeline:\n- date: 2024-01-01\n  versions: {v1: effective}\n- date: 2024-06-01\n  versions: {v2: effective}\n- date: 2024-05-01\n  versions: {v1: warn, v2: effective}\nversions:\n- version: v1\n- version: v2\n";
        let scope = ScopeFile::parse("Tests/scs-x.yaml", &Entry::File(text.as_bytes().into()));
        let terms = scope.terms();
        let first =
            Term { from: Some(date(2024, 1, 1)), warn_from: Some(date(2024, 5, 1)), until: Some(date(2024, 6, 1)) };
        assert_eq!(terms.get("v1"), Some(&first));
        assert_eq!(terms.get("v2"), Some(&Term { from: Some(date(2024, 5, 1)), ..Term::default() }));
        let names = |at| scope.certifying(at).map(|version| version.name.text.as_str()).collect::<Vec<_>>();
        assert_eq!(names(date(2024, 5, 20)), ["v1", "v2"]);
        assert_eq!(names(date(2025, 5, 20)), ["v2"]);
        assert!(names(date(2023, 5, 20)).is_empty());
    }
}
