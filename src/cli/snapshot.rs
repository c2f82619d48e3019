//! `--base` and `--staged`: the register and an older state of it from git.

use super::{Failure, Global, Loaded};
use crate::check::baseline::{Baseline, MAX_BASELINE};
use crate::config::Config;
use crate::load::git::{self, Git, RevisionLookup};
use crate::load::worktree::Worktree;
use crate::load::{Entry, Found, Lookup, MAX_FILE, is_document_name, is_scope_name};
use crate::model::Corpus;
use crate::model::change::{BranchNames, Comparison, was_stable};
use crate::model::document::Document;
use crate::text::path::folder_of;
use clap::Args;
use git2::Oid;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ChangeArgs {
    /// Also check the change since the merge base of REV and HEAD
    #[arg(long, value_name = "REV", group = "older")]
    base: Option<String>,
    /// Check the index instead of the work tree, and the change since HEAD
    #[arg(long, group = "older")]
    staged: bool,
    /// With --base or --staged, also report findings that already existed
    #[arg(long, requires = "older")]
    pub(super) all: bool,
}

/// The register and the state that it is compared with.
pub(super) struct Snapshot {
    pub(super) worktree: Worktree,
    pub(super) corpus: Corpus,
    older: Option<Older>,
    /// The repository whose index is checked; `None` for the work tree.
    pub(super) staged: Option<Git>,
}

struct Older {
    corpus: Corpus,
    revision: String,
    head: String,
    branches: BranchNames,
    on_main: bool,
    stabilized: Vec<Document>,
    baseline_added: usize,
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

impl Snapshot {
    /// The comparison, if there is an older state.
    pub(super) fn comparison(&self) -> Option<Comparison<'_>> {
        let older = self.older.as_ref()?;
        Some(Comparison {
            revision: older.revision.clone(),
            head: older.head.clone(),
            branches: older.branches.clone(),
            base_on_main: older.on_main,
            baseline_added: older.baseline_added,
            stabilized: &older.stabilized,
            ..Comparison::new(&older.corpus, &self.corpus)
        })
    }
}

/// Stable documents that were edited since a commit, as they were when they became stable.
fn stabilized(git: &Git, commit: &str, older: &Corpus, newer: &Corpus) -> Result<Vec<Document>, git::Error> {
    let text = |corpus: &Corpus, path: &str| corpus.source(path).map(|source| source.text().to_owned());
    let edited = |document: &&Document| {
        was_stable(document) && text(newer, &document.path).is_some_and(|new| new != document.source.text())
    };
    let edited: HashSet<&str> = older.documents.iter().filter(edited).map(|document| document.path.as_str()).collect();
    if edited.is_empty() {
        return Ok(Vec::new());
    }
    let walk = git.history(commit, &older.config)?;
    let mut found: BTreeMap<String, Option<Document>> = BTreeMap::new();
    for commit in &walk.commits {
        // Nothing is known of what precedes the first commit of a shallow clone.
        let known = walk.cut.as_ref() != Some(&commit.id);
        for change in commit.changes.iter().filter(|change| edited.contains(change.path.as_str())) {
            let document = change.new.map(|blob| git.blob(blob, MAX_FILE)).transpose()?;
            match document.map(|text| Document::parse(&change.path, &text)).filter(was_stable) {
                Some(document) => drop(found.entry(change.path.clone()).or_insert(known.then_some(document))),
                None => drop(found.remove(&change.path)),
            }
        }
    }
    Ok(found.into_values().flatten().collect())
}

/// The settings of a commit without a settings file: those of today, with the default folders where the register had them.
fn implied(today: &Config, commit: &RevisionLookup) -> Config {
    let mut config = Config { path: today.path.clone(), settings: today.settings.clone(), ..Config::default() };
    let default = Config::default().settings;
    let held = |folder: &str| commit.names_in(folder).iter().any(|name| is_document_name(name) || is_scope_name(name));
    let had = |folder: &str| commit.look_up(folder) == Found::Folder && held(folder);
    if had(&default.standards) {
        config.settings.standards = default.standards;
    }
    if had(&default.tests.folder) {
        config.settings.tests.folder = default.tests.folder;
    }
    config
}

/// Number of findings in the configured baseline that it does not have in a commit.
fn baseline_added(worktree: &Worktree, git: &Git, staged: bool, commit: Oid, states: [&Config; 2]) -> usize {
    let parse = |entry| match entry {
        Some(Entry::File(bytes)) => Baseline::parse(&String::from_utf8_lossy(&bytes)).unwrap_or_default(),
        _ => Baseline::default(),
    };
    let [old, new] = states.map(|config| config.baseline.as_deref());
    // A baseline that cannot be read is an error when it is applied.
    let old = parse(old.and_then(|path| git.file_at(commit, path, MAX_BASELINE).ok().flatten()));
    let new = parse(new.and_then(|path| match staged {
        true => git.file_in_index(path, MAX_BASELINE).ok().flatten(),
        false => worktree.read(path, MAX_BASELINE),
    }));
    new.len() - new.within(&old).len()
}

