//! Descriptions of transitions.

use crate::model::history::{Judgment, Kind, Transition};
use crate::model::lifecycle::Status;
use crate::model::name::{Name, NameKind};
use crate::text::layout::truncate;
use crate::words::Words;

/// Maximum width of a value, in columns.
const LONGEST: usize = 60;

/// A key of the catalog, and the values that are filled in.
type Phrase = (&'static str, Vec<(&'static str, String)>);

/// A transition on one line: `Draft → Stable`, `renumbered scs-0110-v1 → scs-0410-v1`.
pub fn words(found: &Transition, words: &Words) -> String {
    fill(phrases(found), words)
}

/// The same for readers: without judgments, with states and dates as pages name them.
pub fn for_readers(found: &Transition, words: &Words) -> String {
    let mut phrases = phrases(found);
    phrases.retain(|(key, _)| !key.starts_with("judged_"));
    for (key, values) in &mut phrases {
        for (name, value) in values {
            let known = match *name {
                "key" => words.find(value),
                _ if key.contains("status") || key.ends_with("_as") => {
                    words.find(&format!("state_{}", value.to_lowercase()))
                }
                _ => None,
            };
            if let Some(known) = known {
                *value = known.to_owned();
            }
        }
    }
    fill(phrases, words)
}

fn fill(phrases: Vec<Phrase>, words: &Words) -> String {
    let mut out = String::new();
    for (key, values) in phrases {
        if !out.is_empty() {
            out.push_str(if key.starts_with("judged_") { " " } else { ", " });
        }
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        out.push_str(&words.fill(key, &values));
    }
    out
}

fn phrases(found: &Transition) -> Vec<Phrase> {
    let value = |value: &Option<String>| truncate(value.as_deref().unwrap_or("nothing").trim(), LONGEST);
    let (from, to) = (("from", value(&found.from)), ("to", value(&found.to)));
    let status = |status: &Option<String>| status.as_ref().map(|status| truncate(status, LONGEST));
    let new = |plain: &'static str, with: &'static str| match status(&found.to) {
        Some(to) => (with, vec![("to", to)]),
        None => (plain, Vec::new()),
    };
    let pair = |set: &'static str, gone: &'static str, both: &'static str| match (&found.from, &found.to) {
        (None, _) => (set, vec![to.clone()]),
        (_, None) => (gone, vec![from.clone()]),
        _ => (both, vec![from.clone(), to.clone()]),
    };
    let plain = |key: &'static str| (key, Vec::new());
    let mut phrases = vec![match found.kind {
        Kind::Known => new("step_known", "step_known_as"),
        Kind::Created => new("step_created", "step_created_as"),
        Kind::Restored => new("step_back", "step_back_as"),
        Kind::Removed => match status(&found.from) {
            Some(from) => ("step_removed_as", vec![("from", from)]),
            None => plain("removed"),
        },
        Kind::Unreadable => plain("step_unreadable"),
        Kind::Readable => plain("step_readable"),
        Kind::Status => pair("step_status_set", "step_status_gone", "step_status"),
        Kind::Date(key) => {
            let mut phrase = pair("step_date_set", "step_date_gone", "step_date");
            phrase.1.push(("key", key.to_owned()));
            phrase
        }
        Kind::Respelled => ("step_respelled", vec![from, to]),
        Kind::Type => pair("step_type_set", "step_type_gone", "step_type"),
        Kind::Title => pair("step_title_set", "step_title_gone", "step_title"),
        Kind::Renamed | Kind::Numbered | Kind::Renumbered => return moved(found),
    }];
    let judged = match found.judgment {
        Some(Judgment::Replaced) => Some("judged_replaced"),
        Some(Judgment::NotReplaced) => Some("judged_not_replaced"),
        Some(Judgment::Illegal) if found.from.is_none() && stable(found) => Some("judged_first"),
        _ => None,
    };
    phrases.extend(judged.map(plain));
    phrases
}

fn stable(found: &Transition) -> bool {
    found.to.as_deref().is_some_and(|status| status.eq_ignore_ascii_case(Status::Stable.name()))
}

/// A new name, without its unchanged parts.
fn moved(found: &Transition) -> Vec<Phrase> {
    let name = |stem: &Option<String>| Name::parse(&format!("{}.md", stem.as_deref().unwrap_or_default()));
    let (from, to) = (name(&found.from), name(&found.to));
    let cut = |text: &str| truncate(text, LONGEST);
    let pair = |key: &'static str, from: &str, to: &str| (key, vec![("from", cut(from)), ("to", cut(to))]);
    if from.kind == NameKind::Malformed || to.kind == NameKind::Malformed {
        return vec![pair("step_renamed", from.stem(), to.stem())];
    }
    let slug = (from.slug != to.slug).then(|| pair("step_renamed", &from.slug, &to.slug));
    let first = match found.kind {
        Kind::Numbered => Some(("step_numbered", vec![("to", cut(&to.id()))])),
        Kind::Renumbered => Some(pair("step_renumbered", &from.id(), &to.id())),
        _ if slug.is_none() => Some(pair("step_renamed", from.stem(), to.stem())),
        _ => None,
    };
    first.into_iter().chain(slug).collect()
}
