//! `scsdoc scope show`

use super::Scopes;
use crate::cli::formats::TableArgs;
use crate::cli::{Done, Global, print};
use crate::view::scope::Sheet;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc scope show iaas\n  scsdoc scope show iaas --at 2025-01-01 --format markdown"
)]
pub(super) struct ShowArgs {
    /// Scope, by file name or name, such as scs-compatible-iaas
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &ShowArgs, global: &Global) -> Done {
    let corpus = global.load()?.corpus;
    global.note_unread(&corpus);
    let scopes = Scopes::of(&corpus);
    let sheet = Sheet::at(scopes.find(&args.name)?, &corpus.config, global.at());
    print(&sheet.write(args.table.format, global.screen()))
}
