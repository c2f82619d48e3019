//! Facts in the words of the interface: what a scope asks for, what a standard lacks, what happened to a document.
//! The command line says the same in English; a test compares.

use super::words::Words;
use crate::model::history::Transition;
use crate::model::scope::Validity;
use crate::model::trace::ScopeVersion;
use crate::report::history;
use crate::report::trace::Missing;
use jiff::civil::Date;

/// The validity of a version with its date: `effective since 2024-12-19`.
pub fn requirement(version: &ScopeVersion<'_>, words: &Words) -> String {
    let name = words.validity(version.validity.code());
    let since = |date: Date| words.fill("is_since", &[("validity", name), ("date", &date.to_string())]);
    match (version.validity, version.since(), version.until) {
        (Validity::Effective | Validity::Warn, Some(date), _) => since(date),
        (Validity::Deprecated, Some(date), _) if version.current => {
            words.fill("from_on", &[("date", &date.to_string())])
        }
        (Validity::Deprecated, _, Some(date)) => since(date),
        _ => name.to_owned(),
    }
}

/// What a standard lacks.
pub fn missing(missing: &Missing, words: &Words) -> String {
    match missing {
        Missing::Draft => words.get("missing_draft").to_owned(),
        Missing::Over(state) => words.fill("missing_over", &[("state", words.state(state.name()))]),
        Missing::Date => words.get("missing_date").to_owned(),
        Missing::Required => words.get("missing_required").to_owned(),
        Missing::RequiredBy(version) => words.fill("missing_required_by", &[("version", version)]),
        Missing::Case => words.get("missing_case").to_owned(),
        Missing::Script => words.get("missing_script").to_owned(),
        Missing::Inside => words.get("missing_inside").to_owned(),
        Missing::Texts(count) => words.fill("missing_texts", &[("count", &count.to_string())]),
    }
}

/// A transition, in one line.
pub fn step(found: &Transition, words: &Words) -> String {
    let mut out = String::new();
    for phrase in history::phrases(found) {
        if !out.is_empty() {
            out.push_str(phrase.glue());
        }
        let values: Vec<(&str, &str)> = phrase.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        out.push_str(&words.fill(phrase.key, &values));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::history::{Judgement, Kind};
    use crate::model::lifecycle::State;
    use crate::render::words::Dictionary;

    #[test]
    fn pages_say_in_english_what_the_command_line_says() {
        let all = Dictionary::with(None).unwrap();
        let english = all.language("en");
        let lacks = [
            Missing::Draft,
            Missing::Over(State::Rejected),
            Missing::Date,
            Missing::Required,
            Missing::RequiredBy("v2".into()),
            Missing::Case,
            Missing::Script,
            Missing::Inside,
            Missing::Texts(3),
        ];
        for lack in &lacks {
            assert_eq!(missing(lack, &english), lack.words());
            assert_ne!(missing(lack, &all.language("de")), lack.words());
        }
        let kinds = [
            Kind::Known,
            Kind::Created,
            Kind::Removed,
            Kind::Restored,
            Kind::Unreadable,
            Kind::Readable,
            Kind::Renamed,
            Kind::Numbered,
            Kind::Renumbered,
            Kind::Status,
            Kind::Date("stabilized_at"),
            Kind::Respelled,
            Kind::Type,
            Kind::Title,
        ];
        let judgements = [None, Some(Judgement::Illegal), Some(Judgement::Replaced), Some(Judgement::NotReplaced)];
        let names = ["scs-xxxx-v1-a", "scs-0100-v1-b", "Stable", "{to}"];
        let values = || std::iter::once(None).chain(names.map(|name| Some(name.to_owned())));
        for (kind, from, to) in kinds
            .iter()
            .flat_map(|kind| values().flat_map(move |from| values().map(move |to| (*kind, from.clone(), to))))
        {
            for judgement in judgements {
                let found = Transition { commit: 0, kind, from: from.clone(), to: to.clone(), judgement };
                assert_eq!(step(&found, &english), history::words(&found));
            }
        }
    }
}
