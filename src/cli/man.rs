//! `scsdoc man`: manual pages from the definitions of the help.

use super::{Done, Failure};
use crate::output;
use clap::{Args, Command};
use clap_mangen::Man;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc man | man -l -\n  scsdoc man scope check\n  scsdoc man --out man/")]
pub(super) struct ManArgs {
    /// Command, such as `scope check` [default: the program]
    command: Vec<String>,
    /// Write all pages to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs) -> Done {
    let root = super::command();
    if let Some(folder) = &args.out {
        let failed = |error| Failure::Message(format!("cannot write {}: {error}", folder.display()));
        output::create_folder(folder).map_err(failed)?;
        let mut pages = vec![&root];
        while let Some(page) = pages.pop() {
            let name = page.get_display_name().unwrap_or_else(|| page.get_name());
            output::write_file(&folder.join(format!("{name}.1")), render(page)?.as_bytes()).map_err(failed)?;
            pages.extend(page.get_subcommands().filter(|command| !command.is_hide_set()));
        }
        return Ok(true);
    }
    // One argument may name a command and one of its own.
    let words = args.command.iter().flat_map(|words| words.split_whitespace());
    let page = words.clone().try_fold(&root, |page, word| page.find_subcommand(word)).ok_or_else(|| {
        let command = words.collect::<Vec<_>>().join(" ");
        Failure::Message(format!("unknown command `{command}`; run `scsdoc --help` for a list"))
    })?;
    super::print(&render(page)?)
}

/// A page in roff.
fn render(command: &Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone()).source(concat!("scsdoc ", env!("CARGO_PKG_VERSION"))).render(&mut page)?;
    // The library calls what follows the help "extra".
    let mut page = String::from_utf8_lossy(&page).into_owned();
    for (title, section) in
        [("Examples:\n", "EXAMPLES"), ("Example:\n", "EXAMPLES"), ("Exit status: ", "\"EXIT STATUS\"")]
    {
        page = page.replace(&format!("\n{title}"), &format!("\n.SH {section}\n"));
    }
    Ok(page.replace(".SH EXTRA\n.SH ", ".SH "))
}
