//! `scsdoc revise`

use super::apply::{ApplyArgs, Workspace, apply_plan, ask_yes, on_terminal, say};
use super::{Done, Global};
use crate::edit::plan::{Plan, State};
use crate::edit::revise;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc revise scs-0100-v3 --supplements")]
pub(super) struct ReviseArgs {
    /// Document, such as scs-0100-v3; for a bare number, the newest version
    #[arg(add = super::completions::documents())]
    id: String,
    /// Add the new version to the supplements of the old one and to their test cases
    #[arg(long)]
    supplements: bool,
    #[command(flatten)]
    apply: ApplyArgs,
}

impl ReviseArgs {
    /// What to do to a register.
    pub(super) fn plan(&self, state: State<'_>) -> Result<Plan, String> {
        revise::revise(state, &self.id, self.supplements)
    }
}

pub(super) fn run(args: &ReviseArgs, global: &Global) -> Done {
    let workspace = Workspace::open(global)?;
    let mut plan = args.plan(workspace.state())?;
    let mode = args.apply.mode();
    if !plan.instead.is_empty() && mode.ask && !mode.dry_run && on_terminal() {
        plan.notes.iter().try_for_each(|note| say(note))?;
        if ask_yes("Add the new version to these supplements?")? {
            plan = revise::revise(workspace.state(), &args.id, true)?;
        }
    }
    apply_plan(&workspace, plan, mode, global)
}
