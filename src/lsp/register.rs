//! A register that is open in an editor: what is on the disk, with the unsaved texts on top of it.

use super::uri;
use crate::check::Options;
use crate::check::baseline::{Baseline, MAX_BASELINE};
use crate::check::session::Session;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::load::worktree::Worktree;
use crate::load::{Entry, Found, Lookup, MAX_DOCUMENT, MAX_SCOPE, config_of, is_document_name, is_scope_name};
use crate::model::Corpus;
use crate::text::path::folder_of;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open register.
pub(super) struct Register {
    worktree: Worktree,
    /// The root as the client names it, which may be by a symbolic link.
    shown_root: PathBuf,
    /// The configuration that the command line named.
    named_config: Option<PathBuf>,
    session: Session,
    /// The file with findings that were there before.
    baseline: Option<Arc<[u8]>>,
    unsaved: BTreeMap<String, Entry>,
    /// The date of the last look; nothing where something has changed since.
    looked: Option<Date>,
    /// Files whose findings changed since the client was told last.
    news: BTreeSet<String>,
    /// Files whose text, and so the place of everything in it, changed since then.
    moved: BTreeSet<String>,
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
        let mut register = Register {
            worktree,
            shown_root,
            named_config: config.map(Path::to_path_buf),
            session,
            baseline: None,
            unsaved: BTreeMap::new(),
            looked: None,
            news: BTreeSet::new(),
            moved: BTreeSet::new(),
        };
        register.read_baseline();
        Some(register)
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
        let folder = folder_of(&path);
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
        self.looked = None;
    }

    /// Reads the baseline that the settings name. One that cannot be read keeps nothing silent.
    fn read_baseline(&mut self) {
        let path = self.corpus().config.baseline.as_deref();
        let bytes = match path.and_then(|path| self.worktree.read(path, MAX_BASELINE)) {
            Some(Entry::File(bytes)) => Some(bytes),
            _ => None,
        };
        if bytes == self.baseline {
            return;
        }
        let text = bytes.as_deref().map(String::from_utf8_lossy);
        self.session.leave_out(text.and_then(|text| Baseline::parse(&text).ok()));
        (self.baseline, self.looked) = (bytes, None);
    }

    /// Looks up again what links lead to, and what stays silent.
    pub(super) fn look_again(&mut self) {
        self.read_baseline();
        self.session.look_again(&Over(&self.worktree, &self.unsaved));
        self.looked = None;
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
        self.read_baseline();
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
        // What was found before is to be taken back where it is not found again.
        self.news.extend(self.session.all().map(|(path, _)| path.to_owned()));
        self.session = Session::new(&tree, config, &Over(&self.worktree, &self.unsaved));
        self.moved.extend(tree.entries.into_keys());
        (self.baseline, self.looked) = (None, None);
        self.read_baseline();
    }

    /// Looks at what has changed.
    pub(super) fn look(&mut self, at: Date) {
        if self.looked.replace(at) != Some(at) {
            self.news.append(&mut self.session.look(&Options::at(at)));
        }
    }

    /// What a check finds in a file now.
    pub(super) fn findings(&mut self, path: &str, at: Date) -> &[Diagnostic] {
        self.look(at);
        self.told(path)
    }

    /// The findings in a file at the last look.
    pub(super) fn told(&self, path: &str) -> &[Diagnostic] {
        self.session.findings(path)
    }

    /// All findings at the last look, by file.
    pub(super) fn told_all(&self) -> impl Iterator<Item = (&str, &[Diagnostic])> {
        self.session.all()
    }

    /// The files about which the client has to be told something else, as if it were told it now: those whose findings are
    /// others, or whose findings lie at other lines. And whether there are any beside those whose text is another.
    pub(super) fn news(&mut self, at: Date) -> (BTreeSet<String>, bool) {
        self.look(at);
        let (mut news, moved) = (std::mem::take(&mut self.news), std::mem::take(&mut self.moved));
        if !moved.is_empty() {
            let places = |one: &Diagnostic| one.related.iter().any(|label| moved.contains(&label.path));
            let concerned = |(path, found): &(&str, &[Diagnostic])| moved.contains(*path) || found.iter().any(places);
            news.extend(self.session.all().filter(concerned).map(|(path, _)| path.to_owned()));
        }
        let others = news.iter().any(|path| !moved.contains(path));
        (news, others)
    }
}

/// Largest file of this sort.
fn limit(path: &str) -> u64 {
    if path.ends_with(".md") { MAX_DOCUMENT } else { MAX_SCOPE }
}
