//! `scsdoc schema`

use super::names::with_completions;
use super::{Done, Failure};
use crate::value::{schema, suggest};
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc schema\n  scsdoc schema report")]
pub(super) struct SchemaArgs {
    /// Name of the schema [default: list all]
    #[arg(hide_possible_values = true, value_parser = with_completions(schema::Schema::ALL.map(schema::Schema::name), |name| Ok(name.to_owned())))]
    name: Option<String>,
}

pub(super) fn run(args: &SchemaArgs) -> Done {
    let mut out = io::stdout().lock();
    let Some(name) = &args.name else {
        let widest = schema::Schema::ALL.map(|schema| schema.name().len()).into_iter().max().unwrap_or(0);
        for schema in schema::Schema::ALL {
            let title = schema.json().get("title").and_then(serde_json::Value::as_str).unwrap_or("");
            writeln!(out, "{:<widest$}  {title}", schema.name())?;
        }
        return Ok(true);
    };
    match schema::Schema::ALL.into_iter().find(|schema| schema.name() == name) {
        Some(schema) => {
            out.write_all(schema.source().as_bytes())?;
            Ok(true)
        }
        None => Err(Failure::Message(match suggest::nearest(name, schema::Schema::ALL.map(schema::Schema::name)) {
            Some(near) => format!("unknown schema `{name}`; did you mean {near}?"),
            None => format!("unknown schema `{name}`; run `scsdoc schema` for a list"),
        })),
    }
}
