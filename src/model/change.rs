//! Comparison of two states of a register: pairs documents across renames.

use super::Corpus;
use super::document::Document;
use super::lifecycle::Status;
use super::name::{Name, NameKind};
use super::scope::ScopeFile;
use crate::load::git;
use crate::text::path::file_name;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// A document before and after; one of the two may be missing, never both.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The document in the older state.
    pub old: Option<&'a Document>,
    /// The document in the newer state.
    pub new: Option<&'a Document>,
}

impl<'a> Change<'a> {
    /// Both documents, if it is in both states.
    pub fn both(&self) -> Option<(&'a Document, &'a Document)> {
        self.old.zip(self.new)
    }

    /// Whether the text differs, byte for byte.
    pub fn edited(&self) -> bool {
        match (self.old, self.new) {
            (Some(old), Some(new)) => old.source.text() != new.source.text(),
            _ => true,
        }
    }

    /// Whether the file has another name.
    pub fn renamed(&self) -> bool {
        matches!((self.old, self.new), (Some(old), Some(new)) if old.name.file != new.name.file)
    }
}

/// A scope file before and after; one of the two may be missing, never both.
pub type ScopePair<'a> = (Option<&'a ScopeFile>, Option<&'a ScopeFile>);

/// File names of documents on all branches: name to the branches that have it.
pub type BranchNames = BTreeMap<String, Vec<String>>;

/// Two states of a register.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The older state.
    pub old: &'a Corpus,
    /// The newer state.
    pub new: &'a Corpus,
    /// All documents of either state, sorted by newer path, then the removed ones.
    pub documents: Vec<Change<'a>>,
    /// All scope files that are in either.
    pub scopes: Vec<ScopePair<'a>>,
    /// Full name of the older revision; empty if it has none.
    pub revision: String,
    /// Full name of the commit that the newer state is based on; empty if unknown.
    pub head: String,
    /// Documents on other branches, if known.
    pub branches: BranchNames,
    /// Whether the older state is part of the main branch, so that all its documents have been accepted.
    pub base_on_main: bool,
    /// Number of findings in the configured baseline that its older state does not have.
    pub baseline_added: usize,
    /// Edited documents of the older state as they were when they became stable, if known.
    pub stabilized: &'a [Document],
}

/// A register, with a comparison if there is an older state: input of rules.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// The comparison with the older state.
    pub base: Option<&'a Comparison<'a>>,
}

impl<'a> From<&'a Corpus> for Snapshot<'a> {
    fn from(corpus: &'a Corpus) -> Self {
        Snapshot { corpus, base: None }
    }
}

impl<'a> From<&'a Comparison<'a>> for Snapshot<'a> {
    fn from(base: &'a Comparison<'a>) -> Self {
        Snapshot { corpus: base.new, base: Some(base) }
    }
}

impl<'a> Comparison<'a> {
    /// Pairs the documents of two states: by path first, then by identity (number and version, or the slug
    /// of a proposal), then by similarity.
    pub fn new(old: &'a Corpus, new: &'a Corpus) -> Self {
        let mut unpaired: BTreeMap<&str, &Document> = BTreeMap::new();
        for document in &old.documents {
            unpaired.insert(&document.path, document);
        }
        let mut documents: Vec<Change<'a>> = Vec::with_capacity(new.documents.len());
        // The same path is the same document, whatever its content.
        for document in &new.documents {
            documents.push(Change { old: unpaired.remove(document.path.as_str()), new: Some(document) });
        }
        fn text(document: &Document) -> (&str, &[u8]) {
            (&document.path, document.source.text().as_bytes())
        }
        let gone: Vec<&Document> = unpaired.values().copied().collect();
        let mut came: Vec<&mut Change<'a>> = documents.iter_mut().filter(|change| change.old.is_none()).collect();
        let before: Vec<_> = gone.iter().map(|document| text(document)).collect();
        let after: Vec<_> = came.iter().filter_map(|change| change.new.map(text)).collect();
        for (was, is) in renames(&before, &after) {
            if let (Some(old), Some(change)) = (gone.get(was), came.get_mut(is)) {
                change.old = unpaired.remove(old.path.as_str());
            }
        }
        documents.extend(unpaired.into_values().map(|old| Change { old: Some(old), new: None }));
        let scopes = pair_scopes(old, new);
        Comparison {
            old,
            new,
            documents,
            scopes,
            revision: String::new(),
            head: String::new(),
            branches: BranchNames::new(),
            base_on_main: false,
            baseline_added: 0,
            stabilized: &[],
        }
    }

