//! The state of a document on a date, decided by one function. Lists, pages, rules and exports all use it.
//!
//! Clause: scs-0001-v1, *Process*.

pub use super::facts::{DateKey, Legality, State, Status, TRANSITIONS, transition};
pub use crate::value::date::parse_date;
use crate::words::{self, Words};
use jiff::civil::Date;

/// The lifecycle data of a document, if valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// The written status.
    pub status: Option<Status>,
    pub stabilized_at: Option<Date>,
    pub deprecated_at: Option<Date>,
    pub rejected_at: Option<Date>,
    /// Supplements are always drafts.
    pub supplement: bool,
    /// Its beginning by git; `None` if only dates are used.
    pub past: Option<Past>,
}

/// The beginning of a document in git.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// The day it was added to the register.
    pub since: Date,
    /// The first day on which it is no longer known to be a Draft.
    pub draft_until: Date,
}

impl Lifecycle {
    /// The state on a date; the only place that determines it. Before it [exists](Self::exists), a document is a Draft.
    pub fn state(&self, at: Date) -> State {
        let reached = |date: Option<Date>| date.is_some_and(|date| date <= at);
        if self.supplement || self.past.is_some_and(|past| at < past.draft_until) {
            State::Draft
        } else if self.status == Some(Status::Rejected) && self.rejected_at.is_none_or(|date| date <= at) {
            State::Rejected
        } else if reached(self.deprecated_at) {
            State::Deprecated
        } else if reached(self.stabilized_at) {
            State::Effective
        } else if self.stabilized_at.is_some() {
            State::Stable
        } else {
            State::Draft
        }
    }

    /// The date under a key, if it could be read.
    pub fn date(&self, key: DateKey) -> Option<Date> {
        match key {
            DateKey::StabilizedAt => self.stabilized_at,
            DateKey::DeprecatedAt => self.deprecated_at,
            DateKey::RejectedAt => self.rejected_at,
        }
    }

    /// Whether the document is in the register on a date.
    pub fn exists(&self, at: Date) -> bool {
        self.past.is_none_or(|past| past.since <= at)
    }

    /// All states, each with the date on which it begins, or `None` if it has no beginning. Before the first, the
    /// document does not exist.
    pub fn phases(&self) -> Vec<(Option<Date>, State)> {
        let past = self.past.map(|past| [past.since, past.draft_until]);
        let own = [self.stabilized_at, self.deprecated_at, self.rejected_at];
        let mut dates: Vec<Date> = past.into_iter().flatten().chain(own.into_iter().flatten()).collect();
        dates.retain(|date| self.exists(*date));
        dates.sort_unstable();
        let mut phases = Vec::new();
        if self.past.is_none() {
            phases.push((None, self.state(Date::MIN)));
        }
        for date in dates {
            let state = self.state(date);
            if phases.last().is_none_or(|(_, last)| *last != state) {
                phases.push((Some(date), state));
            }
        }
        phases
    }

    /// The next state after `at` and the date on which it begins, if a future date changes the state. While git shows a Draft,
    /// dates written later are ignored.
    pub fn next(&self, at: Date) -> Option<(Date, State)> {
        if self.past.is_some_and(|past| at < past.draft_until) {
            return None;
        }
        let dates = DateKey::ALL.into_iter().filter_map(|key| self.date(key));
        let mut dates: Vec<Date> = dates.filter(|date| *date > at).collect();
        dates.sort_unstable();
        let now = self.state(at);
        dates.into_iter().map(|date| (date, self.state(date))).find(|(_, state)| *state != now)
    }

    /// The date on which the state at `at` began, if known.
    pub fn since(&self, at: Date) -> Option<Date> {
        let state = match self.state(at) {
            State::Stable => State::Effective,
            state => state,
        };
        DateKey::ALL.into_iter().find(|key| key.state() == state).and_then(|key| self.date(key))
    }

    /// The state in English: `Effective since 2024-11-13, until 2026-01-01`; `Stable, effective from 2027-01-01`.
    pub fn words(&self, at: Date) -> String {
        self.words_in(at, words::english(), "")
    }

    /// The state in words; `by` names the replacement, if there is one.
    pub fn words_in(&self, at: Date, words: &Words, by: &str) -> String {
        let state = self.state(at);
        let name = words.state(state.name());
        let fill = |key: &str, date: Date| words.fill(key, &[("state", name), ("date", &date.to_string())]);
        let said = match (state, self.since(at)) {
            (State::Stable, Some(date)) => fill("life_from", date),
            (_, Some(date)) => fill("life_since", date),
            _ => name.to_owned(),
        };
        match self.next(at) {
            Some((date, State::Deprecated)) if state == State::Effective => {
                let key = if by.is_empty() { "life_until" } else { "life_replaced" };
                words.fill(key, &[("words", &said), ("date", &date.to_string()), ("by", by)])
            }
            _ => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn states_match_the_contract_table() {
        let at = date(2026, 11, 20);
        let past = Some(date(2024, 1, 1));
        let future = Some(date(2027, 1, 1));
        let state = |status, stabilized_at, deprecated_at, rejected_at| {
            let life = Lifecycle { status, stabilized_at, deprecated_at, rejected_at, ..Lifecycle::default() };
            life.state(at)
        };
        assert_eq!(state(Some(Status::Draft), None, None, None), State::Draft);
        assert_eq!(state(Some(Status::Stable), past, None, None), State::Effective);
        assert_eq!(state(Some(Status::Stable), Some(at), None, None), State::Effective);
        assert_eq!(state(Some(Status::Stable), future, None, None), State::Stable);
        assert_eq!(state(Some(Status::Deprecated), past, past, None), State::Deprecated);
        assert_eq!(state(Some(Status::Deprecated), past, future, None), State::Effective);
        assert_eq!(state(Some(Status::Rejected), None, None, None), State::Rejected);
        assert_eq!(state(Some(Status::Rejected), None, None, future), State::Draft);
        assert_eq!(state(None, None, None, None), State::Draft);
        // Contradictory documents still have a state: dates take precedence.
        assert_eq!(state(Some(Status::Draft), past, None, None), State::Effective);
        let supplement = Lifecycle { stabilized_at: past, supplement: true, ..Lifecycle::default() };
        assert_eq!(supplement.state(at), State::Draft);
    }

    #[test]
    fn past_states_come_from_git() {
        let (came, left) = (date(2024, 3, 1), date(2024, 9, 1));
        let life = Lifecycle {
            status: Some(Status::Stable),
            stabilized_at: Some(date(2024, 1, 1)),
            past: Some(Past { since: came, draft_until: left }),
            ..Lifecycle::default()
        };
        assert!(!life.exists(date(2024, 2, 29)) && life.exists(came));
        assert_eq!((life.state(came), life.next(came), life.state(left)), (State::Draft, None, State::Effective));
        assert_eq!(life.phases(), [(Some(came), State::Draft), (Some(left), State::Effective)]);
        let life = Lifecycle { past: None, deprecated_at: Some(left), ..life };
        let phases = [(None, State::Stable), (life.stabilized_at, State::Effective), (Some(left), State::Deprecated)];
        assert_eq!(life.phases(), phases);
    }
}
