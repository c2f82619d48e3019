//! `scsdoc reject`

use super::apply::{ApplyArgs, Workspace, apply_plan};
use super::{Done, Global, parse_date};
use crate::edit::status;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc reject scs-0100-v4")]
pub(super) struct RejectArgs {
    /// Document, such as scs-0100-v3, or the file of a proposal
    #[arg(add = super::completions::documents())]
    id: String,
    /// Date of rejection [default: the date of --at]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<Date>,
    #[command(flatten)]
    apply: ApplyArgs,
}

pub(super) fn run(args: &RejectArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let plan = status::reject(workspace.state(), &args.id, args.on.unwrap_or(workspace.at))?;
    apply_plan(&workspace, plan, args.apply.mode(), global)
}
