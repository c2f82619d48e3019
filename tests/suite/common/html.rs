//! Parses the pages of a built site as a browser would.

#![allow(dead_code)]

use jiff::civil::Date;
use scraper::{Html, Selector};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::render::templates::Templates;
use scsdoc::testing::render::{Extras, Files, site, site_with};
use std::collections::{BTreeMap, BTreeSet};

/// The site of a register on a date, with the templates of the program.
pub fn build(corpus: &Corpus, at: Date) -> Files {
    let outcome = check::run(corpus, &Options::at(at));
    site(corpus, &outcome, at, &Templates::compile(&BTreeMap::new()).unwrap()).unwrap()
}

/// The site of a register for editors.
pub fn editorial(corpus: &Corpus, at: Date) -> Files {
    let outcome = check::run(corpus, &Options::at(at));
    let extras = Extras { editorial: true, ..Extras::default() };
    site_with(corpus, &outcome, at, &Templates::compile(&BTreeMap::new()).unwrap(), &extras).unwrap()
}

/// A page of a site.
pub fn parsed(files: &Files, path: &str) -> Html {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is missing"));
    Html::parse_document(std::str::from_utf8(bytes).unwrap())
}

/// The pages of a site, parsed, by path.
pub fn pages(files: &Files) -> BTreeMap<String, Html> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path.clone(), Html::parse_document(std::str::from_utf8(bytes).unwrap()))).collect()
}

pub fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

/// The text of the elements that fit, with single spaces.
pub fn texts(page: &Html, query: &str) -> Vec<String> {
    let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
    let clean = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&selector(query)).map(text).map(clean).collect()
}

/// Undoes percent-encoding.
pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// Everything that is wrong with the links, anchors and headings of a site.
pub fn broken_links(files: &Files) -> Vec<String> {
    let pages = pages(files);
    let mut wrong = Vec::new();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, page) in &pages {
        let known = ids.entry(path).or_default();
        for element in page.select(&selector("[id]")) {
            let id = element.value().attr("id").unwrap().to_owned();
            if !known.insert(id.clone()) {
                wrong.push(format!("{path}: the id {id} stands twice"));
            }
        }
        known.extend(page.select(&selector("a[name]")).map(|a| a.value().attr("name").unwrap().to_owned()));
        if page.select(&selector("h1")).count() != 1 {
            wrong.push(format!("{path}: not one h1"));
        }
    }
    for (path, page) in &pages {
        for element in page.select(&selector("[href], [src]")) {
            let target = element.value().attr("href").or(element.value().attr("src")).unwrap();
            if ["http://", "https://", "mailto:", "webcal://"].iter().any(|scheme| target.starts_with(scheme)) {
                continue;
            }
            let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            let file = decode(file.split('?').next().unwrap());
            if file.starts_with('/') {
                parts.clear();
            }
            for part in file.split('/') {
                match part {
                    "" | "." => {}
                    ".." => {
                        if parts.pop().is_none() {
                            wrong.push(format!("{path}: {target} leaves the site"));
                        }
                    }
                    part => parts.push(part),
                }
            }
            let file = if file.is_empty() { path.clone() } else { parts.join("/") };
            if !files.contains_key(&file) {
                wrong.push(format!("{path}: {target} leads nowhere"));
            } else if !fragment.is_empty() && !ids.get(file.as_str()).is_some_and(|ids| ids.contains(&decode(fragment)))
            {
                wrong.push(format!("{path}: {target} has no such anchor"));
            }
        }
    }
    wrong
}
