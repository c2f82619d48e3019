//! `scsdoc completions`

use super::{Cli, Done};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Name of the shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scsdoc", &mut script);
    super::print(&String::from_utf8_lossy(&script))
}
