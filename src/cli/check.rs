//! `scsdoc check`

use super::apply::say;
use super::snapshot::{self, ChangeArgs};
use super::{Done, Failure, Global};
use crate::check::baseline::Baseline;
use crate::check::{self, Options, SeverityOverride, rules};
use crate::diagnostic::Severity;
use crate::load::worktree::Worktree;
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::report::{self, Format};
use crate::text::layout::{Screen, counted};
use crate::value::suggest;
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc check\n  scsdoc check Standards/scs-0100-v3-flavor-naming.md\n  scsdoc check --base origin/main --summary summary.md\n  scsdoc check --format sarif --output report.sarif"
)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    change: ChangeArgs,
    /// Report only findings that concern these files (the whole register is read)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Write the report to a file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Also write a report to a file, such as sarif=report.sarif (repeatable)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = also)]
    also: Vec<(Format, PathBuf)>,
    /// Append a summary for reviewers to a file, in Markdown
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Suppress the findings listed in a file
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    baseline: Option<PathBuf>,
    /// Write the findings to a file for --baseline, and report nothing; with --baseline, keep only its entries that still match
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "only", "base", "staged", "summary", "also", "output"])]
    write_baseline: Option<PathBuf>,
    /// Ignore the baseline of scsdoc.toml
    #[arg(long)]
    no_baseline: bool,
    /// Report only findings of this severity and above [default: note; warning on a terminal]
    #[arg(long, value_name = "SEVERITY", value_parser = severities())]
    min_severity: Option<Severity>,
    /// Print the number of findings per rule instead of the findings
    #[arg(long, conflicts_with = "format")]
    statistics: bool,
    /// Fail on warnings
    #[arg(long)]
    strict: bool,
    /// Run only this rule (repeatable)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    only: Vec<String>,
    /// Disable this rule (repeatable)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    allow: Vec<String>,
    /// Report this rule as a warning (repeatable)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    warn: Vec<String>,
    /// Report this rule as an error (repeatable)
    #[arg(long, value_name = "RULE", hide_possible_values = true, value_parser = rule_names())]
    deny: Vec<String>,
}

/// Takes the name of a severity.
fn severities() -> impl TypedValueParser<Value = Severity> {
    super::names::one_of([Severity::Error, Severity::Warning, Severity::Note], Severity::name)
}

/// Takes the name of a rule.
pub(super) fn rule_names() -> impl TypedValueParser<Value = String> {
    super::names::with_completions(rules::all().map(|rule| rule.name), rule_name)
}

/// Parses a rule name; the error suggests similar ones.
fn rule_name(name: &str) -> Result<String, String> {
    if rules::find(name).is_some() {
        return Ok(name.into());
    }
    Err(match rules::suggest(name) {
        Some(near) => format!("unknown rule; did you mean {near}?"),
        None => match rules::with_word(name).as_slice() {
            [] => "unknown rule; run `scsdoc rules` for a list".into(),
            several => format!("unknown rule; did you mean {}?", several.join(" or ")),
        },
    })
}

