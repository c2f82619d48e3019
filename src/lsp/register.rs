//! A register that is open in an editor: files on disk, overlaid with unsaved buffers.

use super::{guarded, uri};
use crate::check::baseline::{Baseline, MAX_BASELINE};
use crate::check::{self, Options};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::load::worktree::Worktree;
use crate::load::{Entry, Found, Lookup, MAX_FILE, Tree, config_of, is_markdown_name, is_register_file, is_scope_name};
use crate::model::Corpus;
use crossbeam_channel::Sender;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Findings by path.
pub(super) type Findings = BTreeMap<String, Vec<Diagnostic>>;

pub(super) struct Register {
    worktree: Worktree,
    /// The root as the client names it, possibly through a symbolic link.
    shown_root: PathBuf,
    /// The configuration of the command line.
    named_config: Option<PathBuf>,
    config: Config,
    baseline: Option<Baseline>,
    /// The files, including those of [`Register::unsaved`].
    tree: Tree,
    unsaved: BTreeMap<String, Entry>,
    corpus: Arc<Corpus>,
    /// Whether files changed since the corpus was built.
    stale: bool,
    /// Counts the changes.
    generation: u64,
    /// Whether a check is running.
    running: bool,
    /// The generation and date of `findings`.
    checked: Option<(u64, Date)>,
    findings: Findings,
}

pub(super) struct Checked {
    pub(super) root: PathBuf,
    generation: u64,
    at: Date,
    /// `None` if the check panicked.
    findings: Option<Findings>,
}

/// The disk, overlaid with unsaved buffers.
struct Overlay<'a>(&'a Worktree, &'a BTreeMap<String, Entry>);

impl Lookup for Overlay<'_> {
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
        let empty = Tree::default();
        let mut register = Register {
            shown_root: shown_root.unwrap_or(worktree.root()).to_path_buf(),
            worktree,
            named_config: config.map(Path::to_path_buf),
            config: Config::default(),
            baseline: None,
            corpus: Arc::new(Corpus::build(&empty, Config::default(), &empty)),
            tree: empty,
            unsaved: BTreeMap::new(),
            stale: true,
            generation: 0,
            running: false,
            checked: None,
            findings: Findings::new(),
        };
        register.reload();
        Some(register)
    }

    pub(super) fn root(&self) -> &Path {
        self.worktree.root()
    }

    /// Whether this folder is its root or inside.
    pub(super) fn holds(&self, folder: &Path) -> bool {
        folder.starts_with(&self.shown_root) || folder.starts_with(self.root())
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// The current corpus; the previous one if parsing panics.
    pub(super) fn corpus(&mut self) -> Arc<Corpus> {
        if std::mem::take(&mut self.stale) {
            let lookup = Overlay(&self.worktree, &self.unsaved);
            let new = guarded(|| self.corpus.rebuild(&self.tree, self.config.clone(), &lookup));
            self.corpus = new.map_or_else(|| self.corpus.clone(), Arc::new);
        }
        self.corpus.clone()
    }

    /// The path of a file relative to the root, if it is part of the register.
    pub(super) fn part(&self, file: &Path) -> Option<String> {
        let name = file.file_name()?.to_str()?;
        if !is_markdown_name(name) && !is_scope_name(name) && !self.config.path.ends_with(name) {
            return None;
        }
        let path = self.worktree.relative(file);
        (path == self.config.path || is_register_file(&path, &self.config)).then_some(path)
    }

    pub(super) fn uri(&self, path: &str) -> String {
        uri::of_path(&self.shown_root.join(path))
    }

    /// Overlays a file with an unsaved text.
    pub(super) fn write(&mut self, path: &str, text: &str) {
        let size = text.len() as u64;
        let entry = match usize::try_from(MAX_FILE).ok().and_then(|limit| text.as_bytes().get(..limit)) {
            Some(start) if size > MAX_FILE => Entry::TooLarge { start: start.into(), size, limit: MAX_FILE },
            _ => Entry::File(text.as_bytes().into()),
        };
        self.unsaved.insert(path.to_owned(), entry.clone());
        if path == self.config.path {
            self.reload();
        } else {
            self.tree.entries.insert(path.to_owned(), entry);
            self.changed();
        }
    }

    /// Removes the unsaved text of a file.
    pub(super) fn close(&mut self, path: &str) {
        self.unsaved.remove(path);
        self.reload();
    }

    /// Reloads the files from disk, overlaid with unsaved buffers.
    pub(super) fn reload(&mut self) {
        self.config = match self.unsaved.get(&self.config.path) {
            Some(entry) => config_of(&self.config.path, entry),
            None => self.worktree.config(self.named_config.as_deref()).unwrap_or_default(),
        };
        self.tree = self.worktree.load(&self.config);
        let unsaved = self.unsaved.iter().filter(|(path, _)| is_register_file(path, &self.config));
        let unsaved: Vec<(String, Entry)> = unsaved.map(|(path, entry)| (path.clone(), entry.clone())).collect();
        self.tree.entries.extend(unsaved);
        let baseline = self.config.baseline.as_deref().and_then(|path| self.worktree.read(path, MAX_BASELINE));
        // An unreadable baseline suppresses nothing.
        self.baseline = baseline.and_then(|baseline| Baseline::parse(&String::from_utf8_lossy(baseline.bytes())).ok());
        self.changed();
    }

    fn changed(&mut self) {
        self.stale = true;
        self.generation += 1;
    }

    /// Whether to start a check: the findings are outdated, and no check is running.
    pub(super) fn wants_check(&self, at: Date) -> bool {
        !self.running && self.findings(at).is_none()
    }

    /// Starts a check in a separate thread, which sends the result.
    pub(super) fn start_check(&mut self, at: Date, results: Sender<Checked>) {
        self.running = true;
        let (corpus, generation, root) = (self.corpus(), self.generation, self.root().to_path_buf());
        let options = Options { baseline: self.baseline.clone(), ..Options::at(at) };
        std::thread::spawn(move || {
            let findings = guarded(|| {
                let mut findings = Findings::new();
                for found in check::run(&*corpus, &options).diagnostics {
                    findings.entry(found.path.clone()).or_default().push(found);
                }
                findings
            });
            // The server may have ended.
            let _ = results.send(Checked { root, generation, at, findings });
        });
    }

    /// Stores the result of a check. Returns the files whose findings changed; `None` if it is outdated.
    pub(super) fn take(&mut self, checked: Checked) -> Option<BTreeSet<String>> {
        self.running = false;
        if checked.generation != self.generation {
            return None;
        }
        self.checked = Some((checked.generation, checked.at));
        let new = checked.findings.unwrap_or_else(|| self.findings.clone());
        let old = std::mem::replace(&mut self.findings, new);
        let paths = old.keys().chain(self.findings.keys());
        Some(paths.filter(|path| old.get(*path) != self.findings.get(*path)).cloned().collect())
    }

    pub(super) fn last_findings(&self) -> &Findings {
        &self.findings
    }

    /// The findings; `None` if they are outdated.
    pub(super) fn findings(&self, at: Date) -> Option<&Findings> {
        (self.checked == Some((self.generation, at))).then_some(&self.findings)
    }
}
