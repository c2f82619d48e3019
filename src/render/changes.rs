//! Past and future changes of state, as data for the page, the feed and the calendar.

use super::address::{Address, encode_path};
use super::past::Past;
use super::scopes::{Scope, event_words};
use crate::config::Config;
use crate::model::Corpus;
use crate::model::document::{Document, Track};
use crate::model::history::Kind;
use crate::model::lifecycle::{DateKey, State, Status, parse_date};
use crate::model::scope::Validity;
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

/// A document enters a state.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The first day of the state.
    pub date: Date,
    pub document: &'a Document,
    /// The state of the day before.
    pub from: State,
    pub to: State,
}

impl Change<'_> {
    /// A description, in past or future tense relative to `at`.
    pub fn words<'w>(&self, at: Date, words: &'w Words) -> &'w str {
        entering(self.to, self.date > at, words)
    }
}

/// The description of a past or future change to a state.
fn entering(state: State, coming: bool, words: &Words) -> &str {
    words.get(match (state, coming) {
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

/// All changes of state by the dates in documents, oldest first, then in the order of documents.
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

/// A change that the page, the feed and the calendar show: of a document, or of the validity of a version of a scope.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// The first day of the state.
    pub date: String,
    /// `scs-0100-v3`, or a scope and its version.
    pub id: String,
    /// The title; empty for a scope.
    pub title: String,
    /// Link to the page, from the root of the site.
    pub href: String,
    /// Its full URL.
    pub url: String,
    pub state: String,
    pub words: String,
    /// Name of the document or version, percent-encoded, for an ID in the calendar.
    pub key: String,
    /// Distinguishes it from other changes of the same page in the feed.
    pub fragment: String,
    #[serde(skip)]
    pub number: Option<u16>,
    #[serde(skip)]
    pub track: Option<Track>,
    /// Name of the file of a scope, without extension.
    #[serde(skip)]
    pub scope: Option<String>,
    /// ID of a cloud environment.
    pub cloud: Option<String>,
}

/// Changes of documents and scopes, oldest first; documents first on each day.
pub fn lines(changes: &[Change<'_>], scopes: &[Scope], at: Date, config: &Config, words: &Words) -> Vec<Line> {
    let of = |one: &Change<'_>| line(one.document, one.date, one.to, one.words(at, words), config);
    let mut lines: Vec<Line> = changes.iter().map(of).collect();
    for scope in scopes {
        for (date, changes) in scope.file.events() {
            lines
                .extend(changes.into_iter().map(|change| scope_line(scope, (date, date <= at), change, config, words)));
        }
    }
    lines.sort_by(|a, b| a.date.cmp(&b.date));
    lines
}

fn line(document: &Document, date: Date, state: State, what: &str, config: &Config) -> Line {
    let (address, state) = (Address::document(document), state.name());
    Line {
        date: date.to_string(),
        id: document.id(),
        title: document.title().into(),
        href: address.href(),
        url: address.url(config),
        state: state.into(),
        words: what.into(),
        key: encode_path(document.name.stem()),
        fragment: format!("{state}-{date}"),
        number: document.name.number,
        track: document.track(),
        ..Line::default()
    }
}

/// Changes known only from git: new drafts, and dates that were in the future when they were written. Oldest first.
pub fn announcements(past: &Past, corpus: &Corpus, at: Date, words: &Words) -> Vec<Line> {
    let mut lines = Vec::new();
    for lineage in past.history.documents.iter().filter(|lineage| !lineage.gone) {
        let path = lineage.names.last().map(|(_, path)| path.as_str()).unwrap_or_default();
        let Some(document) = corpus.documents.iter().find(|document| document.path == path) else { continue };
        for found in &lineage.transitions {
            let Some(date) = past.history.commits.get(found.commit).map(|commit| commit.date) else { continue };
            let draft = document.is_supplement() || document.life.status != Some(Status::Rejected);
            let (state, what) = match (found.kind, found.to.as_deref().and_then(parse_date)) {
                (Kind::Created, _) if draft => (State::Draft, words.get("was_created").to_owned()),
                (Kind::Date(key), Some(day)) if day > date && document.date(key) == Some(day) => {
                    let Some(state) = DateKey::parse(key).map(DateKey::state) else { continue };
                    let values = [("what", entering(state, true, words)), ("date", &day.to_string())];
                    (state, words.fill("announced", &values))
                }
                _ => continue,
            };
            if date <= at {
                let line = line(document, date, state, &what, &corpus.config);
                lines.push(Line { fragment: format!("announced-{}", line.fragment), ..line });
            }
        }
    }
    lines.sort_by(|a, b| a.date.cmp(&b.date));
    lines
}

fn scope_line(
    scope: &Scope,
    (date, past): (Date, bool),
    (version, validity): (&str, Validity),
    config: &Config,
    words: &Words,
) -> Line {
    let (address, state) = (scope.address_of(version), validity.name());
    Line {
        date: date.to_string(),
        id: format!("{} {version}", scope.name()),
        href: address.href(),
        url: address.url(config),
        state: state.into(),
        words: words.get(event_words(validity, past)).to_owned(),
        key: encode_path(&format!("{}-{version}", scope.file.stem())),
        fragment: format!("{}-{state}-{date}", encode_path(version)),
        track: Some(Track::Scopes),
        scope: Some(scope.file.stem().to_owned()),
        ..Line::default()
    }
}

/// The page of the lifecycle: future changes, soonest first, and past ones, latest first, by month.
pub fn view(lines: &[Line], at: Date, words: &Words) -> Value {
    let at = at.to_string();
    let (mut past, coming): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.date <= at);
    // Newest day first, each day in its order.
    past.sort_by(|a, b| b.date.cmp(&a.date));
    json!({"coming": months(&coming, words), "past": months(&past, words)})
}

fn months(lines: &[&Line], words: &Words) -> Vec<Value> {
    let month = |changes: &[&Line]| {
        let key = changes.first().and_then(|line| line.date.get(..7)).unwrap_or_default();
        let (year, month) = key.split_once('-').unwrap_or_default();
        let name = words.get(&format!("month_{}", month.trim_start_matches('0'))).to_owned();
        json!({"name": format!("{name} {}", year.trim_start_matches('0')), "key": key, "changes": changes})
    };
    lines.chunk_by(|a, b| a.date.get(..7) == b.date.get(..7)).map(month).collect()
}
