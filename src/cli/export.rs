//! `scsdoc export`

use super::{Checked, Done, Failure, Global, Loaded};
use crate::output::{self, folder};
use crate::render::{docusaurus, templates::Templates};
use crate::text::escape::escape_for_terminal;
use crate::text::layout::Screen;
use crate::view::document::Register;
use crate::view::register::{self, Filter};
use crate::view::table::TableFormat;
use crate::words::LANGUAGES;
use clap::{Args, Subcommand};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc export docusaurus ../docs\n  scsdoc export csv register.csv")]
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
    /// Export one object per document as JSON: see `documents` in `scsdoc schema register`
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
    let meanings = register::meanings();
    let lead = meanings.iter().map(|(key, _)| key.len()).max().unwrap_or(0) + 2;
    let lines: String = meanings.iter().map(|(key, meaning)| format!("  {key:<lead$}{meaning}\n")).collect();
    format!(
        "Columns, which keep their names and order (new ones come at the end):\n{lines}\nA list in a cell is joined with `;`."
    )
}

pub(super) fn run(args: &ExportArgs, global: &Global) -> Done {
    match &args.what {
        What::Docusaurus { dir } => docusaurus(dir, global),
        What::Csv(args) => table(args, TableFormat::Csv, global),
        What::Json(args) => table(args, TableFormat::Json, global),
    }
}

fn docusaurus(dir: &Path, global: &Global) -> Done {
    let Loaded { worktree, corpus, .. } = global.load()?;
    let failure = |error: &dyn std::fmt::Display| Failure::Message(error.to_string());
    let all =
        Templates::compile(&super::build::replaced(&worktree, &corpus.config)?).map_err(|error| failure(&error))?;
    let templates = all.localized(&all.words(LANGUAGES[0]));
    let files = docusaurus::files(&corpus, global.at(), &all, &templates).map_err(|error| failure(&error))?;
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

fn table(args: &FileArgs, format: TableFormat, global: &Global) -> Done {
    let Checked { worktree, corpus, outcome } = global.checked()?;
    let table = register::list(&Register::new(&corpus, &outcome, global.at()), &Filter::default());
    let text = register::write(&table, format, Screen::PLAIN);
    let Some(file) = &args.file else { return super::print(&text) };
    output::write_for(worktree.root(), file, text.as_bytes())
        .map_err(|error| Failure::Message(format!("cannot write {}: {error}", file.display())))?;
    Ok(true)
}
