//! Documents on other branches.

use super::{Error, Git};
use crate::config::Config;
use crate::load::is_document_name;
use git2::{BranchType, Oid};
use std::collections::{BTreeMap, HashMap};

impl Git {
    /// Whether a commit is part of a branch: of the remote-tracking ones of this name, else of the local one.
    pub fn on_branch(&self, commit: Oid, name: &str) -> bool {
        let tips = |sort| -> Vec<Oid> {
            let branches = self.repo.branches(Some(sort)).into_iter().flatten().flatten();
            let named = branches.filter(|(branch, _)| {
                let label = String::from_utf8_lossy(branch.name_bytes().unwrap_or_default()).into_owned();
                label == name || (sort == BranchType::Remote && label.ends_with(&format!("/{name}")))
            });
            named.filter_map(|(branch, _)| branch.get().resolve().ok()?.target()).collect()
        };
        let remote = tips(BranchType::Remote);
        let tips = if remote.is_empty() { tips(BranchType::Local) } else { remote };
        tips.into_iter().any(|tip| tip == commit || self.repo.graph_descendant_of(tip, commit).unwrap_or(false))
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
            // A damaged branch uses no number.
            let Some(tip) = branch.get().resolve().ok().and_then(|tip| tip.target()) else { continue };
            let Ok(commit) = self.repo.find_commit(tip) else { continue };
            let Some(folder) = self.folder(commit.tree_id(), &config.standards)? else { continue };
            if let std::collections::hash_map::Entry::Vacant(slot) = seen.entry(folder) {
                let tree = self.read_tree(folder)?;
                let files = tree.iter().map(|entry| String::from_utf8_lossy(entry.name_bytes()).into_owned());
                slot.insert(files.filter(|name| is_document_name(name)).collect());
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
}
