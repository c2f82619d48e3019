//! `scsdoc compliance`: reports, verdicts, cloud environments.

mod add;
mod check;
mod diff;
mod due;
mod show;
mod table;
mod verdict;

use super::{Done, Failure, Global};
use crate::config::Config;
use crate::load::git::{self, Git};
use crate::load::worktree::{self, Worktree, files_below, read_named};
use crate::load::{Entry, MAX_FILE, Tree, is_register_file};
use crate::model::Corpus;
use crate::model::compliance::changes::ScopeFileHistory;
use crate::model::compliance::environments::{self, Environment, Environments};
use crate::model::compliance::verdict::{Plan, Question};
use crate::model::compliance::{Evidence, Files, Paths, Signatures, is_report_name, state_at};
use crate::model::scope::{Scope, ScopeFile};
use crate::scope::compile;
use crate::value::suggest;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct ComplianceArgs {
    #[command(subcommand)]
    command: Option<ComplianceCommand>,
    #[command(flatten)]
    table: table::TableArgs,
}

#[derive(Debug, Subcommand)]
enum ComplianceCommand {
    /// Print the verdicts of the subjects of reports
    Verdict(verdict::VerdictArgs),
    /// Show why an environment passes or fails: test cases that have not passed, since when, and when results expire
    Show(show::ShowArgs),
    /// Check reports, the ledger and the list of environments
    Check(check::CheckArgs),
    /// Verify reports and append their results to the ledger
    Add(add::AddArgs),
    /// Show which verdicts changed between two dates, and why
    Diff(diff::DiffArgs),
    /// Show which results expire next
    Due(due::DueArgs),
}

pub(super) fn run(args: &ComplianceArgs, global: &Global) -> Done {
    match &args.command {
        None => table::run(&args.table, global),
        Some(ComplianceCommand::Verdict(args)) => verdict::run(args, global),
        Some(ComplianceCommand::Show(args)) => show::run(args, global),
        Some(ComplianceCommand::Check(args)) => check::run(args, global),
        Some(ComplianceCommand::Add(args)) => add::run(args, global),
        Some(ComplianceCommand::Diff(args)) => diff::run(args, global),
        Some(ComplianceCommand::Due(args)) => due::run(args, global),
    }
}

/// Which reports are read.
#[derive(Debug, Default, Args)]
struct EvidenceArgs {
    /// Reports, or folders with reports [default: the ledger and the reports of the register]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Folder of reports to read instead of the one in the register
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    reports: Option<PathBuf>,
}

/// Location of reports, for commands that only read those of the register.
#[derive(Debug, Default, Args)]
pub(super) struct FolderArgs {
    /// Folder of reports to read instead of the one in the register
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
}

impl FolderArgs {
    pub(super) fn load(&self, global: &Global) -> Result<Loaded, Failure> {
        load(&EvidenceArgs { paths: Vec::new(), reports: self.reports.clone() }, &[], global)
    }
}

/// A register with evidence.
pub(super) struct Loaded {
    /// `None` without a register, if none is needed.
    pub(super) worktree: Option<Worktree>,
    pub(super) corpus: Corpus,
    /// Scopes that only the register makes.
    made: Vec<Scope>,
    /// Scope files as they were; nothing is known of them where there is no git.
    past: ScopeFileHistory,
}

impl Loaded {
    /// The scopes: files, and those that only the register makes.
    fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.corpus.scopes.iter().map(|file| -> &Scope { file }).chain(&self.made)
    }

    /// What counts on a date, with the scopes that were loaded.
    pub(super) fn question(&self, at: Date) -> Question<'_> {
        Question::new(&self.corpus.evidence, self.scopes(), at)
    }

    /// What counts on a date, with the scopes of that date.
    fn question_then(&self, at: Date) -> Question<'_> {
        Question::new(&self.corpus.evidence, self.past.at(at, self.scopes()), at)
    }

    /// Whether an environment lists a subject for a scope.
    fn lists(&self, subject: &str, plan: &Plan<'_>) -> bool {
        let environment = self.corpus.evidence.environments.of_subject(subject);
        let listed = environment.and_then(|environment| environment.subjects.get(plan.file.stem()));
        listed.is_some_and(|listed| listed.iter().any(|one| one == subject))
    }

    /// The subjects that environments list.
    fn listed(&self) -> impl Iterator<Item = &str> {
        let all = self.corpus.evidence.environments.list.iter();
        all.flat_map(|environment| environment.subjects.values().flatten()).map(String::as_str)
    }

    /// The environment with this id.
    fn environment(&self, id: &str) -> Result<&Environment, Failure> {
        let environments = &self.corpus.evidence.environments;
        if let Some(found) = environments.find(id) {
            return Ok(found);
        }
        let path = &self.corpus.config.certification.environments;
        if !environments.present {
            return Err(format!("{path} does not exist").into());
        }
        let ids = || environments.list.iter().map(|environment| environment.id.as_str());
        Err(match suggest::nearest(id, ids()) {
            Some(near) => format!("{path} has no environment `{id}`; did you mean `{near}`?").into(),
            None => format!("{path} has no environment `{id}`").into(),
        })
    }
}

