//! A document as data, in the format of `list`, `show`, `export` and `api/v1`, which `schemas/register.schema.json`
//! describes.

use crate::check::Outcome;
use crate::diagnostic::Severity;
use crate::model::Corpus;
use crate::model::document::{Document, DocumentType, Track};
use crate::model::lifecycle::Status;
use crate::model::name::NameKind;
use crate::model::statements::{Anchored, anchored};
use crate::model::trace::{Trace, trace_links};
use crate::text::path::file_name;
use crate::value::Node;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

/// Maximum number of other documents, and of scope versions, listed for a document.
const MAX_LISTED: usize = 500;

/// Numbers of findings in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

/// The register on a date, with findings.
#[derive(Debug)]
pub struct Register<'a> {
    /// The register.
    pub corpus: &'a Corpus,
    /// The assumed date.
    pub at: Date,
    findings: HashMap<&'a str, Findings>,
    /// Names of the documents that link to a document, by its path.
    linked: OnceLock<HashMap<&'a str, Vec<&'a str>>>,
}

/// A document or an unreadable file.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocumentData<'a> {
    /// `scs-0100-v3`; of malformed names, the name.
    pub id: String,
    /// File name without `.md`.
    pub name: &'a str,
    /// Kind by file name; `unreadable` for an unreadable file.
    pub kind: &'static str,
    /// `None` for proposals.
    pub number: Option<u16>,
    /// Major version; of supplements, their own number.
    pub version: Option<u32>,
    pub slug: Option<&'a str>,
    /// The title; of an unreadable file, the reason.
    pub title: &'a str,
    /// One line of plain text.
    pub description: Option<String>,
    /// `Standard`
    #[serde(rename = "type")]
    pub document_type: Option<&'static str>,
    /// As written, else by the number.
    pub track: Option<&'static str>,
    /// The written status.
    pub status: Option<&'static str>,
    pub state: Option<&'static str>,
    pub state_words: String,
    /// When the state began, if known.
    pub state_since: Option<String>,
    /// The next state, if a future date changes it.
    pub next: Option<Next>,
    /// Stable from this date on.
    pub stabilized_at: Option<String>,
    /// Deprecated from this date on.
    pub deprecated_at: Option<String>,
    /// Rejected on this date.
    pub rejected_at: Option<String>,
    /// Names of the documents that it replaces.
    pub replaces: Vec<&'a str>,
    /// Names of the documents that replace it, by its own word or by theirs.
    pub replaced_by: Vec<&'a str>,
    /// Names of the documents that it supplements.
    pub supplements: Vec<&'a str>,
    pub supplemented_by: Vec<&'a str>,
    /// Headings in order.
    pub sections: Vec<Section<'a>>,
    /// Path of the file, relative to the root.
    pub path: &'a str,
    /// Address of the file in the repository.
    pub source_url: String,
    /// Address of its page.
    pub url: Option<String>,
    /// Whether there are findings at error level.
    pub faulty: bool,
    pub findings: Findings,
}

/// A future state.
#[derive(Clone, Debug, Serialize)]
pub struct Next {
    /// When it begins.
    pub date: String,
    pub state: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct Section<'a> {
    /// 1 to 6.
    pub level: u8,
    pub title: &'a str,
    /// Fragment of its URL.
    pub anchor: &'a str,
}

/// A document with everything related to it.
#[derive(Clone, Debug, Serialize)]
pub struct Details<'a> {
    #[serde(flatten)]
    pub document: DocumentData<'a>,
    /// Names of the versions of its number.
    pub versions: Vec<&'a str>,
    /// Names of the documents that link to it.
    pub linked_from: Vec<&'a str>,
    /// IDs of its test cases; of a supplement, those that it declares or names.
    pub test_cases: Vec<&'a str>,
    /// Versions of scopes that require it.
    pub scopes: Vec<ScopeUse<'a>>,
    /// Its requirements in the order of the text.
    pub requirements: Vec<RequirementData>,
}