/// Reads `FORMAT=FILE`.
fn also(text: &str) -> Result<(Format, PathBuf), String> {
    let Some((format, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        return Err("expected FORMAT=FILE, such as sarif=report.sarif".into());
    };
    let names = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|name| name.get_name().to_owned()).collect();
    match Format::from_str(format, true) {
        Ok(format) => Ok((format, file.into())),
        Err(_) => Err(match suggest::nearest(format, names.iter().map(String::as_str)) {
            Some(near) => format!("unknown format `{format}`; did you mean {near}?"),
            None => format!("unknown format `{format}`; expected one of {}", names.join(", ")),
        }),
    }
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let global = &global.beside(&args.files);
    let loaded = snapshot::load(&args.change, global)?;
    let (worktree, corpus, base) = (&loaded.worktree, &loaded.corpus, loaded.comparison());
    if base.is_none() {
        Global::require_documents(worktree, &corpus.config)?;
    }
    let overrides = [
        (&args.warn, SeverityOverride::At(Severity::Warning)),
        (&args.deny, SeverityOverride::At(Severity::Error)),
        (&args.allow, SeverityOverride::Off),
    ];
    let overrides = overrides.into_iter();
    let overrides = overrides.flat_map(|(rules, severity)| rules.iter().map(move |rule| (rule.clone(), severity)));
    let mut files = Vec::new();
    for file in &args.files {
        let removed = base.as_ref().map(|base| base.old);
        let paths = named(file, worktree, corpus, removed, global.at())?;
        if paths.is_empty() {
            say(&format!("{} is not part of the register, not checked", file.display()))?;
        }
        files.extend(paths.into_iter().filter(|path| !files.contains(path)).collect::<Vec<_>>());
    }
    let named = |path: &Option<PathBuf>| match (path, &loaded.staged) {
        (None, Some(git)) => super::baseline::read_staged(git, corpus),
        (path, _) => super::baseline::read(path.as_deref(), worktree, corpus),
    };
    let baseline = match &args.write_baseline {
        // The configured baseline is about to be rewritten.
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
    let mut outcome = check::run(snapshot, &options);
    let failed = outcome.count(Severity::Error) > 0 || (args.strict && outcome.count(Severity::Warning) > 0);
    let mut settings = report::Settings {
        screen: global.screen(),
        quiet: global.quiet,
        files: options.files.as_ref().map(Vec::len),
        strict: args.strict,
        ..report::Settings::at(options.at)
    };
    if let Some(least) = args.min_severity {
        settings.hidden = outcome.hide_below(least);
    }
    let files = args.also.iter().map(|(format, path)| (*format, Some((path, false))));
    let summary = args.summary.iter().map(|path| (Format::Summary, Some((path, true))));
    let main = (args.format, args.output.as_ref().map(|path| (path, false)));
    for (format, destination) in files.chain(summary).chain([main]) {
        let Some((path, append)) = destination else {
            let mut shown = outcome.clone();
            if format == Format::Human && args.min_severity.is_none() && io::stdout().is_terminal() {
                settings.hidden = shown.hide_below(Severity::Warning);
            }
            super::print(&if args.statistics {
                report::statistics(&outcome, settings.screen)
            } else {
                report::write(format, &shown, snapshot, &settings)
            })?;
            continue;
        };
        let settings = report::Settings { screen: Screen { color: false, ..settings.screen }, ..settings };
        let text = match args.statistics && args.output.as_ref() == Some(path) {
            true => report::statistics(&outcome, Screen::PLAIN),
            false => report::write(format, &outcome, snapshot, &settings),
        };
        let write = if append { crate::output::append_for } else { crate::output::write_for };
        write(worktree.root(), path, text.as_bytes())
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?;
    }
    let scopes = base.iter().flat_map(|base| &base.scopes).filter_map(|(old, new)| old.zip(*new));
    for (old, new) in scopes.filter(|(old, new)| old.source.text() != new.source.text()) {
        if !(global.quiet || old.complete() && new.complete()) {
            say(&format!(
                "note: {} changed, but is not compared: its layout is not supported, or it has errors",
                new.path
            ))?;
        }
    }
    let [_, hidden, _] = settings.hidden;
    if failed && outcome.count(Severity::Error) == 0 && outcome.count(Severity::Warning) == 0 && hidden > 0 {
        say(&format!("{} hidden by --min-severity, an error because of --strict", counted(hidden, "warning")))?;
    }
    if let (Some(name), Some(matched), false) = (&name, &outcome.baseline, global.quiet) {
        super::baseline::say(name, matched)?;
    }
    match args.format {
        Format::Legacy => Err(Failure::Status(report::legacy_status(&outcome, args.strict))),
        _ => Ok(!failed),
    }
}

/// The paths that a FILE means: itself, or all files of the register in a folder; none where it is not one of them. A FILE
/// is relative to the working directory, or else to the root.
fn named(
    file: &Path,
    worktree: &Worktree,
    corpus: &Corpus,
    older: Option<&Corpus>,
    at: Date,
) -> Result<Vec<String>, Failure> {
    let file = &worktree.named(file);
    let path = worktree.relative(file);
    let shown = file.display();
    if Path::new(&path).is_absolute() && file.exists() {
        let root = worktree.root().display();
        return Err(Failure::Message(format!("{shown} is outside the register at {root}; pass --root DIR")));
    }
    let all = || corpus.paths();
    if file.is_dir() {
        let inside =
            |known: &&str| path.is_empty() || known.strip_prefix(&path).is_some_and(|rest| rest.starts_with('/'));
        return Ok(all().filter(inside).map(str::to_owned).collect());
    }
    // Removed files have findings too.
    if older.is_some_and(|older| older.source(&path).is_some()) {
        return Ok(vec![path]);
    }
    if file.symlink_metadata().is_ok() {
        let known = all().any(|known| known == path) || corpus.source(&path).is_some();
        return Ok(if known { vec![path] } else { Vec::new() });
    }
    // An id means its file.
    let meant = corpus.find(&file.to_string_lossy(), at).ok();
    let meant = meant.filter(|_| !path.contains('/')).map(|document| document.path.as_str());
    Err(Failure::Message(match meant.or_else(|| suggest::nearest(&path, all())).filter(|near| *near != path) {
        Some(near) => {
            // Inside the register, a path from its root is understood, too.
            let (root, here) = (worktree.root(), std::env::current_dir().unwrap_or_default());
            let near = root.join(near);
            let from = if here.starts_with(root) { root } else { &here };
            format!("{shown} does not exist; did you mean {}?", near.strip_prefix(from).unwrap_or(&near).display())
        }
        None => format!("{shown} does not exist"),
    }))
}
