//! `scsdoc completions`: scripts that call the program itself, so that shells also complete the documents of a register.

use super::Done;
use super::names::one_of;
use crate::load::Lookup;
use crate::load::worktree::Worktree;
use crate::model::name::{Name, NameKind};
use clap::Args;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;
use std::ffi::OsString;
use std::path::Path;

/// The environment variable with which a script asks for completions.
const VARIABLE: &str = "SCSDOC_COMPLETE";

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc completions bash > ~/.local/share/bash-completion/completions/scsdoc\n  scsdoc completions zsh > ~/.zfunc/_scsdoc"
)]
pub(super) struct CompletionsArgs {
    /// Name of the shell
    #[arg(value_parser = one_of(["bash", "elvish", "fish", "powershell", "zsh"], |shell| shell))]
    shell: &'static str,
}

pub(super) fn run(args: &CompletionsArgs) -> Done {
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(args.shell) {
        shell.write_registration(VARIABLE, "scsdoc", "scsdoc", "scsdoc", &mut script)?;
    }
    super::print(&String::from_utf8_lossy(&script))
}

/// Answers the script of a shell; whether one asked.
pub(super) fn answer(args: &[OsString]) -> Result<bool, clap::Error> {
    CompleteEnv::with_factory(super::command).var(VARIABLE).try_complete(args, std::env::current_dir().ok().as_deref())
}

/// Offers the documents of the register of the working directory.
pub(super) fn documents() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let names = Worktree::open(None, Path::new(".")).and_then(|worktree| {
            let config = worktree.config(None)?;
            Ok(worktree.names_in(&config.standards))
        });
        let candidate = |file: String| {
            let name = Name::parse(&file);
            let id = match name.kind {
                NameKind::Document | NameKind::Supplement => name.id(),
                NameKind::Proposal => name.stem().to_owned(),
                NameKind::Template | NameKind::Malformed => return None,
            };
            Some(CompletionCandidate::new(id).help(Some(name.slug.into())))
        };
        names.unwrap_or_default().into_iter().filter_map(candidate).collect()
    })
}
