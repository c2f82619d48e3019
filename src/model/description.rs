//! Documents on the Scopes track as descriptions of scope versions.

use super::Corpus;
use super::document::{Document, Track};
use super::identity::{Identity, document_file, file_identity, identity, identity_of};
use super::lifecycle::parse_date;
use super::links::Target;
use super::markdown::flow::{FlowKind, flows};
use super::name::mentions;
use super::scope::{ScopeFile, Spanned};
use crate::config::Config;
use crate::text::Span;
use crate::value::{Kind, Node};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The heading under which a scope document lists the standards.
pub const SUBJECT_MATTER: &str = "Subject Matter";

/// Name of the version that has no document yet.
pub const NEXT: &str = "next";

/// The command that writes a scope file again from the documents that describe it.
pub fn render_command(stem: &str, config: &Config) -> String {
    format!("scsdoc scope render {stem} --out {}", config.tests.folder)
}

/// Maximum number of list items without a link; a scope has a few dozen standards.
const MAX_UNLINKED: usize = 100;

/// A standard that a scope document lists or includes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its location: the link, or the ID in `include`.
    pub span: Span,
    /// Its text: the ID in `include`, or the text of the link.
    pub text: String,
    /// The document of the link target or id.
    pub target: Option<Identity>,
    /// The document in the link text; it differs from the target if one of them is wrong.
    pub named: Option<Identity>,
}

impl Item {
    /// The documents that it may mean.
    pub fn means(&self) -> impl Iterator<Item = Identity> {
        self.named.into_iter().chain(self.target)
    }
}

/// A document that describes a version of a scope.
#[derive(Clone, Debug)]
pub struct Description {
    /// Index of the document in the corpus.
    pub document: usize,
    /// Index of the scope file in the corpus, if there is one.
    pub scope: Option<usize>,
    /// Index of the version in that file, if it has it.
    pub version: Option<usize>,
    /// Name of the version with its location in the document.
    pub name: Spanned,
    /// `scope.include`, if present.
    pub include: Option<Vec<Item>>,
    /// `scope.next`: the next version.
    pub next: Option<Next>,
    /// The heading *Subject Matter*.
    pub heading: Option<Span>,
    /// The first link to a standard in each list item below it.
    pub listed: Vec<Item>,
    /// All documents mentioned or linked in the section.
    pub named: HashSet<Identity>,
    /// Texts of list items without a link; the first hundred.
    pub unlinked: Vec<String>,
}

/// Requirements of the next version of a scope, if agreed.
#[derive(Clone, Debug)]
pub struct Next {
    /// The key in the front matter.
    pub span: Span,
    /// Date from which it is a draft that can be tested against.
    pub since: Option<Date>,
    /// Index of the version [`NEXT`] in the scope file, if it has it.
    pub version: Option<usize>,
    pub include: Vec<Item>,
}

impl Description {
    /// Required standards: `scope.include`, else the list under *Subject Matter*.
    pub fn required(&self) -> &[Item] {
        self.include.as_deref().unwrap_or(&self.listed)
    }

    /// All descriptions in a corpus, in the order of its documents.
    pub(super) fn all(corpus: &Corpus) -> Vec<Description> {
        let mut files: HashMap<&str, usize> = HashMap::new();
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (index, scope) in corpus.scopes.iter().enumerate() {
            files.entry(scope.stem()).or_insert(index);
            names.entry(scope.name.text.trim()).or_insert(index);
        }
        let documents = corpus.documents.iter().enumerate();
        let documents = documents.filter(|(_, document)| {
            document.track() == Some(Track::Scopes) && document.is_versioned() && document.front.complete()
        });
        documents
            .filter_map(|(index, document)| {
                let front = document.front.get("scope").filter(|node| matches!(node.kind, Kind::Map(_)));
                let file = front.and_then(|front| front.text("file")).map(|file| file.trim_end_matches(".yaml"));
                let scope = match file {
                    Some(file) => files.get(file),
                    None => {
                        names.get(document.title()).or_else(|| files.get(format!("scs-{}", bare(document)).as_str()))
                    }
                };
                let scope = scope.copied();
                (scope.is_some() || front.is_some()).then(|| describe(corpus, index, document, front, scope))
            })
            .collect()
    }
}

/// The slug without a leading `scs-`.
fn bare(document: &Document) -> &str {
    document.name.slug.strip_prefix("scs-").unwrap_or(&document.name.slug)
}