/// Notes that sparse checkout leaves out a part of the register: links to it are reported as broken.
fn say_left_out(worktree: &Worktree, corpus: &Corpus) -> Result<(), Failure> {
    let Some(git) = Git::open(worktree.root()).ok().filter(Git::is_sparse) else { return Ok(()) };
    let mut out = git.left_out(&corpus.config).unwrap_or_default();
    out.retain(|path| corpus.source(path).is_none());
    let Some(first) = out.first() else { return Ok(()) };
    let number = match out.len() {
        1 => "1 file of the register is".to_owned(),
        number => format!("{number} files of the register are"),
    };
    super::apply::say(&format!(
        "note: {number} left out of this checkout ({first} first); links to them are reported as broken: \
         git sparse-checkout add {}",
        folder_of(first),
    ))
}

/// Loads the states that the arguments select.
pub(super) fn load(args: &ChangeArgs, global: &Global) -> Result<Snapshot, Failure> {
    if !args.staged && args.base.is_none() {
        let Loaded { worktree, corpus, .. } = global.load()?;
        if !global.quiet {
            say_left_out(&worktree, &corpus)?;
        }
        return Ok(Snapshot { worktree, corpus, older: None, staged: None });
    }
    let worktree = global.worktree()?;
    let mut git = Git::open(worktree.root())?;
    if git.is_bare() {
        let message = "{} is a bare repository without a work tree; run it in a checkout: git worktree add DIR";
        return Err(Failure::Message(message.replace("{}", &worktree.root().display().to_string())));
    }
    // Git runs a hook with the index of that commit.
    if let Some(index) = std::env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty()) {
        git = git.with_index(&PathBuf::from(index));
    }
    let named = global.config.as_deref().map(|path| worktree.config(Some(path))).transpose()?;
    let (commit, mut tree, mut corpus) = match &args.base {
        Some(base) => {
            let commit = git.merge_base(base, "HEAD")?;
            let Loaded { tree, corpus, .. } = global.load()?;
            let absent = git.left_out(&corpus.config)?.into_iter().find(|path| !tree.entries.contains_key(path));
            if let Some(path) = absent {
                return Err(Failure::Message(format!(
                    "{path} is left out of this checkout; get the whole register first: git sparse-checkout add {}",
                    folder_of(&path)
                )));
            }
            (commit, tree, corpus)
        }
        None => {
            let config = named.clone().map_or_else(|| git.config_in_index(), |config| Ok(Some(config)))?;
            let config = config.unwrap_or_default();
            let tree = git.load_index(&config)?;
            let corpus = Corpus::build(&tree, config, &git.lookup_index()?);
            // The first commit has nothing to compare with.
            if git.unborn() {
                return Ok(Snapshot { worktree, corpus, older: None, staged: Some(git) });
            }
            (git.commit("HEAD")?, tree, corpus)
        }
    };
    let lookup = git.lookup_at(commit)?;
    let config = named.map_or_else(|| git.config_at(commit), |config| Ok(Some(config)))?;
    let config = config.unwrap_or_else(|| implied(&corpus.config, &lookup));
    let baseline_added = baseline_added(&worktree, &git, args.staged, commit, [&config, &corpus.config]);
    let mut older = git.load(commit, &config)?;
    // The ledger may be large, so it is read only if the change rewrites it. Sparse checkout may leave it out.
    let from_index = args.staged || git.is_sparse();
    if git.ledger_changed(commit, &config, from_index)? {
        git.load_ledger(Some(commit), &config, &mut older)?;
        let settings = corpus.config.clone();
        if from_index {
            git.load_ledger(None, &settings, &mut tree)?;
        } else {
            worktree.load_ledger(&settings, &mut tree);
        }
        corpus = match args.staged {
            true => corpus.rebuild(&tree, settings, &git.lookup_index()?),
            false => corpus.rebuild(&tree, settings, &worktree),
        };
    }
    let older = corpus.rebuild(&older, config, &lookup);
    if args.base.is_some() {
        // Like the base above, HEAD has no more paths than can be read.
        git.lookup_at(git.commit("HEAD")?)?;
        corpus.add_moved(git.moved_since(commit)?);
    }
    let branches = git.names_on_branches(&corpus.config)?;
    let head = git.commit("HEAD")?.to_string();
    let revision = commit.to_string();
    // In a partial clone the texts of older commits may be missing: then a return to them is not recognized.
    let stabilized = stabilized(&git, &revision, &older, &corpus).unwrap_or_default();
    let on_main = git.on_branch(commit, &corpus.config.repository.branch);
    let older = Some(Older { corpus: older, revision, head, branches, on_main, stabilized, baseline_added });
    Ok(Snapshot { worktree, corpus, older, staged: args.staged.then_some(git) })
}
