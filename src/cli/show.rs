//! `scsdoc show`

use super::{Done, Global};
use crate::check;
use crate::view::register;
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Document: scs-0100-v3, 0100 (the effective version, else the newest), a slug, file name or path
    #[arg(value_name = "ID")]
    id: String,
    /// For a past date, use the dates in documents alone, and not the history in git
    #[arg(long)]
    no_history: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let (worktree, mut corpus) = global.load()?;
    let at = global.at();
    let outcome = check::run(&corpus, &super::baseline::options(global, &worktree, &corpus)?);
    super::history::tell(&worktree, &mut corpus, global, args.no_history)?;
    let document = corpus.find(&args.id, at).map_err(|error| error.to_string())?;
    if let Some(past) = document.life.past.filter(|past| at < past.since) {
        let message = format!("{} was not in the register on {at}; it came into it on {}", document.id(), past.since);
        return Err(message.into());
    }
    let record = register::show(&corpus, &outcome, at, document);
    super::print(&record.write(args.format, super::terminal_width(), global.color()))
}
