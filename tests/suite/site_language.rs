//! All interface text comes from one file, in every language; diagrams are drawn in a frame of their own.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::browser::Browser;
use crate::common::html::{broken_links, pages, selector, texts};
use crate::common::{AT, Fixture, folder, root, text};
use scraper::Html;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::config::Config;
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::render::templates::{BUILTIN, MERMAID, Templates};
use scsdoc::testing::render::{Files, site};
use scsdoc::testing::words::{Dictionary, LANGUAGES};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Templates whose words do not come from the file yet. To be emptied.
const PLAIN: &[&str] = &[];

pub fn build<T: AsRef<str>>(documents: &[(T, T)], settings: &str, replaced: &BTreeMap<String, Vec<u8>>) -> Files {
    let tree = Tree::in_memory(documents.iter().map(|(path, text)| (path.as_ref(), text.as_ref())));
    let corpus = Corpus::build(&tree, Config::parse("scsdoc.toml", settings.as_bytes()), &tree);
    let outcome = check::run(&corpus, &Options::at(AT));
    site(&corpus, &outcome, AT, &Templates::compile(replaced).unwrap()).unwrap()
}

/// A register without Latin letters but in keywords, with something of everything that pages show.
fn greek() -> Vec<(String, String)> {
    let fixture = Fixture::read(&root().join("tests/registers/greek.txtar"));
    fixture.files.into_iter().map(|(path, entry)| (path, text(entry.bytes()))).collect()
}

/// The rest of a text without words of the file and without tokens that are not words.
fn foreign(text: &str) -> Vec<String> {
    let mut text = text.to_owned();
    while let Some(end) = text.find('⟧') {
        let Some(start) = text[..end].rfind('⟦') else { return vec![format!("half a word in {text:?}")] };
        text.replace_range(start..end + '⟧'.len_utf8(), " ");
    }
    // Names, keywords, targets and files of scopes.
    let known = "scs v w z x xxxx Standard Decision Record Procedural Supplement Global IaaS KaaS IAM Ops Scopes MUST SHOULD MAY R png y md mermaid note main recommended py X Y";
    let known: Vec<&str> = known.split(' ').collect();
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    words.filter(|word| !known.contains(word)).map(str::to_owned).collect()
}

#[test]
fn templates_contain_no_words() {
    for (name, text) in BUILTIN.iter().filter(|(name, _)| name.starts_with("templates/") && name.ends_with(".html")) {
        // Names in HTML, which are not text.
        let mut text = text.replace("{% block og_type %}article", "").replace("; frame-src 'self'", "");
        while let Some(start) = text.find("{{").into_iter().chain(text.find("{%")).min() {
            let close = if text[start..].starts_with("{{") { "}}" } else { "%}" };
            text.replace_range(start..start + text[start..].find(close).unwrap() + 2, "");
        }
        let page = Html::parse_document(&text.replace(" lang=\"\"", ""));
        let said: String = page.root_element().text().collect();
        assert_eq!(foreign(&said.replace("}", " ")), Vec::<String>::new(), "{name}");
        for element in page.select(&selector("[aria-label], [title], [placeholder], [alt], [data-name]")) {
            for name in ["aria-label", "title", "placeholder", "alt", "data-name"] {
                assert_eq!(foreign(element.value().attr(name).unwrap_or_default()), Vec::<String>::new(), "{text}");
            }
        }
    }
}

/// The file of words with each text in brackets.
fn bracketed() -> BTreeMap<String, Vec<u8>> {
    let words = Dictionary::with(None).unwrap();
    let file: String = words
        .keys()
        .map(|key| {
            let text = words.text(key, "en").unwrap();
            // A date is not text.
            let text = if ["language", "date"].contains(&key) { text.to_owned() } else { format!("⟦{text}⟧") };
            format!("{key} = {{ en = {} }}\n", json!(text))
        })
        .collect();
    [("words.toml".to_owned(), file.into_bytes())].into()
}

