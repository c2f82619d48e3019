//! `scsdoc compliance diff`

use super::FolderArgs;
use crate::cli::formats::TableArgs;
use crate::cli::{Done, Global, parse_date, print};
use crate::model::compliance::changes::{self, MAX_CASES};
use crate::model::compliance::verdict::Plan;
use crate::report::compliance;
use crate::view::table::TableFormat;
use clap::Args;
use jiff::civil::Date;
use std::collections::BTreeSet;

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier date, as YYYY-MM-DD
    #[arg(value_name = "FROM", value_parser = parse_date)]
    from: Date,
    /// The later date
    #[arg(value_name = "TO", value_parser = parse_date)]
    to: Date,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Done {
    if args.to < args.from {
        return Err(format!("{} is before {}: name the earlier date first", args.to, args.from).into());
    }
    let global = Global { at: None, ..global.clone() };
    let loaded = args.folder.load(&global)?;
    let (old, new) = (loaded.question_then(args.from), loaded.question_then(args.to));
    let mut subjects: BTreeSet<&str> = loaded.listed().collect();
    subjects.extend(new.reports.keys().copied());
    let wanted = |subject: &str, plan: &Plan<'_>| loaded.lists(subject, plan) || new.reported(subject, plan);
    let changes = changes::diff((args.from, &old), (args.to, &new), &subjects, wanted);
    if changes.is_empty() && args.table.format == TableFormat::Table {
        return print(&format!("no verdict changed between {} and {}\n", args.from, args.to));
    }
    let most =
        if matches!(args.table.format, TableFormat::Table | TableFormat::Markdown) { MAX_CASES } else { usize::MAX };
    print(&compliance::verdict_changes(&changes, most).write(args.table.format, global.screen()))
}
