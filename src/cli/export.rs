//! `scsdoc export`

use super::{Done, Failure, Global};
use crate::check;
use crate::load::worktree::Worktree;
use crate::model::Corpus;
use crate::output::{self, folder};
use crate::render::{docusaurus, templates::Templates};
use crate::text::escape::escape_for_terminal;
use crate::view::export;
use crate::view::table::TableFormat;
use crate::words::LANGUAGES;
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
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
    /// Export one row per document as CSV (RFC 4180)
    #[command(after_long_help = columns())]
    Csv(FileArgs),
    /// Export one object per document as JSON
    #[command(after_long_help = columns())]
    Json(FileArgs),
}

#[derive(Debug, Args)]
struct FileArgs {
    /// Output file [default: standard output]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// The columns for --help.
fn columns() -> String {
    let lead = export::COLUMNS.iter().map(|(key, _)| key.len()).max().unwrap_or(0) + 2;
    let lines = export::COLUMNS.iter().map(|(key, meaning)| format!("  {key:<lead$}{meaning}\n"));
    let lines: String = lines.collect();
    format!(
        "Columns, which keep their names and order (new ones come at the end):\n{lines}\nSeveral names in one cell of CSV are parted by spaces; in JSON they are a list."
    )
}

pub(super) fn run(args: &ExportArgs, global: &Global) -> Done {
    let (worktree, corpus) = global.load()?;
    match &args.what {
        What::Docusaurus { dir } => docusaurus(dir, &corpus, &worktree, global),
        What::Csv(args) => table(args, TableFormat::Csv, &corpus, &worktree, global),
        What::Json(args) => table(args, TableFormat::Json, &corpus, &worktree, global),
    }
}

fn docusaurus(dir: &Path, corpus: &Corpus, worktree: &Worktree, global: &Global) -> Done {
    let failure = |error: &dyn std::fmt::Display| Failure::Message(error.to_string());
    let templates = Templates::compile(&super::build::replaced(worktree)?).map_err(|error| failure(&error))?;
    let templates = templates.localized(&templates.words(LANGUAGES[0]));
    let files = docusaurus::files(corpus, global.at(), &templates).map_err(|error| failure(&error))?;
    let written = folder::write(dir, &files, folder::EXPORT).map_err(|error| failure(&error))?;
    if !global.quiet {
        writeln!(io::stdout(), "{}", escape_for_terminal(&dir.display().to_string()))?;
        writeln!(
            io::stderr(),
            "wrote {} files ({} changed, {} stale ones removed; {} lists them)",
            written.files,
            written.changed,
            written.removed,
            folder::EXPORT.marker
        )?;
    }
    Ok(true)
}

fn table(args: &FileArgs, format: TableFormat, corpus: &Corpus, worktree: &Worktree, global: &Global) -> Done {
    let at = global.at();
    let outcome = check::run(corpus, &super::baseline::options(global, worktree, corpus)?);
    let text = export::table(corpus, &outcome, at).write(format, 0, false);
    let Some(file) = &args.file else { return super::print(&text) };
    output::write_for(worktree.root(), file, text.as_bytes())
        .map_err(|error| Failure::Message(format!("cannot write {}: {error}", file.display())))?;
    Ok(true)
}
