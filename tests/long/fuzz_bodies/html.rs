//! A rendered document: a second parser finds nothing that runs, loads, or imitates a part of the page.

use super::{MOST, corpus, tree};
use scraper::{Html, Selector};
use scsdoc::testing::render::address::Address;
use scsdoc::testing::render::images::Images;
use scsdoc::testing::render::links::{Anchors, Links};
use scsdoc::testing::render::markdown::raw::USER_PREFIX;
use scsdoc::testing::render::{markdown, sanitize};
use scsdoc::testing::words::Dictionary;
use std::collections::HashSet;

const FORBIDDEN: &str = "script style iframe object embed form input button base meta link img svg math video audio source template \
    noscript textarea xmp title h1 select frameset plaintext";

/// Markdown to HTML that was sanitized.
pub fn html(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let path = "Standards/scs-0100-v1-x.md";
    let other = b"---\ntitle: Other\n---\n\n## A heading\n\n<a id=\"by-hand\"></a>\n".to_vec();
    let tree = tree(vec![(path.into(), data.to_vec()), ("Standards/scs-0101-v1-y.md".into(), other)]);
    let corpus = corpus(&tree);
    let document = corpus.by_file("scs-0100-v1-x.md").expect("the document");
    let anchors = Anchors::of(&corpus);
    let root = Address::document(document).root();
    let links = Links { corpus: &corpus, anchors: &anchors, document, root, images: &Images::new() };
    let headings: HashSet<String> = document.body.headings.iter().map(|heading| heading.anchor.clone()).collect();
    let rendered = markdown::html(&links, &Dictionary::with(None).expect("the words").language("en"));
    let marks: HashSet<String> = rendered.marks.iter().map(|mark| mark.id.clone()).collect();
    let clean = sanitize::clean(&rendered.html, headings.clone(), marks.clone(), &[]);
    let page = Html::parse_fragment(&clean);
    let mut all = HashSet::new();
    for element in page.select(&Selector::parse("*").expect("a selector")) {
        let value = element.value();
        assert!(FORBIDDEN.split(' ').all(|name| name != value.name()), "<{}> in {clean}", value.name());
        for (key, text) in value.attrs() {
            assert!(
                !key.starts_with("on") && !matches!(key, "style" | "src" | "srcset" | "data" | "action"),
                "{key} in {clean}"
            );
            let scheme: String = text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let scheme = scheme.to_lowercase();
            let scheme = scheme.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(s, _)| s);
            if key == "href" {
                let fine = scheme.is_none_or(|scheme| matches!(scheme, "http" | "https" | "mailto"));
                assert!(fine, "{text:?} in {clean}");
            }
            if matches!(key, "id" | "name") {
                let note = |prefix: &str| {
                    text.strip_prefix(prefix).is_some_and(|rest| rest.parse::<f64>().is_ok() || rest.contains('.'))
                };
                let ours = headings.contains(text) || marks.contains(text) || note("fn.") || note("fnref.");
                assert!(ours || text.starts_with(USER_PREFIX), "the id {text:?} in {clean}");
                // Elements of the page itself occur once.
                if key == "id" && ours && !text.starts_with(USER_PREFIX) {
                    assert!(all.insert(text.to_owned()), "the id {text:?} stands twice in {clean}");
                }
            }
        }
    }
    // What was cleaned stays as it is.
    let again = sanitize::clean(&clean, headings, marks, &[]);
    assert_eq!(again, clean, "cleaning twice");
}
