//! The JSON API of the site: documents, scopes, tests and the lifecycle, as documented in
//! docs/api.md. It uses the same data as the command line.

use super::Files;
use super::address::{Address, encode_path};
use super::changes::Change;
use super::cx::Cx;
use super::scopes::{Scope, event_words};
use super::traced::{Traced, anchor};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::text::escape::json_pretty;
use crate::value::schema::Schema;
use crate::view::document::DocumentData;
use crate::view::requirements;
use crate::view::scope::Sheet;
use crate::view::trace::{Filter, matrix};
use crate::words::english;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// The schemas of the API, published with it.
pub const SCHEMAS: [Schema; 9] = [
    Schema::Register,
    Schema::ApiDocument,
    Schema::ApiDocuments,
    Schema::ApiScopes,
    Schema::ApiTests,
    Schema::ApiRequirements,
    Schema::ApiLifecycle,
    Schema::ApiClouds,
    Schema::ApiCloud,
];

const FOLDER: &str = "api/v1";

pub(super) fn text(value: &impl Serialize) -> Vec<u8> {
    json_pretty(value).into_bytes()
}

/// The keys at the start of every file.
pub(super) fn head(schema: Schema, up: &str, cx: &Cx<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("$schema".into(), format!("{up}schemas/{}.schema.json", schema.name()).into());
    object.insert("version".into(), 1.into());
    object.insert("at".into(), cx.at.to_string().into());
    object
}

pub(super) fn with(mut head: Map<String, Value>, key: &str, value: Value) -> Value {
    head.insert(key.into(), value);
    Value::Object(head)
}

/// The names of documents in files: the identity, or for duplicates the name.
pub(super) fn names(corpus: &Corpus) -> Vec<String> {
    let mut seen = HashSet::new();
    let name = |document: &Document| {
        let id = document.id();
        if seen.insert(id.to_lowercase()) { id } else { document.name.stem().to_owned() }
    };
    corpus.documents.iter().map(name).collect()
}

/// All files, by path.
pub fn files<'a>(cx: &Cx<'a>, traced: &Traced<'_, 'a>, scopes: &[Scope], changes: &[Change<'_>]) -> Files {
    let mut files = Files::new();
    let names = names(cx.corpus);
    for (document, name) in cx.corpus.documents.iter().zip(&names) {
        files.insert(format!("{FOLDER}/documents/{name}.json"), text(&document_file(document, cx, traced)));
    }
    let mut add = |name: &str, value: Value| files.insert(format!("{FOLDER}/{name}.json"), text(&value));
    add("documents", documents(cx, &names));
    add("scopes", scope_list(cx, scopes));
    add("tests", tests(cx, traced));
    add("requirements", requirements(cx, traced));
    add("lifecycle", lifecycle(cx, scopes, changes));
    for schema in SCHEMAS {
        files.insert(format!("{FOLDER}/schemas/{}.schema.json", schema.name()), schema.source().as_bytes().to_vec());
    }
    files
}

fn address(cx: &Cx<'_>, path: &str) -> String {
    format!("{}{}{}", cx.corpus.config.site.url, cx.corpus.config.site.base, encode_path(path))
}

/// The output of `export json`, with a link to the file of each document.
fn documents(cx: &Cx<'_>, names: &[String]) -> Value {
    #[derive(Serialize)]
    struct Row<'a> {
        #[serde(flatten)]
        document: DocumentData<'a>,
        file: Option<String>,
    }
    let by_path: HashMap<&str, &String> =
        cx.corpus.documents.iter().map(|document| document.path.as_str()).zip(names).collect();
    let rows = cx.register.documents().into_iter().map(|document| {
        let file = by_path.get(document.path).map(|name| address(cx, &format!("{FOLDER}/documents/{name}.json")));
        Row { document, file }
    });
    let rows = serde_json::to_value(rows.collect::<Vec<_>>()).unwrap_or_default();
    with(head(Schema::ApiDocuments, "", cx), "documents", rows)
}

/// The output of `show --format json`.
fn document_file<'a>(document: &'a Document, cx: &Cx<'a>, traced: &Traced<'_, 'a>) -> Value {
    let details = serde_json::to_value(cx.register.details(document, traced.trace)).unwrap_or_default();
    with(head(Schema::ApiDocument, "../", cx), "document", details)
}

