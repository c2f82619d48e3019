//! The timeline from the dates of documents.

use crate::model::scope::{Period, Validity};
use crate::text::Span;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The dates of one version; versions are oldest first.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    pub name: String,
    /// `draft_from`, or `since` of `next`.
    pub draft: Option<Date>,
    /// `stabilized_at`.
    pub stable: Option<Date>,
    /// `warn_from`; else six weeks after the successor became effective.
    pub warn: Option<Date>,
    /// `deprecated_at`.
    pub over: Option<Date>,
}

impl Dates {
    fn at(&self, date: Date) -> Option<Validity> {
        let begun = |since: Option<Date>| since.is_some_and(|since| since <= date);
        // A version that was never a draft or stable has not ended.
        if begun(self.over) && (self.stable.is_some() || begun(self.draft)) {
            Some(Validity::Deprecated)
        } else if begun(self.stable) {
            Some(if begun(self.warn) { Validity::Warn } else { Validity::Effective })
        } else {
            begun(self.draft).then_some(Validity::Draft)
        }
    }

    fn events(&self) -> impl Iterator<Item = Date> {
        [self.draft, self.stable, self.warn, self.over].into_iter().flatten()
    }
}

/// Default date from which a version is certified with a warning: six weeks after the
/// next version became effective; none if the version ends earlier.
pub fn default_warning(stable: Option<Date>, successor: Option<Date>, over: Option<Date>) -> Option<Date> {
    let successor = successor?.checked_add(6.weeks()).ok()?;
    let begin = stable?.max(successor);
    over.is_none_or(|over| begin < over).then_some(begin)
}

/// The periods, newest first. Of the ended versions, each lists only the last one, since a version that is not
/// listed is deprecated too.
pub fn periods(versions: &[Dates]) -> Vec<Period> {
    let mut events: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for version in versions {
        for date in version.events() {
            events.entry(date).or_default();
        }
    }
    let mut before: BTreeMap<&str, Validity> = BTreeMap::new();
    let mut periods = Vec::new();
    for date in events.into_keys() {
        let last = versions.iter().filter(|version| version.at(date) == Some(Validity::Deprecated));
        let last = last.max_by_key(|version| version.over).map(|version| version.name.as_str());
        let (mut named, mut why) = (Vec::new(), Vec::new());
        for version in versions.iter().rev() {
            let Some(validity) = version.at(date) else { continue };
            if before.insert(&version.name, validity) != Some(validity) {
                why.push(begins(version, validity));
            }
            if validity != Validity::Deprecated || last == Some(version.name.as_str()) {
                named.push((version.name.clone().into(), Some(validity)));
            }
        }
        if !why.is_empty() {
            let origin = why.join("; ");
            periods.push(Period { date: Some(date), date_span: Span::default(), versions: named, origin });
        }
    }
    periods.reverse();
    periods
}

fn begins(version: &Dates, validity: Validity) -> String {
    let name = &version.name;
    match validity {
        Validity::Effective => format!("{name} becomes effective"),
        Validity::Warn => format!("{name} is about to expire"),
        Validity::Draft => format!("{name} can be tested against"),
        Validity::Deprecated => format!("{name} expires"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_become_periods() {
        let first = Dates {
            name: "v1".into(),
            draft: Some(date(2023, 1, 1)),
            stable: Some(date(2023, 6, 1)),
            warn: default_warning(Some(date(2023, 6, 1)), Some(date(2024, 1, 1)), Some(date(2024, 12, 1))),
            over: Some(date(2024, 12, 1)),
        };
        let second = Dates { name: "v2".into(), stable: Some(date(2024, 1, 1)), ..Dates::default() };
        let periods: Vec<String> = periods(&[first, second])
            .iter()
            .map(|period| {
                let code = |validity: &Option<Validity>| validity.unwrap().name();
                let named = period.versions.iter().map(|(name, validity)| format!("{} {}", name.text, code(validity)));
                format!("{}: {}", period.date.unwrap(), named.collect::<Vec<_>>().join(", "))
            })
            .collect();
        assert_eq!(
            periods,
            [
                "2024-12-01: v2 effective, v1 deprecated",
                "2024-02-12: v2 effective, v1 warn",
                "2024-01-01: v2 effective, v1 effective",
                "2023-06-01: v1 effective",
                "2023-01-01: v1 draft",
            ]
        );
    }

    #[test]
    fn ended_versions_have_no_warning() {
        let (stable, next) = (Some(date(2023, 1, 1)), Some(date(2024, 1, 1)));
        assert_eq!(default_warning(stable, next, Some(date(2024, 2, 12))), None);
        assert_eq!(default_warning(stable, next, None), Some(date(2024, 2, 12)));
        assert_eq!(default_warning(stable, None, None), None);
        assert_eq!(default_warning(None, next, None), None);
    }
}
