//! `scsdoc list`

use super::formats::TableArgs;
use super::names::one_of;
use super::{Checked, Done, Global};
use crate::model::document::{DocumentType, Track};
use crate::model::lifecycle::State;
use crate::text::layout::counted;
use crate::view::document::Register;
use crate::view::register::{self, Filter};
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc list\n  scsdoc list flavor --state effective --at 2025-01-01\n  scsdoc list --track iaas --format csv"
)]
pub(super) struct ListArgs {
    /// Only documents whose id or title contains these words
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only documents on this track
    #[arg(long, value_name = "TRACK", ignore_case = true, value_parser = one_of(Track::ALL, Track::name))]
    track: Option<Track>,
    /// Only documents of this type
    #[arg(long, value_name = "TYPE", ignore_case = true, value_parser = one_of(DocumentType::ALL, DocumentType::name))]
    r#type: Option<DocumentType>,
    /// Only documents in this state on the date
    #[arg(long, value_name = "STATE", ignore_case = true, value_parser = one_of(State::ALL, State::name))]
    state: Option<State>,
    /// For a past date, use only the dates in the documents, not the git history
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &ListArgs, global: &Global) -> Done {
    let Checked { worktree, mut corpus, outcome } = global.checked()?;
    super::history::set_pasts(&worktree, &mut corpus, global, args.no_history)?;
    let at = global.at();
    let filter = Filter { track: args.track, kind: args.r#type, state: args.state, words: args.words.clone() };
    let table = register::list(&Register::new(&corpus, &outcome, at), &filter);
    let mut text = register::write(&table, args.table.format, global.screen());
    if args.table.format == TableFormat::Table && !global.quiet {
        let faulty = table.rows.iter().filter(|row| row.faulty).count();
        text.push_str(&format!("\n{} as of {at}\n", counted(table.rows.len(), "document")));
        let later = corpus.documents.iter().filter(|document| !document.life.exists(at)).count();
        if later > 0 {
            text.push_str(&format!("{} added later, according to git\n", counted(later, "document")));
        }
        if faulty > 0 {
            text.push_str(&format!("! marks {faulty} with errors; run `scsdoc check` to see them\n"));
        }
    }
    super::print(&text)
}
