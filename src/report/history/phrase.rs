//! What happened to a document, in words: phrases with values, which other languages may say otherwise.

use crate::model::history::{Judgement, Kind, Transition};
use crate::model::lifecycle::Status;
use crate::model::name::{Name, NameKind};
use crate::report::layout::truncate;

/// Longest value that stands in words, in columns.
const LONGEST: usize = 60;

/// A phrase: its key, and its values by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// `step_created_as`
    pub key: &'static str,
    /// Values by name, shortened.
    pub values: Vec<(&'static str, String)>,
}

/// The phrases in English, by key.
const ENGLISH: [(&str, &str); 29] = [
    ("step_known", "there already"),
    ("step_known_as", "there already as {to}"),
    ("step_created", "created"),
    ("step_created_as", "created as {to}"),
    ("step_back", "back"),
    ("step_back_as", "back as {to}"),
    ("step_removed", "removed"),
    ("step_removed_as", "removed as {from}"),
    ("step_unreadable", "front matter cannot be read"),
    ("step_readable", "front matter can be read again"),
    ("step_status_set", "status {to}"),
    ("step_status_gone", "status {from} removed"),
    ("step_status", "{from} → {to}"),
    ("step_date_set", "{key} {to}"),
    ("step_date_gone", "{key} {from} removed"),
    ("step_date", "{key} {from} → {to}"),
    ("step_respelled", "{from} is now written {to}"),
    ("step_type_set", "type {to}"),
    ("step_type_gone", "type {from} removed"),
    ("step_type", "type {from} → {to}"),
    ("step_title_set", "title “{to}”"),
    ("step_title_gone", "title “{from}” removed"),
    ("step_title", "title “{from}” → “{to}”"),
    ("step_renamed", "renamed {from} → {to}"),
    ("step_numbered", "numbered {to}"),
    ("step_renumbered", "renumbered {from} → {to}"),
    ("judged_replaced", "(a replacement is named)"),
    ("judged_not_replaced", "(no replacement is named)"),
    ("judged_first", "(only a Decision Record may begin so)"),
];

impl Phrase {
    /// What stands between this phrase and the one before it.
    pub fn glue(&self) -> &'static str {
        if self.key.starts_with("judged_") { " " } else { ", " }
    }

    fn english(&self) -> String {
        let text = ENGLISH.iter().find(|(key, _)| *key == self.key).map_or("", |(_, text)| text);
        let mut out = String::new();
        let mut rest = text;
        // What is filled in is not read again.
        while let Some((before, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else { break };
            out.push_str(before);
            out.push_str(self.values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
            rest = behind;
        }
        out + rest
    }
}

/// A transition in words, in one line: `Draft → Stable`, `renumbered scs-0110-v1 → scs-0410-v1`.
pub fn words(found: &Transition) -> String {
    let mut out = String::new();
    for phrase in phrases(found) {
        if !out.is_empty() {
            out.push_str(phrase.glue());
        }
        out.push_str(&phrase.english());
    }
    out
}

/// A transition as phrases.
pub fn phrases(found: &Transition) -> Vec<Phrase> {
    let value = |value: &Option<String>| truncate(value.as_deref().unwrap_or("nothing").trim(), LONGEST);
    let (from, to) = (("from", value(&found.from)), ("to", value(&found.to)));
    let status = |status: &Option<String>| status.as_ref().map(|status| truncate(status, LONGEST));
    let new = |plain: &'static str, with: &'static str| match status(&found.to) {
        Some(to) => Phrase { key: with, values: vec![("to", to)] },
        None => Phrase { key: plain, values: Vec::new() },
    };
    let pair = |set: &'static str, gone: &'static str, both: &'static str| match (&found.from, &found.to) {
        (None, _) => Phrase { key: set, values: vec![to.clone()] },
        (_, None) => Phrase { key: gone, values: vec![from.clone()] },
        _ => Phrase { key: both, values: vec![from.clone(), to.clone()] },
    };
    let plain = |key: &'static str| Phrase { key, values: Vec::new() };
    let mut phrases = vec![match found.kind {
        Kind::Known => new("step_known", "step_known_as"),
        Kind::Created => new("step_created", "step_created_as"),
        Kind::Restored => new("step_back", "step_back_as"),
        Kind::Removed => match status(&found.from) {
            Some(from) => Phrase { key: "step_removed_as", values: vec![("from", from)] },
            None => plain("step_removed"),
        },
        Kind::Unreadable => plain("step_unreadable"),
        Kind::Readable => plain("step_readable"),
        Kind::Status => pair("step_status_set", "step_status_gone", "step_status"),
        Kind::Date(key) => {
            let mut phrase = pair("step_date_set", "step_date_gone", "step_date");
            phrase.values.push(("key", key.to_owned()));
            phrase
        }
        Kind::Respelled => Phrase { key: "step_respelled", values: vec![from, to] },
        Kind::Type => pair("step_type_set", "step_type_gone", "step_type"),
        Kind::Title => pair("step_title_set", "step_title_gone", "step_title"),
        Kind::Renamed | Kind::Numbered | Kind::Renumbered => return moved(found),
    }];
    let judged = match found.judgement {
        Some(Judgement::Replaced) => Some("judged_replaced"),
        Some(Judgement::NotReplaced) => Some("judged_not_replaced"),
        Some(Judgement::Illegal) if found.from.is_none() && stable(found) => Some("judged_first"),
        _ => None,
    };
    phrases.extend(judged.map(plain));
    phrases
}

fn stable(found: &Transition) -> bool {
    found.to.as_deref().is_some_and(|status| status.eq_ignore_ascii_case(Status::Stable.name()))
}

/// A new name, without what has not changed.
fn moved(found: &Transition) -> Vec<Phrase> {
    let name = |stem: &Option<String>| Name::parse(&format!("{}.md", stem.as_deref().unwrap_or_default()));
    let (from, to) = (name(&found.from), name(&found.to));
    let cut = |text: &str| truncate(text, LONGEST);
    let pair =
        |key: &'static str, from: &str, to: &str| Phrase { key, values: vec![("from", cut(from)), ("to", cut(to))] };
    if from.kind == NameKind::Malformed || to.kind == NameKind::Malformed {
        return vec![pair("step_renamed", from.stem(), to.stem())];
    }
    let slug = (from.slug != to.slug).then(|| pair("step_renamed", &from.slug, &to.slug));
    let first = match found.kind {
        Kind::Numbered => Some(Phrase { key: "step_numbered", values: vec![("to", cut(&to.id()))] }),
        Kind::Renumbered => Some(pair("step_renumbered", &from.id(), &to.id())),
        _ if slug.is_none() => Some(pair("step_renamed", from.stem(), to.stem())),
        _ => None,
    };
    first.into_iter().chain(slug).collect()
}
