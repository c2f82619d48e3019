//! Output formats as arguments.

use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct TableArgs {
    /// Output format
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    pub(super) format: TableFormat,
}
