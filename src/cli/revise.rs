//! `scsdoc revise`

use super::moving::{MovingArgs, Workspace, apply_plan_or, ask_yes, on_terminal, say};
use super::{Done, Global};
use crate::edit::revise;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct ReviseArgs {
    /// The document, like scs-0100-v3; of a bare number, the newest version
    id: String,
    /// Let the supplements of the old version name the new one too
    #[arg(long)]
    supplements: bool,
    #[command(flatten)]
    moving: MovingArgs,
}

pub(super) fn run(args: &ReviseArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let mut plan = revise::revise(workspace.state(), &args.id, args.supplements)?;
    let offers = !args.supplements && plan.notes.iter().any(|note| note.contains("--supplements"));
    if offers && plan.reasons.is_empty() && args.moving.asks() && on_terminal() {
        plan.notes.iter().try_for_each(|note| say(note))?;
        if ask_yes("Add the new version to these supplements?")? {
            plan = revise::revise(workspace.state(), &args.id, true)?;
        }
    }
    apply_plan_or(&workspace, plan, &args.moving, global, |added| {
        // The tests of a standard may stand in its supplements alone.
        if !offers || added == 0 {
            return Ok(None);
        }
        let with = revise::revise(workspace.state(), &args.id, true)?;
        let fewer = with.dry_run(workspace.state(), &workspace.worktree)?.added.len() < added;
        let way =
            "to let the supplements name the new version too, so that what they hold counts for it: --supplements";
        Ok(fewer.then(|| way.to_owned()))
    })
}
