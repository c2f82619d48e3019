//! `scsdoc init`

use super::moving::{ask_yes, on_terminal, print_diff, say, show_plan};
use super::{Done, Failure, Global};
use crate::config::FILE_NAME;
use crate::edit::init::{self, Hook, Setup, Wanted, Workflow, guards, settings};
use crate::edit::plan::State;
use crate::load::survey;
use crate::model::Corpus;
use crate::output::{self, transaction};
use crate::text::escape::terminal_line;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::Path;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// What guards a commit [default: what the checkout uses already, else pre-commit]
    #[arg(long, value_name = "KIND")]
    hook: Option<HookKind>,
    /// What guards a pull request [default: what the checkout uses already, else github]
    #[arg(long, value_name = "KIND")]
    workflow: Option<WorkflowKind>,
    /// Do not waive findings that nobody may mend
    #[arg(long)]
    no_waivers: bool,
    /// Put all other findings into scsdoc.baseline: they stay silent until their place is touched
    #[arg(long)]
    baseline: bool,
    /// Print the new files and changes as a diff, and write nothing
    #[arg(long, visible_alias = "diff")]
    dry_run: bool,
    /// Write without asking
    #[arg(long, short)]
    yes: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum HookKind {
    /// An entry in .pre-commit-config.yaml
    PreCommit,
    /// A hook of git, or a line in the one that is there
    Git,
    /// No hook
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum WorkflowKind {
    /// .github/workflows/standards.yml
    Github,
    /// .gitlab/standards.yml
    Gitlab,
    /// No workflow
    None,
}

pub(super) fn run(args: &InitArgs, global: &Global) -> Done {
    let worktree = survey::root(global.root.as_deref(), Path::new("."))?;
    let mut files = vec![FILE_NAME, init::BASELINE];
    files.extend([guards::PRE_COMMIT, guards::HUSKY, guards::GITHUB, guards::GITLAB, guards::GITLAB_JOB]);
    files.extend(settings::SITES);
    let survey = survey::survey(&worktree, &files);
    // Settings that are there already count; else those that are about to be written.
    let there = survey.files.entries.contains_key(FILE_NAME) || global.config.is_some();
    let mut found = if there { settings::Found::new() } else { settings::find(&survey) };
    let config = |found: &settings::Found| match there {
        true => worktree.config(global.config.as_deref()),
        false => Ok(settings::config(found)),
    };
    let mut tree = worktree.load(&config(&found)?);
    let mut corpus = Corpus::build(&tree, config(&found)?, &worktree);
    if !there {
        settings::find_in(&corpus, &survey, &mut found);
        corpus = corpus.rebuild(&tree, settings::config(&found), &worktree);
    }
    let committed = survey::committed(&worktree, &corpus.config);
    tree.entries.extend(survey.files.entries.clone());
    let old = super::baseline::read(None, &worktree, &corpus)?.map(|(_, baseline)| baseline);
    let wanted = Wanted {
        hook: args.hook.map(|kind| match kind {
            HookKind::PreCommit => Hook::PreCommit,
            HookKind::Git => Hook::Git,
            HookKind::None => Hook::None,
        }),
        workflow: args.workflow.map(|kind| match kind {
            WorkflowKind::Github => Workflow::Github,
            WorkflowKind::Gitlab => Workflow::Gitlab,
            WorkflowKind::None => Workflow::None,
        }),
        waivers: !args.no_waivers,
        baseline: args.baseline,
    };
    let state = State { tree: &tree, corpus: &corpus, at: global.at() };
    let setup = init::plan(state, &survey, &found, &committed, old, &wanted)?;
    let changes = setup.plan.set.changes(&tree).map_err(|error| error.to_string())?;
    if args.dry_run {
        print_diff(&changes, global)?;
        return Ok(true);
    }
    if !changes.is_empty() && !args.yes {
        if !on_terminal() {
            let message = "there is no terminal to ask on: add --yes to write the files, or --dry-run to see them";
            return Err(Failure::Message(message.into()));
        }
        show_plan(&setup.plan)?;
        if !ask_yes("Write these files?")? {
            say("nothing was written")?;
            return Ok(true);
        }
    }
    let root = worktree.root();
    for path in changes.iter().filter_map(|change| change.to.as_deref()) {
        output::create_folders_of(root, path)
            .map_err(|error| Failure::Message(format!("nothing was written: the folder of {path}: {error}")))?;
    }
    if let Some(hint) = transaction::commit(root, &changes).map_err(|error| error.to_string())? {
        say(&hint)?;
    }
    for path in &setup.executable {
        output::make_executable(&root.join(path))
            .map_err(|error| Failure::Message(format!("{path} is written, but not executable: {error}")))?;
    }
    report(&setup, global, changes.is_empty())
}

fn report(setup: &Setup, global: &Global, nothing: bool) -> Done {
    let mut out = io::stdout().lock();
    let plan = &setup.plan;
    plan.steps.iter().try_for_each(|step| writeln!(out, "{}", terminal_line(step)))?;
    if nothing {
        writeln!(out, "nothing was written")?;
    }
    if global.quiet {
        return Ok(true);
    }
    plan.notes.iter().try_for_each(|note| writeln!(out, "note: {}", terminal_line(note)))?;
    for (place, text) in &setup.by_hand {
        writeln!(out, "by hand: put this into {}", terminal_line(place))?;
        text.lines().try_for_each(|line| writeln!(out, "    {}", terminal_line(line)))?;
    }
    plan.next.iter().try_for_each(|next| writeln!(out, "next: {}", terminal_line(next)))?;
    Ok(true)
}
