//! Keys and values of scope files.

use super::yaml_spot::{self, Lead};
use super::{date, files, front, keys, names, values};
use crate::assist::{AssistContext, Completion, CompletionKind, cards};
use crate::model::document::Track;
use crate::model::markdown::Heading;
use crate::model::scope::ScopeFile;
use crate::text::path::file_name;
use crate::text::{Source, Span};
use crate::value::schema::{Schema, Step};
use std::collections::BTreeSet;

/// Completion items in a scope file.
pub(super) fn completions(context: AssistContext<'_>, file: &ScopeFile, offset: usize) -> Vec<Completion> {
    let region = Span::new(file.source.bom_len(), file.source.text().len());
    let Some(cursor) = yaml_spot::at(&file.source, region, offset) else { return Vec::new() };
    let schema = Schema::Scope;
    let mut found = keys(schema, &cursor, |_| true);
    if cursor.path.is_empty() {
        return found;
    }
    let known = Known::of(file);
    let writes_key = matches!(cursor.lead, Lead::Line | Lead::FlowKey);
    if writes_key {
        let extra = map_keys(file, &known, &names(&cursor.path));
        let fresh = extra.into_iter().filter(|item| !cursor.taken.contains(&item.insert));
        found.extend(fresh.map(|item| item.ended(cursor.word, if cursor.colon { "" } else { ": " })));
    }
    let Some(key) = schema.at(&cursor.path) else { return found };
    let is_list = key.is_list() && !matches!(cursor.path.last(), Some(Step::Item(_)));
    let mut path = cursor.path.clone();
    if is_list {
        path.push(Step::Item(0));
    }
    let Some(key) = schema.at(&path) else { return found };
    if cursor.lead == Lead::FlowKey || (cursor.lead == Lead::Line && !is_list) {
        return found;
    }
    let typed = file.source.text().get(cursor.word.start as usize..offset).unwrap_or_default();
    let mut items = values(&key);
    items.extend(date(context, &key));
    items.extend(special(context, file, &known, &path, typed));
    let fresh = items.into_iter().filter(|item| !front::taken(&cursor, &item.insert));
    found.extend(fresh.map(|item| item.yaml(&cursor, is_list)));
    found
}

