//! `scsdoc compliance show`

use super::FolderArgs;
use crate::cli::formats::TableArgs;
use crate::cli::{Done, Global, print};
use crate::model::compliance::clouds::cloud;
use crate::report::compliance;
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// ID of the environment
    #[arg(value_name = "ENVIRONMENT")]
    environment: String,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let loaded = args.folder.load(global)?;
    let environment = loaded.environment(&args.environment)?;
    let (evidence, at) = (&loaded.corpus.evidence, global.at());
    let question = loaded.question(at);
    let cloud = cloud(environment, &question);
    let open = compliance::open(&cloud, &evidence.names, at);
    let mut text = String::new();
    if args.table.format == TableFormat::Table {
        text.push_str(&compliance::head(&cloud, at));
    }
    if args.table.format != TableFormat::Table || !open.rows.is_empty() {
        text.push_str(&open.write(args.table.format, global.screen()));
    }
    print(&text)
}
