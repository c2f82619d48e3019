//! Shared by the lifecycle commands: plan, show, ask, write, and print next steps.

use super::{Cli, Command, Done, Failure, Global, Loaded};
use crate::check::rule::Group;
use crate::check::rules;
use crate::config::FILE_NAME;
use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::diff;
use crate::edit::plan::{Plan, Preview, State};
use crate::edit::set::{FileChange, Planned};
use crate::load::worktree::Worktree;
use crate::load::{Entry, Lookup, MAX_FILE, Tree};
use crate::model::Corpus;
use crate::output::{self, transaction};
use crate::text::escape::{escape_for_terminal, hidden};
use crate::text::layout::counted;
use crate::text::palette::{BOLD, CYAN, GREEN, RED};
use anstyle::Style;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser};
use jiff::civil::Date;
use std::io::{self, IsTerminal, Write};

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// Print the changes as a diff, with all notes and next steps; change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long, short)]
    yes: bool,
    /// Override the refusal; the reason is printed
    #[arg(long, value_name = "REASON", value_parser = NonEmptyStringValueParser::new())]
    force: Option<String>,
}

impl ApplyArgs {
    /// How a plan is to be applied.
    pub(super) fn mode(&self) -> Mode<'_> {
        Mode { dry_run: self.dry_run, ask: !self.yes, force: self.force.as_deref() }
    }
}

/// How a plan is to be applied.
#[derive(Clone, Copy)]
pub(super) struct Mode<'a> {
    /// Print the changes without making them.
    pub(super) dry_run: bool,
    /// Ask for confirmation.
    pub(super) ask: bool,
    /// Reason to override a refusal.
    pub(super) force: Option<&'a str>,
}

/// The register of a lifecycle command.
pub(super) struct Workspace {
    pub(super) worktree: Worktree,
    pub(super) tree: Tree,
    pub(super) corpus: Corpus,
    pub(super) at: Date,
}

impl Workspace {
    pub(super) fn open(global: &Global) -> Result<Self, Failure> {
        let Loaded { worktree, mut tree, corpus } = global.load()?;
        // Settings may mention documents.
        if corpus.config.path == FILE_NAME
            && let Some(entry @ Entry::File(_)) = worktree.read(FILE_NAME, MAX_FILE)
        {
            tree.entries.insert(FILE_NAME.into(), entry);
        }
        Ok(Workspace { worktree, tree, corpus, at: global.at() })
    }

    pub(super) fn state(&self) -> State<'_> {
        State { tree: &self.tree, corpus: &self.corpus, at: self.at }
    }

    /// Writes changes, and reports what could not be staged.
    pub(super) fn write(&self, changes: &[FileChange]) -> Result<(), Failure> {
        let root = self.worktree.root();
        // The folder of the first document may not exist yet.
        for path in changes.iter().filter_map(|change| change.to.as_deref()) {
            output::create_folders_of(root, path)
                .map_err(|error| Failure::Message(format!("nothing was written: the folder of {path}: {error}")))?;
        }
        let staged = transaction::commit(root, changes).map_err(|error| error.to_string())?;
        staged.as_deref().map_or(Ok(()), say)
    }
}

