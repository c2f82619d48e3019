//! A register that is open in an editor: what is on the disk, with the unsaved texts on top of it.

use super::uri;
use crate::check::session::Session;
use crate::check::{Options, Outcome};
use crate::config::Config;
use crate::load::worktree::Worktree;
use crate::load::{Entry, Found, Lookup, MAX_DOCUMENT, MAX_SCOPE, config_of, is_document_name, is_scope_name};
use crate::model::Corpus;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An open register.
pub(super) struct Register {
    worktree: Worktree,
    /// The root as the client names it, which may be by a symbolic link.
    shown_root: PathBuf,
    /// The configuration that the command line named.
    named_config: Option<PathBuf>,
    session: Session,
    unsaved: BTreeMap<String, Entry>,
    outcome: Outcome,
    checked: Option<Date>,
    /// The date of the last findings that the client was told; nothing where something has changed since.
    told: Option<Date>,
    /// Files whose text, and so the place of everything in it, changed since the last check.
    pub(super) moved: BTreeSet<String>,
}

/// The disk, with the unsaved texts on top of it.
struct Over<'a>(&'a Worktree, &'a BTreeMap<String, Entry>);

impl Lookup for Over<'_> {
    fn look_up(&self, path: &str) -> Found {
        if self.1.contains_key(path) { Found::File } else { self.0.look_up(path) }
    }

    fn names_in(&self, folder: &str) -> Vec<String> {
        self.0.names_in(folder)
    }
}

impl Register {
    /// The register at or above a folder.
    pub(super) fn open(root: Option<&Path>, from: &Path, config: Option<&Path>) -> Option<Self> {
        let worktree = Worktree::open(root, from).ok()?;
        let is_root =
            |folder: &&Path| Worktree::open(Some(folder), folder).is_ok_and(|it| it.root() == worktree.root());
        let shown_root = from.ancestors().filter(|folder| folder.is_absolute()).find(is_root);
        let shown_root = shown_root.unwrap_or(worktree.root()).to_path_buf();
        let settings = worktree.config(config).unwrap_or_default();
        let tree = worktree.load(&settings);
        let session = Session::new(&tree, settings, &worktree);
        Some(Register {
            worktree,
            shown_root,
            named_config: config.map(Path::to_path_buf),
            session,
            unsaved: BTreeMap::new(),
            outcome: Outcome::default(),
            checked: None,
            told: None,
            moved: BTreeSet::new(),
        })
    }

    /// Its root.
    pub(super) fn root(&self) -> &Path {
        self.worktree.root()
    }

    /// Whether this folder is its root, or lies in it.
    pub(super) fn holds(&self, folder: &Path) -> bool {
        folder.starts_with(&self.shown_root) || folder.starts_with(self.root())
    }

    /// The register as it is now.
    pub(super) fn corpus(&self) -> &Corpus {
        self.session.corpus()
    }

    /// The path of a file relative to the root, if it is part of the register.
    pub(super) fn part(&self, file: &Path) -> Option<String> {
        let config = &self.corpus().config;
        let name = file.file_name()?.to_str()?;
        if !is_document_name(name) && !is_scope_name(name) && !config.path.ends_with(name) {
            return None;
        }
        let path = self.worktree.relative(file);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is = path == config.path
            || (folder == config.standards && is_document_name(name))
            || (folder == config.tests_folder && is_scope_name(name));
        is.then_some(path)
    }

    /// The address of a file.
    pub(super) fn uri(&self, path: &str) -> String {
        uri::of_path(&self.shown_root.join(path))
    }

    /// Puts an unsaved text over a file.
    pub(super) fn write(&mut self, path: &str, text: &str) {
        let limit = limit(path);
        let entry = match usize::try_from(limit).ok().and_then(|limit| text.as_bytes().get(..limit)) {
            Some(start) if text.len() as u64 > limit => {
                Entry::TooLarge { start: start.into(), size: text.len() as u64, limit }
            }
            _ => Entry::File(text.as_bytes().into()),
        };
        let new = self.unsaved.insert(path.to_owned(), entry).is_none();
        self.renew(&[path]);
        if new {
            // Its name may be the target of a link, though it is on no disk.
            self.look_again();
        }
    }

    /// Takes the unsaved text away: the file on the disk holds.
    pub(super) fn close(&mut self, path: &str) {
        self.unsaved.remove(path);
        self.renew(&[path]);
        self.look_again();
    }

    /// Reads these files again, as far as no unsaved text lies over them.
    pub(super) fn renew(&mut self, paths: &[&str]) {
        let mut files = Vec::new();
        for path in paths {
            self.moved.insert((*path).to_owned());
            if *path == self.corpus().config.path {
                self.reconfigure();
            } else if !files.iter().any(|(other, _)| other == path) {
                let entry = self.unsaved.get(*path).cloned();
                files.push(((*path).to_owned(), entry.or_else(|| self.worktree.read(path, limit(path)))));
            }
        }
        if !files.is_empty() {
            self.session.change(files, &Over(&self.worktree, &self.unsaved));
        }
        (self.checked, self.told) = (None, None);
    }

    /// Looks up again what links lead to.
    pub(super) fn look_again(&mut self) {
        self.session.look_again(&Over(&self.worktree, &self.unsaved));
        (self.checked, self.told) = (None, None);
    }

    /// Takes over the settings. Where they name other folders or addresses, everything is read anew.
    fn reconfigure(&mut self) {
        let path = self.corpus().config.path.clone();
        let config = match self.unsaved.get(&path) {
            Some(entry) => config_of(&path, entry),
            None => self.worktree.config(self.named_config.as_deref()).unwrap_or_default(),
        };
        if let Some(config) = self.session.configure(config) {
            self.read_anew(config);
        }
    }

    /// Reads everything anew.
    pub(super) fn read_again(&mut self) {
        self.read_anew(self.corpus().config.clone());
        let path = self.corpus().config.path.clone();
        self.renew(&[&path]);
    }

    fn read_anew(&mut self, config: Config) {
        let mut tree = self.worktree.load(&config);
        for (path, entry) in &self.unsaved {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if folder == config.standards && is_document_name(name)
                || folder == config.tests_folder && is_scope_name(name)
            {
                tree.entries.insert(path.clone(), entry.clone());
            }
        }
        self.session = Session::new(&tree, config, &Over(&self.worktree, &self.unsaved));
        self.moved.extend(tree.entries.into_keys());
        (self.checked, self.told) = (None, None);
    }

    /// What a check finds now.
    pub(super) fn outcome(&mut self, at: Date) -> &Outcome {
        if self.checked != Some(at) {
            self.outcome = self.session.outcome(&Options::at(at));
            self.checked = Some(at);
        }
        &self.outcome
    }

    /// Whether the client has to be told of this date's findings. It is asked when they are going to be told.
    pub(super) fn has_news(&mut self, at: Date) -> bool {
        self.told.replace(at) != Some(at)
    }
}

/// Largest file of this sort.
fn limit(path: &str) -> u64 {
    if path.ends_with(".md") { MAX_DOCUMENT } else { MAX_SCOPE }
}
