//! The index of the search: a script of its own, since pages that are opened from the file system cannot
//! fetch JSON. It holds the text by section; the browser reads all of it for each query, which takes a few
//! milliseconds for a register, so that nothing has to be indexed here and no library is needed there.

use super::address::Address;
use super::overview::kind;
use super::pages::{Cx, description};
use crate::model::document::Document;
use crate::model::markdown::flow::flows;
use crate::model::testcases::number_of;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashMap;

#[derive(Serialize)]
struct Page<'a> {
    id: String,
    title: String,
    state: &'static str,
    /// What else finds it: type, track, description.
    words: String,
    href: String,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    heading: &'a str,
    anchor: &'a str,
    text: String,
}

/// The script that holds the index.
pub fn index(cx: &Cx<'_>) -> String {
    let mut named: HashMap<usize, Vec<&str>> = HashMap::new();
    for (id, case) in &cx.corpus.tests.cases {
        for mention in &case.mentions {
            named.entry(mention.document).or_default().push(id);
        }
    }
    let documents = cx.corpus.documents.par_iter().enumerate();
    let mut pages: Vec<Page<'_>> =
        documents.map(|(at, document)| page(document, named.get(&at).map_or(&[], Vec::as_slice), cx)).collect();
    pages.extend(cx.corpus.tests.cases.keys().filter_map(|id| test_case(id, cx)));
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
        // The heading stands by itself.
        let heading = section.and_then(|index| document.body.headings.get(index));
        if heading.is_some_and(|heading| heading.span.start <= piece.span.start && piece.span.end <= heading.span.end) {
            continue;
        }
        if let Some(part) = parts.last_mut() {
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
    }
}

/// A test case: it leads to where a document names it, else to the page of its number.
fn test_case<'a>(id: &str, cx: &Cx<'a>) -> Option<Page<'a>> {
    let case = cx.corpus.tests.cases.get(id)?;
    let mention = case.mentions.iter().find(|mention| mention.declared).or(case.mentions.first());
    let place = mention.and_then(|mention| Some((mention, cx.corpus.documents.get(mention.document)?)));
    let (title, href) = match place {
        Some((mention, document)) => {
            let section = document.body.section_at(mention.span.start).filter(|_| !mention.declared);
            let anchor = section.and_then(|index| document.body.headings.get(index)).map(|heading| &heading.anchor);
            let anchor = anchor.filter(|anchor| !anchor.is_empty() && !document.body.is_cut());
            let anchor = anchor.map(|anchor| format!("#{}", super::address::encode_fragment(anchor)));
            let href = format!("{}{}", Address::document(document).href(), anchor.unwrap_or_default());
            (cx.words.fill("search_test_case", &[("id", &document.id())]), href)
        }
        None => {
            let number = number_of(id).filter(|number| !cx.corpus.by_number(*number).is_empty())?;
            (
                cx.words.fill("search_test_case_of", &[("id", &format!("scs-{number:04}"))]),
                Address::number(number)?.href(),
            )
        }
    };
    Some(Page { id: id.into(), title, state: "", words: String::new(), href, parts: Vec::new() })
}
