//! `scsdoc compliance due`

use super::FolderArgs;
use crate::cli::formats::TableArgs;
use crate::cli::{Done, Global, print};
use crate::model::compliance::changes::{self, MAX_CASES};
use crate::report::compliance;
use crate::view::table::TableFormat;
use clap::Args;
use jiff::Span;

#[derive(Debug, Args)]
pub(super) struct DueArgs {
    /// Show what expires within this many days, as in 3d
    #[arg(long, value_name = "DAYS", default_value = "3d", value_parser = days)]
    within: i64,
    /// Only results of this subject
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<String>,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    table: TableArgs,
}

fn days(text: &str) -> Result<i64, String> {
    let number = text.strip_suffix('d').and_then(|number| number.parse().ok());
    number.filter(|number| (0..=3660).contains(number)).ok_or_else(|| "expected a number of days, as in 3d".into())
}

pub(super) fn run(args: &DueArgs, global: &Global) -> Done {
    let loaded = args.folder.load(global)?;
    let at = global.at();
    let until = at.checked_add(Span::new().days(args.within)).unwrap_or(jiff::civil::Date::MAX);
    let question = loaded.question(at);
    let known = |subject: &str| question.reports.contains_key(subject) || loaded.listed().any(|one| one == subject);
    if let Some(subject) = args.subject.as_ref().filter(|subject| !known(subject)) {
        return Err(format!("no report and no environment has the subject `{subject}`").into());
    }
    let mut found = Vec::new();
    for subject in
        question.reports.keys().filter(|subject| args.subject.as_ref().is_none_or(|wanted| wanted == *subject))
    {
        for plan in &question.plans {
            let of = question.scope_at(subject, plan, at);
            found.extend(changes::due(subject, plan, &of.standing, at, until));
        }
    }
    if found.is_empty() && args.table.format == TableFormat::Table {
        return print(&format!("nothing expires by {until}\n"));
    }
    let people = matches!(args.table.format, TableFormat::Table | TableFormat::Markdown);
    print(&compliance::due(found, people.then_some(MAX_CASES)).write(args.table.format, global.screen()))
}
