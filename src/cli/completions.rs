//! `scsdoc completions`

use super::Done;
use clap::{Arg, Args, Command};
use clap_complete::Shell;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc completions bash > ~/.local/share/bash-completion/completions/scsdoc\n  scsdoc completions zsh > ~/.zfunc/_scsdoc"
)]
pub(super) struct CompletionsArgs {
    /// Name of the shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "scsdoc", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if args.shell == Shell::Fish {
        script.push_str(&fish_names(&super::command()));
    }
    super::print(&script)
}

/// Completions of positional values, which `clap_complete` omits for fish.
fn fish_names(program: &Command) -> String {
    let line = |command: &Command, arg: &Arg| {
        let names: Vec<String> = arg
            .get_possible_values()
            .iter()
            .map(|value| value.get_name().to_owned())
            .filter(|name| plain(name))
            .collect();
        let (command, names) = (command.get_name(), names.join(" "));
        format!("complete -c scsdoc -n \"__fish_scsdoc_using_subcommand {command}\" -f -a \"{names}\"\n")
    };
    let with_names = |arg: &&Arg| !arg.get_possible_values().is_empty();
    let commands = program.get_subcommands();
    commands
        .flat_map(|command| command.get_positionals().filter(with_names).map(move |arg| line(command, arg)))
        .collect()
}

/// Whether a name needs no quoting.
fn plain(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
