//! `scsdoc show`

use super::{Done, Global};
use crate::check;
use crate::view::register;
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The document: `scs-0100-v3`, `0100` (the effective version, else the newest), a file name or a path
    #[arg(value_name = "ID")]
    id: String,
    /// How to write it
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let (worktree, corpus) = global.load()?;
    let at = global.at();
    let document = corpus.find(&args.id, at).map_err(|error| error.to_string())?;
    let outcome = check::run(&corpus, &super::baseline::options(global, &worktree, &corpus)?);
    let record = register::show(&corpus, &outcome, at, document);
    super::print(&record.write(args.format, super::terminal_width(), global.color()))
}