#[test]
fn all_interface_text_comes_from_words_toml() {
    let files = build(&greek(), "[site]\ntitle = 'Σ'\n", &bracketed());
    let mut wrong = BTreeSet::new();
    for (path, page) in pages(&files) {
        let mut all = String::new();
        for node in page.root_element().descendants() {
            let Some(text) = node.value().as_text() else { continue };
            // Findings are in English, and code comes from documents.
            let said = node.ancestors().filter_map(scraper::ElementRef::wrap).any(|element| {
                let value = element.value();
                value.attr("lang") == Some("en") && value.name() == "span"
                    || value.classes().any(|class| class == "rule")
                    || matches!(value.name(), "script" | "code")
            });
            if !said {
                all.push_str(text);
                all.push('\n');
            }
        }
        wrong.extend(foreign(&all).into_iter().map(|word| format!("{path}: {word}")));
        for element in page.select(&selector("[aria-label], [title], [placeholder], [alt]")) {
            for name in ["aria-label", "title", "placeholder", "alt"] {
                let Some(text) = element.value().attr(name) else { continue };
                // Paths of sources are not translated.
                let text = if text.starts_with("Standards/") || text.starts_with("Tests/") { "" } else { text };
                wrong.extend(foreign(text).into_iter().map(|word| format!("{path}: {name} {word} in {text:?}")));
            }
        }
    }
    for file in ["lifecycle.xml", "lifecycle.ics"] {
        let text = std::str::from_utf8(&files[file]).unwrap().replace("\r\n ", "");
        for part in text
            .split("SUMMARY:")
            .skip(1)
            .map(|part| part.lines().next().unwrap())
            .chain(text.split("<summary>").skip(1).map(|part| part.split('<').next().unwrap()))
        {
            wrong.extend(foreign(part).into_iter().map(|word| format!("{file}: {word} in {part:?}")));
        }
    }
    let wrong: Vec<&String> = wrong.iter().filter(|line| !PLAIN.iter().any(|plain| line.contains(plain))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // What scripts say, too.
    let Some(mut browser) = Browser::page() else { return };
    let folder = folder(&files);
    browser.open(&format!("file://{}/index.html", folder.path().display()));
    browser.eval(
        "(() => { const at = document.querySelector('[name=at]'); at.value = '2026-12-01'; \
         at.dispatchEvent(new Event('input', {bubbles: true})); const words = document.querySelector('[name=q]'); words.value = 'αβγ'; \
         words.dispatchEvent(new Event('input', {bubbles: true})); })()",
    );
    assert_eq!(browser.text("document.querySelector('.shown').textContent"), "⟦1 of 6 entries⟧");
    assert!(browser.text("document.body.textContent").contains("⟦from 2027-01-01⟧"));
    for (query, said) in [("Αβγ", "⟦4 results⟧"), ("0101", "⟦1 result⟧"), ("qqq", "⟦No results⟧")] {
        browser.eval(&format!(
            "(() => {{ const field = document.querySelector('.search input'); field.value = '{query}'; \
             field.dispatchEvent(new Event('input')); }})()"
        ));
        browser.wait(&format!("document.querySelector('.search [role=status]').textContent === '{said}'"));
        assert_eq!(foreign(&browser.text("document.querySelector('.results').textContent")), Vec::<String>::new());
    }
}

#[test]
fn all_used_words_exist() {
    let words = Dictionary::with(None).unwrap();
    let keys: BTreeSet<&str> = words.keys().collect();
    let mut used: String = BUILTIN.iter().filter(|(name, _)| *name != "words.toml").map(|(_, text)| *text).collect();
    let named = used.match_indices("word(\"").map(|(at, start)| used[at + start.len()..].split('"').next().unwrap());
    for key in named.filter(|key| !key.ends_with('_')) {
        assert!(keys.contains(key), "{key} is not in site/words.toml");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                used += text.split("#[cfg(test)]").next().unwrap();
            }
        }
    }
    for call in ["words.get(\"", "words.fill(\""] {
        for (at, start) in used.match_indices(call) {
            let key = used[at + start.len()..].split('"').next().unwrap();
            assert!(keys.contains(key), "{key} is not in site/words.toml");
        }
    }
    for key in keys {
        let family =
            ["state_", "month_", "is_", "tested_", "cause_", "last_"].iter().any(|family| key.starts_with(family));
        assert!(family || used.contains(&format!("\"{key}\"")), "nothing uses {key}");
    }
}

#[test]
fn german_interface_keeps_english_documents() {
    assert_eq!(LANGUAGES, ["en", "de"]);
    let files = build(&greek(), "[site]\nlanguage = 'de'\n", &BTreeMap::new());
    assert_eq!(broken_links(&files), Vec::<String>::new());
    let page = |path: &str| Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
    let document = page("standards/scs-0100-v2-x/index.html");
    let lang = |query: &str| document.select(&selector(query)).next().unwrap().value().attr("lang").map(str::to_owned);
    assert_eq!(
        (lang("html").as_deref(), lang(".prose").as_deref(), lang("h1").as_deref()),
        (Some("de"), Some("en"), Some("en"))
    );
    assert_eq!(texts(&document, ".id .state"), ["Gültig seit 01.01.2024, ab 01.01.2027 ersetzt durch v3"]);
    assert_eq!(texts(&document, ".admonition-title"), ["Hinweis", "Tipp"]);
    assert_eq!(texts(&document, ".image-label"), ["Bild:", "Bild:"]);
    assert_eq!(
        texts(&page("index.html"), ".overview .column"),
        ["Entwurf", "Stabil", "Gültig", "Außer Kraft", "Abgelehnt"]
    );
    assert_eq!(texts(&page("standards/lifecycle/index.html"), "h3")[0], "Januar 2027");
    assert!(
        texts(&page("standards/scs-0100-v1-x/index.html"), "p.notice")[0]
            .ends_with("Die aktuelle Fassung ist scs-0100-v2.")
    );
    assert_eq!(texts(&page("standards/tests/index.html"), ".counts li")[1], "✓✓ standardisiert und erforderlich 0");
    assert_eq!(texts(&page("scopes/scs-z/index.html"), ".version-list .state")[2], "Gültig");
    let calendar = std::str::from_utf8(&files["lifecycle.ics"]).unwrap().replace("\r\n ", "");
    assert!(calendar.contains("SUMMARY:Ψ v2 wird gültig: Zertifikate werden erteilt\r\n"), "{calendar}");
    // Dates have one form.
    let iso = |text: &str| {
        text.as_bytes()
            .windows(8)
            .any(|part| part[0].is_ascii_digit() && part[1] == b'-' && part[2].is_ascii_digit() && part[4] == b'-')
    };
    for (path, page) in pages(&files) {
        let shown = texts(&page, "h1, h2, h3, p:not(.address), dd, td, th, time, figcaption, label, title, text");
        assert_eq!(shown.iter().filter(|text| iso(text)).collect::<Vec<_>>(), Vec::<&String>::new(), "{path}");
    }
    // Programs read the same in every language.
    let english = build(&greek(), "", &BTreeMap::new());
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("api/")) {
        assert_eq!(english[path], *bytes, "{path}");
    }
    let wrong = Config::parse("scsdoc.toml", b"[site]\nlanguage = 'fr'\n");
    assert_eq!((wrong.violations.len(), wrong.site.language.as_str()), (1, "en"));
}

