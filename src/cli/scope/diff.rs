//! `scsdoc scope diff`

use super::Scopes;
use crate::cli::formats::TableArgs;
use crate::cli::{Done, Failure, Global, print};
use crate::model::scope::{Scope, Version};
use crate::value::suggest;
use crate::view::scope_diff::Comparison;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  scsdoc scope diff iaas v4 v5.1")]
pub(super) struct DiffArgs {
    /// Scope, by file name or name, such as scs-compatible-iaas
    #[arg(value_name = "NAME")]
    name: String,
    /// Old version, such as v4
    #[arg(value_name = "OLD")]
    old: String,
    /// New version, such as v5.1
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Done {
    let corpus = global.load()?.corpus;
    global.note_unread(&corpus);
    let scopes = Scopes::of(&corpus);
    let scope = scopes.find(&args.name)?;
    let (old, new) = (version(scope, &args.old)?, version(scope, &args.new)?);
    let change = scope.change(old, new, &corpus.config);
    let comparison = Comparison { scope, old, new, change };
    print(&comparison.write(args.table.format, global.screen()))
}

fn version<'a>(scope: &'a Scope, name: &str) -> Result<&'a Version, Failure> {
    if let Some(found) = scope.version(name).or_else(|| scope.version(&format!("v{name}"))) {
        return Ok(found);
    }
    let known = || scope.versions.iter().map(|version| version.name.text.as_str());
    Err(Failure::Message(match suggest::nearest(name, known()) {
        Some(near) => format!("{} has no version `{name}`; did you mean {near}?", scope.name.text),
        None => {
            format!(
                "{} has no version `{name}`; expected one of {}",
                scope.name.text,
                known().collect::<Vec<_>>().join(", ")
            )
        }
    }))
}
