//! Changes of state: what changed and what will, as data for the page, the feed and the calendar.

use super::address::Address;
use super::cx::Cx;
use super::scope_view::{Scope, event_words};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::lifecycle::State;
use crate::model::scope::Validity;
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;

/// A document enters a state.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The first day of the state.
    pub date: Date,
    /// The document.
    pub document: &'a Document,
    /// The state of the day before.
    pub from: State,
    /// The new state.
    pub to: State,
}

impl Change<'_> {
    /// What happens, in words, with the date on either side of `at`.
    pub fn words<'w>(&self, at: Date, words: &'w Words) -> &'w str {
        words.get(match (self.to, self.date > at) {
            (State::Effective, false) => "became_effective",
            (State::Effective, true) => "becomes_effective",
            (State::Deprecated, false) => "was_deprecated",
            (State::Deprecated, true) => "will_be_deprecated",
            (State::Rejected, false) => "was_rejected",
            (State::Rejected, true) => "will_be_rejected",
            (State::Draft | State::Stable, false) => "was_taken_up",
            (State::Draft | State::Stable, true) => "will_be_taken_up",
        })
    }
}

/// All changes of state that the dates of documents tell, oldest first, and in the order of documents on a day.
pub fn changes(corpus: &Corpus) -> Vec<Change<'_>> {
    let mut found: Vec<Change<'_>> = corpus.documents.iter().flat_map(of).collect();
    found.sort_by_key(|change| change.date);
    found
}

/// The changes of state of one document, oldest first.
pub fn of(document: &Document) -> Vec<Change<'_>> {
    let life = &document.life;
    let mut dates: Vec<Date> =
        [life.stabilized_at, life.deprecated_at, life.rejected_at].into_iter().flatten().collect();
    dates.sort_unstable();
    dates.dedup();
    let change = |date: Date| {
        let (from, to) = (life.state(date.yesterday().ok()?), life.state(date));
        (from != to).then_some(Change { date, document, from, to })
    };
    dates.into_iter().filter_map(change).collect()
}

/// The page of the lifecycle.
#[derive(Clone, Debug, Serialize)]
pub struct LifecycleView {
    /// What is to come, soonest first.
    pub coming: Vec<Month>,
    /// What has come, latest first.
    pub past: Vec<Month>,
}

/// The changes of a month.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    /// `November 2026`
    pub name: String,
    /// `2026-11`
    pub key: String,
    /// Its changes.
    pub changes: Vec<Line>,
}

/// A change on the page.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The first day of the state.
    pub date: String,
    /// `scs-0100-v3`, or a scope and its version.
    pub id: String,
    /// The title; of a scope, nothing.
    pub title: String,
    /// Link to the document.
    pub href: String,
    /// The new state.
    pub state: &'static str,
    /// What happens, in words.
    pub words: String,
}

/// The view of the page: changes of documents, and on each day after them those of scopes.
pub fn view(changes: &[Change<'_>], scopes: &[Scope], cx: &Cx<'_>) -> LifecycleView {
    let (at, words) = (cx.at, &cx.words);
    let mut lines: Vec<(Date, Line)> = changes.iter().map(|change| (change.date, line(change, at, words))).collect();
    for scope in scopes {
        for (date, changes) in scope.file.events() {
            lines.extend(changes.into_iter().map(|change| (date, scope_line(scope, date, change, words))));
        }
    }
    lines.sort_by_key(|(date, _)| *date);
    let (mut past, coming): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(date, _)| *date <= at);
    // The newest day first, and each day in its own order.
    past.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    LifecycleView { coming: months(coming, words), past: months(past, words) }
}

fn line(change: &Change<'_>, at: Date, words: &Words) -> Line {
    Line {
        date: change.date.to_string(),
        id: change.document.id(),
        title: change.document.title().into(),
        href: Address::document(change.document).href(),
        state: change.to.name(),
        words: change.words(at, words).into(),
    }
}

fn scope_line(scope: &Scope, date: Date, (version, validity): (&str, Validity), words: &Words) -> Line {
    Line {
        date: date.to_string(),
        id: format!("{} {version}", scope.name()),
        title: String::new(),
        href: scope.address_of(version).href(),
        state: validity.code(),
        words: words.get(event_words(validity)).to_owned(),
    }
}

fn months(lines: Vec<(Date, Line)>, words: &Words) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (date, line) in lines {
        let key = date.to_string().chars().take(7).collect::<String>();
        match months.last_mut().filter(|month| month.key == key) {
            Some(month) => month.changes.push(line),
            None => {
                let name = words.get(&format!("month_{}", date.month())).to_owned();
                months.push(Month { name: format!("{name} {}", date.year()), key, changes: vec![line] });
            }
        }
    }
    months
}
