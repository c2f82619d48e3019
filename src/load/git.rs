//! Reading a register from git: a revision, the index, the history. Objects are read as they are
//! stored; hooks, filters and configuration of the repository are never run.

use super::{Entry, Found, Lookup, MAX_DOCUMENT, MAX_SCOPE, Origin, Tree, is_document_name, is_scope_name};
use crate::config::{Config, FILE_NAME};
use git2::{BranchType, ErrorClass, ErrorCode, ObjectType, Oid, Repository, RepositoryOpenFlags};
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::Path;

/// The repository that a register lies in.
pub struct Git {
    repo: Repository,
    /// Path of the register's root within the repository; empty or with a slash at its end.
    prefix: String,
}

/// Why git cannot answer: one line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<git2::Error> for Error {
    fn from(error: git2::Error) -> Self {
        let damaged = matches!(error.class(), ErrorClass::Odb | ErrorClass::Zlib | ErrorClass::Object)
            || error.code() == ErrorCode::HashsumMismatch;
        let message = error.message().trim_end_matches('.');
        Error(if damaged {
            format!(
                "the repository is damaged or incomplete ({message}); look at it with `git fsck`, or clone it afresh"
            )
        } else {
            format!("git: {message}")
        })
    }
}

/// A commit on the way back from a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its full name.
    pub id: String,
    /// The first line of its message.
    pub summary: String,
    /// Name of the author.
    pub author: String,
    /// When it was committed, in seconds since 1970.
    pub time: i64,
    /// Entries of the register that it changed against its first parent: path, old and new blob.
    pub changes: Vec<Delta>,
}

/// A file of the register that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Path relative to the root of the register.
    pub path: String,
    /// The blob before; nothing where the file is new.
    pub old: Option<Oid>,
    /// The blob after; nothing where the file is gone.
    pub new: Option<Oid>,
}

/// Files of the register in one tree of git: path to blob.
type Files = BTreeMap<String, Oid>;

