//! `scsdoc compliance check`

use super::EvidenceArgs;
use crate::check::rule::Group;
use crate::check::{self, Options, rules};
use crate::cli::{Done, Global, baseline, print};
use crate::diagnostic::Severity;
use crate::report::{self, Format};
use crate::text::layout::counted;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    evidence: EvidenceArgs,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Fail on warnings
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let loaded = super::load(&args.evidence, &[], global)?;
    let base = match &loaded.worktree {
        Some(worktree) => baseline::options(global, worktree, &loaded.corpus)?,
        None => Options::at(global.at()),
    };
    let of_compliance = rules::all().filter(|rule| rule.group() == Group::Compliance);
    let options = Options { only: of_compliance.map(|rule| rule.name.to_owned()).collect(), ..base };
    let outcome = check::run(&loaded.corpus, &options);
    let settings = report::Settings {
        screen: global.screen(),
        quiet: global.quiet,
        files: Some(loaded.corpus.evidence.file_count()),
        strict: args.strict,
        ..report::Settings::at(options.at)
    };
    let reports = loaded.corpus.evidence.reports.len();
    if args.format == Format::Human && !global.quiet && outcome.diagnostics.is_empty() {
        print(&format!("nothing to report in {}\n", counted(reports, "report")))?;
    } else {
        print(&report::write(args.format, &outcome, &loaded.corpus, &settings))?;
    }
    let failed = outcome.count(Severity::Error) > 0 || (args.strict && outcome.count(Severity::Warning) > 0);
    Ok(!failed)
}
