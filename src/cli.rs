//! Arguments and commands: clap types here, one file per command below.
//!
//! Results go to standard output, everything else to standard error. Exit status: 0 nothing at error
//! level, 1 findings at error level, 2 the work could not be done.

mod accept;
mod apply;
mod baseline;
mod build;
mod check;
mod completions;
mod compliance;
mod explain;
mod export;
mod fix;
mod formats;
mod history;
mod init;
mod lifecycle;
mod list;
#[cfg(feature = "lsp")]
mod lsp;
mod man;
mod names;
mod new;
mod requirements;
mod revise;
mod rules;
mod schema;
mod scope;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod snapshot;
mod status;
mod trace;

use crate::check::Outcome;
use crate::config::Config;
use crate::load::Tree;
use crate::load::worktree::{self, Worktree};
use crate::model::Corpus;
use crate::output::folder;
use crate::render::Files;
use crate::text::layout::Screen;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `--version` prints. A release sets `SCSDOC_VERSION` when it is built, with the commit: `0.1.0 (1a2b3c4d5)`.
const VERSION: &str = match option_env!("SCSDOC_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};

/// Check, maintain and publish the standards of a register
///
/// Without a command, print a summary of the register. A register is a folder with `Standards/`; its settings are in
/// `scsdoc.toml` next to it.
#[derive(Debug, Parser)]
#[command(name = "scsdoc", version = VERSION, disable_help_subcommand = true, max_term_width = 100)]
#[command(after_help = "Exit status: 0 no errors, 1 errors found, 2 the command could not run")]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Heading of the global options in help.
const GLOBAL: &str = "Global options";

/// Global options that have no effect on a command, and are left out of its help.
const WITHOUT_EFFECT: [(&str, &[&str]); 6] = [
    ("completions", &["root", "config", "at", "color", "quiet", "verbose"]),
    ("explain", &["at", "quiet", "verbose"]),
    ("lsp", &["color", "quiet", "verbose"]),
    ("man", &["root", "config", "at", "color", "quiet", "verbose"]),
    ("rules", &["root", "config", "at", "quiet", "verbose"]),
    ("schema", &["root", "config", "at", "color", "quiet", "verbose"]),
];

/// The program with its commands and their options.
fn command() -> clap::Command {
    let mut program = Cli::command();
    program.build();
    WITHOUT_EFFECT.into_iter().fold(program, |program, (name, options)| {
        if program.find_subcommand(name).is_none() {
            return program;
        }
        program.mut_subcommand(name, |command| {
            command.mut_args(|option| {
                let without_effect = options.contains(&option.get_id().as_str());
                if without_effect { option.hide(true) } else { option }
            })
        })
    })
}

#[derive(Clone, Debug, Args)]
struct Global {
    /// Checkout to work on [default: the nearest folder with scsdoc.toml or Standards/]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Settings file [default: scsdoc.toml in the root]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Date to assume, as YYYY-MM-DD [default: today, in UTC]
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DATE", value_parser = parse_date)]
    at: Option<Date>,
    /// When to use color
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Print results only
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    quiet: bool,
    /// Print progress details
    #[arg(long, short, global = true, help_heading = GLOBAL, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check documents, scope files and settings
    Check(check::CheckArgs),
    /// Apply the safe fixes
    Fix(fix::FixArgs),
    /// Create a proposal or a supplement from its template
    New(new::NewArgs),
    /// Assign the next free number to a proposal
    Accept(accept::AcceptArgs),
    /// Create the next major version of a document
    Revise(revise::ReviseArgs),
    /// Change a Draft to Stable
    Stabilize(lifecycle::StabilizeArgs),
    /// Deprecate a document, and name its replacement
    Deprecate(lifecycle::DeprecateArgs),
    /// Reject a Draft
    Reject(lifecycle::RejectArgs),
    /// List the documents of the register with their state as of a date
    List(list::ListArgs),
    /// Show a document: state, versions, supplements, test cases, scopes, sections, requirements
    Show(show::ShowArgs),
    /// Show which standards are required by a scope and tested, or one standard or test case
    Tests(trace::TestsArgs),
    /// List requirements, the numbered normative sentences, with the test cases that cover them
    Requirements(requirements::RequirementsArgs),
    /// Check, show, compare, render and adopt scope files
    Scope(scope::ScopeArgs),
    /// Evaluate reports of the compliance check: verdicts, and the table of cloud environments
    Compliance(compliance::ComplianceArgs),
    /// Show the history of documents from git
    History(history::HistoryArgs),
    /// Check the register and write its site: overview, pages, API
    Build(build::BuildArgs),
    /// Serve the site locally, and reload pages when a file is saved
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    /// Run the language server on standard input and output
    #[cfg(feature = "lsp")]
    Lsp,
    /// Export the register: pages for Docusaurus, OSCAL, CSV, JSON
    Export(export::ExportArgs),
    /// List the rules
    Rules(rules::RulesArgs),
    /// Explain a rule: purpose, clause, examples, and how to waive a finding
    Explain(explain::ExplainArgs),
    /// Print a JSON Schema, or list all
    Schema(schema::SchemaArgs),
    /// Set up settings, a hook and a workflow in a checkout
    Init(init::InitArgs),
    /// Print shell completions
    Completions(completions::CompletionsArgs),
    /// Print the man page for scsdoc or a command, or write all pages to a folder
    Man(man::ManArgs),
}

fn parse_date(text: &str) -> Result<Date, String> {
    crate::model::lifecycle::parse_date(text).ok_or_else(|| "expected a date like 2026-01-31".into())
}

/// Why a command failed: one line.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A message on standard error; exit status 2.
    Message(String),
    /// Output failed; a closed pipe is not an error.
    Io(io::Error),
    /// The command succeeded and ends with this status.
    Status(u8),
}

