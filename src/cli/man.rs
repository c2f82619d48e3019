//! `scsdoc man`: manual pages from the definitions of the help.

use super::{Done, Failure};
use crate::output;
use clap::{Args, Command};
use clap_mangen::Man;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc man | man -l -\n  scsdoc man scope check\n  scsdoc man --out man/")]
pub(super) struct ManArgs {
    /// Command [default: the program]
    command: Option<String>,
    /// Write all pages to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs) -> Done {
    let root = super::command();
    if let Some(folder) = &args.out {
        let failed = |error| Failure::Message(format!("cannot write {}: {error}", folder.display()));
        output::create_folder(folder).map_err(failed)?;
        let commands = root.get_subcommands().filter(|command| !command.is_hide_set());
        for page in std::iter::once(&root).chain(commands) {
            let name = page.get_display_name().unwrap_or_else(|| page.get_name());
            output::write_file(&folder.join(format!("{name}.1")), &render(page)?).map_err(failed)?;
        }
        return Ok(true);
    }
    let page = match &args.command {
        None => &root,
        Some(name) => root
            .find_subcommand(name)
            .ok_or_else(|| Failure::Message(format!("unknown command `{name}`; run `scsdoc --help` for a list")))?,
    };
    super::print(&String::from_utf8_lossy(&render(page)?))
}

/// A page in roff.
fn render(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
