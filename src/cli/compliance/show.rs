//! `scsdoc compliance show`

use super::FolderArgs;
use crate::cli::{Done, Global, print};
use crate::model::compliance::clouds::cloud;
use crate::model::compliance::verdict::{Plan, Question, by_subject};
use crate::report::compliance;
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Id of the environment
    #[arg(value_name = "ENVIRONMENT")]
    environment: String,
    #[command(flatten)]
    folder: FolderArgs,
    /// How to write it
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let loaded = args.folder.load(global)?;
    let environment = loaded.environment(&args.environment)?;
    let (evidence, at) = (&loaded.corpus.evidence, global.at());
    let trust = evidence.trust(at);
    let plans: Vec<Plan<'_>> = loaded.corpus.scopes.iter().map(|scope| Plan::of(scope)).collect();
    let reports = by_subject(&trust.reports);
    let question = Question { plans: &plans, reports: &reports, names: &evidence.names, at };
    let cloud = cloud(environment, &question);
    let open = compliance::open(&cloud, &evidence.names, at);
    let mut text = String::new();
    if args.format == TableFormat::Table {
        text.push_str(&compliance::head(&cloud, at));
    }
    if args.format != TableFormat::Table || !open.rows.is_empty() {
        text.push_str(&open.write(args.format, global.screen()));
    }
    print(&text)
}
