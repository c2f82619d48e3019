//! The next state of a register out of this one: only what changed is parsed.

use super::document::Document;
use super::links::Target;
use super::name::NameKind;
use super::testcases::TestIndex;
use super::{Corpus, Parsed, parse};
use crate::config::Config;
use crate::load::Entry;
use std::collections::HashSet;

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
                Some(Parsed::Scope(scope)) => self.scopes.push((**scope).clone()),
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
            assert_eq!(said(&corpus), said(&Corpus::build(&tree, config.clone(), &tree)));
        }
    }
}
