//! Reading a register from git: a revision, the index, the history. Objects are read as they are
//! stored; hooks, filters and configuration of the repository are never run.

mod branches;
mod history;
mod lookup;
mod renames;
mod tree;

pub use history::{Delta, Walk};
pub use lookup::RevisionLookup;
pub use renames::renames;

use git2::{ErrorClass, ErrorCode, Index, Oid, Repository, RepositoryOpenFlags};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The repository that contains a register.
pub struct Git {
    repo: Repository,
    /// Path of the register's root within the repository; empty or with a trailing slash.
    prefix: String,
    /// The index to read instead of the repository's own.
    index: Option<PathBuf>,
}

/// Prefixes for short names of revisions, as in git.
const SPACES: [&str; 5] = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];

/// A git error: one line with advice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(pub String);

impl From<git2::Error> for Error {
    fn from(error: git2::Error) -> Self {
        let damaged =
            matches!(error.class(), ErrorClass::Odb | ErrorClass::Zlib | ErrorClass::Object | ErrorClass::Index)
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

impl Git {
    /// Opens the repository that contains `root`.
    ///
    /// # Errors
    /// When there is not one, or it cannot be read: foreign owner, SHA-256 objects, damage, a root
    /// outside its work tree.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let none: [&OsStr; 0] = [];
        let at = root.display();
        let repo = Repository::open_ext(root, RepositoryOpenFlags::empty(), none).map_err(|error| {
            let message = error.message().to_ascii_lowercase();
            Error(match error.code() {
                ErrorCode::NotFound => format!(
                    "{at} is not in a git repository, so there is no history to look at; work in a clone, or leave out what needs history"
                ),
                ErrorCode::Owner => format!(
                    "the repository at {at} belongs to another user; if you trust it: git config --global --add safe.directory '{at}'"
                ),
                _ if message.contains("object format") || message.contains("objectformat") => format!(
                    "the repository at {at} names its objects by SHA-256, which is not supported; check without --base and --staged, or use a SHA-1 clone"
                ),
                _ if message.contains("extension") || message.contains("repository version") => format!(
                    "the repository at {at} uses a format that is not supported ({}); check without --base and --staged, or use an ordinary clone",
                    error.message()
                ),
                _ => Error::from(error).0,
            })
        })?;
        let prefix = match repo.workdir().map(Path::canonicalize) {
            Some(Ok(workdir)) => prefix(root, &workdir)?,
            Some(Err(error)) => {
                return Err(Error(format!("cannot read the work tree of the repository at {at}: {error}")));
            }
            None => String::new(),
        };
        Ok(Git { repo, prefix, index: None })
    }

    /// Reads another index than the repository's own: git passes one to a hook when a commit consists of
    /// other changes than the staged ones (`git commit --all`, `git commit FILE`). An index outside
    /// this repository is ignored.
    #[must_use]
    pub fn with_index(mut self, path: &Path) -> Self {
        let folder = |path: &Path| path.canonicalize().ok();
        let own = [folder(self.repo.path()), folder(self.repo.commondir())];
        let path = folder(path).filter(|path| own.iter().flatten().any(|own| path.starts_with(own)));
        self.index = path.or(self.index);
        self
    }

    /// Whether the repository has no work tree.
    pub fn is_bare(&self) -> bool {
        self.repo.workdir().is_none()
    }

    /// When a revision was committed, in seconds since 1970.
    pub fn time(&self, rev: &str) -> Result<i64, Error> {
        Ok(self.read_commit(self.commit(rev)?)?.time().seconds())
    }

    fn read_commit(&self, id: Oid) -> Result<git2::Commit<'_>, Error> {
        self.repo.find_commit(id).map_err(|error| self.incomplete(error))
    }

