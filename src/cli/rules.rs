//! `scsdoc rules`

use super::formats::TableArgs;
use super::{Done, Global};
use crate::check::rule::Rule;
use crate::check::rules;
use crate::report::rule_text;
use crate::view::table::{Cell, Column, Table};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc rules\n  scsdoc rules --format markdown")]
pub(super) struct RulesArgs {
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &RulesArgs, global: &Global) -> Done {
    let columns = vec![
        Column::new("name", "Rule", |rule: &&Rule| Cell::text(rule.name)),
        Column::new("severity", "Severity", |rule| Cell::text(rule.severity.name())),
        Column::new("fix", "Fix", |rule| Cell::text(rule_text::fixes(rule))),
        Column::new("group", "Group", |rule| Cell::text(rule.group().name())),
        Column::text("summary", "Finds", |rule| Cell::text(rule_text::finds(rule))),
        Column::data("clause", |rule| Cell::text(rule.clause)),
    ];
    super::print(&Table { columns, rows: rules::all().collect() }.write(args.table.format, global.screen()))
}
