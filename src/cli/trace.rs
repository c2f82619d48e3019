//! `scsdoc tests`

use super::formats::TableArgs;
use super::names::one_of;
use super::scope::Scopes;
use super::{Done, Failure, Global, Loaded};
use crate::model::Corpus;
use crate::model::document::Track;
use crate::model::lifecycle::State;
use crate::model::lookup::NotFound;
use crate::model::testcases::number_of;
use crate::model::trace::{CaseTraces, Trace};
use crate::text::layout::counted;
use crate::value::suggest;
use crate::view::table::{Table, TableFormat};
use crate::view::trace::{self, Filter};
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc tests\n  scsdoc tests --scope iaas\n  scsdoc tests scs-0100-v3\n  scsdoc tests scs-0100-syntax-check"
)]
pub(super) struct TestsArgs {
    /// Standard (scs-0104, scs-0104-v1) or test case (scs-0104-image-debian-13)
    #[arg(value_name = "ID", conflicts_with_all = ["track", "scope", "state"], add = super::completions::documents())]
    id: Option<String>,
    /// Only standards on this track
    #[arg(long, value_name = "TRACK", ignore_case = true, value_parser = one_of(Track::ALL, Track::name))]
    track: Option<Track>,
    /// Only standards that a current version of this scope requires
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// Only standards in this state on the date
    #[arg(long, value_name = "STATE", ignore_case = true, value_parser = one_of(State::ALL, State::name))]
    state: Option<State>,
    /// For a past date, use only the dates in the documents, not the git history
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &TestsArgs, global: &Global) -> Done {
    let Loaded { worktree, mut corpus, .. } = global.load()?;
    super::history::set_pasts(&worktree, &mut corpus, global, args.no_history)?;
    global.note_unread(&corpus);
    let trace = Trace::at(&corpus, global.at());
    match &args.id {
        Some(id) => one(args, global, &trace, id),
        None => all(args, global, &trace),
    }
}

fn all(args: &TestsArgs, global: &Global, trace: &Trace<'_>) -> Done {
    let at = global.at();
    let scopes = args.scope.as_ref().map(|_| Scopes::of(trace.corpus));
    let scope = args.scope.as_ref().zip(scopes.as_ref()).map(|(name, scopes)| scopes.find(name)).transpose()?;
    let filter = Filter {
        track: args.track,
        state: args.state,
        scope: scope.map(|scope| scope.name.text.clone()),
        number: None,
    };
    let table = trace::matrix(&CaseTraces::of(trace), at, &filter);
    let mut text = write(&table, args, global);
    if args.table.format == TableFormat::Table && !global.quiet {
        let marked = |ticks| table.rows.iter().filter(|row| row.ticks == ticks).count();
        let marks = [3, 2, 1].map(|ticks| format!("{} {}", marked(ticks), "✓".repeat(ticks)));
        text.push_str(&format!(
            "\n{} as of {at}: {}\n{}",
            counted(table.rows.len(), "document"),
            marks.join(", "),
            trace::LEGEND
        ));
    }
    super::print(&text)
}

/// Shows one test case, or those of one standard.
fn one(args: &TestsArgs, global: &Global, trace: &Trace<'_>, query: &str) -> Done {
    let (corpus, at) = (trace.corpus, global.at());
    let id = query.trim();
    let cases = CaseTraces::of(trace);
    let lower = id.to_ascii_lowercase();
    if let Some(known) = [id, &lower].into_iter().find(|id| corpus.tests.cases.contains_key(*id)) {
        return super::print(&cases.record(known).write(args.table.format, global.screen()));
    }
    let document = match corpus.find(id, at) {
        Ok(document) => document,
        Err(ambiguous @ NotFound::Ambiguous { .. }) => return Err(ambiguous.to_string().into()),
        Err(error) => return Err(Failure::Message(unknown(corpus, id, error.near()))),
    };
    let Some(number) = document.name.number else {
        return Err(Failure::Message(format!("`{query}` is a proposal without test cases")));
    };
    let versioned = lower.contains("-v") && !document.is_supplement();
    let version = versioned.then_some(document.name.version);
    let mut text = String::new();
    if args.table.format == TableFormat::Table {
        let filter = Filter { number: Some((number, version)), ..Filter::default() };
        let matrix = trace::matrix(&cases, at, &filter);
        if !matrix.rows.is_empty() {
            text = write(&matrix, args, global) + "\n";
        }
    }
    let ids = trace::of_number(trace, number, version);
    let table = cases.table(&ids);
    if table.rows.is_empty() && args.table.format == TableFormat::Table {
        text.push_str("There are no test cases.\n");
    } else {
        text.push_str(&write(&table, args, global));
    }
    super::print(&text)
}

/// The error for an unknown name, with a suggestion.
fn unknown(corpus: &Corpus, id: &str, document: Option<String>) -> String {
    let lower = id.to_ascii_lowercase();
    let near = suggest::nearest(&lower, corpus.tests.cases.keys().map(String::as_str));
    // A number and words mean a test case, a number and a version a document.
    let is_case = number_of(&lower).is_some() && crate::model::identity::identity(&lower).is_none();
    let near = if is_case || document.is_none() { near.map(str::to_owned).or(document) } else { document };
    match near {
        Some(near) => format!("unknown test case or standard `{id}`; did you mean {near}?"),
        None => format!("unknown test case or standard `{id}`; run `scsdoc tests` for the standards"),
    }
}

fn write<T>(table: &Table<T>, args: &TestsArgs, global: &Global) -> String {
    table.write(args.table.format, global.screen())
}
