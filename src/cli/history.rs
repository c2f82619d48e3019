//! `scsdoc history`

mod violations;

use super::formats::TableArgs;
use super::{Done, Failure, Global};
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::Severity;
use crate::load::git::{self, Git};
use crate::load::worktree::Worktree;
use crate::load::{Entry, MAX_FILE, is_document_name};
use crate::model::Corpus;
use crate::model::change;
use crate::model::history::{Commit, Facts, FileChange, History, Lineage};
use crate::model::name::{Name, NameKind};
use crate::render::past::Past;
use crate::view::table::TableFormat;
use crate::view::{self, history};
use clap::Args;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  scsdoc history 0100\n  scsdoc history 0100 --at 2024-06-01\n  scsdoc history --violations\n  \
                  scsdoc history --format csv"
)]
pub(super) struct HistoryArgs {
    /// The document: `scs-0100-v3`, `0100` (all versions and supplements), a file name or a path;
    /// former names also work [default: all documents]
    #[arg(value_name = "ID", add = super::completions::documents())]
    id: Option<String>,
    /// Start from this revision and follow first parents
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    rev: String,
    /// Show the findings of change rules for each commit, as of its date
    #[arg(long)]
    violations: bool,
    #[command(flatten)]
    table: TableArgs,
}

/// The history of the checkout for its site; `None` without a repository or commits.
pub(super) fn past(worktree: &Worktree, config: &Config) -> Result<Option<Past>, git::Error> {
    let Ok(git) = Git::open(worktree.root()) else { return Ok(None) };
    if git.commit("HEAD").is_err() {
        return Ok(None);
    }
    let walk = git.history("HEAD", config)?;
    let cut = walk.cut.clone();
    Ok(Some(Past { history: History::build(commits(&git, walk, config)?), cut }))
}

/// Sets the past states of documents from git, and notes if there are none.
pub(super) fn set_pasts(
    worktree: &Worktree,
    corpus: &mut Corpus,
    global: &Global,
    no_history: bool,
) -> Result<(), Failure> {
    let at = global.at();
    if at >= super::today() {
        return Ok(());
    }
    let past = match no_history {
        true => None,
        false => past(worktree, &corpus.config).map_err(|error| format!("{error}; or pass --no-history"))?,
    };
    let shallow = past.as_ref().is_some_and(|past| past.cut.is_some());
    if !past.is_some_and(|past| past.history.set_pasts(corpus)) {
        note_undated(at, shallow, global);
    }
    Ok(())
}

/// Notes that the states of a past date are not from git.
pub(super) fn note_undated(at: Date, shallow: bool, global: &Global) {
    if at < super::today() && !global.quiet {
        let why = if shallow { "the clone is shallow (git fetch --unshallow)" } else { "no git history" };
        let _ =
            writeln!(io::stderr(), "note: {why}; the states as of {at} are based only on the dates in the documents");
    }
}

