//! `scsdoc show`

use super::{Done, Failure, Global};
use crate::check;
use crate::report::register;
use crate::report::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The document: `scs-0100-v3`, `0100` (the version that counts), a file name or a path
    #[arg(value_name = "ID")]
    id: String,
    /// How to write it
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let (worktree, corpus) = global.load()?;
    let at = global.at();
    let document = register::find(&corpus, &args.id, at).map_err(|near| {
        Failure::Message(match near {
            Some(near) => format!("there is no document `{}`; did you mean {near}?", args.id),
            None => format!("there is no document `{}`; `scsdoc list WORD` searches ids and titles", args.id),
        })
    })?;
    let outcome = check::run(&corpus, &super::baseline::options(global, &worktree, &corpus)?);
    let record = register::show(&corpus, &outcome, at, document);
    super::print(&record.write(args.format, super::terminal_width(), global.color()))
}
