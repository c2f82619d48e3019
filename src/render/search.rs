//! The search index: a script, since pages opened from the file system cannot
//! fetch JSON. It contains the text by section; the browser scans all of it for each query, which takes a few
//! milliseconds for a register, so that no library is needed.

use super::address::Address;
use super::clouds::Clouds;
use super::cx::Cx;
use super::overview::kind;
use super::scopes::Scope;
use super::traced::{Traced, anchor};
use crate::model::document::Document;
use crate::model::markdown::flow::flows;
use crate::model::statements::anchored;
use crate::model::testcases::number_of;
use crate::view::document::description;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Default, Serialize)]
struct Page<'a> {
    id: String,
    title: String,
    state: &'static str,
    /// Additional search terms: type, track, description.
    words: String,
    href: String,
    parts: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    requirements: BTreeMap<u32, &'a str>,
}

#[derive(Serialize)]
struct Part<'a> {
    heading: &'a str,
    anchor: &'a str,
    text: String,
}

/// The script that holds the index.
pub fn index(cx: &Cx<'_>, traced: &Traced<'_, '_>, scopes: &[Scope], clouds: Option<&Clouds<'_>>) -> String {
    let documents = cx.corpus.documents.par_iter().enumerate();
    let mut pages: Vec<Page<'_>> = documents.map(|(at, document)| page(document, traced.mentioned(at), cx)).collect();
    pages.extend(cx.corpus.tests.cases.keys().filter_map(|id| test_case(id, cx, traced)));
    pages.extend(scopes.iter().flat_map(|found| scope(found, cx)));
    let plain = |id: &str, title: &str, words: &str, address: Address| Page {
        id: cx.words.get(id).into(),
        title: cx.words.get(title).into(),
        words: cx.words.get(words).into(),
        href: address.href(),
        ..Page::default()
    };
    pages.push(plain("tests", "search_tests", "search_tests_words", Address::tests()));
    pages.push(plain("requirements", "search_requirements", "search_requirements_words", Address::requirements()));
    pages.push(plain("lifecycle", "search_lifecycle", "search_lifecycle_words", Address::lifecycle()));
    if let Some(clouds) = clouds {
        pages.push(plain("clouds", "clouds_title", "clouds_search", Address::clouds()));
        pages.extend(clouds.clouds.iter().map(|view| Page {
            id: cx.words.get("cloud").into(),
            title: view.data.name.into(),
            words: format!("{} {}", view.data.operator, view.data.description.unwrap_or_default()),
            href: Address::cloud(view.data.id).href(),
            ..Page::default()
        }));
    }
    let json = serde_json::to_string(&pages).unwrap_or_else(|_| "[]".into());
    format!("globalThis.scsdocIndex = {json};\n")
}

fn page<'a>(document: &'a Document, cases: &[&str], cx: &Cx<'a>) -> Page<'a> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut last = None;
    for flow in flows(document.source.text(), document.body.span.start as usize) {
        let Some(piece) = flow.pieces.first() else { continue };
        let section = document.body.section_at(piece.span.start);
        if parts.is_empty() || last != section {
            let heading = section.and_then(|index| document.body.headings.get(index));
            let anchor = heading.map_or("", |heading| heading.anchor.as_str());
            let anchor = if document.body.is_cut() { "" } else { anchor };
            parts.push(Part {
                heading: heading.map_or("", |heading| heading.text.as_str()),
                anchor,
                text: String::new(),
            });
            last = section;
        }
        // The heading is separate.
        let heading = section.and_then(|index| document.body.headings.get(index));
        if heading.is_some_and(|heading| heading.span.start <= piece.span.start && piece.span.end <= heading.span.end) {
            continue;
        }
        if let Some(part) = parts.last_mut().filter(|_| !flow.text.starts_with(":::")) {
            if !part.text.is_empty() {
                part.text.push(' ');
            }
            part.text.push_str(&flow.text);
        }
    }
    let mut words: Vec<String> = vec![kind(document), document.name.stem().into()];
    words.extend(document.track().map(|track| track.name().into()));
    words.extend(description(document));
    words.extend(cases.iter().map(|case| (*case).to_owned()));
    Page {
        id: document.id(),
        title: document.title().into(),
        state: if document.is_supplement() { "" } else { document.life.state(cx.at).name() },
        words: words.join(" "),
        href: Address::document(document).href(),
        parts,
        requirements: anchored(document)
            .iter()
            .filter_map(|one| Some((one.number?, one.statement.sentence())))
            .collect(),
    }
}

/// A certificate scope, and its versions.
fn scope<'a>(scope: &Scope, cx: &Cx<'a>) -> Vec<Page<'a>> {
    let page = |id: String, title: String, address: Option<Address>| {
        let (words, href) = (scope.file.stem().to_owned(), address?.href());
        Some(Page { id, title, words, href, ..Page::default() })
    };
    let (stem, name) = (scope.file.stem(), scope.name());
    let own = page(cx.words.get("scope").into(), name.to_owned(), Address::scope(stem));
    let versions = scope.versions().map(|version| &version.name.text);
    let versions = versions.filter_map(|version| {
        page(
            format!("{} {version}", cx.words.get("scope")),
            format!("{name} {version}"),
            Address::scope_version(stem, version),
        )
    });
    own.into_iter().chain(versions).collect()
}

/// A test case, with a link to the page of all tests.
fn test_case<'a>(id: &str, cx: &Cx<'a>, traced: &Traced<'_, '_>) -> Option<Page<'a>> {
    let case = cx.corpus.tests.cases.get(id)?;
    let mention = case.mentions.iter().find(|mention| !mention.declared).or(case.mentions.first());
    let document = mention.and_then(|mention| cx.corpus.documents.get(mention.document));
    let described = traced.cases.case(id).description;
    let title = match (document, number_of(id)) {
        _ if described.is_some() => described.unwrap_or_default().replace(['`', '\\'], ""),
        (Some(document), _) => cx.words.fill("search_test_case", &[("id", &document.id())]),
        (None, Some(number)) => cx.words.fill("search_test_case_of", &[("id", &format!("scs-{number:04}"))]),
        (None, None) => cx.words.get("test_case").to_owned(),
    };
    let href = format!("{}#{}", Address::tests().href(), anchor(id));
    Some(Page { id: id.into(), title, words: traced.words_of(id), href, ..Page::default() })
}
