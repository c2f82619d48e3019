//! `scsdoc scope show`

use super::Scopes;
use crate::cli::{Done, Global, print, terminal_width};
use crate::view::scope::Sheet;
use crate::view::table::TableFormat;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// Scope, by file name or name, such as scs-compatible-iaas
    #[arg(value_name = "NAME")]
    name: String,
    /// Output format
    #[arg(long, value_enum, default_value_t = TableFormat::Table, value_name = "FORMAT")]
    format: TableFormat,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let (_, corpus) = global.load()?;
    let scopes = Scopes::of(&corpus);
    let sheet = Sheet::at(scopes.find(&args.name)?, &corpus.config, global.at());
    print(&sheet.write(args.format, terminal_width(), global.color()))
}
