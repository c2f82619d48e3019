//! Keys and values of front matter.

use super::yaml_spot::{self, Lead, YamlSpot};
use super::{date, files, keys, names, values};
use crate::assist::{AssistContext, Completion, CompletionKind, cards};
use crate::model::document::{Document, Track};
use crate::model::requirements::{self, Requirement, documents_of};
use crate::model::testcases::{declared, number_of};
use crate::value::Node;
use crate::value::schema::{Schema, Step};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Completion items in the front matter of a document.
pub(super) fn completions(context: AssistContext<'_>, document: &Document, offset: usize) -> Vec<Completion> {
    let Some(cursor) = yaml_spot::at(&document.source, document.front.yaml_span, offset) else { return Vec::new() };
    let schema = document.schema();
    let known = document.front.root.as_ref().map_or(Json::Object(serde_json::Map::new()), Node::to_json);
    let top = cursor.path.is_empty();
    let mut found = keys(schema, &cursor, |name| !top || !schema.forbids(&known, name));
    if top {
        return found;
    }
    let Some(key) = schema.at(&cursor.path) else { return found };
    let is_list = key.has_items() && !matches!(cursor.path.last(), Some(Step::Item(_)));
    let mut path = cursor.path.clone();
    if is_list {
        path.push(Step::Item(0));
    }
    let Some(key) = schema.at(&path) else { return found };
    let mut items = values(&key);
    items.extend(date(context, &key));
    items.extend(special(context, document, &path, offset));
    if names(&path) == ["track"] {
        let own = document.name.number.and_then(Track::of_number);
        items
            .iter_mut()
            .filter(|item| Some(item.label.as_str()) != own.map(Track::name))
            .for_each(|item| item.sort += 10);
    }
    if let ["tests", "testcases", "covers"] = names(&cursor.path).as_slice()
        && matches!(cursor.lead, Lead::Line | Lead::FlowKey)
    {
        let documents = covered(context, document, offset).into_iter();
        let keys = documents.map(|(_, other)| files::document(context, other, &other.id(), 0));
        found.extend(keys.filter(|item| !taken(&cursor, &item.insert)).map(|item| item.ended(cursor.word, ": ")));
    }
    // A nested mapping begins below its key, not after it.
    let fits = cursor.lead != Lead::Line || is_list;
    let fresh = items.into_iter().filter(|item| fits && !taken(&cursor, &item.insert));
    found.extend(fresh.map(|item| item.yaml(&cursor, is_list)));
    found
}

/// Whether a list has an item already.
pub(super) fn taken(cursor: &YamlSpot, name: &str) -> bool {
    matches!(cursor.lead, Lead::Dash | Lead::TightDash | Lead::Flow | Lead::Line)
        && cursor.taken.iter().any(|item| item == name)
}

/// Values from the register for a key.
fn special(context: AssistContext<'_>, document: &Document, path: &[Step], offset: usize) -> Vec<Completion> {
    let corpus = context.corpus;
    match names(path).as_slice() {
        ["replaces"] => others(context, document, |other| other.name.version < document.name.version),
        ["replaced_by"] => others(context, document, |other| other.name.version > document.name.version),
        ["supplements" | "enhances"] => others(context, document, |_| true),
        ["scope", "include"]
        | ["scope", "include", "ref"]
        | ["scope", "next", "include"]
        | ["scope", "next", "include", "ref"] => {
            let all = corpus.documents.iter().filter(|other| {
                other.is_versioned() && other.name.number.is_some() && other.track() != Some(Track::Scopes)
            });
            (0..).zip(all).map(|(at, other)| files::document(context, other, &other.id(), at)).collect()
        }
        ["scope", "file"] => {
            let all = corpus.scopes.iter();
            all.map(|scope| {
                Completion::new(format!("{}.yaml", scope.stem()), CompletionKind::Value, 0).detail(&*scope.name.text)
            })
            .collect()
        }
        ["scope", "version"] => {
            let file = document.front.get("scope").and_then(|scope| scope.text("file")).unwrap_or_default();
            let scope = corpus.scopes.iter().find(|scope| scope.stem() == file.trim_end_matches(".yaml"));
            let versions = scope.map(|scope| scope.versions.as_slice()).unwrap_or_default().iter();
            versions.map(|version| Completion::new(&*version.name.text, CompletionKind::Version, 0)).collect()
        }
        ["tests", "executable"] => files::scripts(context),
        ["tests", "testcases", "id"] => cases(context, document),
        ["tests", "testcases", "versions"] => {
            let versions = document.list("supplements").filter_map(|(file, _)| corpus.by_file(file));
            let versions: BTreeSet<u32> = versions.map(|other| other.name.version).collect();
            let item = |(at, version)| Completion::new(format!("v{version}"), CompletionKind::Version, at);
            (0..).zip(versions.into_iter().rev()).map(item).collect()
        }
        ["tests", "testcases", "covers"] => match covered(context, document, offset).as_slice() {
            [(index, other)] => numbers(other, *index),
            _ => Vec::new(),
        },
        ["tests", "testcases", "covers", id] => {
            let all = covered(context, document, offset).into_iter();
            all.filter(|(_, other)| requirements::names(id, other))
                .flat_map(|(index, other)| numbers(other, index))
                .collect()
        }
        ["tests", "testcases", "section"] => {
            let cases = corpus.scopes.iter().flat_map(|scope| scope.testcases());
            let sections: BTreeSet<&str> =
                cases.filter_map(|(_, case)| Some(case.section.as_ref()?.text.as_str())).collect();
            sections.into_iter().map(|name| Completion::new(name, CompletionKind::Value, 0)).collect()
        }
        _ => Vec::new(),
    }
}

