//! The only reader of disk and git. It returns a [`Tree`]: the files of a register.

pub mod git;
pub mod survey;
pub mod worktree;

use crate::config::Config;
use crate::text::path::folder_of;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Maximum size of a document, scope file or settings file, in bytes.
pub const MAX_FILE: u64 = 1 << 20;
/// Maximum size of front matter, in bytes.
pub const MAX_FRONT_MATTER: usize = 64 << 10;

/// Maximum size of a file of the ledger, in bytes.
pub const MAX_LEDGER: u64 = 256 << 20;

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file with these bytes.
    File(Arc<[u8]>),
    /// A file above the limit: its first bytes and its size.
    TooLarge {
        /// The bytes up to the limit.
        start: Arc<[u8]>,
        /// Size in bytes.
        size: u64,
        /// Limit in bytes.
        limit: u64,
    },
    /// An unreadable path, with the reason.
    Unreadable(String),
}

impl Entry {
    /// The bytes that were read; empty if it is unreadable.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Entry::File(bytes) | Entry::TooLarge { start: bytes, .. } => bytes,
            Entry::Unreadable(_) => &[],
        }
    }
}

/// Kind of a path in the checkout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    File,
    Folder,
    /// Nothing.
    Missing,
}

/// An immutable, ordered map from relative paths (with `/`) to entries.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The files of the register: configuration, documents, templates, scope files.
    pub entries: BTreeMap<String, Entry>,
}

impl Tree {
    /// A tree of these files, for tests and planned edits.
    pub fn in_memory<P: Into<String>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let entries =
            files.into_iter().map(|(path, bytes)| (path.into(), Entry::File(bytes.as_ref().into()))).collect();
        Tree { entries }
    }

    /// The tree with `bytes` at `path`: an unsaved buffer, or a planned edit.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        self.entries.insert(path.into(), Entry::File(bytes.as_ref().into()));
        self
    }
}

/// Looks up paths in the checkout: the work tree or a revision.
pub trait Lookup {
    /// The kind of `path` (relative to the root, with `/`).
    fn look_up(&self, path: &str) -> Found;

    /// Sorted names in `folder`, or in its nearest existing parent, for suggestions.
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

/// Parses the settings at `path`. Never fails: a file that is too large or unreadable is
/// recorded as such, and the defaults apply.
pub fn config_of(path: &str, entry: &Entry) -> Config {
    let mut config = Config::parse(path, entry.bytes());
    match entry {
        Entry::File(_) => {}
        Entry::TooLarge { size, limit, .. } => {
            config.too_large = Some((*size, *limit));
            // Keep the real size.
            config.problems.clear();
        }
        Entry::Unreadable(reason) => config.unreadable = Some(reason.clone()),
    }
    config
}

/// Whether a file in the folder of standards is a document: it begins with `scs-` (in any case) and is Markdown.
pub fn is_document_name(file: &str) -> bool {
    file.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("scs-")) && is_markdown_name(file)
}

/// Whether a file in the folder of standards is read: Markdown with any extension.
pub fn is_markdown_name(file: &str) -> bool {
    let file = file.to_ascii_lowercase();
    [".md", ".mdx", ".markdown"].iter().any(|ending| file.ends_with(ending))
}

/// Whether a file of the folder of the ledger is part of it.
pub fn is_ledger_name(file: &str) -> bool {
    file.ends_with(".jsonl")
}

/// Whether a file of the folder of tests is a scope file.
pub fn is_scope_name(file: &str) -> bool {
    file.starts_with("scs-") && file.ends_with(".yaml")
}

/// Whether the register is read from a file at this path: a Markdown file in the folder of standards, or a scope file in that
/// of tests.
pub fn is_register_file(path: &str, config: &Config) -> bool {
    let Some((folder, file)) = path.rsplit_once('/') else { return false };
    (folder == config.standards && is_markdown_name(file)) || (folder == config.tests.folder && is_scope_name(file))
}
