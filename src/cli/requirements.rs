//! `scsdoc requirements`

use super::compliance::{FolderArgs, Loaded};
use super::formats::TableArgs;
use super::names::one_of;
use super::scope::Scopes;
use super::{Done, Failure, Global};
use crate::model::compliance::clouds::{Cloud, clouds};
use crate::model::document::Track;
use crate::model::lifecycle::State;
use crate::model::requirements::{Coverings, Tested};
use crate::model::statements::Level;
use crate::model::trace::{ScopeVersion, Trace};
use crate::text::layout::counted;
use crate::view::requirements::{self, Filter};
use crate::view::table::TableFormat;
use crate::words;
use clap::Args;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc requirements scs-0104\n  scsdoc requirements --scope 'iaas v5.1' --keyword MUST --tested no\n  \
    scsdoc requirements --coverage\n  scsdoc requirements --format csv > requirements.csv"
)]
pub(super) struct RequirementsArgs {
    /// Standard (scs-0104: the effective version; scs-0104-v1) [default: all documents]
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Only documents on this track
    #[arg(long, value_name = "TRACK", ignore_case = true, value_parser = one_of(Track::ALL, Track::name))]
    track: Option<Track>,
    /// Only documents in this state on the date
    #[arg(long, value_name = "STATE", ignore_case = true, value_parser = one_of(State::ALL, State::name))]
    state: Option<State>,
    /// Only documents that a scope version requires: 'iaas v5.1', or 'iaas' for the versions in force
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// Only keywords of this level: MUST includes MUST NOT, REQUIRED, SHALL, SHALL NOT and FORBIDDEN
    /// (a keyword of scs-0001); SHOULD includes SHOULD NOT, RECOMMENDED and NOT RECOMMENDED; MAY includes OPTIONAL
    #[arg(long, value_name = "KEYWORD", ignore_case = true, value_parser = one_of(Level::ALL, Level::name))]
    keyword: Option<Level>,
    /// Only requirements with this test status: yes (a script covers it), manual (only a person checks it), unstated (its standard has automated test cases that do not say what they cover), no
    #[arg(long, value_name = "HOW", value_delimiter = ',', value_parser = one_of(Tested::ALL, Tested::name))]
    tested: Vec<Tested>,
    /// Also list possibly normative sentences, which have lowercase keywords and no number
    #[arg(long, conflicts_with = "coverage")]
    possible: bool,
    /// Count per scope version and document instead
    #[arg(long)]
    coverage: bool,
    /// For a past date, use only the dates in the documents, not the git history
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    table: TableArgs,
}

pub(super) fn run(args: &RequirementsArgs, global: &Global) -> Done {
    let mut loaded = args.folder.load(global)?;
    if let Some(worktree) = &loaded.worktree {
        super::history::set_pasts(worktree, &mut loaded.corpus, global, args.no_history)?;
    }
    let (corpus, at) = (&loaded.corpus, global.at());
    let trace = Trace::at(corpus, at);
    let document = args.id.as_ref().map(|id| corpus.find(id, at)).transpose().map_err(String::from)?;
    let filter = Filter {
        document: document.and_then(|document| corpus.index_of(document)),
        track: args.track,
        state: args.state,
        versions: args.scope.as_ref().map(|query| versions(&trace, query)).transpose()?,
        level: args.keyword,
        tested: args.tested.clone(),
    };
    let coverings = Coverings::of(&trace);
    let (format, screen) = (args.table.format, global.screen());
    if args.coverage {
        let rows = requirements::coverages(&coverings, &filter, at);
        return super::print(&requirements::coverage_table(rows).write(format, screen));
    }
    with_clouds(&loaded, at, |clouds| {
        let mut rows = requirements::rows(&coverings, &filter, clouds, at);
        let coverage = requirements::coverage(&rows);
        let possible = rows.iter().filter(|row| row.requirement.number.is_none()).count();
        rows.retain(|row| args.possible || row.requirement.number.is_some());
        let count = rows.iter().filter(|row| row.requirement.number.is_some()).count();
        let mut text = requirements::table(rows).write(format, screen);
        if format == TableFormat::Table && !global.quiet {
            let words = requirements::coverage_words(&coverage, words::english());
            let words = if words.is_empty() { words } else { format!(": {words}") };
            text.push_str(&format!("\n{} as of {at}{words}\n", counted(count, "requirement")));
            if possible > 0 {
                let sentences = counted(possible, "possibly normative sentence");
                let more = if args.possible { "" } else { " not listed; add --possible" };
                text.push_str(&format!("{sentences}{more}\n"));
            }
        }
        super::print(&text)
    })
}

/// The scope versions for `iaas v5.1` or `SCS-compatible IaaS v5.1`; without a version, those in force.
fn versions(trace: &Trace<'_>, query: &str) -> Result<Vec<usize>, Failure> {
    let select = |wanted: &dyn Fn(&ScopeVersion<'_>) -> bool| -> Vec<usize> {
        let all = trace.versions.iter().enumerate();
        all.filter(|(_, version)| wanted(version)).map(|(index, _)| index).collect()
    };
    let exact = select(&|version| version.label().eq_ignore_ascii_case(query.trim()));
    if !exact.is_empty() {
        return Ok(exact);
    }
    let scopes = Scopes::of(trace.corpus);
    let (name, wanted) = match query.trim().rsplit_once([' ', '@', '/']) {
        Some((name, version)) if scopes.find(name).is_ok() => (name, Some(version)),
        _ => (query, None),
    };
    let scope = scopes.find(name)?.name.text.as_str();
    let found = select(&|version| {
        let fits = wanted.map_or(version.in_force(), |name| version.name.eq_ignore_ascii_case(name));
        version.scope == scope && fits
    });
    if found.is_empty() {
        let known = trace.versions.iter().filter(|version| version.scope == scope).map(ScopeVersion::label);
        if trace.versions.iter().all(|version| version.scope != scope) {
            return Err(format!("no version of {scope} can be read; `scsdoc check` explains why").into());
        }
        let known: Vec<String> = known.map(|label| format!("`{label}`")).collect();
        return Err(format!("unknown scope version `{query}`; expected one of {}", known.join(", ")).into());
    }
    Ok(found)
}

/// Works with the cloud environments at a date, where the register has any.
pub(super) fn with_clouds<T>(
    loaded: &Loaded,
    at: jiff::civil::Date,
    work: impl FnOnce(Option<&[Cloud<'_>]>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let evidence = &loaded.corpus.evidence;
    if !evidence.environments.present {
        return work(None);
    }
    work(Some(&clouds(&evidence.environments.list, &loaded.question(at))))
}