fn describe(
    corpus: &Corpus,
    index: usize,
    document: &Document,
    front: Option<&Node>,
    scope: Option<usize>,
) -> Description {
    let file = scope.and_then(|scope| corpus.scopes.get(scope)).map(Arc::as_ref);
    let (name, version) = version_of(document, front, file);
    let include = front.and_then(|front| front.get("include")).filter(|node| matches!(node.kind, Kind::List(_)));
    let items = |node: &Node| node.items().iter().filter_map(included).collect::<Vec<_>>();
    let include = include.map(items);
    let next = front.and_then(|front| front.entry(NEXT)).filter(|entry| matches!(entry.value.kind, Kind::Map(_)));
    let next = next.map(|entry| Next {
        span: entry.key.span,
        since: entry.value.text("since").and_then(parse_date),
        version: file.and_then(|file| file.version_index(NEXT)),
        include: entry.value.get("include").map(items).unwrap_or_default(),
    });
    let mut description = Description {
        document: index,
        scope,
        version,
        name,
        include,
        next,
        heading: None,
        listed: Vec::new(),
        named: HashSet::new(),
        unlinked: Vec::new(),
    };
    let headings = &document.body.headings;
    let heading = headings.iter().position(|heading| heading.text.trim().eq_ignore_ascii_case(SUBJECT_MATTER));
    if let Some(heading) = heading {
        description.heading = headings.get(heading).map(|heading| heading.text_span);
        subject_matter(corpus, index, document, document.body.section_span(heading), &mut description);
    }
    description
}

/// An item of `scope.include`: an ID, or a mapping with `ref`.
fn included(node: &Node) -> Option<Item> {
    let id = if matches!(node.kind, Kind::Map(_)) { node.get("ref")? } else { node };
    let text = id.as_str()?.trim().to_owned();
    let target = identity(&text);
    Some(Item { span: id.span, text, target, named: None })
}

/// The described version, from front matter, else from the text, else the version of the document;
/// of the last two, the first that the scope file has.
fn version_of(document: &Document, front: Option<&Node>, file: Option<&ScopeFile>) -> (Spanned, Option<usize>) {
    let find = |name: &str| file.and_then(|file| file.version_index(name));
    if let Some(node) = front.and_then(|front| front.get("version"))
        && let Some(text) = node.as_str()
    {
        return (Spanned { text: text.to_owned(), span: node.span }, find(text));
    }
    let written = written_version(document);
    let own = Spanned { text: document.name.version_label(), span: document.place("title") };
    match (written, find(&own.text)) {
        (Some(written), own_index) => match find(&written.text) {
            Some(index) => (written, Some(index)),
            None if own_index.is_some() => (own, own_index),
            None => (written, None),
        },
        (None, index) => (own, index),
    }
}

/// *This is v5.1 of …* in running text.
fn written_version(document: &Document) -> Option<Spanned> {
    let start = document.body.span.start as usize;
    let text = document.source.text().get(start..)?;
    text.match_indices("This is v").find_map(|(at, _)| {
        let from = at + "This is ".len();
        let rest = text.get(from..)?;
        let (word, label) = match rest.strip_prefix("version ") {
            Some(word) => (word, format!("v{}", word.trim_start_matches('v').split(' ').next()?)),
            None => (rest, rest.split(' ').next()?.to_owned()),
        };
        let numeric = label.get(1..)?.starts_with(|c: char| c.is_ascii_digit());
        let token = label.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
        let of = word.split_once(' ').is_some_and(|(_, rest)| rest.starts_with("of "));
        let begin = start + from + (rest.len() - word.len());
        let len = word.split(' ').next().map_or(0, str::len);
        (numeric && token && of).then(|| Spanned { text: label, span: Span::new(begin, begin + len) })
    })
}

fn subject_matter(corpus: &Corpus, index: usize, document: &Document, section: Span, into: &mut Description) {
    let source = &document.source;
    let text = source.slice(section);
    into.named.extend(mentions(text).iter().filter_map(|mention| match mention.version {
        Some(('v', version)) => Some((mention.number, version)),
        _ => None,
    }));
    let mut links: Vec<(Span, Item)> = Vec::new();
    for (link, target) in document.body.links.iter().zip(corpus.targets(index)) {
        if link.image || !section.contains(link.span) {
            continue;
        }
        let item = Item {
            span: link.span,
            text: link.text.clone(),
            target: target_identity(corpus, target),
            named: mentions(&link.text).iter().find_map(|mention| match mention.version {
                Some(('v', version)) => Some((mention.number, version)),
                _ => None,
            }),
        };
        into.named.extend(item.means());
        links.push((link.span, item));
    }
    links.sort_by_key(|(span, _)| *span);
    let scopes = |item: &Item| item.means().all(|(number, _)| Track::of_number(number) == Some(Track::Scopes));
    for flow in flows(document.source.text(), document.body.span.start as usize) {
        let span = flow.span(0, flow.text.len());
        if flow.kind != FlowKind::Item || !section.contains(span) {
            continue;
        }
        // The text of a link is in the item, but its target may end after it.
        let first = links.partition_point(|(link, _)| link.end <= span.start);
        let mut inside = links.iter().skip(first).take_while(|(link, _)| link.start < span.end).peekable();
        if inside.peek().is_none() && into.unlinked.len() < MAX_UNLINKED {
            into.unlinked.push(flow.text.clone());
        }
        if let Some((_, item)) = inside.find(|(_, item)| !scopes(item)) {
            into.listed.push(item.clone());
        }
    }
}

fn target_identity(corpus: &Corpus, target: &Target) -> Option<Identity> {
    let file = document_file(target, &corpus.config)?;
    corpus.by_file(&file).and_then(identity_of).or_else(|| file_identity(&file))
}
