//! The overview as data: numbers by state, in the order and wording of the public overview.
//! Pages and exports use these tables.

use super::address::Address;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::{Lifecycle, State};
use crate::model::name::NameKind;
use crate::value::Node;
use crate::view::document::Register;
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// The table of the overview, in groups.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// One group for each track with numbers, then proposals, then files with malformed names.
    pub groups: Vec<Group>,
    /// Number of documents in each state, without supplements.
    pub counts: Vec<Count>,
    pub supplements: usize,
    /// Number of documents with errors, including supplements.
    pub faulty: usize,
    /// Files that could not be read, each with the reason.
    pub unreadable: Vec<(String, String)>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Group {
    pub name: String,
    /// The track; `None` for proposals and others.
    #[serde(skip)]
    pub track: Option<Track>,
    pub rows: Vec<Row>,
}

/// The number of documents in a state.
#[derive(Clone, Debug, Serialize)]
pub struct Count {
    pub state: &'static str,
    pub count: usize,
}

/// A row: a number with its versions, a supplement, or a document without a number.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `scs-0100`; `None` for supplements, which are below their standard.
    pub label: Option<String>,
    /// Link to the page of the number.
    pub href: Option<String>,
    pub supplement: bool,
    pub track: Option<&'static str>,
    /// Whether it begins an entry; supplements under their standard do not.
    pub first: bool,
    /// The title; of several versions, that of the newest. Of a supplement, without the title of its standard.
    pub title: String,
    /// One cell for each state, in the order of the lifecycle.
    pub cells: Vec<Cell>,
}

/// The versions of a row that are in one state.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    pub state: &'static str,
    /// The versions, lowest first.
    pub versions: Vec<VersionLink>,
}

#[derive(Clone, Debug, Serialize)]
pub struct VersionLink {
    /// `v3`
    pub label: String,
    /// `scs-0100-v3`
    pub id: String,
    /// Link to its page.
    pub href: String,
    /// The next change: `from 2027-01-01`, `until 2027-01-01`.
    pub when: Option<String>,
    pub errors: usize,
    pub kind: String,
    pub life: Life,
}

/// The state of a document on any date.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Life {
    /// Whether it is a supplement, which is always a draft.
    pub supplement: bool,
    /// Its states, each with the date on which it begins, oldest first: `=Stable 2027-01-01=Effective`. Before the first,
    /// there is no document.
    pub phases: String,
}

impl Life {
    fn of(life: &Lifecycle) -> Self {
        let phase = |(date, state): (Option<Date>, State)| {
            format!("{}={}", date.map(|date| date.to_string()).unwrap_or_default(), state.name())
        };
        let phases: Vec<String> = life.phases().into_iter().map(phase).collect();
        Life { supplement: life.supplement, phases: phases.join(" ") }
    }
}

/// The next change of a document: `from 2027-01-01`, `until 2027-01-01`.
pub fn to_come(document: &Document, at: Date, words: &Words) -> Option<String> {
    let said = |key: &str, date: Date| words.fill(key, &[("date", &date.to_string())]);
    match document.life.next(at).filter(|_| document.life.state(at) != State::Draft) {
        Some((date, State::Effective)) => Some(said("from", date)),
        next => next.map(|(date, _)| said("until", date)),
    }
}

/// The type; if it is invalid, as written.
pub fn kind(document: &Document) -> String {
    let written = document.front.get("type").and_then(Node::as_str).map(str::trim);
    document.kind.map(|kind| kind.name()).or(written).unwrap_or_default().into()
}

/// The title without that of the supplemented document: `Implementation Notes`.
pub fn short_title<'a>(supplement: &'a Document, standard: Option<&str>) -> &'a str {
    let title = supplement.title();
    let rest = standard.and_then(|standard| title.strip_prefix(standard)).and_then(|rest| rest.strip_prefix(':'));
    rest.map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(title)
}

