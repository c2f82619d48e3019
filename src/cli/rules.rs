//! `scsdoc rules`

use super::{Done, Global};
use crate::check::rules;
use crate::report::rule_text;
use crate::view::table::{Cell, Column, Table, TableFormat};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Output format
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &RulesArgs, global: &Global) -> Done {
    let columns = vec![
        Column::new("name", "Rule", 9),
        Column::new("severity", "Severity", 4),
        Column::new("fix", "Fix", 2),
        Column::new("group", "Group", 1),
        Column::cut("summary", "Finds"),
        Column::hidden("clause"),
    ];
    let rows = rules::all().map(|rule| {
        let text = [rule.name, rule.severity.name(), rule_text::fixes(rule), rule.group.name()];
        let mut row: Vec<Cell> = text.map(Cell::text).into();
        row.extend([Cell::text(rule_text::finds(rule)), Cell::text(rule.clause)]);
        row
    });
    let table = Table { columns, rows: rows.collect() };
    super::print(&table.write(args.format, super::terminal_width(), global.color()))
}