pub(super) fn run(args: &HistoryArgs, global: &Global) -> Done {
    let worktree = global.worktree()?;
    let git = Git::open(worktree.root())?;
    let config = settings(&worktree, &git, &args.rev, global)?;
    let mut walk = git.history(&args.rev, &config)?;
    walk.commits.retain(|commit| global.at.is_none_or(|at| day(commit.time) <= at));
    if let Some(cut) = walk.cut.as_deref().filter(|_| !global.quiet) {
        let short = cut.get(..7).unwrap_or(cut);
        let message = "the clone is shallow and starts at {}; run git fetch --unshallow for the rest";
        let _ = writeln!(io::stderr(), "scsdoc: {}", message.replace("{}", short));
    }
    let mut judged = if args.violations { violations::find_violations(&git, &walk, &config)? } else { Vec::new() };
    let history = History::build(commits(&git, walk, &config)?);
    let documents: Vec<&Lineage> = match &args.id {
        None => history.documents.iter().collect(),
        Some(id) => history.find(id).map_err(|error| error.to_string())?,
    };
    let screen = global.screen();
    if args.violations {
        if args.id.is_some() {
            let paths: HashSet<&str> =
                documents.iter().flat_map(|document| &document.names).map(|(_, path)| path.as_str()).collect();
            for commit in &mut judged {
                commit.findings.retain(|found| paths.contains(found.path.as_str()));
            }
            judged.retain(|commit| !commit.findings.is_empty());
        }
        let text = match args.table.format {
            TableFormat::Table => view::violations::terminal(&judged, screen, global.quiet),
            format => view::violations::table(&judged).write(format, screen),
        };
        io::stdout().lock().write_all(text.as_bytes())?;
        let findings = judged.iter().flat_map(|commit| &commit.findings);
        return Ok(findings.filter(|found| found.severity == Severity::Error).count() == 0);
    }
    let text = match args.table.format {
        TableFormat::Table => history::terminal(&history, &documents, screen, global.quiet),
        format => history::table(&history, &documents).write(format, screen),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(true)
}

/// The settings of the checkout; if it has none (such as a bare repository), those of the revision.
fn settings(worktree: &Worktree, git: &Git, rev: &str, global: &Global) -> Result<Config, Failure> {
    if global.config.is_some() || worktree.read(FILE_NAME, 0).is_some() {
        return Ok(worktree.config(global.config.as_deref())?);
    }
    Ok(git.config_at(git.commit(rev)?)?.unwrap_or_default())
}

/// The commits with the changed documents before and after, and renames.
fn commits(git: &Git, walk: git::Walk, config: &Config) -> Result<Vec<Commit>, git::Error> {
    let mut seen: HashMap<git2::Oid, Arc<Facts>> = HashMap::new();
    let mut facts = |blob: Option<git2::Oid>| -> Result<Option<Arc<Facts>>, git::Error> {
        let Some(blob) = blob else { return Ok(None) };
        if let Some(facts) = seen.get(&blob) {
            return Ok(Some(facts.clone()));
        }
        let read = Arc::new(Facts::read(&git.blob(blob, MAX_FILE)?));
        seen.insert(blob, read.clone());
        Ok(Some(read))
    };
    let mut commits = Vec::new();
    for commit in walk.commits {
        let changes: Vec<git::Delta> =
            commit.changes.into_iter().filter(|change| is_document(&change.path, config)).collect();
        let renamed = renamed(git, &changes)?;
        let mut files = Vec::new();
        for change in changes {
            let new = facts(change.new)?;
            files.push(FileChange { from: renamed.get(&change.path).cloned(), path: change.path, new });
        }
        if files.is_empty() {
            continue;
        }
        commits.push(Commit {
            cut: walk.cut.as_deref() == Some(commit.id.as_str()),
            date: day(commit.time),
            id: commit.id,
            summary: commit.summary,
            author: commit.author,
            changes: files,
        });
    }
    Ok(commits)
}

/// Old paths of files renamed by a commit, by new path.
fn renamed(git: &Git, changes: &[git::Delta]) -> Result<HashMap<String, String>, git::Error> {
    let (gone, new): (Vec<_>, Vec<_>) = changes
        .iter()
        .filter_map(|change| Some((change, change.old.xor(change.new)?)))
        .partition(|(change, _)| change.new.is_none());
    if gone.is_empty() || new.is_empty() {
        return Ok(HashMap::new());
    }
    let read = |files: &[(&git::Delta, git2::Oid)]| -> Result<Vec<Entry>, git::Error> {
        files.iter().map(|(_, blob)| git.blob(*blob, MAX_FILE)).collect()
    };
    let texts = (read(&gone)?, read(&new)?);
    let before: Vec<_> = gone.iter().zip(&texts.0).map(|((change, _), text)| (&*change.path, text.bytes())).collect();
    let after: Vec<_> = new.iter().zip(&texts.1).map(|((change, _), text)| (&*change.path, text.bytes())).collect();
    let pairs = change::renames(&before, &after);
    Ok(pairs.into_iter().map(|(old, at)| (after[at].0.to_owned(), before[old].0.to_owned())).collect())
}

/// The UTC date of a Unix time; 1970-01-01 if it is out of range.
pub(super) fn day(time: i64) -> Date {
    let time = jiff::Timestamp::from_second(time).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn is_document(path: &str, config: &Config) -> bool {
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    folder == config.standards && is_document_name(file) && Name::parse(file).kind != NameKind::Template
}