impl Failure {
    /// The message.
    fn message(&self) -> String {
        match self {
            Failure::Message(message) => message.clone(),
            Failure::Io(error) => format!("cannot write output: {error}"),
            Failure::Status(status) => format!("ended with status {status}"),
        }
    }
}

impl From<worktree::Error> for Failure {
    fn from(error: worktree::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure::Message(message)
    }
}

/// The result of a command: whether there were no errors.
type Done = Result<bool, Failure>;

/// Runs the program with these arguments (the first is its name).
pub fn run(args: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let mut args: Vec<std::ffi::OsString> = args.into_iter().collect();
    // `scsdoc help check` works as in git and cargo.
    if args.get(1).is_some_and(|word| word == "help") {
        args.remove(1);
        args.push("--help".into());
    }
    match completions::answer(&args) {
        Ok(true) => return ExitCode::SUCCESS,
        Ok(false) => {}
        Err(error) => error.exit(),
    }
    let parsed = command().try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            if error.use_stderr() && !io::stderr().is_terminal() {
                let text = error.render().to_string();
                text.lines().for_each(|line| {
                    drop(writeln!(io::stderr(), "{}", crate::text::escape::escape_for_terminal(line)))
                });
            } else {
                let _ = error.print();
            }
            return ExitCode::from(code);
        }
    };
    let global = &cli.global;
    let done = match &cli.command {
        None => status::run(global),
        Some(Command::Check(args)) => check::run(args, global),
        Some(Command::Fix(args)) => fix::run(args, global),
        Some(Command::New(args)) => new::run(args, global),
        Some(Command::Accept(args)) => accept::run(args, global),
        Some(Command::Revise(args)) => revise::run(args, global),
        Some(Command::Stabilize(args)) => apply::run(&args.apply, global, |state| args.plan(state)),
        Some(Command::Deprecate(args)) => apply::run(&args.apply, global, |state| args.plan(state)),
        Some(Command::Reject(args)) => apply::run(&args.apply, global, |state| args.plan(state)),
        Some(Command::List(args)) => list::run(args, global),
        Some(Command::Show(args)) => show::run(args, global),
        Some(Command::Tests(args)) => trace::run(args, global),
        Some(Command::Requirements(args)) => requirements::run(args, global),
        Some(Command::Scope(args)) => scope::run(args, global),
        Some(Command::Compliance(args)) => compliance::run(args, global),
        Some(Command::History(args)) => history::run(args, global),
        Some(Command::Build(args)) => build::run(args, global),
        Some(Command::Rules(args)) => rules::run(args, global),
        Some(Command::Explain(args)) => explain::run(args, global),
        #[cfg(feature = "serve")]
        Some(Command::Serve(args)) => serve::run(args, global),
        #[cfg(feature = "lsp")]
        Some(Command::Lsp) => lsp::run(global),
        Some(Command::Export(args)) => export::run(args, global),
        Some(Command::Schema(args)) => schema::run(args),
        Some(Command::Init(args)) => init::run(args, global),
        Some(Command::Completions(args)) => completions::run(args),
        Some(Command::Man(args)) => man::run(args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Failure::Status(status)) => ExitCode::from(status),
        Err(failure) => {
            let message = crate::text::escape::escape_for_terminal(&failure.message());
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::from(2)
        }
    }
}

