//! `scsdoc deprecate`

use super::apply::{ApplyArgs, Workspace, apply_plan};
use super::{Done, Global, parse_date};
use crate::edit::plan::{Plan, State};
use crate::edit::status;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc deprecate scs-0100-v3 --replaced-by scs-0100-v4 --on 2027-01-01")]
pub(super) struct DeprecateArgs {
    /// Document, such as scs-0100-v3
    #[arg(add = super::completions::documents())]
    id: String,
    /// Its replacement (repeatable)
    #[arg(long, value_name = "ID", add = super::completions::documents())]
    replaced_by: Vec<String>,
    /// Date of deprecation [default: the date of --at]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<Date>,
    #[command(flatten)]
    apply: ApplyArgs,
}

impl DeprecateArgs {
    /// What to do to a register.
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        status::deprecate(state, &self.id, &self.replaced_by, self.on)
    }
}

pub(super) fn run(args: &DeprecateArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let plan = args.plan(workspace.state())?;
    apply_plan(&workspace, plan, args.apply.mode(), global)
}
