//! `scsdoc check`

use super::snapshot::{self, ChangeArgs};
use super::{Done, Failure, Global};
use crate::check::{self, Level, Options, rules};
use crate::diagnostic::Severity;
use crate::load::worktree::Worktree;
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::report::{self, Format};
use crate::value::suggest;
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    change: ChangeArgs,
    /// Report only what concerns these files (the whole register is read all the same)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Run only this rule (may be given several times)
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    only: Vec<String>,
    /// Do not report findings of this rule
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    allow: Vec<String>,
    /// Report findings of this rule as warnings
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    warn: Vec<String>,
    /// Report findings of this rule as errors
    #[arg(long, value_name = "RULE", value_parser = rule_name)]
    deny: Vec<String>,
}

/// Accepts the name of a rule, and helps with one that is nearly right.
pub(super) fn rule_name(name: &str) -> Result<String, String> {
    if rules::find(name).is_some() {
        return Ok(name.into());
    }
    Err(match rules::suggest(name) {
        Some(near) => format!("there is no rule of this name; did you mean {near}?"),
        None => "there is no rule of this name; `scsdoc rules` lists them".into(),
    })
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let loaded = snapshot::load(&args.change, global)?;
    let (worktree, corpus, base) = (&loaded.worktree, &loaded.corpus, loaded.comparison());
    let levels = [
        (&args.warn, Level::At(Severity::Warning)),
        (&args.deny, Level::At(Severity::Error)),
        (&args.allow, Level::Off),
    ];
    let levels = levels.into_iter().flat_map(|(rules, level)| rules.iter().map(move |rule| (rule.clone(), level)));
    let mut files = Vec::new();
    for file in &args.files {
        files.extend(named(file, worktree, corpus)?);
    }
    let options = Options {
        at: global.at(),
        only: args.only.clone(),
        levels: levels.collect(),
        files: (!args.files.is_empty()).then_some(files),
        new_only: args.change.new_only,
    };
    let snapshot = Snapshot { corpus, base: base.as_ref() };
    let outcome = check::run(snapshot, &options);
    let failed = outcome.count(Severity::Error) > 0 || (args.strict && outcome.count(Severity::Warning) > 0);
    let on_terminal = args.output.is_none() && global.color();
    let settings = report::Settings {
        at: options.at,
        color: on_terminal,
        width: super::terminal_width(),
        quiet: global.quiet,
        files: options.files.as_ref().map(Vec::len),
    };
    let text = report::write(args.format, &outcome, snapshot, &settings);
    match &args.output {
        None => {
            super::print(&text)?;
        }
        Some(path) => crate::output::write_for(worktree.root(), path, text.as_bytes())
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?,
    }
    Ok(!failed)
}

/// The paths that a FILE means: itself, or all documents and scope files in a folder.
fn named(file: &Path, worktree: &Worktree, corpus: &Corpus) -> Result<Vec<String>, Failure> {
    let path = worktree.relative(file);
    let shown = file.display();
    if Path::new(&path).is_absolute() && file.exists() {
        let root = worktree.root().display();
        return Err(Failure::Message(format!(
            "{shown} is outside of the register at {root}; name another with --root DIR"
        )));
    }
    let all = || corpus.paths();
    if file.is_dir() {
        let inside =
            |known: &&str| path.is_empty() || known.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
        return Ok(all().filter(inside).map(str::to_owned).collect());
    }
    if file.symlink_metadata().is_ok() {
        return Ok(vec![path]);
    }
    Err(Failure::Message(match suggest::nearest(&path, all()) {
        Some(near) => format!("{shown} does not exist; did you mean {near}?"),
        None => format!("{shown} does not exist"),
    }))
}
