//! Timelines before and after, for the rules on scope files.

use super::*;
use crate::model::change::ScopePair;
use crate::model::scope::{Period, Validity};
use jiff::ToSpan;
use std::collections::BTreeSet;

/// Both files, if both exist and could be parsed.
pub(super) fn both<'a>((old, new): &ScopePair<'a>) -> Option<(&'a ScopeFile, &'a ScopeFile)> {
    let readable = |scope: &ScopeFile| scope.complete() && scope.problems.is_empty();
    let (old, new) = ((*old)?, (*new)?);
    (readable(old) && readable(new)).then_some((old, new))
}

/// The entries by date; of two with the same date the last.
pub(super) fn by_date(scope: &ScopeFile) -> BTreeMap<Date, &Period> {
    scope.timeline.iter().filter_map(|period| Some((period.date?, period))).collect()
}

/// Whether every entry has a date, so that an absent one is really absent.
pub(super) fn complete(scope: &ScopeFile) -> bool {
    scope.timeline.iter().all(|period| period.date.is_some())
}

/// How an entry of the older timeline was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    /// It ended at least six months ago and its removal changes no validity, so removal is allowed.
    Pruned,
    /// It was effective within six months, or its removal changes the validity of versions.
    Rewritten,
}

/// The removed past entries, and whether removal was allowed.
pub(super) fn gone<'a>(old: &'a ScopeFile, new: &ScopeFile, at: Date) -> Vec<(Date, &'a Period, Removal)> {
    let (before, after) = (by_date(old), by_date(new));
    if !complete(new) {
        return Vec::new();
    }
    let begun = before.iter().filter(|(date, _)| **date <= at && !after.contains_key(*date));
    let judged = begun.map(|(date, period)| {
        let over = before.range((std::ops::Bound::Excluded(*date), std::ops::Bound::Unbounded)).next();
        let ended = over.and_then(|(over, _)| over.checked_add(6.months()).ok()).is_some_and(|free| free <= at);
        // An older entry that stays then also applies on these days.
        let allowed = ended && new.period_at(*date).is_none_or(|stays| differences(period, stays).is_empty());
        (*date, *period, if allowed { Removal::Pruned } else { Removal::Rewritten })
    });
    judged.collect()
}

/// The versions with different validity in two entries: name, before, after. A version that an entry does not
/// list is deprecated.
pub(super) fn differences<'a>(old: &'a Period, new: &'a Period) -> Vec<(&'a str, Validity, Validity)> {
    let validities = |period: &'a Period| -> Option<BTreeMap<&'a str, Validity>> {
        period.versions.iter().map(|(name, validity)| Some((name.text.as_str(), (*validity)?))).collect()
    };
    let (Some(before), Some(after)) = (validities(old), validities(new)) else { return Vec::new() };
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let of = |map: &BTreeMap<&str, Validity>, name| map.get(name).copied().unwrap_or(Validity::Deprecated);
    names
        .into_iter()
        .map(|name| (name, of(&before, name), of(&after, name)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// Whether any timeline entry names a version.
pub(super) fn names_version(scope: &ScopeFile, version: &str) -> bool {
    scope.timeline.iter().any(|period| period.versions.iter().any(|(name, _)| name.text == version))
}