/// Today in UTC.
fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

impl Global {
    /// The assumed date: the argument, else today in UTC. Nothing below reads the clock.
    fn at(&self) -> Date {
        self.at.unwrap_or_else(today)
    }

    /// The same, with the register of the first of `files` where the working directory is in none.
    fn beside(&self, files: &[PathBuf]) -> Self {
        let mut global = self.clone();
        if self.root.is_none() && self.worktree().is_err() {
            let folder = files.first().and_then(|file| file.parent());
            let found = folder.and_then(|folder| Worktree::open(None, folder).ok());
            global.root = found.map(|worktree| worktree.root().to_path_buf());
        }
        global
    }

    /// The checkout to work on.
    fn worktree(&self) -> Result<Worktree, Failure> {
        Ok(Worktree::open(self.root.as_deref(), std::path::Path::new("."))?)
    }

    /// Refuses a folder without documents, such as a mistyped `--root`, which would pass as clean.
    fn require_documents(worktree: &Worktree, config: &Config) -> Result<(), Failure> {
        if worktree.root().join(&config.standards).is_dir() {
            return Ok(());
        }
        Err(Failure::Message(format!(
            "{} has no folder {}; name the root of the register with --root DIR, or its folder with `standards` in scsdoc.toml",
            worktree.root().display(),
            config.standards
        )))
    }

    /// Notes scope files that were not read completely, so that missing facts are not taken for facts.
    fn note_unread(&self, corpus: &Corpus) {
        for scope in corpus.scopes.iter().filter(|scope| !scope.complete() && !self.quiet) {
            let _ = writeln!(
                io::stderr(),
                "note: {} is not read completely, so standards and test cases may be missing; `scsdoc check` explains why",
                crate::text::escape::escape_for_terminal(&scope.path)
            );
        }
    }

    /// Loads and parses the register.
    fn load(&self) -> Result<Loaded, Failure> {
        self.load_with(|_| {})
    }

    /// Loads and parses the register with settings changed by arguments.
    fn load_with(&self, change: impl FnOnce(&mut Config)) -> Result<Loaded, Failure> {
        let worktree = self.worktree()?;
        let mut config: Config = worktree.config(self.config.as_deref())?;
        change(&mut config);
        let tree = worktree.load(&config);
        let corpus = Corpus::build(&tree, config, &worktree);
        Ok(Loaded { worktree, tree, corpus })
    }

    /// Loads the register and checks it at the date, with the configured baseline, so that lists
    /// and pages show the same findings as a check.
    fn checked(&self) -> Result<Checked, Failure> {
        let Loaded { worktree, corpus, .. } = self.load()?;
        let outcome = crate::check::run(&corpus, &baseline::options(self, &worktree, &corpus)?);
        Ok(Checked { worktree, corpus, outcome })
    }

    /// Width and color of standard output.
    fn screen(&self) -> Screen {
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.or_else(|| if io::stdout().is_terminal() { terminal() } else { None });
        Screen { width, color: self.color() }
    }

    /// Whether to use color on standard output.
    fn color(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                io::stdout().is_terminal() && !plain
            }
        }
    }
}

/// A register: its files and its corpus.
struct Loaded {
    worktree: Worktree,
    tree: Tree,
    corpus: Corpus,
}

/// A register and the result of its check.
struct Checked {
    worktree: Worktree,
    corpus: Corpus,
    outcome: Outcome,
}

/// Writes a result to standard output. A closed pipe ends the output and is not a failure, so that the exit status stays.
fn print(text: &str) -> Done {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(true),
    }
}

/// Writes the files of an export or a site, and says so.
fn written(dir: &Path, files: &Files, kind: folder::Kind, global: &Global) -> Done {
    let written = folder::write(dir, files, kind).map_err(|error| Failure::Message(error.to_string()))?;
    if !global.quiet {
        let shown = if kind == folder::SITE { &dir.join("index.html") } else { dir };
        writeln!(io::stdout(), "{}", crate::text::escape::escape_for_terminal(&shown.display().to_string()))?;
        writeln!(
            io::stderr(),
            "wrote {} files ({} changed, {} stale ones removed; listed in {})",
            written.files,
            written.changed,
            written.removed,
            kind.marker
        )?;
    }
    Ok(true)
}
