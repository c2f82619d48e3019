//! `scsdoc compliance diff`

use super::FolderArgs;
use crate::cli::{Done, Global, parse_date, print};
use crate::model::compliance::changes;
use crate::model::compliance::verdict::{Plan, by_subject};
use crate::model::scope::ScopeFile;
use crate::report::compliance;
use crate::view::table::TableFormat;
use clap::Args;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier date, as YYYY-MM-DD
    #[arg(value_name = "D1", value_parser = parse_date)]
    from: Date,
    /// The later date
    #[arg(value_name = "D2", value_parser = parse_date)]
    to: Date,
    #[command(flatten)]
    folder: FolderArgs,
    /// How to write the table
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Done {
    if args.to < args.from {
        return Err(format!("{} is before {}: name the earlier date first", args.to, args.from).into());
    }
    let global = Global { at: None, ..global.clone() };
    let loaded = args.folder.load(&global)?;
    let (evidence, past) = (&loaded.corpus.evidence, loaded.past()?);
    let trust = evidence.trust(args.to);
    let reports = by_subject(&trust.reports);
    let plans = |at: Date| -> Vec<Plan<'_>> {
        let files: &[Arc<ScopeFile>] = past.at(at, &loaded.corpus.scopes);
        files.iter().map(|scope| Plan::of(scope)).collect()
    };
    let (old, new) = (plans(args.from), plans(args.to));
    let environments = &evidence.environments;
    let listed = environments.list.iter().flat_map(|environment| environment.subjects.values().flatten());
    let mut subjects: BTreeSet<&str> = listed.map(String::as_str).collect();
    subjects.extend(reports.keys().map(|(subject, _)| *subject));
    let wanted = |subject: &str, plan: &Plan<'_>| {
        let environment = environments.of_subject(subject);
        let listed = environment.and_then(|environment| environment.subjects.get(plan.file.stem()));
        let listed = listed.is_some_and(|listed| listed.iter().any(|one| one == subject));
        listed || reports.contains_key(&(subject, plan.uuid.as_str()))
    };
    let turns = changes::diff((args.from, &old), (args.to, &new), &reports, &evidence.names, wanted, &subjects);
    if turns.is_empty() && args.format == TableFormat::Table {
        return print(&format!("no verdict turned between {} and {}\n", args.from, args.to));
    }
    print(&compliance::turns(&turns).write(args.format, global.screen()))
}