    /// Files of both states with their paths before and after.
    pub fn renamed_files(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        fn others(corpus: &Corpus) -> impl Iterator<Item = &Document> {
            corpus.templates.iter().chain(&corpus.unnamed)
        }
        let documents = self.documents.iter().filter_map(Change::both);
        let documents = documents.map(|(old, new)| (old.path.as_str(), new.path.as_str()));
        let scopes = self.scopes.iter().filter_map(|(old, new)| (*old).zip(*new));
        let scopes = scopes.map(|(old, new)| (old.path.as_str(), new.path.as_str()));
        // Templates and other files move with the folder, under their names.
        let now: HashMap<&str, &str> =
            others(self.new).map(|other| (other.name.file.as_str(), other.path.as_str())).collect();
        let others =
            others(self.old).filter_map(move |other| Some((other.path.as_str(), *now.get(other.name.file.as_str())?)));
        documents.chain(scopes).chain(others).filter(|(old, new)| old != new)
    }

    /// The short name of the revision: `1a2b3c4`; `base` if it has none.
    pub fn short(&self) -> &str {
        let commit = self.revision.len() >= 40 && self.revision.bytes().all(|b| b.is_ascii_hexdigit());
        match self.revision.get(..7) {
            Some(short) if commit => short,
            _ if self.revision.is_empty() => "base",
            _ => &self.revision,
        }
    }

    /// Whether a document of the older state has been accepted: the main branch has it under this name.
    /// Without a known main branch, all count as accepted.
    pub fn accepted(&self, old: &Document) -> bool {
        if self.base_on_main {
            return true;
        }
        let branch = &self.new.config.repository.branch;
        let remote = |label: &str| label.strip_suffix(branch.as_str()).is_some_and(|rest| rest.ends_with('/'));
        let known = |wanted: &dyn Fn(&str) -> bool| self.branches.values().flatten().any(|label| wanted(label));
        let has = |wanted: &dyn Fn(&str) -> bool| {
            self.branches.get(&old.name.file).is_some_and(|labels| labels.iter().any(|label| wanted(label)))
        };
        // The remote branch takes precedence over the local one.
        if known(&remote) {
            return has(&remote);
        }
        let local = |label: &str| label == branch;
        !known(&local) || has(&local)
    }

    /// Whether the older state has no documents.
    pub fn is_initial(&self) -> bool {
        self.old.documents.is_empty()
    }

    /// New documents, without supplements.
    pub fn added(&self) -> impl Iterator<Item = &'a Document> {
        let new = self.documents.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new);
        new.filter(|document| document.is_versioned())
    }
}

/// The newer document with the type of the older one: the type decides what is normative, and both are read alike.
pub fn read_alike<'a>(old: &Document, new: &'a Document) -> Cow<'a, Document> {
    if old.kind == new.kind {
        return Cow::Borrowed(new);
    }
    Cow::Owned(Document { kind: old.kind, statements: Arc::default(), ..new.clone() })
}

/// Whether a document is or was stable, by its front matter.
pub fn was_stable(document: &Document) -> bool {
    match document.life.status {
        Some(Status::Stable) => true,
        Some(Status::Deprecated | Status::Rejected) => document.life.stabilized_at.is_some(),
        _ => false,
    }
}

/// Pairs removed documents with new ones: by identity first (number and version, or the
/// slug of a proposal), then by git's rename detection. Takes paths with texts, and returns pairs of indexes into the two
/// lists.
pub fn renames<'a>(gone: &[(&'a str, &'a [u8])], new: &[(&'a str, &'a [u8])]) -> Vec<(usize, usize)> {
    let names =
        |files: &[(&str, &[u8])]| files.iter().map(|(path, _)| Name::parse(file_name(path))).collect::<Vec<_>>();
    let (old_names, new_names) = (names(gone), names(new));
    // If several files have one identity, they are paired in order, so that the result is symmetric.
    let mut by_identity: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (index, name) in old_names.iter().enumerate().filter(|(_, name)| name.kind != NameKind::Malformed) {
        by_identity.entry(name.id()).or_default().push_back(index);
    }
    let mut pairs = Vec::new();
    let mut new_left = Vec::new();
    for (index, name) in new_names.iter().enumerate() {
        match by_identity.get_mut(&name.id()).and_then(VecDeque::pop_front) {
            Some(old) => pairs.push((old, index)),
            None => new_left.push(index),
        }
    }
    let paired: HashSet<usize> = pairs.iter().map(|(old, _)| *old).collect();
    let old_left: Vec<usize> = (0..gone.len()).filter(|index| !paired.contains(index)).collect();
    // A supplement never becomes a document or vice versa.
    for supplement in [false, true] {
        let side = |left: &[usize], names: &[Name]| -> Vec<usize> {
            let fits = |index: &usize| (names[*index].kind == NameKind::Supplement) == supplement;
            left.iter().copied().filter(fits).collect()
        };
        let (old, came) = (side(&old_left, &old_names), side(&new_left, &new_names));
        let texts = |side: &[usize], files: &[(&'a str, &'a [u8])]| -> Vec<&'a [u8]> {
            side.iter().map(|index| files[*index].1).collect()
        };
        let found = git::renames(&texts(&old, gone), &texts(&came, new));
        pairs.extend(found.into_iter().map(|(a, b)| (old[a], came[b])));
    }
    pairs
}

