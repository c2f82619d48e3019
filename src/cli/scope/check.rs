//! `scsdoc scope check`

use super::Scopes;
use crate::check::rule::Group;
use crate::check::{self, Options, rules};
use crate::cli::{Done, Global, Loaded, baseline, print};
use crate::diagnostic::Severity;
use crate::report::{self, Format};
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  scsdoc scope check\n  scsdoc scope check iaas --strict")]
pub(super) struct CheckArgs {
    /// Scopes, by file name or name [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,
    /// Fail on warnings
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(args: &CheckArgs, global: &Global) -> Done {
    let Loaded { worktree, corpus, .. } = global.load()?;
    let scopes = Scopes::of(&corpus);
    let mut files = Vec::new();
    for name in &args.names {
        let scope = scopes.find(name)?;
        files.push(scope.path.clone());
        // Include the documents that describe its versions.
        let compiled = scopes.compiled(scope).into_iter().flat_map(|compiled| &compiled.scope.versions);
        files.extend(compiled.map(|version| {
            let file = version.origin.split(':').next().unwrap_or_default();
            corpus.config.document_path(file)
        }));
    }
    let of_scopes = rules::all().filter(|rule| matches!(rule.group(), Group::TestCases | Group::Scopes));
    let options = Options {
        only: of_scopes.map(|rule| rule.name.to_owned()).collect(),
        files: (!args.names.is_empty()).then_some(files),
        ..baseline::options(global, &worktree, &corpus)?
    };
    let outcome = check::run(&corpus, &options);
    let settings = report::Settings {
        screen: global.screen(),
        quiet: global.quiet,
        files: options.files.as_ref().map(Vec::len),
        strict: args.strict,
        ..report::Settings::at(options.at)
    };
    print(&report::write(args.format, &outcome, &corpus, &settings))?;
    let failed = outcome.count(Severity::Error) > 0 || (args.strict && outcome.count(Severity::Warning) > 0);
    Ok(!failed)
}
