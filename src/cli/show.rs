//! `scsdoc show`

use super::formats::TableArgs;
use super::{Checked, Done, Global, print};
use crate::model::trace::Trace;
use crate::view::document::Register;
use crate::view::register;
use clap::Args;
use std::io::{self, Write};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc show 0100\n  scsdoc show scs-0100-v3 --format json")]
pub(super) struct ShowArgs {
    /// The document: `scs-0100-v3`, `0100` (the effective version, else the newest), a slug, a file name or a path
    #[arg(value_name = "ID", add = super::completions::documents())]
    id: String,
    /// For a past date, use only the dates in the documents, not the git history
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let Checked { worktree, mut corpus, outcome } = global.checked()?;
    super::history::set_pasts(&worktree, &mut corpus, global, args.no_history)?;
    let at = global.at();
    let document = corpus.find(&args.id, at).map_err(|error| error.to_string())?;
    if let Some(past) = document.life.past.filter(|past| at < past.since) {
        let message = format!("{} was not in the register on {at}; it was added on {}", document.id(), past.since);
        return Err(message.into());
    }
    if document.life.past.is_some_and(|past| at < past.draft_until) && !global.quiet {
        let _ = writeln!(io::stderr(), "note: a Draft on {at}; text and findings are those of today");
    }
    let register = Register::new(&corpus, &outcome, at);
    let details = register.details(document, &Trace::at(&corpus, at));
    print(&register::show(&details, &register, args.table.format, global.screen()))
}
