//! `scsdoc check`

use super::snapshot::{self, ChangeArgs};
use super::{Done, Failure, Global};
use crate::check::baseline::Baseline;
use crate::check::{self, Options, SeverityOverride, rules};
use crate::diagnostic::Severity;
use crate::load::worktree::Worktree;
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::report::{self, Format};
use crate::value::suggest;
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::mem::ManuallyDrop;
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
    /// Write another report of the same run to a file (may be given several times): sarif=report.sarif
    #[arg(long, value_name = "FORMAT=FILE", value_parser = also)]
    also: Vec<(Format, PathBuf)>,
    /// Append a summary for a reviewer to a file, in Markdown as GitHub shows it
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Leave out the findings that a file lists, as long as nobody touches their places
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    baseline: Option<PathBuf>,
    /// Write what is found to a file for --baseline, and report nothing; with --baseline, only what that one has and
    /// what is still there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "only", "base", "staged", "summary", "also", "output"])]
    write_baseline: Option<PathBuf>,
    /// Use no baseline, whatever scsdoc.toml says
    #[arg(long)]
    no_baseline: bool,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Run only this rule (may be given several times)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    only: Vec<String>,
    /// Do not report findings of this rule
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    allow: Vec<String>,
    /// Report findings of this rule as warnings
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    warn: Vec<String>,
    /// Report findings of this rule as errors
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    deny: Vec<String>,
}

/// Takes the name of a rule.
pub(super) fn rule_names() -> impl TypedValueParser<Value = String> {
    super::names::offering(rules::all().map(|rule| rule.name), rule_name)
}

/// Accepts the name of a rule, and helps with one that is nearly right.
fn rule_name(name: &str) -> Result<String, String> {
    if rules::find(name).is_some() {
        return Ok(name.into());
    }
    Err(match rules::suggest(name) {
        Some(near) => format!("there is no rule of this name; did you mean {near}?"),
        None => match rules::with_word(name).as_slice() {
            [] => "there is no rule of this name; `scsdoc rules` lists them".into(),
            several => format!("there is no rule of this name; did you mean {}?", several.join(" or ")),
        },
    })
}

/// Reads `FORMAT=FILE`.
fn also(text: &str) -> Result<(Format, PathBuf), String> {
    let Some((format, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        return Err("write it like sarif=report.sarif".into());
    };
    let names: Vec<String> = Format::value_variants().iter().map(|format| format.name()).collect();
    match Format::from_str(format, true) {
        Ok(format) => Ok((format, file.into())),
        Err(_) => Err(match suggest::nearest(format, names.iter().map(String::as_str)) {
            Some(near) => format!("there is no format `{format}`; did you mean {near}?"),
            None => format!("there is no format `{format}`; there are {}", names.join(", ")),
        }),
    }
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    // The process ends with the command: to give the register back piece by piece would be work for nothing.
    let loaded = ManuallyDrop::new(snapshot::load(&args.change, global)?);
    let (worktree, corpus, base) = (&loaded.worktree, &loaded.corpus, loaded.comparison());
    let overrides = [
        (&args.warn, SeverityOverride::At(Severity::Warning)),
        (&args.deny, SeverityOverride::At(Severity::Error)),
        (&args.allow, SeverityOverride::Off),
    ];
    let overrides = overrides.into_iter();
    let overrides = overrides.flat_map(|(rules, severity)| rules.iter().map(move |rule| (rule.clone(), severity)));
    let mut files = Vec::new();
    for file in &args.files {
        files.extend(named(file, worktree, corpus, global.at())?);
    }
    let named = |path: &Option<PathBuf>| match (path, &loaded.staged) {
        (None, Some(git)) => super::baseline::read_staged(git, corpus),
        (path, _) => super::baseline::read(path.as_deref(), worktree, corpus),
    };
    let baseline = match &args.write_baseline {
        // What the settings name is what is to be written anew.
        Some(_) if args.baseline.is_none() => None,
        _ if args.no_baseline => None,
        _ => named(&args.baseline)?,
    };
    let (name, baseline) = baseline.unzip();
    let mut options = Options {
        at: global.at(),
        only: args.only.clone(),
        overrides: overrides.collect(),
        files: (!args.files.is_empty()).then_some(files),
        new_only: !args.change.all,
        baseline,
    };
    let snapshot = Snapshot { corpus, base: base.as_ref() };
    if let Some(path) = &args.write_baseline {
        let old = options.baseline.take();
        let new = Baseline::of(&check::run(snapshot, &options).diagnostics);
        let new = if let Some(old) = &old { new.within(old) } else { new };
        return super::baseline::write(path, worktree.root(), &new, global.quiet).map(|()| true);
    }
    let outcome = check::run(snapshot, &options);
    let failed = outcome.count(Severity::Error) > 0 || (args.strict && outcome.count(Severity::Warning) > 0);
    let settings = report::Settings {
        at: options.at,
        color: false,
        width: super::terminal_width(),
        quiet: global.quiet,
        files: options.files.as_ref().map(Vec::len),
        strict: args.strict,
    };
    let to_file = |format: Format, path: &Path| {
        let text = report::write(format, &outcome, snapshot, &settings);
        crate::output::write_for(worktree.root(), path, text.as_bytes()).map_err(|error| cannot(path, &error))
    };
    for (format, path) in &args.also {
        to_file(*format, path)?;
    }
    if let Some(path) = &args.summary {
        let text = report::summary::write(&outcome, &snapshot, &settings);
        crate::output::append_for(worktree.root(), path, text.as_bytes()).map_err(|error| cannot(path, &error))?;
    }
    match &args.output {
        Some(path) => to_file(args.format, path)?,
        None => {
            let settings = report::Settings { color: global.color(), ..settings };
            super::print(&report::write(args.format, &outcome, snapshot, &settings))?;
        }
    }
    if let (Some(name), Some(matched), false) = (&name, &outcome.baseline, global.quiet) {
        super::baseline::say(name, matched)?;
    }
    match args.format {
        Format::Legacy => Err(Failure::Status(report::legacy_status(&outcome, args.strict))),
        _ => Ok(!failed),
    }
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {error}", path.display()))
}

/// The paths that a FILE means: itself, or all documents and scope files in a folder.
fn named(file: &Path, worktree: &Worktree, corpus: &Corpus, at: Date) -> Result<Vec<String>, Failure> {
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
    // Somebody who writes an id means its file.
    let meant = corpus.find(&file.to_string_lossy(), at).ok();
    let meant = meant.filter(|_| !path.contains('/')).map(|document| document.path.as_str());
    Err(Failure::Message(match meant.or_else(|| suggest::nearest(&path, all())) {
        Some(near) => format!("{shown} does not exist; did you mean {near}?"),
        None => format!("{shown} does not exist"),
    }))
}
