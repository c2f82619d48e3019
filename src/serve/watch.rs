//! Reports changes of files: in the folders of documents and scope files, the settings, and replaced templates.

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::Sender;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    /// Folders whose files count, but not what lies deeper.
    pub folders: Vec<PathBuf>,
    /// Folders of which everything counts.
    pub trees: Vec<PathBuf>,
    /// Single files, which need not exist.
    pub files: Vec<PathBuf>,
}

impl Watched {
    /// Whether a change of this path counts.
    fn concerns(&self, path: &Path) -> bool {
        let parent = path.parent();
        self.files.iter().any(|file| file == path)
            || self.folders.iter().any(|folder| folder == path || parent == Some(folder))
            || self.trees.iter().any(|tree| path.starts_with(tree))
    }
}

pub struct Watcher {
    watcher: RecommendedWatcher,
    watched: Arc<Mutex<Watched>>,
}

impl Watcher {
    /// A watcher that sends to `wake` when a watched file has changed.
    ///
    /// # Errors
    /// When the system cannot watch files.
    pub fn new(wake: Sender<()>) -> notify::Result<Self> {
        let watched: Arc<Mutex<Watched>> = Arc::default();
        let of_events = Arc::clone(&watched);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let counts = match event {
                // Ignore reads, including our own.
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => false,
                Ok(event) => {
                    let watched = of_events.lock().unwrap_or_else(PoisonError::into_inner);
                    event.need_rescan() || event.paths.iter().any(|path| watched.concerns(path))
                }
                // Events may have been missed.
                Err(_) => true,
            };
            if counts {
                // A full channel means that a change is waiting already.
                let _ = wake.try_send(());
            }
        })?;
        Ok(Watcher { watcher, watched })
    }

    /// Watches these places, and those of before no more. It is called after each build, because a folder that was
    /// removed and made again has to be watched again; one that does not exist is found when it appears in the folder
    /// above it.
    pub fn watch(&mut self, watched: Watched) {
        let parents = |paths: &[PathBuf]| -> Vec<PathBuf> {
            paths.iter().filter_map(|path| path.parent()).map(Path::to_path_buf).collect()
        };
        let mut shallow = watched.folders.clone();
        shallow.extend([&watched.folders, &watched.trees, &watched.files].into_iter().flat_map(|paths| parents(paths)));
        shallow.sort();
        shallow.dedup();
        for folder in shallow {
            let _ = self.watcher.watch(&folder, RecursiveMode::NonRecursive);
        }
        for tree in &watched.trees {
            let _ = self.watcher.watch(tree, RecursiveMode::Recursive);
        }
        *self.watched.lock().unwrap_or_else(PoisonError::into_inner) = watched;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_files_that_do_not_affect_the_site() {
        let path = PathBuf::from;
        let watched = Watched {
            folders: vec![path("/r/Standards")],
            trees: vec![path("/r/site")],
            files: vec![path("/r/scsdoc.toml")],
        };
        for counts in ["/r/Standards", "/r/Standards/a.md", "/r/site", "/r/site/templates/base.html", "/r/scsdoc.toml"]
        {
            assert!(watched.concerns(Path::new(counts)), "{counts}");
        }
        for other in ["/r/target", "/r/Standards/deep/a.md", "/r/README.md", "/r"] {
            assert!(!watched.concerns(Path::new(other)), "{other}");
        }
    }
}
