//! `scsdoc export`

use super::compliance::FolderArgs;
use super::requirements::with_clouds;
use super::{Checked, Done, Failure, Global, Loaded};
use crate::load::git::Git;
use crate::model::requirements::Coverings;
use crate::model::trace::Trace;
use crate::output::{self, folder};
use crate::render::{docusaurus, oscal, templates::Templates};
use crate::text::layout::Screen;
use crate::view::document::Register;
use crate::view::register::{self, Filter};
use crate::view::table::TableFormat;
use crate::words::LANGUAGES;
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc export docusaurus ../docs\n  scsdoc export oscal ../oscal\n  scsdoc export csv register.csv"
)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    what: ExportCommand,
}

#[derive(Debug, Subcommand)]
enum ExportCommand {
    /// Export overview, track and standard pages and the sidebar for Docusaurus
    ///
    /// Writes standards/standards/overview.mdx, standards/TRACK/index.md, standards/TRACK/scs-NNNN.md, and the sidebar
    /// as sidebarsStandardsItems.js and .json. Copy them over the checkout of that site; the documents themselves
    /// are not among them. Files of an earlier export that are stale are removed from DIR, and nothing else ever is.
    Docusaurus {
        /// Output folder; must be new, empty, or an earlier export
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Export requirements in OSCAL 1.2.1 (JSON) for auditors
    ///
    /// Writes catalog.json, a profile for each scope version, and assessment results for each cloud environment. Times are
    /// those of the last commit. Files of an earlier export that are stale are removed from DIR, and nothing else ever is.
    Oscal {
        /// Output folder; must be new, empty, or an earlier export
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Export one row per document as CSV (RFC 4180)
    #[command(after_long_help = columns())]
    Csv(FileArgs),
    /// Export one object per document as JSON: see `documents` in `scsdoc schema register`
    Json(FileArgs),
}

#[derive(Debug, Args)]
struct FileArgs {
    /// Output file [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// For a past date, use only the dates in the documents, not the git history
    #[arg(long)]
    no_history: bool,
}

/// The columns for --help.
fn columns() -> String {
    let meanings = register::meanings();
    let lead = meanings.iter().map(|(key, _)| key.len()).max().unwrap_or(0) + 2;
    let lines: String = meanings.iter().map(|(key, meaning)| format!("  {key:<lead$}{meaning}\n")).collect();
    format!(
        "Columns (names and order are stable; new ones are appended):\n{lines}\nA list in a cell is joined \
         with `;`."
    )
}

pub(super) fn run(args: &ExportArgs, global: &Global) -> Done {
    match &args.what {
        ExportCommand::Docusaurus { dir } => docusaurus(dir, global),
        ExportCommand::Oscal { dir } => oscal(dir, global),
        ExportCommand::Csv(args) => table(args, TableFormat::Csv, global),
        ExportCommand::Json(args) => table(args, TableFormat::Json, global),
    }
}

fn docusaurus(dir: &Path, global: &Global) -> Done {
    let Loaded { worktree, corpus, .. } = global.load()?;
    let failure = |error: &dyn std::fmt::Display| Failure::Message(error.to_string());
    let all =
        Templates::compile(&super::build::replaced(&worktree, &corpus.config)?).map_err(|error| failure(&error))?;
    let templates = all.localized(&all.words(LANGUAGES[0]));
    let files = docusaurus::files(&corpus, global.at(), &all, &templates).map_err(|error| failure(&error))?;
    super::written(dir, &files, folder::EXPORT, global)
}

fn oscal(dir: &Path, global: &Global) -> Done {
    let loaded = FolderArgs::default().load(global)?;
    let at = global.at();
    let trace = Trace::at(&loaded.corpus, at);
    let coverings = Coverings::of(&trace);
    let git = loaded.worktree.as_ref().and_then(|worktree| Git::open(worktree.root()).ok());
    let commit = git.and_then(|git| jiff::Timestamp::from_second(git.time("HEAD").ok()?).ok());
    let midnight = || at.to_zoned(jiff::tz::TimeZone::UTC).map(|start| start.timestamp()).unwrap_or_default();
    let modified = commit.unwrap_or_else(midnight);
    let files = with_clouds(&loaded, at, |clouds| {
        Ok(oscal::files(&oscal::Export { coverings: &coverings, clouds, at, modified }))
    })?;
    super::written(dir, &files, folder::OSCAL, global)
}

fn table(args: &FileArgs, format: TableFormat, global: &Global) -> Done {
    let Checked { worktree, mut corpus, outcome } = global.checked()?;
    super::history::set_pasts(&worktree, &mut corpus, global, args.no_history)?;
    let table = register::list(&Register::new(&corpus, &outcome, global.at()), &Filter::default());
    let text = register::write(&table, format, Screen::PLAIN);
    let Some(file) = &args.file else { return super::print(&text) };
    output::write_for(worktree.root(), file, text.as_bytes())
        .map_err(|error| Failure::Message(format!("cannot write {}: {error}", file.display())))?;
    Ok(true)
}
