//! Rename detection: git's own, on texts in memory.

use git2::{DiffFindOptions, Error, Odb, Repository, Tree};

/// Minimum similarity of a renamed file, in percent; the default of git.
const ALIKE: u16 = 50;

impl super::Git {
    /// The files that were moved unchanged between a commit and HEAD: their old and new paths, relative to the root.
    ///
    /// # Errors
    /// When an object cannot be read.
    pub fn moved_since(&self, commit: git2::Oid) -> Result<Vec<(String, String)>, super::Error> {
        let [old, new] = [commit, self.commit("HEAD")?].map(|id| self.read_tree(self.read_commit(id)?.tree_id()));
        let mut diff = self.repo.diff_tree_to_tree(Some(&old?), Some(&new?), None)?;
        // Contents are not compared, so that no large object is unpacked.
        diff.find_similar(Some(DiffFindOptions::new().renames(true).exact_match_only(true)))?;
        let path = |file: git2::DiffFile<'_>| Some(file.path()?.to_str()?.strip_prefix(&self.prefix)?.to_owned());
        let renamed = diff.deltas().filter(|delta| delta.status() == git2::Delta::Renamed);
        Ok(renamed.filter_map(|delta| path(delta.old_file()).zip(path(delta.new_file()))).collect())
    }
}

/// Pairs removed files with new ones, as indexes into the two lists.
pub fn renames(gone: &[&[u8]], new: &[&[u8]]) -> Vec<(usize, usize)> {
    if gone.is_empty() || new.is_empty() {
        return Vec::new();
    }
    // Trees in memory are readable. On failure, files count as removed and added.
    detect(gone, new).unwrap_or_default()
}

fn detect(gone: &[&[u8]], new: &[&[u8]]) -> Result<Vec<(usize, usize)>, Error> {
    let odb = Odb::new()?;
    odb.add_new_mempack_backend(1)?;
    let repo = Repository::from_odb(odb)?;
    let (old_tree, new_tree) = (tree(&repo, "old", gone)?, tree(&repo, "new", new)?);
    let mut diff = repo.diff_tree_to_tree(Some(&old_tree), Some(&new_tree), None)?;
    diff.find_similar(Some(DiffFindOptions::new().renames(true).rename_threshold(ALIKE)))?;
    let index = |file: git2::DiffFile<'_>| file.path()?.to_str()?.get(3..)?.parse().ok();
    let renamed = diff.deltas().filter(|delta| delta.status() == git2::Delta::Renamed);
    Ok(renamed.filter_map(|delta| index(delta.old_file()).zip(index(delta.new_file()))).collect())
}

/// A tree of these texts, each named by its index.
fn tree<'r>(repo: &'r Repository, side: &str, texts: &[&[u8]]) -> Result<Tree<'r>, Error> {
    let mut builder = repo.treebuilder(None)?;
    for (index, text) in texts.iter().enumerate() {
        builder.insert(format!("{side}{index}"), repo.blob(text)?, 0o100_644)?;
    }
    repo.find_tree(builder.write()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renames_are_paired_by_similarity() {
        let text =
            |word: &str, lines: usize| (0..lines).map(|line| format!("{word} in line {line}\n")).collect::<String>();
        let (one, two) = (text("one", 20), text("two", 20));
        let edited = one.replace("one in line 3\n", "another line\n");
        let gone = [one.as_bytes(), two.as_bytes()];
        assert_eq!(renames(&gone, &[text("three", 20).as_bytes(), edited.as_bytes()]), [(0, 1)]);
        assert_eq!(renames(&gone, &[two.as_bytes(), one.as_bytes()]), [(1, 0), (0, 1)]);
        assert_eq!(renames(&gone, &[]), []);
    }
}
