//! `scsdoc compliance verdict`

use super::EvidenceArgs;
use crate::check::rule::{Group, Run};
use crate::check::{self, Options, Outcome, rules};
use crate::cli::{Done, Global, print};
use crate::diagnostic::Severity;
use crate::model::Corpus;
use crate::model::compliance::verdict::{Plan, SubjectVerdicts, Verdict};
use crate::model::scope::Validity;
use crate::report::compliance;
use crate::text::layout::counted;
use crate::view::table::TableFormat;
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 only if there is a subject and an effective version, every subject passes every effective version, and no report at PATH was refused.

Examples:
  scsdoc compliance verdict report.yaml --scope Tests/scs-compatible-iaas.yaml
  scsdoc compliance verdict --subject regio-a --format json"
)]
pub(super) struct VerdictArgs {
    #[command(flatten)]
    evidence: EvidenceArgs,
    /// Evaluate only this subject, even without a report (repeatable)
    #[arg(long, value_name = "SUBJECT")]
    subject: Vec<String>,
    /// Evaluate against this scope file; no register is needed then [default: all scopes of the register]
    #[arg(long, value_name = "FILE")]
    scope: Vec<PathBuf>,
    /// Evaluate only this version
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = VerdictFormat::Table, value_name = "FORMAT")]
    format: VerdictFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum VerdictFormat {
    /// For a terminal
    Table,
    /// For programs: see schemas/verdicts.schema.json
    Json,
    /// As the log of the old check: a line for each version and target
    Log,
}

pub(super) fn run(args: &VerdictArgs, global: &Global) -> Done {
    let loaded = super::load(&args.evidence, &args.scope, global)?;
    let (corpus, at) = (&loaded.corpus, global.at());
    let outcome = findings(corpus, at);
    let question = loaded.question(at);
    let mut subjects: BTreeSet<&str> = args.subject.iter().map(String::as_str).collect();
    if subjects.is_empty() {
        subjects.extend(question.reports.keys().copied());
        if !args.evidence.paths.is_empty() {
            // Also those whose reports do not count.
            subjects.extend(corpus.evidence.reports.iter().map(|report| report.subject.as_str()));
        }
    }
    if args.subject.is_empty() && args.evidence.paths.is_empty() {
        // A cloud that is listed and does not report has a verdict too.
        subjects.extend(loaded.listed());
    }
    let verdicts = subjects.into_iter().map(|subject| {
        let own = |plan: &Plan<'_>| question.reported(subject, plan) || loaded.lists(subject, plan);
        let all = !args.scope.is_empty() || !question.plans.iter().any(own);
        question.subject(subject, |plan| all || own(plan))
    });
    let mut verdicts: Vec<SubjectVerdicts<'_>> = verdicts.collect();
    if let Some(version) = &args.version {
        for scope in verdicts.iter_mut().flat_map(|subject| &mut subject.scopes) {
            scope.versions.retain(|one| one.name == version);
        }
        if !loaded.scopes().any(|scope| scope.version(version).is_some()) {
            return Err(format!("there is no version `{version}` in any of the scopes").into());
        }
    }
    // Of reports that were asked for.
    let refused = if args.evidence.paths.is_empty() { 0 } else { corpus.evidence.refused + question.untrusted };
    match args.format {
        VerdictFormat::Json => print(&compliance::json(&verdicts, at, &outcome, corpus))?,
        VerdictFormat::Log => print(&compliance::log(&verdicts))?,
        VerdictFormat::Table => {
            let table = compliance::table(&verdicts);
            print(&table.write(TableFormat::Table, global.screen()))?
        }
    };
    if args.format != VerdictFormat::Json && !global.quiet {
        say(&outcome, verdicts.is_empty(), refused, at)?;
    }
    Ok(refused == 0 && pass(&verdicts, args.version.is_some()))
}

/// Findings about reports and scopes.
fn findings(corpus: &Corpus, at: jiff::civil::Date) -> Outcome {
    let on_scopes = |rule: &&crate::check::rule::Rule| {
        let on_files = matches!(rule.run, Run::Scope(_)) || ["invalid-scope", "unknown-scope-key"].contains(&rule.name);
        rule.group() == Group::Scopes && on_files && rule.severity != Severity::Note
    };
    let wanted = rules::all().filter(|rule| rule.group() == Group::Compliance || on_scopes(rule));
    check::run(corpus, &Options { only: wanted.map(|rule| rule.name.to_owned()).collect(), ..Options::at(at) })
}

/// Lists unused reports on standard error.
fn say(outcome: &Outcome, empty: bool, refused: usize, at: jiff::civil::Date) -> io::Result<()> {
    let mut err = io::stderr();
    if refused > 0 {
        writeln!(err, "{} refused", counted(refused, "report"))?;
    }
    if empty {
        writeln!(err, "no report is valid on {at}; use `--subject` to evaluate a subject without reports")?;
    }
    let counts = [Severity::Error, Severity::Warning].map(|severity| (outcome.count(severity), severity.name()));
    let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
    if !parts.is_empty() {
        writeln!(err, "{} in reports and scope files: `scsdoc compliance check` lists them", parts.join(" and "))?;
    }
    Ok(())
}

/// Whether there is something to pass and all subjects pass it: all effective versions, or the requested one.
fn pass(verdicts: &[SubjectVerdicts<'_>], one_version: bool) -> bool {
    let versions = || {
        let scopes = verdicts.iter().flat_map(|subject| &subject.scopes);
        let wanted = move |validity: Validity| one_version || validity == Validity::Effective;
        scopes.flat_map(|scope| &scope.versions).filter(move |version| wanted(version.validity))
    };
    // A requested version must be effective for every subject.
    let in_force = |subject: &SubjectVerdicts<'_>| subject.scopes.iter().any(|scope| !scope.versions.is_empty());
    let everybody = !one_version || verdicts.iter().all(in_force);
    versions().next().is_some() && everybody && versions().all(|version| version.verdict == Some(Verdict::Pass))
}
