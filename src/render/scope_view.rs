//! The page of a certificate scope: versions and modules on a date, and validity over time.

use super::cx::Cx;
use super::findings::Findings;
use super::overview::to_come;
use super::scopes::{Scope, event_words};
use super::timeline::{Line, Timeline, draw};
use super::views::{Reference, reference};
use crate::model::identity::{label, module_identity};
use crate::model::scope::{Module, Standing, Validity, Version};
use crate::words::Words;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The validity of a version before the timeline lists it.
const COMING: &str = "coming";

#[derive(Clone, Debug, Serialize)]
pub struct VersionLine {
    pub name: String,
    pub href: Option<String>,
    /// Its validity on the date; [`COMING`] before its first.
    pub validity: &'static str,
    pub stabilized_at: Option<String>,
    /// Date from which it can be certified.
    pub from: Option<String>,
    /// Date from which it is certified with a warning.
    pub warn_from: Option<String>,
    /// Date from which it can no longer be certified.
    pub until: Option<String>,
    pub modules: usize,
    /// Its validities by the timeline, each with its first day: `2025-01-01=effective 2027-01-01=warn`.
    pub phases: String,
}

/// The standard that a module is about, and its state.
#[derive(Clone, Debug, Serialize)]
pub struct StandardLine {
    /// Name of the module with its ID.
    pub title: String,
    pub document: Option<Reference>,
    pub state: Option<&'static str>,
    /// The next change.
    pub when: Option<String>,
}

