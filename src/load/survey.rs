//! A survey of a checkout that has not been set up: folders of documents and scope files, other relevant
//! files, and facts from git.

#![allow(clippy::disallowed_methods, reason = "this is part of the reader of the disk")]

use super::git::Git;
use super::worktree::{self, Worktree};
use super::{Entry, MAX_FILE, Tree, is_document_name, is_scope_name};
use git2::{Repository, RepositoryOpenFlags};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Maximum depth of the search.
const DEPTH: usize = 4;
/// Maximum number of visited files and folders.
const ENTRIES: usize = 200_000;
/// Folders with third-party or generated content.
const FOREIGN: [&str; 5] = ["node_modules", "target", "vendor", "public", "build"];

/// The relevant contents of a checkout.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Folders with files named like documents, with their number.
    pub documents: BTreeMap<String, usize>,
    /// Folders with scope files, with their number.
    pub scopes: BTreeMap<String, usize>,
    /// The requested files that exist.
    pub files: Tree,
    /// Facts from git; `None` outside a repository.
    pub git: Option<GitFacts>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitFacts {
    /// Path of the root within the work tree; empty or with a trailing slash.
    pub prefix: String,
    /// Names and URLs of the remotes.
    pub remotes: Vec<(String, String)>,
    /// The default branch of the remote, if known.
    pub default_branch: Option<String>,
    /// The folder of hooks relative to the root; `None` if it is outside.
    pub hooks: Option<String>,
    /// `core.hooksPath`, if set.
    pub hooks_path: Option<String>,
}

/// The root to set up: `root`, else the nearest register, else the top of the repository, else `from`.
///
/// # Errors
/// When the folder does not exist or cannot be read.
pub fn root(root: Option<&Path>, from: &Path) -> Result<Worktree, worktree::Error> {
    match Worktree::open(root, from) {
        Err(worktree::Error::NoRegister(from)) => {
            let top = repository(&from).and_then(|repo| repo.workdir().map(Path::to_path_buf));
            Worktree::open(Some(&top.unwrap_or(from)), Path::new("."))
        }
        other => other,
    }
}

/// Surveys a checkout, and reads those files of `wanted` that exist.
pub fn survey(worktree: &Worktree, wanted: &[&str]) -> Survey {
    let mut survey = Survey { git: git_facts(worktree.root()), ..Survey::default() };
    let skip = |name: &str| name.starts_with('.') || FOREIGN.contains(&name);
    let walk = WalkDir::new(worktree.root()).max_depth(DEPTH).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| entry.depth() == 0 || !skip(&entry.file_name().to_string_lossy()));
    for entry in walk.take(ENTRIES).filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
        let name = entry.file_name().to_string_lossy();
        let folder = entry.path().parent().map(|folder| worktree.relative(folder)).unwrap_or_default();
        if folder.is_empty() {
            continue;
        }
        if is_document_name(&name) {
            *survey.documents.entry(folder).or_default() += 1;
        } else if is_scope_name(&name) && is_scope(worktree, &format!("{folder}/{name}")) {
            *survey.scopes.entry(folder).or_default() += 1;
        }
    }
    let hook = survey.git.as_ref().and_then(|git| git.hooks.as_ref()).map(|folder| format!("{folder}/pre-commit"));
    for path in wanted.iter().copied().chain(hook.as_deref()) {
        if let Some(entry) = worktree.read(path, MAX_FILE) {
            survey.files.entries.insert(path.into(), entry);
        }
    }
    survey
}

/// Whether a YAML file with the name of a scope file describes a scope.
fn is_scope(worktree: &Worktree, path: &str) -> bool {
    let Some(Entry::File(bytes)) = worktree.read(path, MAX_FILE) else { return false };
    let text = String::from_utf8_lossy(&bytes);
    text.lines().any(|line| ["versions:", "timeline:", "modules:"].iter().any(|key| line.starts_with(key)))
}

fn repository(folder: &Path) -> Option<Repository> {
    let none: [&OsStr; 0] = [];
    Repository::open_ext(folder, RepositoryOpenFlags::empty(), none).ok()
}

fn git_facts(root: &Path) -> Option<GitFacts> {
    let repo = repository(root)?;
    let workdir = repo.workdir()?.canonicalize().ok()?;
    let prefix: PathBuf = root.strip_prefix(&workdir).ok()?.into();
    let parts = prefix.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy()));
    let mut facts = GitFacts { prefix: parts.collect(), ..GitFacts::default() };
    let names = repo.remotes().ok();
    for name in names.iter().flat_map(|names| names.iter()).filter_map(|name| name.ok().flatten()) {
        if let Ok(remote) = repo.find_remote(name)
            && let Ok(url) = remote.url()
        {
            facts.remotes.push((name.into(), url.into()));
        }
    }
    facts.default_branch = ["upstream", "origin"].iter().find_map(|remote| {
        let head = repo.find_reference(&format!("refs/remotes/{remote}/HEAD")).ok()?;
        let target = head.symbolic_target().ok().flatten()?;
        target.strip_prefix(&format!("refs/remotes/{remote}/")).map(str::to_owned)
    });
    let config = repo.config().and_then(|mut config| config.snapshot());
    let set = config.and_then(|config| config.get_path("core.hooksPath")).ok();
    facts.hooks_path = set.as_ref().map(|path| path.to_string_lossy().into_owned());
    let folder = match set {
        Some(path) => workdir.join(path),
        None => repo.commondir().join("hooks"),
    };
    // The folder need not exist.
    let folder = match (folder.canonicalize(), folder.parent().map(Path::canonicalize), folder.file_name()) {
        (Ok(folder), _, _) => Some(folder),
        (_, Some(Ok(parent)), Some(name)) => Some(parent.join(name)),
        _ => None,
    };
    let inside = folder.and_then(|folder| folder.strip_prefix(root).ok().map(Path::to_path_buf));
    facts.hooks = inside.map(|folder| {
        let parts = folder.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        parts.collect::<Vec<_>>().join("/")
    });
    Some(facts)
}

/// The files of the register in the last commit; empty without one.
pub fn committed(worktree: &Worktree, config: &crate::config::Config) -> Vec<String> {
    let tree = Git::open(worktree.root()).and_then(|git| {
        let head = git.commit("HEAD")?;
        git.load(head, config)
    });
    tree.map(|tree| tree.entries.into_keys().collect()).unwrap_or_default()
}
