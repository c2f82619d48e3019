//! `scsdoc stabilize`

use super::apply::{ApplyArgs, Workspace, apply_plan};
use super::{Done, Global, parse_date};
use crate::edit::plan::{Plan, State};
use crate::edit::status;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc stabilize scs-0100-v4 --on 2027-01-01")]
pub(super) struct StabilizeArgs {
    /// Document, such as scs-0100-v3
    #[arg(add = super::completions::documents())]
    id: String,
    /// Date on which it becomes stable [default: the date of --at]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<Date>,
    #[command(flatten)]
    apply: ApplyArgs,
}

impl StabilizeArgs {
    /// What to do to a register.
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        status::stabilize(state, &self.id, self.on.unwrap_or(state.at))
    }
}

pub(super) fn run(args: &StabilizeArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let plan = args.plan(workspace.state())?;
    apply_plan(&workspace, plan, args.apply.mode(), global)
}
