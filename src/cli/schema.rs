//! `scsdoc schema`

use super::Done;
use super::names::{near, with_completions};
use crate::value::schema::Schema;
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc schema\n  scsdoc schema report")]
pub(super) struct SchemaArgs {
    /// Name of the schema [default: list all]
    #[arg(hide_possible_values = true, value_parser = with_completions(Schema::ALL.map(Schema::name), parse))]
    name: Option<Schema>,
}

fn parse(name: &str) -> Result<Schema, String> {
    let known = Schema::ALL.into_iter().find(|schema| schema.name() == name);
    known.ok_or_else(|| near(name, Schema::ALL.map(Schema::name)))
}

pub(super) fn run(args: &SchemaArgs) -> Done {
    let mut out = io::stdout().lock();
    if let Some(schema) = args.name {
        out.write_all(schema.source().as_bytes())?;
        return Ok(true);
    }
    let widest = Schema::ALL.map(|schema| schema.name().len()).into_iter().max().unwrap_or(0);
    for schema in Schema::ALL {
        let title = schema.json()["title"].as_str().unwrap_or_default();
        writeln!(out, "{:<widest$}  {title}", schema.name())?;
    }
    Ok(true)
}