/// Scope files, and environments with accounts, as they were: from the commits that changed them, along first parents.
#[derive(Default)]
struct Past {
    scopes: ScopeFileHistory,
    environments: Vec<(Date, Environments)>,
}

fn past(worktree: &Worktree, config: &Config) -> Result<Past, git::Error> {
    let mut past = Past::default();
    let Ok(git) = Git::open(worktree.root()) else { return Ok(past) };
    if git.commit("HEAD").is_err() {
        return Ok(past);
    }
    let is_scope = |path: &str| path.ends_with(".yaml") && is_register_file(path, config);
    let mut scopes: BTreeMap<String, Arc<ScopeFile>> = BTreeMap::new();
    let mut lists: BTreeMap<String, Entry> = BTreeMap::new();
    // Clocks of committers differ; a later commit is never in force before an earlier one.
    let mut date = Date::MIN;
    for commit in git.history("HEAD", config)?.commits {
        date = date.max(super::history::day(commit.time));
        let (mut of_scopes, mut of_lists) = (false, false);
        for change in &commit.changes {
            if is_scope(&change.path) {
                of_scopes = true;
                match change.new {
                    Some(blob) => {
                        let file = ScopeFile::parse(&change.path, &git.blob(blob, MAX_FILE)?);
                        scopes.insert(change.path.clone(), Arc::new(file));
                    }
                    None => drop(scopes.remove(&change.path)),
                }
            } else if config.certification.files().any(|path| path == change.path) {
                of_lists = true;
                match change.new {
                    Some(blob) => drop(lists.insert(change.path.clone(), git.blob(blob, environments::MAX_FILE)?)),
                    None => drop(lists.remove(&change.path)),
                }
            }
        }
        if of_scopes {
            past.scopes.states.push((date, scopes.values().cloned().collect()));
        }
        if of_lists {
            let mut files =
                [Some(&config.certification.environments), config.certification.accounts.as_ref()].map(|path| {
                    let path = path?;
                    Some((path.as_str().into(), lists.get(path)?.clone()))
                });
            // What was wrong with them then is of no interest now.
            past.environments.push((date, Environments::read(files[0].take(), files[1].take(), &mut Vec::new())));
        }
    }
    Ok(past)
}

/// Loads the evidence of a register that lists environments, for its site; `None` if it lists none. Without history
/// the past is taken as it is today.
pub(super) fn complete(
    worktree: &Worktree,
    corpus: &mut Corpus,
    history: bool,
) -> Result<Option<ScopeFileHistory>, Failure> {
    if !corpus.evidence.environments.present {
        return Ok(None);
    }
    corpus.evidence = evidence(&EvidenceArgs::default(), Some(worktree), &corpus.config)?;
    let past = if history { past(worktree, &corpus.config)? } else { Past::default() };
    corpus.evidence.past = past.environments;
    Ok(Some(past.scopes))
}

/// Reads evidence from where arguments and settings say.
struct Disk {
    worktree: Option<Worktree>,
    /// Displayed paths with their files, for those named on the command line.
    named: BTreeMap<String, PathBuf>,
}

impl Files for Disk {
    fn read(&self, path: &str, limit: u64) -> Option<Entry> {
        let signature = || {
            let mut file = self.named.get(path.strip_suffix(".sig")?)?.clone().into_os_string();
            file.push(".sig");
            Some(PathBuf::from(file))
        };
        match self.named.get(path).cloned().or_else(signature) {
            Some(file) => read_named(&file, limit),
            None => self.worktree.as_ref()?.read(path, limit),
        }
    }
}

