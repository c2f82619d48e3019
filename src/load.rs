//! The only reader of the disk and of git. It gives a [`Tree`]: what the files of a register hold.

pub mod git;
pub mod survey;
pub mod worktree;

use crate::config::Config;
use crate::text::path::folder_of;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Largest document, in bytes.
pub const MAX_DOCUMENT: u64 = 1 << 20;
/// Largest front matter, in bytes.
pub const MAX_FRONT_MATTER: usize = 64 << 10;
/// Largest scope file or configuration, in bytes.
pub const MAX_SCOPE: u64 = 1 << 20;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file with these bytes.
    File(Arc<[u8]>),
    /// A file that is larger than allowed: its first bytes up to the limit, and its size.
    TooLarge {
        /// The bytes up to the limit.
        start: Arc<[u8]>,
        /// Size in bytes.
        size: u64,
        /// Limit in bytes.
        limit: u64,
    },
    /// Something that cannot be read as a file, with the reason in words.
    Unreadable(String),
}

impl Entry {
    /// The bytes that were read; none for what is unreadable.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Entry::File(bytes) | Entry::TooLarge { start: bytes, .. } => bytes,
            Entry::Unreadable(_) => &[],
        }
    }
}

/// What a link target in the checkout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Missing,
}

/// An immutable, ordered map from relative paths (with `/`) to what stands there.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The files of the register: configuration, documents, templates, scope files.
    pub entries: BTreeMap<String, Entry>,
}

impl Tree {
    /// A tree of these files, for tests and for edits that are only planned.
    pub fn in_memory<P: Into<String>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let entries =
            files.into_iter().map(|(path, bytes)| (path.into(), Entry::File(bytes.as_ref().into()))).collect();
        Tree { entries }
    }

    /// The same tree with `bytes` at `path`: an unsaved buffer, or a planned edit.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        self.entries.insert(path.into(), Entry::File(bytes.as_ref().into()));
        self
    }
}

/// Answers whether paths exist in the checkout: the work tree, or a revision.
pub trait Lookup {
    /// What stands at `path` (relative to the root, with `/`).
    fn look_up(&self, path: &str) -> Found;

    /// The names in `folder`, or in the nearest folder above it that is there, for *did you mean*; sorted.
    fn names_in(&self, folder: &str) -> Vec<String>;
}

impl Lookup for Tree {
    fn look_up(&self, path: &str) -> Found {
        if self.entries.contains_key(path) {
            return Found::File;
        }
        let folder = format!("{}/", path.trim_end_matches('/'));
        let below = self.entries.range(folder.clone()..).next().is_some_and(|(entry, _)| entry.starts_with(&folder));
        if path.is_empty() || below { Found::Folder } else { Found::Missing }
    }

    fn names_in(&self, folder: &str) -> Vec<String> {
        let mut folder = folder;
        while self.look_up(folder) != Found::Folder {
            folder = folder_of(folder);
        }
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.entries.range(start.clone()..).map_while(|(entry, _)| entry.strip_prefix(&start));
        let mut names: Vec<String> = below.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect();
        names.dedup();
        names
    }
}

/// The settings out of what stands at `path`. Never fails: a file that is too large or cannot be read is
/// remembered as such, and the defaults stand.
pub fn config_of(path: &str, entry: &Entry) -> Config {
    let mut config = Config::parse(path, entry.bytes());
    match entry {
        Entry::File(_) => {}
        Entry::TooLarge { size, limit, .. } => {
            config.too_large = Some((*size, *limit));
            // What was cut off is not measured by the cut.
            config.problems.clear();
        }
        Entry::Unreadable(reason) => config.unreadable = Some(reason.clone()),
    }
    config
}

/// Whether a file of the folder of standards is looked at: it begins with `scs-` (in any case) and is Markdown.
pub fn is_document_name(file: &str) -> bool {
    let starts = file.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("scs-"));
    starts && file.to_ascii_lowercase().ends_with(".md")
}

/// Whether a file of the folder of tests is a scope file.
pub fn is_scope_name(file: &str) -> bool {
    file.starts_with("scs-") && file.ends_with(".yaml")
}
