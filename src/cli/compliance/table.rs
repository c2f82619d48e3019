//! `scsdoc compliance`: the table of cloud environments.

use super::FolderArgs;
use crate::cli::{Done, Global, print};
use crate::model::compliance::clouds::clouds;
use crate::report::compliance;
use crate::view::table::TableFormat;
use crate::words::english;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct TableArgs {
    #[command(flatten)]
    folder: FolderArgs,
    /// Output format; `markdown` is the table of the site
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &TableArgs, global: &Global) -> Done {
    let loaded = args.folder.load(global)?;
    let (evidence, at) = (&loaded.corpus.evidence, global.at());
    if !evidence.environments.present {
        return Err(format!("{} does not exist", loaded.corpus.config.certification.environments).into());
    }
    let question = loaded.question(at);
    let clouds = clouds(&evidence.environments.list, &question);
    print(&match args.format {
        TableFormat::Markdown => compliance::markdown(&clouds, at, english(), evidence.environments.example),
        format => compliance::clouds(&clouds, at).write(format, global.screen()),
    })
}