impl Git {
    /// Opens the repository that holds `root`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read: foreign owner, SHA-256 objects, damage.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let none: [&OsStr; 0] = [];
        let repo = Repository::open_ext(root, RepositoryOpenFlags::empty(), none).map_err(|error| {
            let at = root.display();
            Error(match error.code() {
                ErrorCode::NotFound => format!("{at} is not in a git repository; run `git init` there, or leave out what needs history"),
                ErrorCode::Owner => format!(
                    "the repository at {at} belongs to another user; if you trust it: git config --global --add safe.directory '{at}'"
                ),
                _ if error.message().contains("object format") || error.message().contains("objectformat") => format!(
                    "the repository at {at} names its objects by SHA-256, which is not supported; check without --base and --staged, or use a SHA-1 clone"
                ),
                _ => Error::from(error).0,
            })
        })?;
        let prefix = match repo.workdir().and_then(|workdir| workdir.canonicalize().ok()) {
            Some(workdir) => {
                let inside = root.strip_prefix(&workdir).unwrap_or(Path::new(""));
                let parts: Vec<_> =
                    inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
                if parts.is_empty() { String::new() } else { parts.join("/") + "/" }
            }
            None => String::new(),
        };
        Ok(Git { repo, prefix })
    }

    /// The commit that `rev` names: a branch, tag, commit, or an expression like `HEAD~2`.
    ///
    /// # Errors
    /// When it names nothing, several things, or no commit.
    pub fn commit(&self, rev: &str) -> Result<Oid, Error> {
        let object = self.repo.revparse_single(rev).map_err(|error| match error.code() {
            ErrorCode::Ambiguous => {
                Error(format!("`{rev}` names several objects; write more of its characters, or refs/heads/{rev}"))
            }
            ErrorCode::NotFound | ErrorCode::UnbornBranch if rev == "HEAD" => {
                Error("the repository has no commit yet; commit something first".into())
            }
            ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::Invalid => Error(self.unknown(rev)),
            _ => error.into(),
        })?;
        let commit = object.peel_to_commit().map_err(|error| match error.code() {
            ErrorCode::Peel | ErrorCode::InvalidSpec => Error(format!("`{rev}` is not a commit")),
            _ => error.into(),
        })?;
        Ok(commit.id())
    }

    fn unknown(&self, rev: &str) -> String {
        if rev.starts_with("HEAD") && self.repo.head().is_err() {
            return "the repository has no commit yet; commit something first".into();
        }
        let shallow = if self.repo.is_shallow() { " (the clone is shallow: git fetch --unshallow)" } else { "" };
        match rev.split_once('/') {
            Some((remote, branch)) if self.repo.find_remote(remote).is_ok() => {
                format!("there is no revision `{rev}` here; fetch it first: git fetch {remote} {branch}{shallow}")
            }
            _ => format!("there is no revision `{rev}` here; fetch it first, or name another{shallow}"),
        }
    }

    /// The merge base of two revisions.
    ///
    /// # Errors
    /// When one is unknown, or they have no common ancestor (in a shallow clone, none that is here).
    pub fn merge_base(&self, one: &str, two: &str) -> Result<Oid, Error> {
        let (a, b) = (self.commit(one)?, self.commit(two)?);
        self.repo.merge_base(a, b).map_err(|error| match error.code() {
            ErrorCode::NotFound if self.repo.is_shallow() => Error(format!(
                "the clone is too shallow to see where `{one}` and `{two}` parted; fetch more: git fetch --unshallow"
            )),
            ErrorCode::NotFound => {
                Error(format!("`{one}` and `{two}` have no common ancestor; name a base that the work began from"))
            }
            _ => error.into(),
        })
    }

    /// Whether only a part of the history is here.
    pub fn is_shallow(&self) -> bool {
        self.repo.is_shallow()
    }

    /// The settings as a commit holds them; nothing where it has no file of settings.
    ///
    /// # Errors
    /// When objects cannot be read.
    pub fn config_at(&self, commit: Oid) -> Result<Option<Config>, Error> {
        let tree = self.repo.find_commit(commit)?.tree()?;
        match tree.get_path(Path::new(&format!("{}{FILE_NAME}", self.prefix))) {
            Ok(entry) if entry.kind() == Some(ObjectType::Blob) => {
                let bytes = self.blob(entry.id(), MAX_SCOPE)?;
                Ok(Some(Config::parse(FILE_NAME, bytes.bytes())))
            }
            Ok(_) => Ok(None),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The register as a commit holds it.
    ///
    /// # Errors
    /// When objects cannot be read.
    pub fn load(&self, commit: Oid, config: &Config) -> Result<Tree, Error> {
        let files = self.files(commit, config)?;
        self.tree(files, Origin::Revision(commit.to_string()))
    }

    /// The register as the index holds it: what a commit made now would hold.
    ///
    /// # Errors
    /// When the index or objects cannot be read.
    pub fn load_index(&self, config: &Config) -> Result<Tree, Error> {
        let index = self.repo.index()?;
        let mut files = Files::new();
        for entry in index.iter() {
            // Stages above 0 are the sides of a conflict; ours stands for the file.
            let stage = (entry.flags >> 12) & 3;
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            let Some(path) = path.strip_prefix(&self.prefix) else { continue };
            if (stage == 0 || stage == 2) && is_ours(path, config) && entry.mode & 0o170_000 == 0o100_000 {
                files.insert(path.to_owned(), entry.id);
            }
        }
        self.tree(files, Origin::Index)
    }

    fn tree(&self, files: Files, origin: Origin) -> Result<Tree, Error> {
        let mut entries = BTreeMap::new();
        for (path, blob) in files {
            let limit = if path.ends_with(".md") { MAX_DOCUMENT } else { MAX_SCOPE };
            entries.insert(path, self.blob(blob, limit)?);
        }
        Ok(Tree { entries, origin })
    }

    /// The bytes of a blob, up to a limit.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn blob(&self, id: Oid, limit: u64) -> Result<Entry, Error> {
        let blob = self.repo.find_blob(id)?;
        let bytes = blob.content();
        if bytes.len() as u64 > limit {
            let start = bytes.get(..usize::try_from(limit).unwrap_or(usize::MAX)).unwrap_or(bytes);
            return Ok(Entry::TooLarge { start: start.into(), size: bytes.len() as u64, limit });
        }
        Ok(Entry::File(bytes.into()))
    }

    /// Names of the register's files in a commit, with their blobs.
    fn files(&self, commit: Oid, config: &Config) -> Result<Files, Error> {
        let mut files = Files::new();
        for folder in folders(config) {
            let id = self.folder(self.repo.find_commit(commit)?.tree_id(), folder)?;
            files.extend(self.list(id, folder, config)?);
        }
        Ok(files)
    }

    /// The tree of a folder of the register within a root tree; nothing where it has none.
    fn folder(&self, root: Oid, folder: &str) -> Result<Option<Oid>, Error> {
        let path = format!("{}{folder}", self.prefix);
        match self.repo.find_tree(root)?.get_path(Path::new(&path)) {
            Ok(entry) if entry.kind() == Some(ObjectType::Tree) => Ok(Some(entry.id())),
            Ok(_) => Ok(None),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn list(&self, tree: Option<Oid>, folder: &str, config: &Config) -> Result<Files, Error> {
        let mut files = Files::new();
        let Some(tree) = tree else { return Ok(files) };
        for entry in self.repo.find_tree(tree)?.iter() {
            let path = format!("{folder}/{}", String::from_utf8_lossy(entry.name_bytes()));
            // Symbolic links are blobs too, by another mode.
            if entry.kind() == Some(ObjectType::Blob) && entry.filemode() != 0o120_000 && is_ours(&path, config) {
                files.insert(path, entry.id());
            }
        }
        Ok(files)
    }

    /// File names of documents on all local and remote-tracking branches: name to the branches that have it.
    ///
    /// # Errors
    /// When a branch cannot be read.
    pub fn names_on_branches(&self, config: &Config) -> Result<BTreeMap<String, Vec<String>>, Error> {
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut seen: HashMap<Oid, Vec<String>> = HashMap::new();
        for branch in self.repo.branches(None)? {
            let (branch, sort) = branch?;
            let label = String::from_utf8_lossy(branch.name_bytes()?).into_owned();
            if sort == BranchType::Remote && label.ends_with("/HEAD") {
                continue;
            }
            let Ok(commit) = branch.get().peel_to_commit() else { continue };
            let Some(folder) = self.folder(commit.tree_id(), &config.standards)? else { continue };
            if let std::collections::hash_map::Entry::Vacant(slot) = seen.entry(folder) {
                let files = self.list(Some(folder), &config.standards, config)?;
                let files = files.into_keys().filter_map(|path| path.rsplit('/').next().map(str::to_owned));
                slot.insert(files.collect());
            }
            for name in seen.get(&folder).into_iter().flatten() {
                names.entry(name.clone()).or_default().push(label.clone());
            }
        }
        for branches in names.values_mut() {
            branches.sort();
            branches.dedup();
        }
        Ok(names)
    }

    /// The commits that changed the register, oldest first, along first parents back from `rev`.
    ///
    /// # Errors
    /// When the revision is unknown or objects cannot be read.
    pub fn history(&self, rev: &str, config: &Config) -> Result<Vec<Commit>, Error> {
        let mut at = self.repo.find_commit(self.commit(rev)?)?;
        let mut commits = Vec::new();
        let mut cache: HashMap<(Oid, usize), Files> = HashMap::new();
        loop {
            let parent = match at.parent_count() {
                0 => None,
                // In a shallow clone the parent has a name and is not here.
                _ => at.parent(0).ok(),
            };
            let root = parent.as_ref().map(git2::Commit::tree_id);
            let mut changes = Vec::new();
            if root != Some(at.tree_id()) {
                for (index, folder) in folders(config).into_iter().enumerate() {
                    let new = self.folder(at.tree_id(), folder)?;
                    let old = root.map_or(Ok(None), |root| self.folder(root, folder))?;
                    if new != old {
                        let new = self.cached(&mut cache, new, index, folder, config)?;
                        let old = self.cached(&mut cache, old, index, folder, config)?;
                        changes.extend(delta(&old, &new));
                    }
                }
            }
            if !changes.is_empty() {
                commits.push(Commit {
                    id: at.id().to_string(),
                    summary: at
                        .summary_bytes()
                        .map(|text| String::from_utf8_lossy(text).into_owned())
                        .unwrap_or_default(),
                    author: String::from_utf8_lossy(at.author().name_bytes()).into_owned(),
                    time: at.time().seconds(),
                    changes,
                });
            }
            match parent {
                Some(parent) => at = parent,
                None => break,
            }
        }
        commits.reverse();
        Ok(commits)
    }

    fn cached(
        &self,
        cache: &mut HashMap<(Oid, usize), Files>,
        tree: Option<Oid>,
        index: usize,
        folder: &str,
        config: &Config,
    ) -> Result<Files, Error> {
        let Some(id) = tree else { return Ok(Files::new()) };
        if let Some(files) = cache.get(&(id, index)) {
            return Ok(files.clone());
        }
        let files = self.list(tree, folder, config)?;
        cache.insert((id, index), files.clone());
        Ok(files)
    }

    /// Whether git follows a file of the work tree.
    pub fn is_tracked(&self, path: &str) -> bool {
        let path = format!("{}{path}", self.prefix);
        self.repo.index().is_ok_and(|index| index.get_path(Path::new(&path), 0).is_some())
    }

    /// Answers what exists in a commit.
    ///
    /// # Errors
    /// When the commit cannot be read.
    pub fn lookup_at(&self, commit: Oid) -> Result<RevisionLookup, Error> {
        let tree = self.repo.find_commit(commit)?.tree()?;
        let mut paths = BTreeMap::new();
        tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
            let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
            if let Some(path) = path.strip_prefix(&self.prefix) {
                paths.insert(path.to_owned(), entry.kind() == Some(ObjectType::Tree));
            }
            git2::TreeWalkResult::Ok
        })?;
        Ok(RevisionLookup { paths })
    }
}

