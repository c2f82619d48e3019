//! The register as data: a [`Corpus`] of documents and scope files with indexes in both directions. Pure.

pub mod address;
pub mod change;
mod checkout;
pub mod compliance;
pub mod description;
pub mod document;
pub mod facts;
mod front_matter;
pub mod history;
pub mod identity;
pub mod lifecycle;
pub mod links;
pub mod lookup;
pub mod markdown;
pub mod name;
pub mod regime;
pub mod requirements;
pub mod scope;
pub mod scope_index;
mod statement;
pub mod statements;
pub mod testcases;
pub mod tested;
pub mod trace;

use crate::config::Config;
use crate::load::{Entry, Found, Lookup, Tree, is_document_name, is_markdown_name, is_scope_name};
use crate::text::Source;
use crate::text::path::{file_name, folder_of, join};
use compliance::Evidence;
use document::Document;
use links::Target;
use name::NameKind;
use rayon::prelude::*;
use scope::ScopeFile;
use scope_index::ScopeIndex;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use testcases::TestIndex;

/// A snapshot of a register.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Its settings.
    pub config: Config,
    /// Documents and supplements by path, including files with malformed names.
    pub documents: Vec<Document>,
    /// Templates, by path.
    pub templates: Vec<Document>,
    /// Files with the front matter of a document whose names do not begin with `scs-`, by path.
    pub unnamed: Vec<Document>,
    /// Paths of files that are named like documents and are not read: in a folder below, or without `.md`.
    pub unread: Vec<String>,
    /// Scope files, by path.
    pub scopes: Vec<Arc<ScopeFile>>,
    /// Paths that could not be read, each with the reason.
    pub unreadable: Vec<(String, String)>,
    /// Test cases.
    pub tests: TestIndex,
    /// What scope versions require.
    pub scope_index: ScopeIndex,
    /// Cloud environments, and reports if they were loaded.
    pub evidence: Evidence,
    targets: Vec<Vec<Target>>,
    found: HashMap<String, Found>,
    /// Similar names for missing paths, up to a limit.
    suggestions: HashMap<String, Option<String>>,
    by_file: HashMap<String, usize>,
    by_number: BTreeMap<u16, Vec<usize>>,
    replacers: HashMap<String, Vec<usize>>,
    supplementing: HashMap<String, Vec<usize>>,
    /// The paths of the pages below `standards/`.
    pages: OnceLock<HashSet<String>>,
}

impl Corpus {
    /// Parses and indexes a tree. Never fails: a file that cannot be parsed is still a document.
    ///
    /// `lookup` says whether the targets of links exist.
    pub fn build(tree: &Tree, config: Config, lookup: &(dyn Lookup + Sync)) -> Self {
        Self::build_sharing(None, tree, config, lookup)
    }

    /// Builds another state of this register, sharing what is unchanged.
    pub fn rebuild(&self, tree: &Tree, config: Config, lookup: &(dyn Lookup + Sync)) -> Self {
        Self::build_sharing(Some(self), tree, config, lookup)
    }

