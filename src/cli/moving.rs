//! What all commands that move documents have in common: plan, show, ask, write, say what comes next.

use super::{Done, Failure, Global};
use crate::config::FILE_NAME;
use crate::diagnostic::Severity;
use crate::edit::diff;
use crate::edit::plan::{Plan, Preview, State};
use crate::edit::set::FileChange;
use crate::load::worktree::Worktree;
use crate::load::{Entry, MAX_SCOPE, Tree};
use crate::model::Corpus;
use crate::output::{self, transaction};
use crate::text::escape::{escape_for_terminal, hidden};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jiff::civil::Date;
use std::io::{self, IsTerminal, Write};

#[derive(Debug, Args)]
pub(super) struct MovingArgs {
    /// Print the changes as a diff and make none
    #[arg(long)]
    dry_run: bool,
    /// Make the changes without asking
    #[arg(long, short)]
    yes: bool,
    /// Do it in spite of what speaks against it; say why
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    force: Option<String>,
}

impl MovingArgs {
    /// Whether the person may be asked anything.
    pub(super) fn asks(&self) -> bool {
        !self.yes && !self.dry_run
    }
}

/// The register that is worked on.
pub(super) struct Workspace {
    pub(super) worktree: Worktree,
    pub(super) tree: Tree,
    pub(super) corpus: Corpus,
    pub(super) at: Date,
}

impl Workspace {
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        let worktree = global.worktree()?;
        let config = worktree.config(global.config.as_deref())?;
        let mut tree = worktree.load(&config);
        // The settings name documents too.
        if config.path == FILE_NAME
            && let Some(entry @ Entry::File(_)) = worktree.read(FILE_NAME, MAX_SCOPE)
        {
            tree.entries.insert(FILE_NAME.into(), entry);
        }
        let corpus = Corpus::build(&tree, config, &worktree);
        Ok(Workspace { worktree, tree, corpus, at: global.at() })
    }

    pub(super) fn state(&self) -> State<'_> {
        State { tree: &self.tree, corpus: &self.corpus, at: self.at }
    }

    /// Writes changes, and says what could not be done for git.
    pub(super) fn write(&self, changes: &[FileChange]) -> Result<(), Failure> {
        let root = self.worktree.root();
        // The first document of a register has no folder yet.
        for path in changes.iter().filter_map(|change| change.to.as_deref()) {
            output::create_folders_of(root, path)
                .map_err(|error| Failure::Message(format!("nothing was written: the folder of {path}: {error}")))?;
        }
        let hint = transaction::commit(root, changes).map_err(|error| error.to_string())?;
        match hint {
            Some(hint) => say(&hint),
            None => Ok(()),
        }
    }
}

/// Carries out a plan, as far as nothing speaks against it.
pub(super) fn apply_plan(workspace: &Workspace, plan: Plan, args: &MovingArgs, global: &Global) -> Done {
    apply_plan_or(workspace, plan, args, global, |_| Ok(None))
}

/// The same; where a plan is refused that would bring so many errors, `instead` may name another way.
pub(super) fn apply_plan_or(
    workspace: &Workspace,
    mut plan: Plan,
    args: &MovingArgs,
    global: &Global,
    instead: impl FnOnce(usize) -> Result<Option<String>, String>,
) -> Done {
    let preview = plan.dry_run(workspace.state(), &workspace.worktree)?;
    plan.reasons.extend(preview.added.iter().map(|found| {
        let line =
            preview.corpus.source(&found.path).map_or(1, |source| source.position(found.span.start as usize).line);
        format!("it would bring an error, {}:{line}: {} ({})", found.path, found.message, found.rule)
    }));
    match &args.force {
        None if !plan.reasons.is_empty() => {
            let added = preview.added.len();
            // The register need not be there three times.
            drop(preview);
            plan.instead.extend(instead(added)?);
            say(&format!("refused: {}", plan.set.title))?;
            plan.reasons.iter().try_for_each(|reason| say(&format!("  because {reason}")))?;
            plan.notes.iter().try_for_each(|note| say(&format!("  note: {note}")))?;
            plan.instead.iter().try_for_each(|way| say(&format!("  {way}")))?;
            say("  to do it all the same: --force 'REASON'")?;
            return Ok(false);
        }
        _ => {}
    }
    let changes = plan.set.changes(&workspace.tree).map_err(|error| error.to_string())?;
    if args.dry_run {
        overridden(&plan, args, &mut io::stderr().lock())?;
        print_diff(&changes, global)?;
        return Ok(true);
    }
    if !args.yes {
        if !on_terminal() {
            let message = "there is no terminal to ask on: add --yes to make the changes, or --dry-run to see them";
            return Err(Failure::Message(message.into()));
        }
        show_plan(&plan)?;
        if !ask_yes("Make these changes?")? {
            say("nothing was changed")?;
            return Ok(true);
        }
    }
    workspace.write(&changes)?;
    report(&plan, args, global, &preview)?;
    Ok(true)
}