/// The paths of a revision: whether each is a folder.
#[derive(Debug, Clone, Default)]
pub struct RevisionLookup {
    paths: BTreeMap<String, bool>,
}

impl Lookup for RevisionLookup {
    fn look_up(&self, path: &str) -> Found {
        match self.paths.get(path) {
            _ if path.is_empty() => Found::Folder,
            Some(true) => Found::Folder,
            Some(false) => Found::File,
            None => Found::Missing { neighbours: Vec::new() },
        }
    }
}

/// The folders of a register, each once.
fn folders(config: &Config) -> Vec<&str> {
    let mut folders = vec![config.standards.as_str()];
    if config.tests_folder != config.standards {
        folders.push(&config.tests_folder);
    }
    folders
}

fn is_ours(path: &str, config: &Config) -> bool {
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    (folder == config.standards && is_document_name(file)) || (folder == config.tests_folder && is_scope_name(file))
}

fn delta(old: &Files, new: &Files) -> Vec<Delta> {
    let mut changes: Vec<Delta> = Vec::new();
    for (path, blob) in new {
        if old.get(path) != Some(blob) {
            changes.push(Delta { path: path.clone(), old: old.get(path).copied(), new: Some(*blob) });
        }
    }
    for (path, blob) in old {
        if !new.contains_key(path) {
            changes.push(Delta { path: path.clone(), old: Some(*blob), new: None });
        }
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}
