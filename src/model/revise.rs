//! The next state of a register out of this one: only what changed is parsed.

use super::document::{Document, Track};
use super::links::Target;
use super::name::NameKind;
use super::requirements::Requirements;
use super::scope::ScopeFile;
use super::testcases::TestIndex;
use super::{Corpus, Parsed, parse};
use crate::config::Config;
use crate::load::{Entry, Lookup};
use crate::text::path::file_name;
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;

/// How far a change of files reaches into the rest of a register. Documents are named by their indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only the text of a document is another; its front matter and its headings, to which others point, are as they were.
    Text(usize),
    /// The headings of a document are others too. With the documents whose links and lists lead to it or to one that it names, or
    /// that it names itself.
    Headings(usize, Vec<usize>),
    /// The front matter of a document is another. With the same documents.
    Around(usize, Vec<usize>),
    /// Scope files.
    Scopes,
    /// Anything.
    Register,
}

/// Files that changed between two states of a register, parsed once for all corpora that they are applied to.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// Path, and what stands there now; nothing where the file is gone.
    files: Vec<(String, Option<Parsed>)>,
}

impl Revision {
    /// Parses files: path, and what stands there now, if anything. No path may be named twice.
    pub fn parse(files: impl IntoIterator<Item = (String, Option<Entry>)>, config: &Config) -> Self {
        let parsed = |(path, entry): (String, Option<Entry>)| {
            let parsed = entry.map(|entry| parse(&path, &entry, config));
            (path, parsed)
        };
        Revision { files: files.into_iter().map(parsed).collect() }
    }
}

impl Corpus {
    /// An empty register.
    pub fn empty(config: Config) -> Self {
        let tree = crate::load::Tree::default();
        Corpus::build(&tree, config, &tree)
    }

    /// Takes over what changed. Whether the targets of new links exist is not looked up: to those,
    /// [`Corpus::found`] has no answer.
    pub fn apply(&mut self, revision: &Revision) {
        let changed: HashSet<&str> = revision.files.iter().map(|(path, _)| path.as_str()).collect();
        let targets = std::mem::take(&mut self.targets);
        let documents = std::mem::take(&mut self.documents).into_iter().zip(targets);
        let mut documents: Vec<(Document, Vec<Target>)> =
            documents.filter(|(document, _)| !changed.contains(document.path.as_str())).collect();
        self.templates.retain(|template| !changed.contains(template.path.as_str()));
        self.scopes.retain(|scope| !changed.contains(scope.path.as_str()));
        self.unreadable.retain(|(path, _)| !changed.contains(path.as_str()));
        for (path, file) in &revision.files {
            match file {
                Some(Parsed::Document(document)) if document.name.kind == NameKind::Template => {
                    self.templates.push((**document).clone());
                }
                Some(Parsed::Document(document)) => {
                    let links = document.body.links.iter();
                    let targets = links.map(|link| Target::classify(&link.target, path, &self.config)).collect();
                    documents.push(((**document).clone(), targets));
                }
                Some(Parsed::Scope(scope)) => self.scopes.push(scope.clone()),
                Some(Parsed::Unreadable(path, reason)) => self.unreadable.push((path.clone(), reason.clone())),
                Some(Parsed::Other) | None => {}
            }
        }
        documents.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        (self.documents, self.targets) = documents.into_iter().unzip();
        self.templates.sort_by(|a, b| a.path.cmp(&b.path));
        self.scopes.sort_by(|a, b| a.path.cmp(&b.path));
        self.unreadable.sort();
        self.tests = TestIndex::build(&self.documents, &self.scopes);
        self.by_file.clear();
        self.by_number.clear();
        self.replacers.clear();
        self.supplementing.clear();
        self.index();
    }
}

/// For editors: a register that follows each keystroke.
impl Corpus {
    /// Takes over what changed, and looks up the targets of new links. Afterwards the register is as one that was built
    /// anew, but for answers of the lookup that were given before: see [`Corpus::look_again`].
    pub fn update(&mut self, revision: Revision, lookup: &(dyn Lookup + Sync)) -> Reach {
        let mut files = revision.files;
        if let [(path, Some(parsed))] = files.as_mut_slice() {
            let replaced = match parsed {
                Parsed::Document(document) => self.replace_document(path, document),
                Parsed::Scope(scope) => self.replace_scope(path, scope),
                Parsed::Unreadable(..) | Parsed::Other => None,
            };
            if let Some((reach, paths)) = replaced {
                for path in paths {
                    self.found.entry(path).or_insert_with_key(|path| lookup.look_up(path));
                }
                self.look_around(lookup);
                return reach;
            }
        }
        self.apply(&Revision { files });
        self.requirements = Requirements::build(self);
        self.look_up_new(lookup);
        Reach::Register
    }