    fn build_sharing(other: Option<&Corpus>, tree: &Tree, config: Config, lookup: &(dyn Lookup + Sync)) -> Self {
        let (mut documents, mut templates, mut unnamed, mut scopes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut unreadable = Vec::new();
        // The folder determines the kind of a file.
        let folders = |config: &Config| (config.standards.clone(), config.tests.folder.clone());
        let other = other.filter(|other| folders(&other.config) == folders(&config));
        let read = |(path, entry): &(&String, &Entry)| {
            other.and_then(|other| other.shared(path, entry)).unwrap_or_else(|| parse(path, entry, &config))
        };
        let (of_evidence, evidence) = evidence_in(tree, &config);
        let files = tree.entries.iter().filter(|(path, _)| !of_evidence.contains_key(*path));
        let (yaml, rest): (Vec<_>, Vec<_>) = files.partition(|(path, _)| is_scope_name(file_name(path)));
        // Scope files are large, so they start first.
        let yaml = || yaml.par_iter().map(read).collect::<Vec<Parsed>>();
        let rest = || rest.par_iter().map(read).collect::<Vec<Parsed>>();
        let (yaml, rest) = rayon::join(yaml, rest);
        for item in rest.into_iter().chain(yaml) {
            match item {
                Parsed::Document(document) if document.name.kind == NameKind::Template => templates.push(*document),
                Parsed::Document(document) if is_document_name(&document.name.file) => documents.push(*document),
                Parsed::Document(document) => unnamed.push(*document),
                Parsed::Scope(scope) => scopes.push(scope),
                Parsed::Unreadable(path, reason) => unreadable.push((path, reason)),
                Parsed::Other => {}
            }
        }
        let targets: Vec<Vec<Target>> = documents
            .par_iter()
            .map(|document| {
                let links = document.body.links.iter();
                links.map(|link| Target::classify(&link.target, &document.path, &config)).collect()
            })
            .collect();
        let tests = TestIndex::build(&documents, &scopes);
        let mut corpus = Corpus {
            config,
            documents,
            templates,
            unnamed,
            scopes,
            unreadable,
            tests,
            evidence,
            targets,
            ..Corpus::default()
        };
        corpus.unread = unread(&corpus.config, lookup);
        corpus.index();
        corpus.scope_index = ScopeIndex::build(&corpus);
        let wanted: Vec<String> = corpus.referenced_paths().into_iter().collect();
        let found = |path: String| {
            let found = lookup.look_up(&path);
            (path, found)
        };
        corpus.found = wanted.into_par_iter().map(found).collect();
        corpus.scan_siblings(lookup);
        corpus
    }

    /// The parsed file, if its text is unchanged.
    fn shared(&self, path: &str, entry: &Entry) -> Option<Parsed> {
        let Entry::File(bytes) = entry else { return None };
        let same = |source: &Source, too_large: bool| {
            !too_large && source.invalid().is_none() && source.text().as_bytes() == bytes.as_ref()
        };
        if let Ok(at) = self.documents.binary_search_by(|document| document.path.as_str().cmp(path)) {
            let document = self.documents.get(at)?;
            let same = same(&document.source, document.too_large.is_some());
            return same.then(|| Parsed::Document(Box::new(document.clone())));
        }
        let at = self.scopes.binary_search_by(|scope| scope.path.as_str().cmp(path)).ok()?;
        let scope = self.scopes.get(at)?;
        same(&scope.source, scope.too_large.is_some()).then(|| Parsed::Scope(scope.clone()))
    }

    fn index(&mut self) {
        for (index, document) in self.documents.iter().enumerate() {
            self.by_file.insert(document.name.file.clone(), index);
            if let Some(number) = document.name.number {
                self.by_number.entry(number).or_default().push(index);
            }
            for (file, _) in document.list("replaces") {
                self.replacers.entry(file.to_owned()).or_default().push(index);
            }
            for (file, _) in document.list("supplements") {
                self.supplementing.entry(file.to_owned()).or_default().push(index);
            }
        }
        let documents = &self.documents;
        for indexes in self.by_number.values_mut() {
            indexes.sort_by_key(|index| {
                let name = &documents[*index].name;
                (name.kind == NameKind::Supplement, name.version, name.file.clone())
            });
        }
    }

    /// Path of a script, relative to the root; `executable` is relative to the tests folder. `None` if it leaves
    /// the root.
    pub fn script_path(&self, executable: &str) -> Option<String> {
        join(&self.config.tests.folder, executable)
    }

    /// Targets of the links of document `index`, in the order of its links.
    pub fn targets(&self, index: usize) -> &[Target] {
        self.targets.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Index of a document in [`Corpus::documents`].
    pub fn index_of(&self, document: &Document) -> Option<usize> {
        self.by_file.get(&document.name.file).copied()
    }

    /// The document with this file name.
    pub fn by_file(&self, file: &str) -> Option<&Document> {
        self.by_file.get(file).map(|index| &self.documents[*index])
    }

    /// The document at a path relative to the root.
    pub fn by_path(&self, path: &str) -> Option<&Document> {
        self.by_file(path.strip_prefix(self.config.standards.as_str())?.strip_prefix('/')?)
    }

    /// The document that a target points to, in any form of link, and the anchor in it.
    pub fn document_at<'t>(&self, target: &'t Target) -> Option<(&Document, Option<&'t str>)> {
        let (document, fragment) = match target {
            Target::Page { path, fragment } => (self.page_document(path.strip_prefix("standards/")?)?, fragment),
            target => {
                let (path, fragment) = target.path(&self.config)?;
                (self.by_path(path)?, fragment)
            }
        };
        Some((document, fragment.as_deref()))
    }

    /// All numbers in order, each with its documents: versions first, then supplements.
    pub fn numbers(&self) -> impl Iterator<Item = (u16, Vec<&Document>)> {
        self.by_number.iter().map(|(number, indexes)| (*number, self.pick(indexes)))
    }

    /// Documents of a number: versions in order, then supplements.
    pub fn by_number(&self, number: u16) -> Vec<&Document> {
        self.by_number.get(&number).map(|indexes| self.pick(indexes)).unwrap_or_default()
    }

    /// Whether a supplement of a number has unreadable front matter, so that its test cases are unknown.
    pub fn has_unreadable_supplement(&self, number: Option<u16>) -> bool {
        let documents = number.map(|number| self.by_number(number)).unwrap_or_default();
        documents.iter().any(|document| document.is_supplement() && !document.front.complete())
    }

    /// Versions of a number in order, without supplements.
    pub fn versions(&self, number: u16) -> Vec<&Document> {
        self.by_number(number).into_iter().filter(|document| !document.is_supplement()).collect()
    }

    /// The version of a number.
    pub fn version(&self, number: u16, version: u32) -> Option<&Document> {
        let indexes = self.by_number.get(&number)?;
        let name = |index: &usize| &self.documents[*index].name;
        let at =
            indexes.partition_point(|index| name(index).kind != NameKind::Supplement && name(index).version < version);
        let found = indexes.get(at).map(|index| &self.documents[*index])?;
        (!found.is_supplement() && found.name.version == version).then_some(found)
    }

    /// Documents whose `replaces` names `document`.
    pub fn replacers(&self, document: &Document) -> Vec<&Document> {
        self.replacers.get(&document.name.file).map(|indexes| self.pick(indexes)).unwrap_or_default()
    }

    /// File names of the documents that replace `document`, by its `replaced_by` or their `replaces`; never itself.
    pub fn replacing<'a>(&'a self, document: &'a Document) -> Vec<&'a str> {
        let theirs = self.replacers(document).into_iter().map(|other| other.name.file.as_str());
        let own = document.list("replaced_by").map(|(file, _)| file);
        let mut seen = HashSet::from([document.name.file.as_str()]);
        own.chain(theirs).filter(|file| seen.insert(*file)).collect()
    }

    /// The documents that follow `document`: those it names, those that name it, else its next version.
    pub fn successors<'a>(&'a self, document: &'a Document) -> Vec<&'a Document> {
        let mut found: Vec<&Document> =
            self.replacing(document).into_iter().filter_map(|file| self.by_file(file)).collect();
        if found.is_empty() {
            let number = document.name.number;
            found.extend(number.and_then(|number| self.version(number, document.name.version.saturating_add(1))));
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    /// Supplements whose `supplements` names `document`.
    pub fn supplements(&self, document: &Document) -> Vec<&Document> {
        self.supplementing.get(&document.name.file).map(|indexes| self.pick(indexes)).unwrap_or_default()
    }

    /// Proposals: documents without a number.
    pub fn proposals(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.name.kind == NameKind::Proposal)
    }

    /// Paths of all files of the register: documents, templates, scope files, unreadable files, and settings.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let documents =
            self.documents.iter().chain(&self.templates).chain(&self.unnamed).map(|document| document.path.as_str());
        let scopes = self.scopes.iter().map(|scope| scope.path.as_str());
        let unreadable = self.unreadable.iter().map(|(path, _)| path.as_str());
        documents.chain(scopes).chain(unreadable).chain([self.config.path.as_str()])
    }

    /// Where the values of a file end: at the end of front matter, or of a file without.
    pub fn front_end(&self, path: &str) -> u32 {
        let all = self.documents.iter().chain(&self.templates);
        all.into_iter().find(|document| document.path == path).map_or(u32::MAX, |document| document.front.span.end)
    }

    /// The text of any file of the register, for excerpts.
    pub fn source(&self, path: &str) -> Option<&Source> {
        if path == self.config.path {
            return Some(&self.config.source);
        }
        // Trees are sorted by path, and so are these.
        let document = |list: &[Document]| list.binary_search_by(|document| document.path.as_str().cmp(path)).ok();
        if let Some(document) = document(&self.documents).and_then(|at| self.documents.get(at)) {
            return Some(&document.source);
        }
        if let Some(template) = document(&self.templates).and_then(|at| self.templates.get(at)) {
            return Some(&template.source);
        }
        if let Some(document) = document(&self.unnamed).and_then(|at| self.unnamed.get(at)) {
            return Some(&document.source);
        }
        if let Ok(scope) = self.scopes.binary_search_by(|scope| scope.path.as_str().cmp(path)) {
            return self.scopes.get(scope).map(|scope| &scope.source);
        }
        self.evidence.source(path)
    }

    fn pick(&self, indexes: &[usize]) -> Vec<&Document> {
        indexes.iter().map(|index| &self.documents[*index]).collect()
    }
}

/// The evidence in a tree. A work tree contains only the list of environments; reports and the
/// ledger are read on demand.
fn evidence_in(tree: &Tree, config: &Config) -> (BTreeMap<String, Entry>, Evidence) {
    let settings = &config.certification;
    let inside = |folder: &str, path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let mut paths = compliance::Paths::default();
    let mut files = BTreeMap::new();
    for (path, entry) in &tree.entries {
        if *path == settings.environments {
            paths.environments = Some(path.clone());
        } else if settings.accounts.as_ref() == Some(path) {
            paths.accounts = Some(path.clone());
        } else if inside(&settings.ledger, path) && path.ends_with(".jsonl") {
            paths.ledger.push(path.clone());
        } else if inside(&settings.reports, path) && compliance::is_report_name(path) {
            paths.reports.push(path.clone());
        } else if !inside(&settings.reports, path) {
            continue;
        }
        files.insert(path.clone(), entry.clone());
    }
    if files.is_empty() {
        return (files, Evidence::default());
    }
    let reader = Tree { entries: files.clone() };
    let evidence = Evidence::read(&paths, Arc::new(reader), compliance::Signatures::of(config));
    (files, evidence)
}

#[derive(Clone, Debug)]
enum Parsed {
    Document(Box<Document>),
    Scope(Arc<ScopeFile>),
    Unreadable(String, String),
    Other,
}

/// Files that are named like documents, in folders below that of the standards or without the ending of Markdown.
fn unread(config: &Config, lookup: &dyn Lookup) -> Vec<String> {
    let folder = &config.standards;
    if lookup.look_up(folder) != Found::Folder {
        return Vec::new();
    }
    let ending = |file: &str| file.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    let names = lookup.names_in(folder).into_iter();
    let names = names.filter(|file| matches!(ending(file).as_str(), "" | "txt" | "text" | "mdown" | "mkd"));
    let paths = names.flat_map(|file| {
        let path = format!("{folder}/{file}");
        match lookup.look_up(&path) {
            Found::Folder => {
                let inside = lookup.names_in(&path).into_iter().filter(|file| is_document_name(file));
                inside.map(|file| format!("{path}/{file}")).collect()
            }
            Found::File if is_document_name(&format!("{file}.md")) => vec![path],
            _ => Vec::new(),
        }
    });
    paths.collect()
}

fn parse(path: &str, entry: &Entry, config: &Config) -> Parsed {
    let folder = folder_of(path);
    let file = file_name(path);
    if let Entry::Unreadable(reason) = entry {
        // Other Markdown files are only read in case they are documents.
        let other = folder == config.standards && is_markdown_name(file) && !is_document_name(file);
        return if other { Parsed::Other } else { Parsed::Unreadable(path.into(), reason.clone()) };
    }
    if folder == config.standards && is_document_name(file) {
        return Parsed::Document(Box::new(Document::parse(path, entry)));
    }
    if folder == config.standards && is_markdown_name(file) {
        let document = Document::parse(path, entry);
        return if document.kind.is_some() { Parsed::Document(Box::new(document)) } else { Parsed::Other };
    }
    if folder == config.tests.folder && is_scope_name(file) {
        return Parsed::Scope(Arc::new(ScopeFile::parse(path, entry)));
    }
    Parsed::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_documents_are_shared_between_states() {
        let tree = |status: &str| {
            Tree::in_memory([
                ("Standards/scs-0100-v1-a.md", "---\ntitle: One\n---\n".to_owned()),
                ("Standards/scs-0101-v1-b.md", format!("---\nstatus: {status}\n---\n")),
                ("Tests/scs-x.yaml", "name: x\n".to_owned()),
            ])
        };
        let (old, new) = (tree("Draft"), tree("Stable"));
        let before = Corpus::build(&old, Config::default(), &old);
        let after = before.rebuild(&new, Config::default(), &new);
        let shared = before.documents.iter().zip(&after.documents).map(|(a, b)| Arc::ptr_eq(&a.body, &b.body));
        assert_eq!(shared.collect::<Vec<bool>>(), [true, false]);
        assert!(before.scopes.iter().zip(&after.scopes).all(|(a, b)| Arc::ptr_eq(a, b)));
        // In another folder the same file is another document.
        let mut elsewhere = Config::default();
        elsewhere.settings.standards = "Elsewhere".into();
        assert!(before.rebuild(&old, elsewhere, &old).documents.is_empty());
    }
}