/// Pairs scope files: by path, then by the name of the file or their UUID.
fn pair_scopes<'a>(old: &'a Corpus, new: &'a Corpus) -> Vec<ScopePair<'a>> {
    let uuid = |scope: &ScopeFile| Some(scope.uuid.clone()).filter(|uuid| !uuid.is_empty());
    let mut unpaired: BTreeMap<&str, &ScopeFile> = BTreeMap::new();
    for scope in &old.scopes {
        unpaired.insert(&scope.path, scope);
    }
    let mut scopes: Vec<ScopePair<'a>> =
        new.scopes.iter().map(|scope| (unpaired.remove(scope.path.as_str()), Some(scope.as_ref()))).collect();
    let mut by_key: HashMap<String, &str> = HashMap::new();
    for scope in unpaired.values() {
        by_key.insert(scope.stem().to_owned(), &scope.path);
        by_key.extend(uuid(scope).map(|uuid| (uuid, scope.path.as_str())));
    }
    for (before, after) in scopes.iter_mut().filter(|(before, _)| before.is_none()) {
        let Some(scope) = after else { continue };
        let keys = [Some(scope.stem().to_owned()), uuid(scope)];
        let found = keys.into_iter().flatten().find_map(|key| by_key.get(&key));
        *before = found.and_then(|path| unpaired.remove(path));
    }
    scopes.extend(unpaired.into_values().map(|scope| (Some(scope), None)));
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::Tree;

    fn corpus(files: &[(&str, &str)]) -> Corpus {
        let tree = Tree::in_memory(files.iter().map(|(name, text)| (format!("Standards/{name}"), *text)));
        Corpus::build(&tree, Config::default(), &tree)
    }

    fn pairs(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<(String, String)> {
        let (old, new) = (corpus(old), corpus(new));
        let name = |document: Option<&Document>| document.map_or("-".into(), |document| document.name.file.clone());
        Comparison::new(&old, &new).documents.iter().map(|change| (name(change.old), name(change.new))).collect()
    }

    const LONG: &str = "---\ntitle: One\n---\n\nfirst line\nsecond line\nthird line\nfourth line\n";
    const OTHER: &str = "wholly\nanother text\nwith nothing\nin common\n";

    #[test]
    fn identity_takes_precedence_over_similarity() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            pairs(&[("scs-0100-v1-a.md", LONG)], &[("scs-0100-v1-b.md", OTHER)]),
            [pair("scs-0100-v1-a.md", "scs-0100-v1-b.md")]
        );
        assert_eq!(
            pairs(&[("scs-xxxx-v1-a.md", LONG)], &[("scs-0107-v1-a.md", LONG)]),
            [pair("scs-xxxx-v1-a.md", "scs-0107-v1-a.md")]
        );
        assert_eq!(
            pairs(&[("scs-0100-v1-a.md", LONG)], &[("scs-0200-v1-z.md", OTHER)]),
            [pair("-", "scs-0200-v1-z.md"), pair("scs-0100-v1-a.md", "-")]
        );
        // A new version is a new document, however similar its text.
        assert_eq!(
            pairs(&[("scs-0100-v1-a.md", LONG)], &[("scs-0100-v1-a.md", LONG), ("scs-0100-v2-a.md", LONG)]),
            [pair("scs-0100-v1-a.md", "scs-0100-v1-a.md"), pair("-", "scs-0100-v2-a.md")]
        );
    }
}