/// The output of `scope show --format json` for each scope, with the whole timeline.
fn scope_list(cx: &Cx<'_>, scopes: &[Scope]) -> Value {
    let all = scopes.iter().map(|scope| {
        let mut value = Sheet::at(&scope.file, &cx.corpus.config, cx.at).json();
        let stem = scope.file.stem();
        if let Some(object) = value.as_object_mut() {
            object.remove("at");
            object.remove("changes");
            object.insert("id".into(), stem.into());
            object.insert("file".into(), scope.committed.as_ref().map(|file| file.path.clone()).into());
            object.insert("rendered".into(), scope.rendered.into());
            object.insert("yaml_url".into(), address(cx, &format!("scopes/{stem}.yaml")).into());
            let page = Address::scope(stem).map(|page| page.url(&cx.corpus.config));
            object.insert("url".into(), page.into());
            let periods = scope.file.periods().into_iter().map(|(date, period)| {
                let versions = period.versions.iter();
                let versions =
                    versions.filter_map(|(name, validity)| Some((name.text.clone(), validity.as_ref()?.name().into())));
                json!({"date": date.to_string(), "versions": Value::Object(versions.collect())})
            });
            object.insert("timeline".into(), periods.collect());
        }
        value
    });
    with(head(Schema::ApiScopes, "", cx), "scopes", all.collect())
}

/// The output of `tests --format json` and `tests ID --format json`.
fn tests(cx: &Cx<'_>, traced: &Traced<'_, '_>) -> Value {
    let standards = matrix(&traced.cases, cx.at, &Filter::default()).json();
    let page = Address::tests().url(&cx.corpus.config);
    let case = |id: &String| {
        let mut value = traced.cases.record(id).json();
        if let Some(object) = value.as_object_mut() {
            object.insert("url".into(), format!("{page}#{}", anchor(id)).into());
        }
        value
    };
    let mut object = head(Schema::ApiTests, "", cx);
    object.insert("standards".into(), standards);
    object.insert("test_cases".into(), cx.corpus.tests.cases.keys().map(case).collect());
    Value::Object(object)
}

/// The output of `requirements --possible --format json` and `requirements --coverage --format json`.
fn requirements(cx: &Cx<'_>, traced: &Traced<'_, '_>) -> Value {
    let rows = requirements::rows(&traced.coverings, &requirements::Filter::default(), traced.clouds.as_deref(), cx.at);
    let coverage = requirements::coverages(&traced.coverings, &requirements::Filter::default(), cx.at);
    let mut object = head(Schema::ApiRequirements, "", cx);
    object.insert("requirements".into(), requirements::table(rows).json());
    object.insert("coverage".into(), requirements::coverage_table(coverage).json());
    Value::Object(object)
}

/// All changes of state, and of the validity of scopes, oldest first.
fn lifecycle(cx: &Cx<'_>, scopes: &[Scope], changes: &[Change<'_>]) -> Value {
    let changes = changes.iter().map(|change| {
        json!({
            "date": change.date.to_string(),
            "coming": change.date > cx.at,
            "id": change.document.id(),
            "name": change.document.name.stem(),
            "title": change.document.title(),
            "from": change.from.name(),
            "to": change.to.name(),
            "words": change.words(cx.at, english()),
            "url": Address::document(change.document).url(&cx.corpus.config),
        })
    });
    let of_scopes = scopes.iter().flat_map(|scope| {
        let all = scope.file.events().into_iter();
        let single = all.flat_map(|(date, changes)| changes.into_iter().map(move |(name, to)| (date, name, to)));
        single.map(|(date, name, validity)| {
            json!({
                "date": date.to_string(),
                "coming": date > cx.at,
                "scope": scope.name(),
                "version": name,
                "validity": validity.name(),
                "words": english().get(event_words(validity, date <= cx.at)),
            })
        })
    });
    let mut object = head(Schema::ApiLifecycle, "", cx);
    object.insert("changes".into(), changes.collect());
    object.insert("scope_changes".into(), of_scopes.collect());
    Value::Object(object)
}
