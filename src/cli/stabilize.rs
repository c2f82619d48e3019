//! `scsdoc stabilize`

use super::moving::{MovingArgs, Stage, carry_out};
use super::{Done, Global, parse_date};
use crate::edit::status;
use clap::Args;
use jiff::civil::Date;

#[derive(Debug, Args)]
pub(super) struct StabilizeArgs {
    /// The document, like scs-0100-v3
    id: String,
    /// The date from which it is stable [default: the date of --at]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<Date>,
    #[command(flatten)]
    moving: MovingArgs,
}

pub(super) fn run(args: &StabilizeArgs, global: &Global) -> Done {
    let stage = Stage::open(global)?;
    let plan = status::stabilize(stage.state(), &args.id, args.on.unwrap_or(stage.at))?;
    carry_out(&stage, plan, &args.moving, global)
}