    fn read_tree(&self, id: Oid) -> Result<git2::Tree<'_>, Error> {
        self.repo.find_tree(id).map_err(|error| self.incomplete(error))
    }

    /// Error for a missing object: in a partial clone, git can fetch it.
    fn incomplete(&self, error: git2::Error) -> Error {
        if error.code() == ErrorCode::NotFound && self.is_partial() {
            return Error("the clone is partial and lacks files of older revisions; get them first: git fetch --refetch --no-filter".into());
        }
        error.into()
    }

    /// Whether objects were left out when the repository was cloned (`git clone --filter`).
    fn is_partial(&self) -> bool {
        let config = self.repo.config();
        config.and_then(|config| Ok(config.entries(Some(r"^remote\..*\.promisor$"))?.next().is_some())).unwrap_or(false)
    }

    fn index(&self) -> Result<Index, Error> {
        let own = self.repo.path().join("index");
        let path = self.index.as_ref().unwrap_or(&own);
        // Opening a pipe would block.
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            return Err(Error(format!("the index {} is not a file; remove it and run `git reset`", path.display())));
        }
        Ok(match &self.index {
            Some(path) => Index::open(path)?,
            None => self.repo.index()?,
        })
    }

    /// The commit that `rev` names: a branch, tag, commit, or an expression like `HEAD~2`.
    ///
    /// # Errors
    /// When it is unknown, ambiguous, or not a commit.
    pub fn commit(&self, rev: &str) -> Result<Oid, Error> {
        if let Some((from, _)) = rev.split_once("..") {
            let from = if from.is_empty() { "HEAD" } else { from };
            return Err(Error(format!("`{rev}` is a range; name one revision, such as `{from}`")));
        }
        if let Some(names) = self.several(rev) {
            return Err(Error(format!("`{rev}` is ambiguous; use one of {}", names.join(" or "))));
        }
        let object = self.repo.revparse_single(rev).map_err(|error| match error.code() {
            ErrorCode::Ambiguous => Error(format!("`{rev}` is ambiguous; use a longer prefix, or refs/heads/{rev}")),
            ErrorCode::NotFound | ErrorCode::UnbornBranch | ErrorCode::InvalidSpec | ErrorCode::Invalid => {
                self.unknown(rev, error)
            }
            _ => error.into(),
        })?;
        let commit = object.peel_to_commit().map_err(|error| match error.code() {
            ErrorCode::Peel | ErrorCode::InvalidSpec => Error(format!(
                "`{rev}` is not a commit but a {}; name a branch, a tag or a commit",
                object.kind().map_or("thing", |kind| kind.str())
            )),
            _ => error.into(),
        })?;
        Ok(commit.id())
    }

    /// The full names of an ambiguous short name, such as a branch and a tag with different commits.
    fn several(&self, rev: &str) -> Option<Vec<String>> {
        let mut found: Vec<(String, Oid)> = Vec::new();
        for space in ["refs/heads", "refs/tags", "refs/remotes"] {
            let name = format!("{space}/{rev}");
            let Ok(id) = self.repo.refname_to_id(&name) else { continue };
            if let Ok(commit) = self.repo.find_object(id, None).and_then(|object| object.peel_to_commit()) {
                found.push((name, commit.id()));
            }
        }
        let first = found.first()?.1;
        let differ = found.iter().any(|(_, id)| *id != first);
        differ.then(|| found.into_iter().map(|(name, _)| name).collect())
    }

    fn unknown(&self, rev: &str, error: git2::Error) -> Error {
        if (rev == "HEAD" || rev.starts_with("HEAD~") || rev.starts_with("HEAD^")) && self.unborn() {
            return Error("the repository has no commit yet; commit something first".into());
        }
        // The name exists, but its object does not.
        let named = SPACES.iter().any(|space| self.repo.refname_to_id(&format!("{space}{rev}")).is_ok());
        if named && error.code() == ErrorCode::NotFound {
            return error.into();
        }
        let shallow = if self.repo.is_shallow() { " (the clone is shallow: git fetch --unshallow)" } else { "" };
        Error(match rev.split_once('/') {
            Some((remote, branch)) if self.repo.find_remote(remote).is_ok() => {
                format!(
                    "unknown revision `{rev}`; fetch it first: git fetch {remote} {branch}:refs/remotes/{rev}{shallow}"
                )
            }
            _ => format!("unknown revision `{rev}`; fetch it first, or use another revision{shallow}"),
        })
    }

    /// Whether the current branch has no commit.
    pub fn unborn(&self) -> bool {
        self.repo.head().is_err_and(|error| error.code() == ErrorCode::UnbornBranch)
    }

    /// The merge base of two revisions.
    ///
    /// # Errors
    /// When one is unknown, or they have no common ancestor (in a shallow clone, none that is present).
    pub fn merge_base(&self, one: &str, two: &str) -> Result<Oid, Error> {
        let (a, b) = (self.commit(one)?, self.commit(two)?);
        self.repo.merge_base(a, b).map_err(|error| match error.code() {
            ErrorCode::NotFound if self.repo.is_shallow() => Error(format!(
                "the clone is too shallow to see where `{one}` and `{two}` diverged; fetch more: git fetch --unshallow"
            )),
            ErrorCode::NotFound if error.class() != ErrorClass::Odb => Error(format!(
                "`{one}` and `{two}` have no common ancestor; choose a base that is in the history of both"
            )),
            _ => error.into(),
        })
    }

    /// Whether a file has changes that are not committed.
    pub fn is_edited(&self, path: &str) -> bool {
        let status = self.repo.status_file(Path::new(&format!("{}{path}", self.prefix)));
        status.is_ok_and(|status| status.intersects(git2::Status::WT_MODIFIED | git2::Status::INDEX_MODIFIED))
    }

    /// Whether the clone is shallow.
    pub fn is_shallow(&self) -> bool {
        self.repo.is_shallow()
    }

    /// Whether sparse checkout may leave files out of the work tree.
    pub fn is_sparse(&self) -> bool {
        self.repo.config().and_then(|config| config.get_bool("core.sparseCheckout")).unwrap_or(false)
    }
}

/// The path of the root within the work tree, as git writes it.
fn prefix(root: &Path, workdir: &Path) -> Result<String, Error> {
    let inside = root.strip_prefix(workdir).map_err(|_| {
        Error(format!(
            "the settings of the repository say that its work tree is {}, and {} is outside it; fix core.worktree",
            workdir.display(),
            root.display()
        ))
    })?;
    let mut prefix = String::new();
    for part in inside.components() {
        let part = part.as_os_str().to_str();
        let part = part.ok_or_else(|| Error(format!("the path {} is not UTF-8; move the checkout", root.display())))?;
        prefix.push_str(part);
        prefix.push('/');
    }
    Ok(prefix)
}
