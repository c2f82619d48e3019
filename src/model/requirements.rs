//! What the versions of a scope require, tied to documents: from scope files, and from the documents on the
//! Scopes track that describe them.
//!
//! Together with [`TestIndex`](super::testcases::TestIndex) these are the indexes behind the traceability of
//! standard version, supplement, test case, script, module and scope version.

use super::document::Document;
use super::scope::{Module, ScopeFile};
use super::testcases::{Declared, declared};
use super::{Corpus, links::Target, name::Name, name::NameKind};
use crate::config::Config;
use crate::model::description::Description;
use std::collections::HashMap;

/// Number and major version: what identifies a document, whatever its slug.
pub type Identity = (u16, u32);

/// A module in its scope file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ModulePlace {
    /// Index of the scope file in the corpus.
    pub scope: usize,
    /// Index of the module in that file.
    pub module: usize,
}

/// What a module is tied to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// The document that its address or its id names.
    pub identity: Option<Identity>,
    /// Index of that document in the corpus, where there is one.
    pub document: Option<usize>,
    /// Indexes of the versions of the scope that include it.
    pub versions: Vec<usize>,
}

/// The indexes.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    /// Documents that describe a version of a scope, in the order of the corpus.
    pub descriptions: Vec<Description>,
    modules: Vec<Vec<Ties>>,
    by_document: HashMap<usize, Vec<ModulePlace>>,
    by_identity: HashMap<Identity, usize>,
    by_version: HashMap<(usize, usize), Vec<usize>>,
}

impl Requirements {
    /// Builds the indexes of a corpus whose documents and links are known already.
    pub fn build(corpus: &Corpus) -> Self {
        let mut built = Requirements::default();
        for (index, document) in corpus.documents.iter().enumerate() {
            if let Some(identity) = identity_of(document) {
                built.by_identity.entry(identity).or_insert(index);
            }
        }
        for (scope, file) in corpus.scopes.iter().enumerate() {
            let ties = built.ties(file, corpus);
            for (module, ties) in ties.iter().enumerate() {
                if let Some(document) = ties.document {
                    built.by_document.entry(document).or_default().push(ModulePlace { scope, module });
                }
            }
            built.modules.push(ties);
        }
        built.descriptions = Description::all(corpus);
        for (index, description) in built.descriptions.iter().enumerate() {
            if let (Some(scope), Some(version)) = (description.scope, description.version) {
                built.by_version.entry((scope, version)).or_default().push(index);
            }
        }
        built
    }

    fn ties(&self, file: &ScopeFile, corpus: &Corpus) -> Vec<Ties> {
        let mut ties: Vec<Ties> = Vec::with_capacity(file.modules.len());
        for module in &file.modules {
            let stem = module.url.as_ref().and_then(|url| {
                let target = Target::classify(&url.text, &file.path, &corpus.config);
                document_file(&target, &corpus.config)
            });
            let exact = stem.as_deref().and_then(|file| corpus.by_file(file)).and_then(|found| corpus.index_of(found));
            let named = stem.as_deref().and_then(file_identity).or_else(|| identity(&module.id.text));
            let identity = exact.and_then(|index| corpus.documents.get(index)).and_then(identity_of).or(named);
            let document = exact.or_else(|| identity.and_then(|identity| self.document(identity)));
            ties.push(Ties { identity, document, versions: Vec::new() });
        }
        for (index, version) in file.versions.iter().enumerate() {
            for include in &version.include {
                let module = file.module_index(&include.module.text);
                if let Some(ties) = module.and_then(|module| ties.get_mut(module))
                    && ties.versions.last() != Some(&index)
                {
                    ties.versions.push(index);
                }
            }
        }
        ties
    }

    /// Index of the document with this number and version.
    pub fn document(&self, identity: Identity) -> Option<usize> {
        self.by_identity.get(&identity).copied()
    }

    /// What a module is tied to.
    pub fn module(&self, place: ModulePlace) -> Option<&Ties> {
        self.modules.get(place.scope)?.get(place.module)
    }

    /// Modules that stand for a document, by its index in the corpus.
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
    cases.filter(|(_, case)| case.covers(version)).collect()
}

/// Number and version of a document that has both.
pub fn identity_of(document: &Document) -> Option<Identity> {
    name_identity(&document.name)
}

fn name_identity(name: &Name) -> Option<Identity> {
    let document = name.kind == NameKind::Document;
    name.number.filter(|_| document).map(|number| (number, name.version))
}

/// Number and version of the document that the address of a module leads to, or that its id names.
pub fn module_identity(module: &Module, path: &str, config: &Config) -> Option<Identity> {
    let target = module.url.as_ref().map(|url| Target::classify(&url.text, path, config));
    let file = target.and_then(|target| document_file(&target, config));
    file.as_deref().and_then(file_identity).or_else(|| identity(&module.id.text))
}

/// Number and version in the file name of a document.
pub fn file_identity(file: &str) -> Option<Identity> {
    name_identity(&Name::parse(file))
}

/// Number and version in the id of a module or of an included standard: `scs-0100-v3.1`, `scs-0104-v1-2`, `scs-0102-v1-rec`.
pub fn identity(id: &str) -> Option<Identity> {
    let rest = id.strip_prefix("scs-")?;
    let (number, rest) = rest.split_at_checked(4)?;
    let rest = rest.strip_prefix("-v")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (version, rest) = rest.split_at_checked(digits)?;
    let fits = number.bytes().all(|b| b.is_ascii_digit()) && (rest.is_empty() || rest.starts_with(['-', '.']));
    if fits { Some((number.parse().ok()?, version.parse().ok()?)) } else { None }
}

/// An identity as people write it.
pub fn label((number, version): Identity) -> String {
    format!("scs-{number:04}-v{version}")
}

/// The file name of the document that a link leads to, whether or not it exists: by its page, its path or
/// its address in the repository.
pub fn document_file(target: &Target, config: &Config) -> Option<String> {
    let inside = |path: &str| {
        let file = path.strip_prefix(config.standards.as_str())?.strip_prefix('/')?;
        (!file.contains('/')).then(|| file.to_owned())
    };
    match target {
        Target::Page { path, .. } => {
            let stem = path.strip_prefix("standards/").filter(|stem| !stem.contains('/'))?;
            Some(format!("{stem}.md"))
        }
        Target::Path { path, .. } => inside(path),
        Target::Repository { reference, path, .. } if *reference == config.repository_branch => inside(path),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_modules_name_documents() {
        assert_eq!(identity("scs-0100-v3.1"), Some((100, 3)));
        assert_eq!(identity("scs-0104-v1-2-rec"), Some((104, 1)));
        assert_eq!(identity("scs-0128-v1"), Some((128, 1)));
        for id in ["opc-v2022.11", "scs-0100", "scs-0100-v", "scs-0100-w1", "scs-01é-v1", "scs-0100-v1x"] {
            assert_eq!(identity(id), None, "{id}");
        }
    }
}
