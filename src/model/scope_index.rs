//! Requirements of scope versions, linked to documents: from scope files, and from documents on the Scopes track that
//! describe them.
//!
//! Together with [`TestIndex`](super::testcases::TestIndex), this is the basis of the traceability of standard version,
//! supplement, test case, script, module and scope version.

use super::Corpus;
use super::description::Description;
use super::document::Document;
use super::identity::{Identity, identity_of, module_identity};
use super::scope::ScopeFile;
use super::testcases::{Declared, declared};
use std::collections::HashMap;

/// A module in its scope file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModulePlace {
    /// Index of the scope file in the corpus.
    pub scope: usize,
    /// Index of the module in that file.
    pub module: usize,
}

/// The document of a module, and the versions that include it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleLinks {
    /// The document in its URL or ID.
    pub identity: Option<Identity>,
    /// Index of that document in the corpus, if there is one.
    pub document: Option<usize>,
    /// Indexes of the versions of the scope that include it.
    pub versions: Vec<usize>,
}

#[derive(Clone, Debug, Default)]
pub struct ScopeIndex {
    /// Documents that describe a version of a scope, in the order of the corpus.
    pub descriptions: Vec<Description>,
    modules: Vec<Vec<ModuleLinks>>,
    by_document: HashMap<usize, Vec<ModulePlace>>,
    by_identity: HashMap<Identity, usize>,
    by_version: HashMap<(usize, usize), Vec<usize>>,
}

impl ScopeIndex {
    /// Builds the indexes of a corpus with documents and links.
    pub fn build(corpus: &Corpus) -> Self {
        let mut built = ScopeIndex::default();
        for (index, document) in corpus.documents.iter().enumerate() {
            if let Some(identity) = identity_of(document) {
                built.by_identity.entry(identity).or_insert(index);
            }
        }
        for (scope, file) in corpus.scopes.iter().enumerate() {
            let links = built.links(file, corpus);
            for (module, links) in links.iter().enumerate() {
                if let Some(document) = links.document {
                    built.by_document.entry(document).or_default().push(ModulePlace { scope, module });
                }
            }
            built.modules.push(links);
        }
        built.descriptions = Description::all(corpus);
        for (index, description) in built.descriptions.iter().enumerate() {
            if let (Some(scope), Some(version)) = (description.scope, description.version) {
                built.by_version.entry((scope, version)).or_default().push(index);
            }
        }
        built
    }

    fn links(&self, file: &ScopeFile, corpus: &Corpus) -> Vec<ModuleLinks> {
        let mut links: Vec<ModuleLinks> = Vec::with_capacity(file.modules.len());
        for module in &file.modules {
            let identity = module_identity(module, &file.path, &corpus.config);
            let document = identity.and_then(|identity| self.document(identity));
            links.push(ModuleLinks { identity, document, versions: Vec::new() });
        }
        for (index, version) in file.versions.iter().enumerate() {
            for include in &version.include {
                let module = file.module_index(&include.module.text);
                if let Some(links) = module.and_then(|module| links.get_mut(module))
                    && links.versions.last() != Some(&index)
                {
                    links.versions.push(index);
                }
            }
        }
        links
    }

    /// Index of the document with this number and version.
    pub fn document(&self, identity: Identity) -> Option<usize> {
        self.by_identity.get(&identity).copied()
    }

    /// The document of a module, and the versions that include it.
    pub fn module(&self, place: ModulePlace) -> Option<&ModuleLinks> {
        self.modules.get(place.scope)?.get(place.module)
    }

    /// Modules of a document, by its index in the corpus.
    pub fn modules_of(&self, document: usize) -> &[ModulePlace] {
        self.by_document.get(&document).map(Vec::as_slice).unwrap_or_default()
    }

    /// Documents that describe a version of a scope file, by their indexes.
    pub fn describing(&self, scope: usize, version: usize) -> impl Iterator<Item = &Description> {
        let indexes = self.by_version.get(&(scope, version)).map(Vec::as_slice).unwrap_or_default();
        indexes.iter().filter_map(|index| self.descriptions.get(*index))
    }
}

/// The test cases that supplements declare for a version of a standard, each with its supplement.
pub fn declared_for<'a>(corpus: &'a Corpus, document: &'a Document) -> Vec<(&'a Document, Declared<'a>)> {
    let version = document.name.version;
    let supplements = corpus.supplements(document).into_iter();
    let cases = supplements.flat_map(|supplement| declared(supplement).map(move |case| (supplement, case)));
    cases.filter(|(_, case)| case.belongs_to(version)).collect()
}