/// Plans a change of the register, and applies it.
pub(super) fn run(args: &ApplyArgs, global: &Global, plan: impl FnOnce(State<'_>) -> Result<Plan, String>) -> Done {
    let workspace = Workspace::open(global)?;
    let plan = plan(workspace.state())?;
    apply_plan(&workspace, plan, args.mode(), global)
}

/// Maximum number of listed findings in other files.
const MAX_LISTED: usize = 10;

/// Applies a plan, unless there is a reason to refuse it.
pub(super) fn apply_plan(workspace: &Workspace, mut plan: Plan, mode: Mode<'_>, global: &Global) -> Done {
    let preview = plan.dry_run(workspace.state(), &workspace.worktree)?;
    consequences(&mut plan, &preview);
    if plan.reasons.is_empty() || mode.force.is_some() {
        let planned = Planned::new(&workspace.tree, &preview.tree, &workspace.worktree);
        let state = State { tree: &preview.tree, corpus: &preview.corpus, at: workspace.at };
        for next in std::mem::take(&mut plan.next) {
            match refusal(&next, state, &planned) {
                None => plan.next.push(next),
                Some(reason) => plan.notes.push(format!("`{next}` is refused for now: {}", reason.replace('\n', " "))),
            }
        }
    }
    drop(preview);
    if mode.force.is_none() && !plan.reasons.is_empty() {
        say(&format!("refused: {}", plan.set.title))?;
        for reason in &plan.reasons {
            let mut lines = reason.lines();
            say(&format!("  because {}", lines.next().unwrap_or_default()))?;
            lines.try_for_each(|line| say(&format!("    {line}")))?;
        }
        plan.notes.iter().try_for_each(|note| say(&format!("  note: {note}")))?;
        plan.instead.iter().try_for_each(|way| say(&format!("  {way}")))?;
        say("  help: pass --force REASON to override the refusal")?;
        return Ok(false);
    }
    let changes = plan.set.changes(&workspace.tree).map_err(|error| error.to_string())?;
    if mode.dry_run {
        print_diff(&changes, global)?;
        report(&plan, mode, global, &mut io::stderr().lock())?;
        say("nothing was changed")?;
        return Ok(true);
    }
    if mode.ask && !changes.is_empty() {
        if !on_terminal() {
            let message = "not a terminal: pass --yes to make the changes, or --dry-run to see them";
            return Err(Failure::Message(message.into()));
        }
        show_plan(&plan)?;
        if !ask_yes("Make these changes?")? {
            say("nothing was changed")?;
            return Ok(true);
        }
    }
    workspace.write(&changes)?;
    report(&plan, mode, global, &mut io::stdout().lock())?;
    Ok(true)
}

/// Why a next step would be refused in the planned state; `None` if it can be run as printed.
fn refusal(command: &str, state: State<'_>, base: &(dyn Lookup + Sync)) -> Option<String> {
    let plan = match Cli::try_parse_from(command.split(' ')).ok()?.command? {
        Command::Stabilize(args) => args.plan(state),
        Command::Deprecate(args) => args.plan(state),
        Command::Revise(args) => args.plan(state),
        _ => return None,
    };
    let reasons = plan.and_then(|mut plan| {
        let preview = plan.dry_run(state, base)?;
        consequences(&mut plan, &preview);
        Ok(plan.reasons)
    });
    let first = |reasons: Vec<String>| Some(reasons.first()?.lines().take(2).collect::<Vec<_>>().join("\n"));
    reasons.map_or_else(Some, first)
}

/// Adds the findings that a plan would introduce: errors and warnings as reasons to refuse it; notes on the change itself, and
/// in files that it does not touch, as notes.
fn consequences(plan: &mut Plan, preview: &Preview) {
    let line = |found: &Diagnostic| {
        let source = preview.corpus.source(&found.path);
        let line = source.map_or(1, |source| source.position(found.span.start as usize).line);
        format!("{}:{line}: {}", found.path, found.message)
    };
    let (notes, reasons): (Vec<_>, Vec<_>) = preview.added.iter().partition(|found| found.severity == Severity::Note);
    for found in reasons {
        let severity = if found.severity == Severity::Error { "an error" } else { "a warning" };
        let help = found.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        plan.reasons.push(format!("it would introduce {severity}:\n{} ({}){help}", line(found), found.rule));
    }
    if let Some(path) = plan.finished.as_ref().filter(|_| preview.left > 0) {
        let number = counted(preview.left, "finding");
        plan.notes.push(format!("{number} left in the document; `scsdoc check {path}` shows them"));
    }
    let of_change = |found: &Diagnostic| rules::find(found.rule).is_some_and(|rule| rule.group() == Group::Change);
    // The steps already say that the settings change.
    let notes = notes.into_iter().filter(|found| found.path != FILE_NAME);
    let elsewhere = notes.filter(|found| of_change(found) || !plan.set.touches(&found.path));
    let elsewhere: Vec<_> = elsewhere.collect();
    plan.notes.extend(elsewhere.iter().take(MAX_LISTED).map(|found| line(found)));
    if let Some(more) = elsewhere.len().checked_sub(MAX_LISTED).filter(|more| *more > 0) {
        plan.notes.push(format!("and {more} more notes; `scsdoc check` shows them"));
    }
}

/// Prints the plan on standard error.
pub(super) fn show_plan(plan: &Plan) -> Result<(), Failure> {
    say(&plan.set.title)?;
    plan.steps.iter().try_for_each(|step| say(&format!("  {step}")))?;
    plan.notes.iter().try_for_each(|note| say(&format!("  note: {note}")))
}

fn report(plan: &Plan, mode: Mode<'_>, global: &Global, out: &mut dyn Write) -> Result<(), Failure> {
    let mut line = |label: &str, text: &str| writeln!(out, "{label}{}", escape_for_terminal(text));
    if plan.set.is_empty() {
        line("", "nothing to change")?;
    }
    if let Some(reason) = mode.force.filter(|_| !plan.reasons.is_empty()) {
        for reason in &plan.reasons {
            let lines: Vec<&str> = reason.lines().take(2).collect();
            line("overridden: ", &lines.join(" "))?;
        }
        line("reason given: ", reason)?;
        line("to do: ", "waive these findings with the reason; otherwise hooks and the Action report them")?;
    }
    if !plan.set.is_empty() {
        plan.steps.iter().try_for_each(|step| line("", step))?;
    }
    if global.quiet {
        return Ok(());
    }
    // They were printed before the question.
    if !mode.ask || mode.dry_run {
        plan.notes.iter().try_for_each(|note| line("note: ", note))?;
    }
    for task in &plan.by_hand {
        let mut lines = task.lines();
        line("to do: ", lines.next().unwrap_or_default())?;
        lines.try_for_each(|text| line("    ", text))?;
    }
    plan.next.iter().try_for_each(|next| line("next: ", next))?;
    if plan.next.is_empty() && plan.by_hand.is_empty() && !plan.set.is_empty() && !mode.dry_run {
        line("to do: ", "look at the change with `git diff`, and commit it")?;
    }
    Ok(())
}

/// Prints changes as a diff: unchanged into a file or pipe, for `git apply`; escaped on a terminal and in a
/// workflow, whose log interprets commands.
pub(super) fn print_diff(changes: &[FileChange], global: &Global) -> Result<(), Failure> {
    let text = diff::unified(changes).map_err(|error| format!("cannot make the diff: {error}"))?;
    let mut out = io::stdout().lock();
    let in_workflow = std::env::var_os("GITHUB_ACTIONS").is_some();
    if !out.is_terminal() && !global.color() && !in_workflow {
        out.write_all(text.as_bytes())?;
        return Ok(());
    }
    let screen = global.screen();
    for line in text.split_terminator('\n') {
        let line: String = line.chars().map(|c| if c == '\t' { " ".into() } else { shown(c) }).collect();
        let line = escape_for_terminal(&line);
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'd', ..] => BOLD,
            [b'+', ..] => GREEN,
            [b'-', ..] => RED,
            [b'@', ..] => CYAN,
            _ => Style::new(),
        };
        writeln!(out, "{}", screen.paint(style, &line))?;
    }
    Ok(())
}

fn shown(c: char) -> String {
    if hidden(c) { c.escape_unicode().collect() } else { c.into() }
}

/// Prints a line on standard error.
pub(super) fn say(line: &str) -> Result<(), Failure> {
    writeln!(io::stderr().lock(), "{}", escape_for_terminal(line))?;
    Ok(())
}

/// Whether input and output are a terminal.
pub(super) fn on_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a line and returns it trimmed.
pub(super) fn ask(question: &str) -> Result<String, Failure> {
    let mut err = io::stderr().lock();
    write!(err, "{} ", escape_for_terminal(question))?;
    err.flush()?;
    drop(err);
    let mut answer = String::new();
    if io::stdin().read_line(&mut answer)? == 0 {
        return Err(Failure::Message("no answer was given; nothing was changed".into()));
    }
    Ok(answer.trim().to_owned())
}

/// Asks a yes-or-no question; the default is no.
pub(super) fn ask_yes(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"))
}
