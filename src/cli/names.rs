//! Arguments with a fixed set of names: similar names are corrected or suggested, and shells complete them.

use crate::value::suggest;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Accepts one of a few names, and lists them in help and completions.
pub(super) fn one_of<const N: usize>(names: [&'static str; N]) -> impl TypedValueParser<Value = String> {
    OneOf(names.to_vec())
}

/// Accepts what `parse` accepts, and offers these names in completions.
pub(super) fn with_completions<T: Clone + Send + Sync + 'static>(
    names: impl IntoIterator<Item = &'static str>,
    parse: fn(&str) -> Result<T, String>,
) -> impl TypedValueParser<Value = T> {
    Offering { names: names.into_iter().collect(), parse }
}

#[derive(Clone)]
struct OneOf(Vec<&'static str>);

impl TypedValueParser for OneOf {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        PossibleValuesParser::new(self.0.clone()).parse_ref(command, arg, value).map_err(|mut error| {
            if let Some(near) = suggest::nearest(&value.to_string_lossy(), self.0.iter().copied()) {
                error.insert(ContextKind::SuggestedValue, ContextValue::String(near.to_owned()));
            }
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
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