    /// Looks all link targets up again: files that are no part of the register may have come or gone. Whether they have.
    pub fn look_again(&mut self, lookup: &(dyn Lookup + Sync)) -> bool {
        let before = (std::mem::take(&mut self.found), std::mem::take(&mut self.near));
        self.look_up_new(lookup);
        (&self.found, &self.near) != (&before.0, &before.1)
    }

    fn look_up_new(&mut self, lookup: &(dyn Lookup + Sync)) {
        let wanted = self.referenced_paths();
        self.found.retain(|path, _| wanted.contains(path));
        for path in wanted {
            self.found.entry(path).or_insert_with_key(|path| lookup.look_up(path));
        }
        self.look_around(lookup);
    }

    /// Puts another text in the place of a document that is there. Gives the paths that it links to.
    fn replace_document(&mut self, path: &str, document: &mut Document) -> Option<(Reach, Vec<String>)> {
        if document.name.kind == NameKind::Template {
            return None;
        }
        let at = self.documents.binary_search_by(|other| other.path.as_str().cmp(path)).ok()?;
        let links = document.body.links.iter();
        let targets = links.map(|link| Target::classify(&link.target, path, &self.config)).collect();
        *self.targets.get_mut(at)? = targets;
        let slot = self.documents.get_mut(at)?;
        std::mem::swap(slot, document);
        let (new, old): (&Document, &Document) = (slot, document);
        let lists = |key| new.list(key).map(|(file, _)| file).eq(old.list(key).map(|(file, _)| file));
        let same_lists = lists("replaces") && lists("supplements");
        let places = |document: &Document| {
            let front = &document.front;
            (front.fence, front.span, front.opening, front.yaml_span)
        };
        let front = |document: &Document| document.source.slice(document.front.span).to_owned();
        let same_front = places(new) == places(old) && front(new) == front(old) && new.too_large == old.too_large;
        let reach = if same_front && headings(new).eq(headings(old)) && new.body.anchors == old.body.anchors {
            None
        } else {
            let named = [new, old].into_iter().flat_map(names).map(stem).chain([new.name.stem()]);
            Some(named.map(str::to_owned).collect::<HashSet<String>>())
        };
        let of_scopes = [new, old].iter().any(|document| document.track() == Some(Track::Scopes));
        if !self.tests.replace(at, old, new) {
            self.tests = TestIndex::build(&self.documents, &self.scopes);
        }
        if !same_lists {
            self.by_file.clear();
            self.by_number.clear();
            self.replacers.clear();
            self.supplementing.clear();
            self.index();
        }
        if of_scopes {
            self.requirements = Requirements::build(self);
        }
        let reach = match reach.map(|stems| self.around(&stems)) {
            None => Reach::Text(at),
            Some(around) if same_front => Reach::Headings(at, around),
            Some(around) => Reach::Around(at, around),
        };
        Some((reach, self.paths_of(at).collect()))
    }

    /// Puts another text in the place of a scope file that is there. Gives the paths that it names.
    fn replace_scope(&mut self, path: &str, scope: &mut Arc<ScopeFile>) -> Option<(Reach, Vec<String>)> {
        let at = self.scopes.binary_search_by(|other| other.path.as_str().cmp(path)).ok()?;
        std::mem::swap(self.scopes.get_mut(at)?, scope);
        self.tests = TestIndex::build(&self.documents, &self.scopes);
        self.requirements = Requirements::build(self);
        Some((Reach::Scopes, self.paths_of_scopes().collect()))
    }

    /// The documents with these names, and those that lead to them by a link or a list.
    fn around(&self, stems: &HashSet<String>) -> Vec<usize> {
        let leads = |target: &Target| match target {
            Target::Path { path, .. } | Target::Page { path, .. } | Target::Repository { path, .. } => {
                stems.contains(stem(path))
            }
            _ => false,
        };
        let concerned = |(index, document): (usize, &Document)| {
            let is = stems.contains(document.name.stem());
            (is || names(document).any(|name| stems.contains(stem(name))) || self.targets(index).iter().any(leads))
                .then_some(index)
        };
        self.documents.par_iter().enumerate().filter_map(concerned).collect()
    }
}

/// What others read of the text of a document.
fn headings(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    document.body.headings.iter().map(|heading| (heading.anchor.as_str(), heading.text.as_str()))
}

