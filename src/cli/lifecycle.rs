//! `scsdoc stabilize`, `scsdoc deprecate`, `scsdoc reject`

use super::apply::ApplyArgs;
use super::parse_date;
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
    pub(super) apply: ApplyArgs,
}

impl StabilizeArgs {
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        status::stabilize(state, &self.id, self.on.unwrap_or(state.at))
    }
}

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
    pub(super) apply: ApplyArgs,
}

impl DeprecateArgs {
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        status::deprecate(state, &self.id, &self.replaced_by, self.on)
    }
}

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
    pub(super) apply: ApplyArgs,
}

impl RejectArgs {
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        status::reject(state, &self.id, self.on.unwrap_or(state.at))
    }
}