/// Loads the register with evidence. With scope files as arguments, no register is needed: only they are loaded, and
/// no documents.
fn load(args: &EvidenceArgs, scopes: &[PathBuf], global: &Global) -> Result<Loaded, Failure> {
    if scopes.is_empty() {
        let super::Loaded { worktree, mut corpus, .. } = global.load()?;
        corpus.evidence = evidence(args, Some(&worktree), &corpus.config)?;
        let past = past(&worktree, &corpus.config)?;
        corpus.evidence.past = past.environments;
        let mut made: Vec<Scope> = compile(&corpus).into_iter().map(|compiled| compiled.scope).collect();
        made.retain(|scope| corpus.scopes.iter().all(|file| file.stem() != scope.stem()));
        let mut loaded = Loaded { worktree: Some(worktree), corpus, made, past: past.scopes };
        // For today the files are what they are.
        if let Some(at) = global.at
            && let Some(files) = state_at(&loaded.past.states, at)
        {
            loaded.corpus.scopes = files.clone();
        }
        return Ok(loaded);
    }
    let worktree = match Worktree::open(global.root.as_deref(), Path::new(".")) {
        Err(worktree::Error::NoRegister(_)) => None,
        other => Some(other?),
    };
    let config = match &worktree {
        Some(worktree) => worktree.config(global.config.as_deref())?,
        None => Config::default(),
    };
    let evidence = evidence(args, worktree.as_ref(), &config)?;
    let mut corpus = Corpus::build(&Tree::default(), config, &Tree::default());
    corpus.evidence = evidence;
    for file in scopes {
        let path = shown(file, worktree.as_ref());
        let entry = match read_named(file, MAX_FILE) {
            Some(Entry::Unreadable(reason)) => return Err(format!("{} {reason}", file.display()).into()),
            Some(entry) => entry,
            None => return Err(format!("{} does not exist", file.display()).into()),
        };
        corpus.scopes.push(Arc::new(ScopeFile::parse(&path, &entry)));
    }
    corpus.scopes.sort_by(|a, b| a.path.cmp(&b.path));
    corpus.scopes.dedup_by(|a, b| a.path == b.path);
    Ok(Loaded { worktree, corpus, made: Vec::new(), past: ScopeFileHistory::default() })
}

/// A path for findings: relative to the register if it is inside.
fn shown(file: &Path, worktree: Option<&Worktree>) -> String {
    let relative = worktree.map(|worktree| worktree.relative(file)).filter(|path| !Path::new(path).is_absolute());
    relative.unwrap_or_else(|| file.to_string_lossy().replace('\\', "/"))
}

fn evidence(args: &EvidenceArgs, worktree: Option<&Worktree>, config: &Config) -> Result<Evidence, Failure> {
    let settings = &config.certification;
    let mut disk = Disk { worktree: worktree.cloned(), named: BTreeMap::new() };
    let mut paths = Paths {
        environments: Some(settings.environments.clone()),
        accounts: settings.accounts.clone(),
        ..Paths::default()
    };
    if let Some(path) = settings.accounts.as_ref().filter(|path| disk.read(path, 1).is_none()) {
        return Err(format!("{} names {path} as the list of accounts, and that does not exist", config.path).into());
    }
    let mut folders: Vec<PathBuf> = args.paths.iter().chain(&args.reports).cloned().collect();
    if let Some(worktree) = worktree.filter(|_| args.paths.is_empty()) {
        let ledger = worktree.root().join(&settings.ledger);
        for file in files_below(&ledger, &|name| name.ends_with(".jsonl")) {
            paths.ledger.push(shown(&file, Some(worktree)));
        }
        let reports = worktree.root().join(&settings.reports);
        if args.reports.is_none() && reports.is_dir() {
            folders.push(reports);
        }
    }
    for path in folders {
        if !path.exists() {
            return Err(format!("{} does not exist", path.display()).into());
        }
        let files = if path.is_dir() { files_below(&path, &is_report_name) } else { vec![path] };
        for file in files {
            let path = shown(&file, worktree);
            if disk.named.insert(path.clone(), file).is_none() {
                paths.reports.push(path);
            }
        }
    }
    Ok(Evidence::read(&paths, Arc::new(disk), Signatures::of(config)))
}
