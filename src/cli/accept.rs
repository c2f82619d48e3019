//! `scsdoc accept`

use super::apply::{ApplyArgs, Workspace, apply_plan};
use super::{Done, Global};
use crate::edit::accept;
use crate::load::git::Git;
use crate::model::change::BranchNames;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc accept dns-for-tenants --dry-run\n  scsdoc accept Standards/scs-xxxx-v1-dns-for-tenants.md"
)]
pub(super) struct AcceptArgs {
    /// Proposal: file or slug
    file: String,
    /// Number to assign [default: the next free number on its track, across all branches]
    #[arg(long, value_name = "NNNN")]
    number: Option<u16>,
    #[command(flatten)]
    apply: ApplyArgs,
}

pub(super) fn run(args: &AcceptArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let git = Git::open(workspace.worktree.root());
    let (branches, note) = match &git {
        Ok(git) => {
            let names = git.names_on_branches(&workspace.corpus.config).map_err(|error| error.to_string())?;
            let shallow = git
                .is_shallow()
                .then(|| "the clone is shallow: branches that were not fetched may have taken the number".to_owned());
            (names, shallow)
        }
        Err(error) if error.0.contains("is not in a git repository") => {
            let note = "not a git repository: only the work tree was searched for numbers";
            (BranchNames::new(), Some(note.to_owned()))
        }
        Err(error) => return Err(error.to_string().into()),
    };
    let mut plan = accept::accept(workspace.state(), &args.file, args.number, &branches)?;
    plan.notes.extend(note);
    let renamed: Vec<&str> = plan.set.renamed().collect();
    let touched = workspace.tree.entries.keys();
    let touched = touched.filter(|path| plan.set.touches(path) || renamed.contains(&path.as_str()));
    let edited = touched.filter(|path| git.as_ref().is_ok_and(|git| git.is_edited(path)));
    let said = |path| format!("{path} has changes that are not committed yet; they become part of this change");
    let edited: Vec<_> = edited.map(said).collect();
    plan.notes.extend(edited);
    apply_plan(&workspace, plan, args.apply.mode(), global)
}
