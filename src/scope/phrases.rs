//! Changes of a scope in words.

use crate::model::scope::{Difference, Replaced, ScopeComparison, VersionComparison};
use crate::words::english;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Maximum number of names that a phrase lists.
const MAX_NAMES: usize = 8;
/// Maximum number of phrases.
const MAX_PHRASES: usize = 200;

/// A described change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The description.
    pub text: String,
    /// Whether it only concerns entries that may have been removed as outdated.
    pub past: bool,
}

/// The changes in words; empty if both are equivalent.
pub fn phrases(found: &ScopeComparison<'_>) -> Vec<Phrase> {
    let mut out: Vec<Phrase> = Vec::new();
    let mut say = |text: String, past: bool| out.push(Phrase { text, past });
    found.head.iter().for_each(|one| say(difference(one), false));
    for one in &found.versions {
        match (&one.old, &one.new) {
            (None, _) => say(format!("version {} is new", one.name), one.past),
            (_, None) => say(format!("version {} is removed", one.name), false),
            (Some(old), Some(new)) => {
                let parts = version(one);
                if !parts.is_empty() {
                    say(format!("version {}: {}", one.name, parts.join("; ")), false);
                }
                if old.stabilized_at != new.stabilized_at {
                    let dates = (text(old.stabilized_at), text(new.stabilized_at));
                    say(format!("version {}: stable from {} → {}", one.name, dates.0, dates.1), one.past);
                }
            }
        }
    }
    if let Some((old, new)) = found.begins {
        let shorter = new.is_some() && new < old;
        say(format!("timeline: begins {} → {}", text(old), text(new)), shorter);
    }
    for (date, name, old, new) in &found.validity {
        say(format!("timeline: {name} changes from {} to {} as of {date}", old.name(), new.name()), false);
    }
    for (id, differences) in &found.cases {
        let parts: Vec<String> = differences.iter().map(difference).collect();
        say(format!("test case {id}: {}", parts.join("; ")), false);
    }
    out.truncate(MAX_PHRASES);
    out
}

fn text(date: Option<Date>) -> String {
    date.map_or("no date".into(), |date| date.to_string())
}

fn difference(one: &Difference) -> String {
    let value = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
    format!("{} {} → {}", one.what, value(&one.old), value(&one.new))
}

/// The changes of the requirements of a version.
fn version(one: &VersionComparison<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let mut list = |words: String, names: Vec<&str>| {
        if !names.is_empty() {
            parts.push(format!("{words} {}", english().first(&names, MAX_NAMES)));
        }
    };
    let change = &one.change;
    list("requires also".into(), change.added.iter().map(String::as_str).collect());
    list("no longer requires".into(), change.removed.iter().map(String::as_str).collect());
    for Replaced { from, to, .. } in change.replaced.iter().filter(|one| one.from != one.to && !one.renamed) {
        list("requires".into(), vec![&format!("{to} instead of {from}")]);
    }
    let other = change.replaced.iter().filter(|one| one.old != one.new).map(|one| one.to.as_str());
    list("other parameters for".into(), other.collect());
    for (targets, words) in [(&change.more, "tests also"), (&change.less, "no longer tests")] {
        let targets: &BTreeMap<String, Vec<String>> = targets;
        for (target, ids) in targets {
            list(format!("{target} {words}"), ids.iter().map(String::as_str).collect());
        }
    }
    parts
}
