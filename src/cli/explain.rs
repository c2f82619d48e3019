//! `scsdoc explain`

use super::check::rule_names;
use super::{Done, Global};
use crate::check::rules;
use crate::report::rule_text;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc explain broken-anchor")]
pub(super) struct ExplainArgs {
    /// Name of the rule; see `scsdoc rules`
    #[arg(value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    rule: String,
}

pub(super) fn run(args: &ExplainArgs, global: &Global) -> Done {
    let Some(rule) = rules::find(&args.rule) else { return Ok(true) };
    // Addresses of clauses need a register; a rule can be explained without.
    let corpus = global.load().ok().map(|loaded| loaded.corpus);
    super::print(&rule_text::terminal(rule, corpus.as_ref(), global.screen()))
}
