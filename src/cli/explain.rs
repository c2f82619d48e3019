//! `scsdoc explain` and `scsdoc rules`

use super::check::rule_name;
use super::{Done, Global};
use crate::check::rules;
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Name of the rule
    #[arg(value_parser = rule_name)]
    rule: String,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {}

pub(super) fn explain(args: &ExplainArgs, _: &Global) -> Done {
    if let Some(rule) = rules::find(&args.rule) {
        io::stdout().lock().write_all(rule.why.as_bytes())?;
    }
    Ok(true)
}

pub(super) fn rules(_: &RulesArgs, _: &Global) -> Done {
    let mut out = io::stdout().lock();
    for rule in rules::all() {
        writeln!(out, "{}", rule.name)?;
    }
    Ok(true)
}
