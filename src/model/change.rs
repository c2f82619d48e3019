//! Two states of a register side by side: which document became which.

use super::Corpus;
use super::document::Document;
use super::name::NameKind;
use super::scope::ScopeFile;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A document before and after; one of the two may be missing, never both.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The document in the older state.
    pub old: Option<&'a Document>,
    /// The document in the newer state.
    pub new: Option<&'a Document>,
}

impl Change<'_> {
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

/// Two states of a register.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The older state.
    pub old: &'a Corpus,
    /// The newer state.
    pub new: &'a Corpus,
    /// All documents that are in either, in the order of their newer paths, then those that are gone.
    pub documents: Vec<Change<'a>>,
    /// All scope files that are in either.
    pub scopes: Vec<(Option<&'a ScopeFile>, Option<&'a ScopeFile>)>,
}

/// Share of lines that two texts must have in common to be one document under another name, in percent.
const ALIKE: usize = 60;

impl<'a> Comparison<'a> {
    /// Pairs the documents of two states: by identity (number and version, or the slug of a proposal)
    /// first, then by likeness of name and text.
    pub fn new(old: &'a Corpus, new: &'a Corpus) -> Self {
        let mut unpaired: BTreeMap<String, &Document> = BTreeMap::new();
        for document in &old.documents {
            unpaired.insert(document.path.clone(), document);
        }
        let mut documents: Vec<Change<'a>> = Vec::with_capacity(new.documents.len());
        // The same path is the same document, whatever it says.
        for document in &new.documents {
            documents.push(Change { old: unpaired.remove(&document.path), new: Some(document) });
        }
        let by_identity: HashMap<String, String> =
            unpaired.values().map(|document| (identity(document), document.path.clone())).collect();
        for change in documents.iter_mut().filter(|change| change.old.is_none()) {
            let Some(document) = change.new else { continue };
            if document.name.kind == NameKind::Malformed {
                continue;
            }
            change.old = by_identity.get(&identity(document)).and_then(|path| unpaired.remove(path));
        }
        pair_by_likeness(&mut documents, &mut unpaired);
        documents.extend(unpaired.into_values().map(|old| Change { old: Some(old), new: None }));
        let mut scopes: Vec<(Option<&ScopeFile>, Option<&ScopeFile>)> = new
            .scopes
            .iter()
            .map(|scope| (old.scopes.iter().find(|other| other.path == scope.path), Some(scope)))
            .collect();
        let kept = |scope: &&ScopeFile| new.scopes.iter().all(|other| other.path != scope.path);
        scopes.extend(old.scopes.iter().filter(kept).map(|scope| (Some(scope), None)));
        Comparison { old, new, documents, scopes }
    }
}

/// What a document is, whatever its slug: number and version; for a proposal, its slug.
fn identity(document: &Document) -> String {
    match document.name.kind {
        NameKind::Malformed | NameKind::Template => document.name.file.clone(),
        _ => document.name.id(),
    }
}

/// Pairs what is left: of all candidates with enough lines in common the most alike first.
fn pair_by_likeness<'a>(documents: &mut [Change<'a>], unpaired: &mut BTreeMap<String, &'a Document>) {
    if unpaired.is_empty() || documents.iter().all(|change| change.old.is_some()) {
        return;
    }
    let old: Vec<(&Document, HashSet<&str>)> = unpaired.values().map(|old| (*old, lines(old))).collect();
    let mut scored: Vec<(usize, usize, usize)> = Vec::new();
    for (at, change) in documents.iter().enumerate() {
        let (None, Some(new)) = (change.old, change.new) else { continue };
        let mine = lines(new);
        for (index, (other, theirs)) in old.iter().enumerate() {
            if other.is_supplement() != new.is_supplement() {
                continue;
            }
            let common = mine.intersection(theirs).count();
            let score = 200 * common / (mine.len() + theirs.len()).max(1);
            let same_slug = !new.name.slug.is_empty() && new.name.slug == other.name.slug;
            // The same slug under another number or version is weaker evidence than the text.
            if score >= ALIKE || (same_slug && score >= ALIKE / 2 && other.name.version == new.name.version) {
                scored.push((score + usize::from(same_slug), index, at));
            }
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, index, at) in scored {
        let Some((other, _)) = old.get(index) else { continue };
        if documents[at].old.is_none() && unpaired.contains_key(&other.path) {
            documents[at].old = unpaired.remove(&other.path);
        }
    }
}

fn lines(document: &Document) -> HashSet<&str> {
    document.source.text().lines().map(str::trim).filter(|line| line.len() > 3).collect()
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
    fn identity_comes_before_likeness() {
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
        // A new version is a new document, however alike the text is.
        assert_eq!(
            pairs(&[("scs-0100-v1-a.md", LONG)], &[("scs-0100-v1-a.md", LONG), ("scs-0100-v2-a.md", LONG)]),
            [pair("scs-0100-v1-a.md", "scs-0100-v1-a.md"), pair("-", "scs-0100-v2-a.md")]
        );
    }
}