/// The documents that the front matter of a document names.
fn names(document: &Document) -> impl Iterator<Item = &str> {
    let keys = ["replaces", "replaced_by", "supplements"].into_iter();
    keys.flat_map(|key| document.list(key).map(|(file, _)| file))
}

/// The name in a path, without folder and ending.
fn stem(path: &str) -> &str {
    let file = file_name(path);
    file.strip_suffix(".md").unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Tree;
    use std::collections::BTreeMap;

    fn document(status: &str, replaces: &str) -> String {
        format!("---\ntitle: One\nstatus: {status}\nreplaces: [{replaces}]\n---\n\n[x](scs-0100-v1-a.md)\n")
    }

    /// What a corpus says, as far as rules ask.
    fn said(corpus: &Corpus) -> String {
        let documents = corpus.documents.iter().enumerate().map(|(index, document)| {
            let replacers: Vec<&str> = corpus.replacers(document).iter().map(|other| other.name.stem()).collect();
            format!(
                "{} {:?} {} {:?} {:?} {replacers:?}\n",
                document.path,
                document.life,
                document.source.text().len(),
                corpus.targets(index),
                corpus.index_of(document)
            )
        });
        let documents: String = documents.collect();
        let numbers: Vec<(u16, usize)> = corpus.numbers().map(|(number, found)| (number, found.len())).collect();
        let scopes: Vec<&str> = corpus.scopes.iter().map(|scope| scope.path.as_str()).collect();
        format!("{documents}{numbers:?} {} {scopes:?} {:?}", corpus.templates.len(), corpus.tests)
    }

    #[test]
    fn a_corpus_that_was_carried_on_is_as_one_that_was_built() {
        let config = Config::default();
        let (a, b) = (document("Draft", ""), document("Stable", "scs-0100-v1-a.md"));
        let steps: [&[(&str, Option<&str>)]; 5] = [
            &[("Standards/scs-0100-v1-a.md", Some(&a)), ("Standards/scs-XXXX-vN-x-template.md", Some("x"))],
            &[("Standards/scs-0101-v1-b.md", Some(&b)), ("Tests/scs-x.yaml", Some("name: x\n"))],
            &[("Standards/scs-0001-v1-c.md", Some(&a)), ("Standards/scs-0100-v1-a.md", Some(&b))],
            &[("Standards/scs-0100-v1-a.md", None), ("Standards/scs-0100-v1-z.md", Some(&b))],
            &[("Tests/scs-x.yaml", None), ("Standards/scs-XXXX-vN-x-template.md", None), ("Standards/none.md", None)],
        ];
        let mut corpus = Corpus::empty(config.clone());
        let mut before = corpus.clone();
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        for step in steps {
            let entry = |text: &str| Entry::File(text.as_bytes().into());
            let changed = step.iter().map(|(path, text)| ((*path).to_owned(), text.map(entry)));
            corpus.apply(&Revision::parse(changed, &config));
            for (path, text) in step {
                match text {
                    Some(text) => files.insert((*path).to_owned(), (*text).to_owned()),
                    None => files.remove(*path),
                };
            }
            let tree = Tree::in_memory(files.clone());
            let built = Corpus::build(&tree, config.clone(), &tree);
            assert_eq!(said(&corpus), said(&built));
            before = before.rebuild(&tree, config.clone(), &tree);
            assert_eq!(said(&before), said(&built));
        }
    }

    #[test]
    fn two_states_share_what_is_equal_in_both() {
        let tree = |status: &str| {
            Tree::in_memory([
                ("Standards/scs-0100-v1-a.md".to_owned(), document("Draft", "")),
                ("Standards/scs-0101-v1-b.md".to_owned(), document(status, "")),
                ("Tests/scs-x.yaml".to_owned(), "name: x\n".to_owned()),
            ])
        };
        let (old, new) = (tree("Draft"), tree("Stable"));
        let before = Corpus::build(&old, Config::default(), &old);
        let after = before.rebuild(&new, Config::default(), &new);
        let shared = before.documents.iter().zip(&after.documents).map(|(a, b)| Arc::ptr_eq(&a.body, &b.body));
        assert_eq!(shared.collect::<Vec<bool>>(), [true, false]);
        assert!(before.scopes.iter().zip(&after.scopes).all(|(a, b)| Arc::ptr_eq(a, b)));
        // In another folder the same file is another document.
        let elsewhere = Config { standards: "Elsewhere".into(), ..Config::default() };
        assert!(before.rebuild(&old, elsewhere, &old).documents.is_empty());
    }
}