/// The documents that the test case at a place belongs to; of one that cannot be read, all that are supplemented.
fn covered<'a>(context: AssistContext<'a>, document: &Document, offset: usize) -> Vec<(usize, &'a Document)> {
    let corpus = context.corpus;
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    let here = declared(document).filter(|case| case.node.span.start <= offset).last();
    let own = here.map(|case| documents_of(corpus, document, &case)).unwrap_or_default();
    if !own.is_empty() {
        return own;
    }
    let all = document.list("supplements").filter_map(|(file, _)| corpus.by_file(file));
    all.filter_map(|other| Some((corpus.index_of(other)?, other))).collect()
}

/// The numbers of the requirements of a document, each with its text.
fn numbers(document: &Document, index: usize) -> Vec<Completion> {
    let numbered = requirements::requirements(document, index).into_iter().filter(|found| found.number.is_some());
    let item = |(at, found): (u32, Requirement<'_>)| {
        let text = cards::plain(&found.statement.text);
        Completion::new(found.fragment(), CompletionKind::Value, at).detail(found.keyword()).documentation(text)
    };
    (0..).zip(numbered).map(item).collect()
}

/// File names of other documents, nearest first; of the same number, suitable ones first.
fn others(context: AssistContext<'_>, document: &Document, fits: impl Fn(&Document) -> bool) -> Vec<Completion> {
    let all = context.corpus.documents.iter().filter(|other| other.is_versioned() && other.path != document.path);
    let item = |(at, other): (u32, &Document)| {
        // Newer versions are more likely than older ones.
        let same = other.name.number == document.name.number && !fits(other);
        let sort = files::proximity(document, other, at) + if same { 50_000 } else { 0 };
        files::document(context, other, &other.name.file, sort)
    };
    (0..).zip(all.rev()).map(item).collect()
}

/// IDs of test cases that are in scope files or in the text but not declared in this document.
fn cases(context: AssistContext<'_>, document: &Document) -> Vec<Completion> {
    let corpus = context.corpus;
    let declared: BTreeSet<&str> = declared(document).filter_map(|case| case.id.as_str()).collect();
    let own = corpus.index_of(document);
    let wanted = corpus.tests.unknown.iter().filter(|(_, mention)| Some(mention.document) == own);
    let wanted: BTreeSet<&str> = wanted.map(|(id, _)| id.as_str()).filter(|id| !declared.contains(id)).collect();
    let wanted =
        wanted.into_iter().map(|id| Completion::new(id, CompletionKind::TestCase, 0).detail("named in this text"));
    let known = corpus.tests.cases.keys().filter(|id| !declared.contains(id.as_str()));
    let known = known.map(|id| {
        let near = document.name.number.is_some() && number_of(id) == document.name.number;
        files::test_case(context, id, if near { 1 } else { 2 })
    });
    wanted.chain(known).collect()
}

/// The schema's meaning of the targets of test cases, which scope files share.
pub(super) fn targets() -> Vec<Completion> {
    let path = ["tests", "", "testcases", "", "target"];
    let path: Vec<Step> = path.map(|name| if name.is_empty() { Step::Item(0) } else { Step::Key(name.into()) }).into();
    Schema::Supplement.at(&path).map(|key| values(&key)).unwrap_or_default()
}
