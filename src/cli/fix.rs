//! `scsdoc fix`

use super::apply::{Workspace, print_diff, say};
use super::check::rule_names;
use super::{Done, Failure, Global};
use crate::check::{self, Options};
use crate::diagnostic::Severity;
use crate::edit::fix::{self, FixRequest};
use crate::edit::plan::rebuild;
use crate::edit::set::FileChange;
use crate::load::{Entry, Tree};
use crate::text::escape::escape_for_terminal;
use crate::text::layout::counted;
use crate::value::suggest;
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc fix --diff\n  scsdoc fix\n  scsdoc fix --unsafe --only broken-anchor")]
pub(super) struct FixArgs {
    /// Change only these files
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Also apply unsafe fixes, which may change the meaning
    #[arg(long = "unsafe")]
    with_unsafe: bool,
    /// Print the changes as a diff and write nothing; exit with 1 if there are any
    #[arg(long)]
    diff: bool,
    /// Exit with 0 even if errors are left
    #[arg(long)]
    exit_zero: bool,
    /// Apply only fixes of this rule (repeatable)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    only: Vec<String>,
}

pub(super) fn run(args: &FixArgs, global: &Global) -> Done {
    let workspace = Workspace::open(&global.beside(&args.files))?;
    let files = args.files.iter().map(|file| {
        let path = workspace.worktree.relative(&workspace.worktree.named(file));
        if workspace.tree.entries.contains_key(&path) {
            return Ok(path);
        }
        let shown = file.display();
        Err(Failure::Message(match suggest::nearest(&path, workspace.tree.entries.keys().map(String::as_str)) {
            Some(near) => format!("{shown} is not part of the register; did you mean {near}?"),
            None => format!("{shown} is not part of the register"),
        }))
    });
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let wanted = FixRequest {
        with_unsafe: args.with_unsafe,
        only: args.only.clone(),
        files: (!files.is_empty()).then(|| files.clone()),
    };
    let options = Options::at(workspace.at);
    let look = |tree: &Tree| check::run(&rebuild(workspace.state(), tree, &workspace.worktree), &options).diagnostics;
    let fixed = fix::fix(&workspace.tree, &wanted, &look);
    let changes = changes(&workspace.tree, &fixed.tree);
    if args.diff {
        print_diff(&changes, global)?;
        return Ok(changes.is_empty());
    }
    if !changes.is_empty() {
        workspace.write(&changes)?;
    }
    let mut out = io::stdout().lock();
    let changed = |path: &str| changes.iter().any(|change| change.to.as_deref() == Some(path));
    let mut total = 0;
    for ((path, rule), count) in fixed.applied.iter().filter(|_| !changes.is_empty()) {
        total += count;
        let elsewhere = if changed(path) { "" } else { " (in another file)" };
        writeln!(out, "{}", escape_for_terminal(&format!("{path}: {rule}, {count} fixed{elsewhere}")))?;
    }
    // The baseline suppresses the same findings as in `check`.
    let baseline = super::baseline::read(None, &workspace.worktree, &workspace.corpus)?.map(|(_, baseline)| baseline);
    let quiet = baseline.map(|baseline| {
        let options = Options { baseline: Some(baseline), ..options.clone() };
        check::run(&rebuild(workspace.state(), &fixed.tree, &workspace.worktree), &options)
    });
    let suppressed =
        quiet.as_ref().and_then(|outcome| outcome.baseline.as_ref()).map_or(0, |matched| matched.suppressed);
    let all = quiet.as_ref().map_or(&fixed.left, |outcome| &outcome.diagnostics);
    let mine = |path: &str| files.is_empty() || files.iter().any(|file| file == path);
    let left = all.iter().filter(|found| mine(&found.path));
    let errors = left.clone().filter(|found| found.severity == Severity::Error).count();
    if !global.quiet {
        writeln!(
            out,
            "{total} fixed in {}, {} left{}{}",
            counted(changes.len(), "file"),
            counted(left.clone().count(), "finding"),
            match errors {
                0 => String::new(),
                errors => format!(", including {}", counted(errors, "error")),
            },
            match suppressed {
                0 => String::new(),
                suppressed => format!("; {suppressed} in the baseline"),
            }
        )?;
        let unsafe_left = left.filter(|found| found.fix.as_ref().is_some_and(|fix| !fix.safe)).count();
        if unsafe_left > 0 && !args.with_unsafe {
            say(&format!("{unsafe_left} more fixable with --unsafe; review them first: scsdoc fix --unsafe --diff"))?;
        }
        if fixed.stopped {
            say("not all fixes were tried, because many would introduce errors; select some with --only or files")?;
        }
        for found in &fixed.refused {
            say(&format!(
                "not fixed because it would introduce errors: {}: {} ({})",
                found.path, found.message, found.rule
            ))?;
        }
    }
    Ok(errors == 0 || args.exit_zero)
}

/// Files that differ between two trees with the same paths.
fn changes(before: &Tree, after: &Tree) -> Vec<FileChange> {
    let changed = after.entries.iter().filter_map(|(path, new)| match (before.entries.get(path), new) {
        (Some(Entry::File(old)), Entry::File(new)) if old != new => Some(FileChange {
            from: Some(path.clone()),
            to: Some(path.clone()),
            old: Some(old.clone()),
            new: Some(new.clone()),
        }),
        _ => None,
    });
    changed.collect()
}