/// A version of a scope that requires a document.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeUse<'a> {
    pub scope: &'a str,
    pub version: &'a str,
    /// `effective`
    pub validity: &'static str,
    /// `effective since 2024-12-19`
    pub words: String,
    /// Whether it is in force or future.
    pub current: bool,
    /// Whether an automated test case checks it.
    pub tested: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct RequirementData {
    /// Fragment of its URL, derived only from its text.
    pub anchor: String,
    /// Its number as a requirement of the document: 7 is `R7`.
    pub number: u32,
    /// Keywords of RFC 2119, in order.
    pub keywords: Vec<&'static str>,
    /// As plain text.
    pub text: String,
}

impl<'a> Register<'a> {
    /// The register on a date.
    pub fn new(corpus: &'a Corpus, outcome: &'a Outcome, at: Date) -> Self {
        let mut findings: HashMap<&str, Findings> = HashMap::new();
        for found in &outcome.diagnostics {
            let counts = findings.entry(&found.path).or_default();
            match found.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        Register { corpus, at, findings, linked: OnceLock::new() }
    }

    /// Numbers of findings in a file.
    pub fn findings(&self, path: &str) -> Findings {
        self.findings.get(path).copied().unwrap_or_default()
    }

    /// All documents by number, versions before supplements; then those without a number, and what cannot be read.
    pub fn documents(&self) -> Vec<DocumentData<'a>> {
        let documents = in_order(self.corpus).into_iter().map(|document| self.document(document));
        let unreadable = self.corpus.unreadable.iter();
        documents.chain(unreadable.map(|(path, reason)| self.unreadable(path, reason))).collect()
    }

    /// A document.
    pub fn document(&self, document: &'a Document) -> DocumentData<'a> {
        let (name, life, corpus) = (&document.name, &document.life, self.corpus);
        let malformed = name.kind == NameKind::Malformed;
        let findings = self.findings(&document.path);
        let named = |key: &str| document.list(key).map(|(file, _)| stem(file)).collect();
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        // What git shows as a Draft on that day had no dates.
        let draft = life.past.is_some_and(|past| self.at < past.draft_until);
        let written = |value: Option<Date>| date(value).filter(|_| !draft);
        let headings = document.body.headings.iter().filter(|heading| !heading.nested);
        DocumentData {
            id: document.id(),
            name: name.stem(),
            kind: match name.kind {
                NameKind::Document => "document",
                NameKind::Supplement => "supplement",
                NameKind::Proposal => "proposal",
                NameKind::Template => "template",
                NameKind::Malformed => "malformed",
            },
            number: name.number,
            version: (!malformed).then_some(name.version),
            slug: (!malformed).then_some(name.slug.as_str()),
            title: document.title(),
            description: description(document),
            document_type: kind(document).map(DocumentType::name),
            track: document.track().map(Track::name),
            status: if draft { Some(Status::Draft) } else { life.status }.map(Status::name),
            state: Some(life.state(self.at).name()),
            state_words: life.words(self.at),
            state_since: date(life.since(self.at)),
            next: life.next(self.at).map(|(date, state)| Next { date: date.to_string(), state: state.name() }),
            stabilized_at: written(life.stabilized_at),
            deprecated_at: written(life.deprecated_at),
            rejected_at: written(life.rejected_at),
            replaces: named("replaces"),
            replaced_by: corpus.replacing(document).into_iter().map(stem).collect(),
            supplements: named("supplements"),
            supplemented_by: names(self.existing(corpus.supplements(document))),
            sections: headings
                .map(|heading| Section { level: heading.level, title: &heading.text, anchor: &heading.anchor })
                .collect(),
            path: &document.path,
            source_url: corpus.config.source_url(&document.path, false),
            url: Some(corpus.config.page_url(name.stem())),
            faulty: findings.errors > 0,
            findings,
        }
    }

    /// Those that exist on the date.
    fn existing(&self, mut documents: Vec<&'a Document>) -> Vec<&'a Document> {
        documents.retain(|document| document.life.exists(self.at));
        documents
    }

    fn unreadable(&self, path: &'a str, reason: &'a str) -> DocumentData<'a> {
        let file = file_name(path);
        DocumentData {
            id: file.to_owned(),
            name: stem(file),
            kind: "unreadable",
            title: reason,
            state_words: "unreadable".into(),
            path,
            source_url: self.corpus.config.source_url(path, false),
            faulty: true,
            findings: self.findings(path),
            ..DocumentData::default()
        }
    }

    /// Names of the documents that link to a document.
    fn linked_from(&self, document: &Document) -> Vec<&'a str> {
        let linked = self.linked.get_or_init(|| {
            let corpus = self.corpus;
            let mut linked: HashMap<&str, Vec<&str>> = HashMap::new();
            let existing = corpus.documents.iter().enumerate().filter(|(_, document)| document.life.exists(self.at));
            for (index, document) in existing {
                let targets = corpus.targets(index).iter().filter_map(|target| corpus.document_at(target));
                let targets = targets.map(|(document, _)| document.path.as_str());
                for path in targets.filter(|path| *path != document.path).collect::<BTreeSet<_>>() {
                    linked.entry(path).or_default().push(document.name.stem());
                }
            }
            linked
        });
        linked.get(document.path.as_str()).cloned().unwrap_or_default()
    }