impl Overview {
    /// Builds the overview as of a date; with findings for editors.
    pub fn build(register: &Register<'_>, words: &Words, editorial: bool) -> Self {
        let (corpus, at) = (register.corpus, register.at);
        let builder = Builder { register, words, editorial };
        let mut tracks: BTreeMap<Option<Track>, Vec<Row>> = BTreeMap::new();
        for (number, documents) in corpus.numbers() {
            let track = Track::of_number(number);
            tracks.entry(track).or_default().extend(builder.number(number, &documents));
        }
        let mut groups: Vec<Group> = Vec::new();
        let other = tracks.remove(&None);
        for (track, rows) in tracks {
            groups.push(Group { name: track.map(Track::name).unwrap_or_default().into(), track, rows });
        }
        let mut add = |name: &str, rows: Vec<Row>| {
            if !rows.is_empty() {
                groups.push(Group { name: name.into(), track: None, rows });
            }
        };
        add(words.get("other_numbers"), other.unwrap_or_default());
        let of_kind = |kind: NameKind| {
            let documents = corpus.documents.iter();
            documents.filter(move |document| document.name.kind == kind && document.name.number.is_none())
        };
        let proposals = of_kind(NameKind::Proposal).chain(of_kind(NameKind::Supplement));
        add(words.get("proposals"), proposals.map(|document| builder.single(document)).collect());
        add(words.get("malformed"), of_kind(NameKind::Malformed).map(|document| builder.single(document)).collect());
        let states = corpus.documents.iter().filter(|document| !document.is_supplement());
        let states: Vec<State> = states.map(|document| document.life.state(at)).collect();
        let count =
            |state: State| Count { state: state.name(), count: states.iter().filter(|found| **found == state).count() };
        let faulty = |document: &&Document| builder.errors(document) > 0;
        Overview {
            groups,
            counts: State::ALL.into_iter().map(count).collect(),
            supplements: corpus.documents.iter().filter(|document| document.is_supplement()).count(),
            faulty: corpus.documents.iter().filter(faulty).count(),
            unreadable: corpus.unreadable.clone(),
        }
    }

    /// The rows on the page of a track: those of its group, and its proposals.
    pub fn of_track(&self, track: Track) -> Vec<Group> {
        let groups = self.groups.iter().filter_map(|group| {
            let mut group = group.clone();
            if group.track.is_none() {
                group.rows.retain(|row| row.track == Some(track.name()));
            }
            (group.track.is_none_or(|of| of == track) && !group.rows.is_empty()).then_some(group)
        });
        groups.collect()
    }
}

struct Builder<'r, 'a> {
    register: &'r Register<'a>,
    words: &'r Words,
    editorial: bool,
}

impl Builder<'_, '_> {
    fn errors(&self, document: &Document) -> usize {
        if self.editorial { self.register.findings(&document.path).errors } else { 0 }
    }

    /// The row of a number, and those of its supplements.
    fn number(&self, number: u16, documents: &[&Document]) -> Vec<Row> {
        let versions: Vec<&Document> = documents.iter().copied().filter(|document| !document.is_supplement()).collect();
        let newest = versions.last();
        let first = newest.or(documents.first());
        let declared = first.and_then(|document| document.track());
        let standard = Row {
            label: Some(format!("scs-{number:04}")),
            // A number with one document leads to it.
            href: match documents {
                [only] if newest.is_some() => Some(Address::document(only).href()),
                _ => Address::number(number).map(|address| address.href()),
            },
            supplement: false,
            first: true,
            track: declared.or_else(|| Track::of_number(number)).map(Track::name),
            title: newest.map_or(self.words.get("only_supplements"), |document| document.title()).into(),
            cells: self.cells(&versions),
        };
        let mut rows = vec![standard];
        for supplement in documents.iter().copied().filter(|document| document.is_supplement()) {
            rows.push(Row {
                label: None,
                href: None,
                supplement: true,
                first: false,
                track: None,
                title: short_title(supplement, newest.map(|document| document.title())).into(),
                cells: self.cells(&[supplement]),
            });
        }
        rows
    }

    /// The row of a document without a number.
    fn single(&self, document: &Document) -> Row {
        Row {
            label: None,
            href: None,
            supplement: document.is_supplement(),
            first: true,
            track: document.track().map(Track::name),
            title: document.title().into(),
            cells: self.cells(&[document]),
        }
    }

    fn cells(&self, documents: &[&Document]) -> Vec<Cell> {
        let cell = |state: State| {
            let versions = documents.iter().filter(|document| document.life.state(self.register.at) == state);
            Cell { state: state.name(), versions: versions.map(|document| self.link(document)).collect() }
        };
        State::ALL.into_iter().map(cell).collect()
    }

    fn link(&self, document: &Document) -> VersionLink {
        let label = match document.name.kind {
            NameKind::Malformed => self.words.get("file").into(),
            _ => document.name.version_label(),
        };
        VersionLink {
            label,
            id: document.id(),
            href: Address::document(document).href(),
            when: to_come(document, self.register.at, self.words),
            errors: self.errors(document),
            kind: kind(document),
            life: Life::of(&document.life),
        }
    }
}
