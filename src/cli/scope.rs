//! `scsdoc scope`: existing and rendered scope files.

mod adopt;
mod check;
mod diff;
mod render;
mod show;

use super::{Done, Failure, Global};
use crate::model::scope::Scope;
pub(super) use crate::scope::Scopes;
use crate::text::path::file_name;
use crate::value::suggest;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(super) struct ScopeArgs {
    #[command(subcommand)]
    command: ScopeCommand,
}

#[derive(Debug, Subcommand)]
enum ScopeCommand {
    /// Check scope files and the documents of their scopes
    Check(check::CheckArgs),
    /// Show versions, modules and timeline on a date
    Show(show::ShowArgs),
    /// Show what changes from one version to another
    Diff(diff::DiffArgs),
    /// Render scope files from documents and supplements
    Render(render::RenderArgs),
    /// Move the contents of a scope file into documents and supplements
    Adopt(adopt::AdoptArgs),
}

pub(super) fn run(args: &ScopeArgs, global: &Global) -> Done {
    match &args.command {
        ScopeCommand::Check(args) => check::run(args, global),
        ScopeCommand::Show(args) => show::run(args, global),
        ScopeCommand::Diff(args) => diff::run(args, global),
        ScopeCommand::Render(args) => render::run(args, global),
        ScopeCommand::Adopt(args) => adopt::run(args, global),
    }
}

impl Scopes<'_> {
    /// Finds a scope by file name (with or without `scs-` and `.yaml`) or by name.
    pub(super) fn find(&self, name: &str) -> Result<&Scope, Failure> {
        let bare = file_name(name);
        let bare = bare.strip_suffix(".yaml").unwrap_or(bare);
        let means = |scope: &&Scope| {
            let short = scope.stem().strip_prefix("scs-").unwrap_or(scope.stem());
            [scope.stem(), short, scope.name.text.trim()].iter().any(|known| suggest::same(known, bare))
        };
        if let Some(found) = self.all().find(means) {
            return Ok(found);
        }
        // One word is enough if only one scope has it.
        let part = |scope: &&Scope| scope.stem().split('-').any(|word| word.eq_ignore_ascii_case(bare));
        if let (Some(found), None) = (self.all().find(part), self.all().filter(part).nth(1)) {
            return Ok(found);
        }
        let known: Vec<&str> = self.all().map(Scope::stem).collect();
        let near = suggest::nearest(bare, self.all().flat_map(|scope| [scope.stem(), scope.name.text.trim()]));
        Err(Failure::Message(match near {
            Some(near) => format!("unknown scope `{name}`; did you mean {near}?"),
            None if known.is_empty() => {
                format!("unknown scope `{name}`: there is no scope file, and no document with `scope`")
            }
            None => format!("unknown scope `{name}`; expected one of {}", known.join(", ")),
        }))
    }
}