    /// A document with everything related to it.
    pub fn details(&self, document: &'a Document, trace: &Trace<'a>) -> Details<'a> {
        let corpus = self.corpus;
        let index = corpus.index_of(document);
        let versions = document.name.number.map(|number| corpus.versions(number)).unwrap_or_default();
        let requiring = index.into_iter().flat_map(|index| trace.requiring(index)).take(MAX_LISTED);
        let scopes = requiring.map(|(version, requirement)| ScopeUse {
            scope: version.scope,
            version: version.name,
            validity: version.validity.name(),
            words: version.words(),
            current: version.current,
            tested: trace.tested(requirement),
        });
        let statement = |Anchored { anchor, number, statement }: &Anchored| {
            let keywords = statement.words.iter().map(|word| word.name()).collect();
            let data =
                |number| RequirementData { anchor: anchor.clone(), number, keywords, text: statement.text.clone() };
            number.map(data)
        };
        Details {
            document: self.document(document),
            versions: names(self.existing(versions)),
            linked_from: self.linked_from(document),
            test_cases: index.map(|index| test_cases(corpus, index)).unwrap_or_default(),
            scopes: scopes.collect(),
            requirements: anchored(document).iter().filter_map(statement).collect(),
        }
    }
}

/// All documents by number, versions before supplements; then those without a number.
pub fn in_order(corpus: &Corpus) -> Vec<&Document> {
    let mut all: Vec<&Document> = corpus.numbers().flat_map(|(_, documents)| documents).collect();
    all.extend(corpus.documents.iter().filter(|document| document.name.number.is_none()));
    all
}

/// The type: from the document; for a supplement, from its name.
pub fn kind(document: &Document) -> Option<DocumentType> {
    document.kind.or(document.is_supplement().then_some(DocumentType::Supplement))
}

/// The description as one line of plain text.
pub fn description(document: &Document) -> Option<String> {
    let text = document.front.get("description").and_then(Node::as_str)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn stem(file: &str) -> &str {
    file.strip_suffix(".md").unwrap_or(file)
}

fn names(documents: Vec<&Document>) -> Vec<&str> {
    documents.into_iter().take(MAX_LISTED).map(|document| document.name.stem()).collect()
}

/// Test cases that are related to a document; to a supplement, those that it declares or names.
pub fn test_cases(corpus: &Corpus, index: usize) -> Vec<&str> {
    let tied = trace_links(corpus, index).into_iter().map(|link| link.id);
    let supplement = corpus.documents.get(index).is_some_and(Document::is_supplement);
    let named = corpus
        .tests
        .cases
        .iter()
        .filter(|(_, case)| supplement && case.mentions.iter().any(|mention| mention.document == index));
    let ids: BTreeSet<&str> = tied.chain(named.map(|(id, _)| id.as_str())).collect();
    ids.into_iter().collect()
}
