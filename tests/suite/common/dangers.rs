//! Finds page content that could run, load, or imitate a part of the page, with an independent parser.

#![allow(dead_code)]

use crate::common::html::selector;
use scraper::Html;

/// Scripts and fields of the page itself: scripts are files of the site or data, and fields are outside the text.
fn is_ours(element: &scraper::ElementRef<'_>) -> bool {
    let within = |class: &str| {
        let mut around = element.ancestors().filter_map(scraper::ElementRef::wrap);
        around.any(|other| other.value().classes().any(|other| other == class))
    };
    let text: String = element.text().collect();
    let value = element.value();
    match value.name() {
        "script" => {
            let in_head =
                element.parent().and_then(scraper::ElementRef::wrap).is_some_and(|p| p.value().name() == "head");
            let ours = ["theme", "page", "search", "filters", "overview", "diagrams", "requirements", "tests"]
                .map(|name| format!("assets/{name}.js"));
            in_head
                && match value.attr("src") {
                    Some(src) => text.is_empty() && ours.iter().any(|name| src.trim_start_matches(['.', '/']) == name),
                    None => {
                        value.attr("type") == Some("application/ld+json")
                            && !text.contains('<')
                            && serde_json::from_str::<serde_json::Value>(&text).is_ok()
                    }
                }
        }
        "form" => value.classes().any(|class| ["filters", "search-form"].contains(&class)) && !within("prose"),
        "input" | "button" => {
            ["filters", "search", "search-form", "numbering"].into_iter().any(within) && !within("prose")
        }
        _ => false,
    }
}

/// Everything on a page that could run, load, or imitate a part of the page.
pub fn dangers(page: &Html) -> Vec<String> {
    let mut found = Vec::new();
    for element in page.select(&selector("*")) {
        let name = element.value().name();
        let forbidden = [
            "script", "iframe", "object", "embed", "form", "input", "button", "style", "base", "img", "video", "audio",
            "template", "noscript", "math", "animate", "textarea", "xmp", "frameset", "source", "applet", "marquee",
        ];
        if forbidden.contains(&name) && !is_ours(&element) {
            found.push(format!("<{name}>"));
        }
        let in_head = element.parent().and_then(scraper::ElementRef::wrap).is_some_and(|p| p.value().name() == "head");
        if matches!(name, "meta" | "link" | "title") && !in_head && element.ancestors().count() < 4 {
            found.push(format!("<{name}> outside the head"));
        }
        for (key, value) in element.value().attrs() {
            let address: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let address = address.to_lowercase();
            let scheme = address.split(['/', '?', '#']).next().unwrap_or("").split_once(':').map(|(scheme, _)| scheme);
            let link = matches!(key, "href" | "src" | "action" | "formaction" | "srcdoc" | "data" | "xlink:href");
            let runs = key.starts_with("on") || matches!(key, "style" | "srcdoc" | "formaction" | "autofocus");
            // The calendar of the site; what documents link to has none of these schemes.
            let calendar = value == "webcal://docs.scs.community/lifecycle.ics";
            if runs || (link && !calendar && !matches!(scheme, None | Some("http" | "https" | "mailto"))) {
                found.push(format!("{name} {key}={value}"));
            }
        }
    }
    let count = |query: &str| page.select(&selector(query)).count();
    let (head, mains) = (count("head > *"), (count("main"), count("[id='page.main']"), count("title")));
    // The title of the warning triangle is one, too.
    if !(11..=23).contains(&head) || (mains.0, mains.1) != (1, 1) || count("head title") != 1 {
        found.push(format!("the frame of the page was broken: {head} {mains:?}"));
    }
    found
}