fn text(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

pub(super) fn lines(scope: &Scope, at: Date) -> Vec<VersionLine> {
    let standings: HashMap<&str, Standing<'_>> =
        scope.file.standings(at).map(|found| (found.version.name.text.as_str(), found)).collect();
    let events = scope.file.events();
    let line = |version: &Version| {
        let name = version.name.text.as_str();
        let found = standings.get(name);
        let term = found.map(|found| found.term).unwrap_or_default();
        let validity = match found {
            Some(found) if found.announced => COMING,
            found => found.map_or(Validity::Deprecated, |found| found.validity).name(),
        };
        let changes = events.iter().flat_map(|(date, changes)| changes.iter().map(move |change| (date, change)));
        let own = changes.filter(|(_, (changed, _))| *changed == name);
        // Nothing is known of the time before it was announced.
        let first = (validity == COMING).then(|| format!("{at}={COMING}"));
        let phases = first.into_iter().chain(own.map(|(date, (_, validity))| format!("{date}={}", validity.name())));
        VersionLine {
            name: name.to_owned(),
            href: scope.link(version),
            validity,
            stabilized_at: text(version.stabilized_at),
            from: text(term.from),
            warn_from: text(term.warn_from),
            until: text(term.until),
            modules: version.include.len(),
            phases: phases.collect::<Vec<_>>().join(" "),
        }
    };
    scope.versions().map(line).collect()
}

pub(super) fn standard(module: &Module, scope: &Scope, cx: &Cx<'_>) -> StandardLine {
    let (corpus, at) = (cx.corpus, cx.at);
    let identity = module_identity(module, &scope.file.path, &corpus.config);
    let index = identity.and_then(|identity| corpus.scope_index.document(identity));
    let document = index.and_then(|index| corpus.documents.get(index));
    let unknown = || identity.map(|identity| Reference::to(label(identity), None));
    StandardLine {
        title: module.title(),
        document: document.map(reference).or_else(unknown),
        state: document.map(|document| document.life.state(at).name()),
        when: document.and_then(|document| to_come(document, at, &cx.words)),
    }
}

/// A scope in a list: its versions, and the next change.
pub fn line(scope: &Scope, cx: &Cx<'_>) -> Value {
    let at = cx.at;
    let mut versions = lines(scope, at);
    // What can be certified first.
    versions.sort_by_key(|line| line.validity == Validity::Draft.name());
    let next = scope.file.events().into_iter().find(|(date, _)| *date > at).map(|change| event(change, cx));
    let errors = scope.committed.as_ref().map_or(0, |file| cx.errors(&file.path));
    json!({"scope": scope.reference(), "errors": errors, "versions": versions, "next": next})
}

/// A date of the timeline: versions with their new validity.
fn event((date, changes): (Date, Vec<(&str, Validity)>), cx: &Cx<'_>) -> Value {
    let words = |validity| cx.words.get(event_words(validity, date <= cx.at));
    let changes = changes.into_iter().map(|(name, validity)| (name, words(validity)));
    json!({"date": date.to_string(), "changes": changes.collect::<Vec<_>>()})
}

fn drawing(scope: &Scope, at: Date, words: &Words) -> Option<Timeline> {
    let events = scope.file.events();
    let mut lines: Vec<Line> = Vec::new();
    for version in scope.versions() {
        let name = version.name.text.as_str();
        let mut borders = Vec::new();
        for (date, changes) in &events {
            let own = changes.iter().find(|(changed, _)| *changed == name);
            borders.extend(own.map(|(_, validity)| (Some(*date), Some(validity.name()))));
        }
        if !borders.is_empty() {
            lines.push(Line { label: name.to_owned(), borders });
        }
    }
    lines.reverse();
    draw(lines, at, words)
}

pub fn scope(scope: &Scope, cx: &Cx<'_>, findings: &Findings<'_>) -> Value {
    let (corpus, at) = (cx.corpus, cx.at);
    let file = &scope.file;
    let versions = lines(scope, at);
    let named: HashSet<&str> =
        file.standings(at).filter(|found| found.named).map(|found| found.version.name.text.as_str()).collect();
    let columns: Vec<&Version> =
        scope.versions().filter(|version| named.contains(version.name.text.as_str())).collect();
    // For each module, whether each of these versions includes it.
    let mut included: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for (column, version) in columns.iter().enumerate() {
        for include in &version.include {
            let row = included.entry(&include.module.text).or_insert_with(|| vec![false; columns.len()]);
            if let Some(cell) = row.get_mut(column) {
                *cell = true;
            }
        }
    }
    let mut modules: Vec<(StandardLine, Vec<bool>)> = included
        .into_iter()
        .filter_map(|(id, included)| Some((standard(file.module(id)?, scope, cx), included)))
        .collect();
    modules.sort_by_key(|(line, _)| line.document.as_ref().map(|document| document.label.clone()));
    let modules = modules.into_iter().map(|(line, included)| {
        let StandardLine { title, document, state, when } = line;
        json!({"title": title, "document": document, "state": state, "when": when, "included": included})
    });
    let (mut past, coming): (Vec<_>, Vec<_>) = file.events().into_iter().partition(|(date, _)| *date <= at);
    past.reverse();
    let committed = scope.committed.as_ref();
    json!({
        "name": scope.name(),
        "stem": file.stem(),
        "columns": versions.iter().filter(|line| named.contains(line.name.as_str())).collect::<Vec<_>>(),
        "versions": versions,
        "modules": modules.collect::<Vec<_>>(),
        "timeline": drawing(scope, at, &cx.words),
        "coming": coming.into_iter().map(|change| event(change, cx)).collect::<Vec<_>>(),
        "past": past.into_iter().map(|change| event(change, cx)).collect::<Vec<_>>(),
        // Start of the timeline, if older entries were removed.
        "pruned_until": text(file.pruned_until()),
        // The rendered file, else that of the checkout; and that, if there are both.
        "download": format!("scopes/{}.yaml", file.stem()),
        "committed": committed.filter(|_| scope.rendered).map(|file| format!("scopes/committed/{}.yaml", file.stem())),
        "path": committed.map(|file| &file.path),
        "source": committed.map(|file| corpus.config.source_url(&file.path, false)),
        "faults": committed.map(|file| findings.of(&file.path, &file.source)),
    })
}
