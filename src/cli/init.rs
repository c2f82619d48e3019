//! `scsdoc init`

use super::apply::{Mode, Workspace, apply_plan};
use super::{Done, Failure, Global};
use crate::config::FILE_NAME;
use crate::edit::init::{self, Hook, InitOptions, Workflow, hooks, settings};
use crate::load::survey;
use crate::model::Corpus;
use crate::output;
use clap::Args;
use std::path::Path;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc init --dry-run\n  scsdoc init --hook pre-commit --workflow github --baseline"
)]
pub(super) struct InitArgs {
    /// Hook to set up [default: what the checkout uses, else pre-commit]
    #[arg(long, value_name = "KIND")]
    hook: Option<Hook>,
    /// Workflow to set up [default: what the checkout uses, else github]
    #[arg(long, value_name = "KIND")]
    workflow: Option<Workflow>,
    /// Do not waive findings that cannot be fixed
    #[arg(long)]
    no_waivers: bool,
    /// Accept all other findings in scsdoc.baseline
    #[arg(long)]
    baseline: bool,
    /// Print the changes as a diff and write nothing
    #[arg(long, visible_alias = "diff")]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
}

pub(super) fn run(args: &InitArgs, global: &Global) -> Done {
    let worktree = survey::root(global.root.as_deref(), Path::new("."))?;
    let mut files = vec![FILE_NAME, init::BASELINE];
    files.extend([hooks::PRE_COMMIT, hooks::HUSKY, hooks::GITHUB, hooks::GITLAB, hooks::GITLAB_JOB]);
    files.extend(settings::SITES);
    let survey = survey::survey(&worktree, &files);
    // Existing settings apply, else those to be written.
    let there = survey.files.entries.contains_key(FILE_NAME) || global.config.is_some();
    let found = if there { settings::Found::new() } else { settings::find(&survey) };
    let config = match there {
        true => worktree.config(global.config.as_deref())?,
        false => settings::config(&found)?,
    };
    let mut tree = worktree.load(&config);
    let corpus = Corpus::build(&tree, config, &worktree);
    let committed = survey::committed(&worktree, &corpus.config);
    tree.entries.extend(survey.files.entries.clone());
    let old = super::baseline::read(None, &worktree, &corpus)?.map(|(_, baseline)| baseline);
    let wanted =
        InitOptions { hook: args.hook, workflow: args.workflow, waivers: !args.no_waivers, baseline: args.baseline };
    let workspace = Workspace { worktree, tree, corpus, at: global.at() };
    let setup = init::plan(workspace.state(), &survey, &found, &committed, old, &wanted)?;
    let mode = Mode { dry_run: args.dry_run, ask: !args.yes, force: None };
    let done = apply_plan(&workspace, setup.plan, mode, global)?;
    for path in setup.executable.iter().filter(|_| !args.dry_run) {
        output::make_executable(&workspace.worktree.root().join(path))
            .map_err(|error| Failure::Message(format!("{path} is not executable: {error}")))?;
    }
    Ok(done)
}