#[test]
fn has_page_recognizes_comparison_pages() {
    let tree = Tree::in_memory(greek());
    let corpus = Corpus::build(&tree, Config::default(), &tree);
    let files = build(&greek(), "", &BTreeMap::new());
    for versions in ["v1-v2", "v1-v3", "v2-v3", "v2-v1", "v1-v4", "v01-v2", "v1", "v1-v2/x", "w1-v2", ""] {
        let path = format!("standards/iaas/scs-0100/{versions}");
        let page = files.contains_key(&format!("{path}/index.html"));
        assert_eq!(corpus.has_page(&path), page && !versions.is_empty(), "{versions}");
    }
}

pub const DIAGRAM: &str = "---\ntitle: D\ntype: Standard\ntrack: IaaS\nstatus: Draft\n---\n\n## A\n\n```mermaid\ngraph TD\n  A[\"Draft <i>\"] -->|asks| B[Stable]\n```\n\n```mermaid\nno diagram {{{\n```\n\n```yaml\na: \"b\" # c\nd: [1, true]\n```\n\n```bash\nif x; then echo $y; fi # z\n```\n\n```diff\n@@ 1 @@\n-a\n+b\n```\n";

#[test]
fn diagrams_are_drawn_or_shown_as_source() {
    let files = build(&[("Standards/scs-0100-v1-d.md", DIAGRAM)], "", &BTreeMap::new());
    assert!(!files.keys().any(|path| path.contains("diagram")));
    let page = Html::parse_document(std::str::from_utf8(&files["standards/scs-0100-v1-d/index.html"]).unwrap());
    assert_eq!(texts(&page, ".diagram"), ["Diagram, as Mermaid source:"]);
    assert_eq!(texts(&page, "code.language-mermaid"), ["no diagram {{{"]);
    // A flow chart is drawn, with a text alternative and its source.
    let flow = page.select(&selector("svg.flow")).next().unwrap();
    assert_eq!(flow.value().attr("aria-label"), Some("Draft <i> → Stable (asks)"));
    assert_eq!(texts(&page, "svg.flow text"), ["asks", "Draft <i>", "Stable"]);
    assert!(texts(&page, ".prose details code")[0].starts_with("graph TD A[\"Draft <i>\"]"));
    assert_eq!(texts(&page, "code.language-yaml .hl-key"), ["a", "d"]);
    let policy = |page: &Html| {
        let meta = selector("meta[http-equiv=Content-Security-Policy]");
        page.select(&meta).next().unwrap().value().attr("content").unwrap().to_owned()
    };
    assert!(!policy(&page).contains("frame-src") && !policy(&page).contains("unsafe"));
    let replaced = [(MERMAID.to_owned(), b"// not the library".to_vec())].into();
    let documents = [
        ("Standards/scs-0100-v1-d.md", DIAGRAM),
        ("Standards/scs-0101-v1-e.md", "---\ntitle: E\n---\n\nNo diagram.\n"),
    ];
    let files = build(&documents, "", &replaced);
    let page = |path: &str| Html::parse_document(std::str::from_utf8(&files[path]).unwrap());
    let (with, without) = (page("standards/scs-0100-v1-d/index.html"), page("standards/scs-0101-v1-e/index.html"));
    assert!(policy(&with).contains("frame-src 'self'") && !policy(&with).contains("unsafe"));
    assert!(!policy(&without).contains("frame-src"));
    let script = selector("script[src$='assets/diagrams.js']");
    assert_eq!((with.select(&script).count(), without.select(&script).count()), (1, 0));
}