/// Shows on standard error what is going to happen.
pub(super) fn show_plan(plan: &Plan) -> Result<(), Failure> {
    say(&plan.set.title)?;
    plan.steps.iter().try_for_each(|step| say(&format!("  {step}")))?;
    plan.notes.iter().try_for_each(|note| say(&format!("  note: {note}")))
}

fn overridden(plan: &Plan, args: &MovingArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let (Some(force), false) = (&args.force, plan.reasons.is_empty()) else { return Ok(()) };
    for reason in &plan.reasons {
        writeln!(out, "overridden: {}", escape_for_terminal(reason))?;
    }
    writeln!(out, "reason given: {}", escape_for_terminal(force))?;
    Ok(())
}

fn report(plan: &Plan, args: &MovingArgs, global: &Global, preview: &Preview) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    overridden(plan, args, &mut out)?;
    for step in &plan.steps {
        writeln!(out, "{}", escape_for_terminal(step))?;
    }
    if global.quiet {
        return Ok(());
    }
    if args.yes {
        plan.notes.iter().try_for_each(|note| writeln!(out, "note: {}", escape_for_terminal(note)))?;
    }
    plan.next.iter().try_for_each(|next| writeln!(out, "next: {}", escape_for_terminal(next)))?;
    if plan.next.is_empty() {
        writeln!(out, "next: look at the change with `git diff`, and commit it")?;
    }
    let errors = preview.findings.iter().filter(|found| found.severity == Severity::Error).count();
    if global.verbose {
        writeln!(out, "errors in the register: {errors}")?;
    }
    Ok(())
}

/// Prints changes as a diff: as it is into a file or pipe, for `git apply`; escaped on a terminal, and where a
/// workflow runs, whose log takes commands from it.
pub(super) fn print_diff(changes: &[FileChange], global: &Global) -> Result<(), Failure> {
    let text = diff::unified(changes);
    let mut out = io::stdout().lock();
    let in_workflow = std::env::var_os("GITHUB_ACTIONS").is_some();
    if !out.is_terminal() && !global.color() && !in_workflow {
        out.write_all(text.as_bytes())?;
        return Ok(());
    }
    let color = global.color();
    for line in text.split_terminator('\n') {
        let line: String = line.chars().map(|c| if c == '\t' { " ".into() } else { shown(c) }).collect();
        let line = escape_for_terminal(&line);
        let code = match line.as_bytes() {
            _ if !color => None,
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'd', ..] => Some("1"),
            [b'+', ..] => Some("32"),
            [b'-', ..] => Some("31"),
            [b'@', ..] => Some("36"),
            _ => None,
        };
        match code {
            Some(code) => writeln!(out, "\u{1b}[{code}m{line}\u{1b}[0m")?,
            None => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

fn shown(c: char) -> String {
    if hidden(c) { c.escape_unicode().collect() } else { c.into() }
}

/// One line for the person, on standard error.
pub(super) fn say(line: &str) -> Result<(), Failure> {
    writeln!(io::stderr().lock(), "{}", escape_for_terminal(line))?;
    Ok(())
}

/// Whether there is somebody to ask.
pub(super) fn on_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line; the answer without blanks around it.
pub(super) fn ask(question: &str) -> Result<String, Failure> {
    let mut err = io::stderr().lock();
    write!(err, "{} ", escape_for_terminal(question))?;
    err.flush()?;
    drop(err);
    let mut answer = String::new();
    if io::stdin().read_line(&mut answer)? == 0 {
        return Err(Failure::Message("no answer; nothing was changed".into()));
    }
    Ok(answer.trim().to_owned())
}

/// Asks a question that yes or no answers; nothing is no.
pub(super) fn ask_yes(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}
