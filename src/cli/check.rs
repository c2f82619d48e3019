//! `scsdoc check`

use super::snapshot::{self, ChangeArgs};
use super::{Done, Failure, Global};
use crate::check::{self, Level, Options, rules};
use crate::diagnostic::Severity;
use crate::model::change::Snapshot;
use crate::report::{self, Format};
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

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
    let files = args.files.iter().map(|file| {
        let path = worktree.relative(file);
        // A file that is gone still concerns the documents that name it; a misspelt one helps nobody.
        let known = corpus.source(&path).is_some() || file.exists() || named_anywhere(corpus, &path);
        if known { Ok(path) } else { Err(Failure::Message(format!("{} does not exist", file.display()))) }
    });
    let files = files.collect::<Result<Vec<_>, _>>()?;
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
    let settings =
        report::Settings { at: options.at, color: on_terminal, width: super::terminal_width(), quiet: global.quiet };
    let text = report::write(args.format, &outcome, snapshot, &settings);
    match &args.output {
        None => io::stdout().lock().write_all(text.as_bytes())?,
        Some(path) => crate::output::write_file(path, text.as_bytes())
            .map_err(|error| Failure::Message(format!("cannot write {}: {error}", path.display())))?,
    }
    Ok(!failed)
}

fn named_anywhere(corpus: &crate::model::Corpus, path: &str) -> bool {
    let inside = path.strip_prefix(&corpus.config.standards).is_some_and(|rest| rest.starts_with('/'));
    inside || path.strip_prefix(&corpus.config.tests_folder).is_some_and(|rest| rest.starts_with('/'))
}