/// Keys that the schema does not name: targets, versions, parameters.
fn map_keys(file: &ScopeFile, known: &Known<'_>, path: &[&str]) -> Vec<Completion> {
    match path {
        ["modules", "targets"] => {
            front::targets().into_iter().map(|item| Completion { kind: CompletionKind::Key, ..item }).collect()
        }
        ["timeline", "versions"] => known.versions(),
        ["versions", "include", "parameters"] => {
            let names = file.modules.iter().flat_map(|module| &module.parameters);
            let names: BTreeSet<&str> = names.map(|name| name.text.as_str()).collect();
            names
                .into_iter()
                .map(|name| Completion::new(name, CompletionKind::Key, 0).detail("parameter of a module"))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn special(
    context: AssistContext<'_>,
    file: &ScopeFile,
    known: &Known<'_>,
    path: &[Step],
    typed: &str,
) -> Vec<Completion> {
    let corpus = context.corpus;
    match names(path).as_slice() {
        ["modules", "targets", _] => known.cases(context),
        ["modules", "id"] => {
            let all = corpus.documents.iter().filter(|document| {
                let numbered = document.is_versioned() && document.name.number.is_some();
                numbered && document.track() != Some(Track::Scopes)
            });
            let fresh = all.filter(|document| !known.modules.contains(document.id().as_str()));
            fresh.map(|document| files::document(context, document, &document.id(), 0)).collect()
        }
        ["versions", "include"] | ["versions", "include", "ref"] => known.modules(context, file),
        ["scripts", "testcases", "id"] => {
            let ids = corpus.tests.cases.keys().map(String::as_str);
            let ids = ids.chain(corpus.tests.unknown.iter().map(|(id, _)| id.as_str()));
            let ids: BTreeSet<&str> = ids.filter(|id| !known.cases.contains(id)).collect();
            ids.into_iter().map(|id| files::test_case(context, id, 0)).collect()
        }
        ["scripts", "executable"] => files::scripts(context),
        ["modules" | "scripts", .., "url"] => addresses(context, typed),
        _ => Vec::new(),
    }
}

/// Addresses of documents on the site; after `#`, their anchors.
fn addresses(context: AssistContext<'_>, typed: &str) -> Vec<Completion> {
    let corpus = context.corpus;
    if let Some((address, _)) = typed.split_once('#') {
        let stem = file_name(address.trim_end_matches('/'));
        let headings = corpus.page_document(stem).map(|document| document.body.headings.as_slice()).unwrap_or_default();
        let item = |(at, heading): (u32, &Heading)| {
            let label = format!("{address}#{}", heading.anchor);
            Completion::new(label, CompletionKind::Anchor, at).detail(&*heading.text)
        };
        return (0..).zip(headings).map(item).collect();
    }
    let all = corpus.documents.iter();
    all.map(|document| files::document(context, document, &corpus.config.page_url(document.name.stem()), 0)).collect()
}

/// The definitions of a scope file: as parsed, or from its lines if it could not be parsed to the end.
struct Known<'a> {
    cases: BTreeSet<&'a str>,
    modules: BTreeSet<&'a str>,
    versions: Vec<&'a str>,
}

impl<'a> Known<'a> {
    fn of(file: &'a ScopeFile) -> Self {
        let mut known = Known {
            cases: file.testcases().map(|(_, case)| case.id.text.as_str()).collect(),
            modules: file.modules.iter().map(|module| module.id.text.as_str()).collect(),
            versions: file.versions.iter().map(|version| version.name.text.as_str()).collect(),
        };
        if !file.complete() {
            known.read_lines(&file.source);
        }
        known
    }

    fn read_lines(&mut self, source: &'a Source) {
        let mut section = "";
        for line in source.text().lines() {
            if let Some((name, _)) = line.split_once(':').filter(|_| !line.starts_with([' ', '\t', '-', '#'])) {
                section = name;
                continue;
            }
            let entry = line.trim_start_matches([' ', '-', '\t']);
            let value = |key: &str| {
                let value = entry.strip_prefix(key)?.strip_prefix(':')?.split(" #").next()?.trim();
                let value = value.trim_matches(['"', '\'']);
                (!value.is_empty()).then_some(value)
            };
            match (section, value("id"), value("version")) {
                ("scripts", Some(id), _) => drop(self.cases.insert(id)),
                ("modules", Some(id), _) => drop(self.modules.insert(id)),
                ("versions", _, Some(name)) if !self.versions.contains(&name) && self.versions.len() < 1_000 => {
                    self.versions.push(name);
                }
                _ => {}
            }
        }
    }

    fn versions(&self) -> Vec<Completion> {
        self.versions
            .iter()
            .map(|name| Completion::new(*name, CompletionKind::Version, 0).detail("version of this scope"))
            .collect()
    }

    fn cases(&self, context: AssistContext<'_>) -> Vec<Completion> {
        self.cases.iter().map(|id| files::test_case(context, id, 0)).collect()
    }

    fn modules(&self, context: AssistContext<'_>, file: &ScopeFile) -> Vec<Completion> {
        let scope = crate::assist::occurrences::scope_at(context.corpus, &file.path);
        let item = |id: &&'a str| {
            let name = file.module(id).and_then(|module| module.name.as_ref()).map(|name| name.text.trim().to_owned());
            let card = scope.and_then(|scope| cards::module(context, scope, id)).unwrap_or_default();
            Completion::new(*id, CompletionKind::Module, 0).detail(name.unwrap_or_default()).documentation(card)
        };
        self.modules.iter().map(item).collect()
    }
}
