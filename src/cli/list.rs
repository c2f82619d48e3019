//! `scsdoc list`

use super::{Done, Global};
use crate::check;
use crate::model::document::{DocumentType, Track};
use crate::model::lifecycle::State;
use crate::text::layout::counted;
use crate::view::register::{self, Filter};
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only documents whose id or title contains these words
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only documents on this track
    #[arg(long, value_name = "TRACK", ignore_case = true, value_parser = super::names::one_of(Track::ALL.map(Track::name)))]
    track: Option<String>,
    /// Only documents of this type
    #[arg(long, value_name = "TYPE", ignore_case = true, value_parser = super::names::one_of(DocumentType::ALL.map(DocumentType::name)))]
    r#type: Option<String>,
    /// Only documents in this state at the date
    #[arg(long, value_name = "STATE", ignore_case = true, value_parser = super::names::one_of(State::ALL.map(State::name)))]
    state: Option<String>,
    /// For a past date, use the dates in documents alone, and not the history in git
    #[arg(long)]
    no_history: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ListArgs, global: &Global) -> Done {
    let (worktree, mut corpus) = global.load()?;
    let at = global.at();
    let outcome = check::run(&corpus, &super::baseline::options(global, &worktree, &corpus)?);
    super::history::tell(&worktree, &mut corpus, global, args.no_history)?;
    let state = |name: &String| State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(name));
    let filter = Filter {
        track: args.track.as_deref().and_then(Track::parse),
        kind: args.r#type.as_deref().and_then(DocumentType::parse),
        state: args.state.as_ref().and_then(state),
        words: args.words.clone(),
    };
    let table = register::list(&corpus, &outcome, at, &filter);
    let mut text = table.write(args.format, super::terminal_width(), global.color());
    if args.format == TableFormat::Table && !global.quiet {
        let marked = table.rows.iter().filter(|row| row.first().is_some_and(|cell| !cell.line().is_empty())).count();
        text.push_str(&format!("\n{} at {at}\n", counted(table.rows.len(), "document")));
        if marked > 0 {
            text.push_str(&format!("! marks {marked} with errors; run `scsdoc check` for details\n"));
        }
    }
    super::print(&text)
}
