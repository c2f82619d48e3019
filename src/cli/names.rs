//! Arguments with a fixed set of names: similar names are corrected or suggested, and shells complete them.

use crate::value::suggest;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Accepts one of these by its name, and lists the names in help and completions.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: impl IntoIterator<Item = T>,
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    OneOf(all.into_iter().map(|one| (name(one), one)).collect())
}

/// Accepts what `parse` accepts, and offers these names in completions.
pub(super) fn with_completions<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    parse: fn(&str) -> Result<T, String>,
) -> impl TypedValueParser<Value = T> {
    Offering { names: names.into_iter().collect(), parse }
}

/// The allowed names and a suggestion.
pub(super) fn near<const N: usize>(text: &str, names: [&str; N]) -> String {
    let meant = suggest::nearest(text, names).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
    format!("expected one of {}{meant}", names.join(", "))
}

#[derive(Clone)]
struct OneOf<T>(Vec<(&'static str, T)>);

impl<T: Copy + Send + Sync + 'static> TypedValueParser for OneOf<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let names = || self.0.iter().map(|(name, _)| *name);
        let written = PossibleValuesParser::new(names()).parse_ref(command, arg, value).map_err(|mut error| {
            if let Some(near) = suggest::nearest(&value.to_string_lossy(), names()) {
                error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_owned()));
            }
            error
        })?;
        let found = self.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(&written));
        found.map(|(_, one)| *one).ok_or_else(|| Error::new(ErrorKind::InvalidValue))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(|(name, _)| PossibleValue::new(*name))))
    }
}

#[derive(Clone)]
struct Offering<T> {
    names: Vec<&'static str>,
    parse: fn(&str) -> Result<T, String>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Offering<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let parse = self.parse;
        StringValueParser::new().try_map(move |text| parse(&text)).parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.names.iter().map(PossibleValue::new)))
    }
}
