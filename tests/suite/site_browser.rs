//! The built site in a real browser: filters, search, comparisons and print.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::browser::{Browser, axe};
use crate::common::html::build;
use crate::common::{AT, corpus, folder, load, npm, root};
use crate::site_language::{DIAGRAM, build as site_with};
use crate::site_states::{SCOPE, editorial_of, site_of, standard};
use jiff::civil::{Date, date};
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::lifecycle::{Past, State};
use scsdoc::testing::render::templates::{MERMAID, Templates};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::{LazyLock, MutexGuard};
use tempfile::TempDir;

/// Longer than a line of any page.
const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsdurchführungsbestimmung";

/// Our own register and its site, built once.
fn own() -> &'static (Corpus, TempDir) {
    static OWN: LazyLock<(Corpus, TempDir)> = LazyLock::new(|| {
        let corpus = load(root());
        let folder = folder(build(&corpus, AT));
        (corpus, folder)
    });
    &OWN
}

fn url(folder: &tempfile::TempDir, page: &str) -> String {
    format!("file://{}/{page}", folder.path().display())
}

/// A browser with a page of our own site, if there is a browser.
fn browser_at(page: &str) -> Option<MutexGuard<'static, Browser>> {
    let mut browser = Browser::page()?;
    browser.open(&url(&own().1, page));
    Some(browser)
}

/// Sets a field of the filters as a reader does.
fn set(browser: &mut Browser, field: &str, value: &str) {
    browser.eval(&format!(
        "(() => {{ const field = document.querySelector('.filters [name={field}]'); field.value = {}; \
         field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()",
        json!(value)
    ));
}

const ROWS: &str = "[...document.querySelectorAll('.overview [data-first]')].filter(row => !row.hidden)";

/// All versions on the page: id, state of the column, and the next state.
const STATES: &str = "[...document.querySelectorAll('.overview .version')].map(version => [version.dataset.id, \
    version.closest('td').dataset.state, version.querySelector('.when')?.textContent ?? ''])";

/// A register with every combination of status and dates, also those that contradict each other.
fn all_lives() -> Corpus {
    let mut tree = Vec::new();
    let choices = ["", "2024-01-01", "2025-06-15", "2027-02-28"];
    let mut number = 0;
    for status in ["Draft", "Stable", "Deprecated", "Rejected"] {
        for stabilized in choices {
            for deprecated in choices {
                for rejected in ["", "2024-12-31", "2027-02-28"] {
                    number += 1;
                    let line = |key: &str, date: &str| {
                        if date.is_empty() { String::new() } else { format!("{key}: {date}\n") }
                    };
                    let front = format!(
                        "---\ntitle: T{number}\ntype: Standard\ntrack: IaaS\nstatus: {status}\n{}{}{}---\n",
                        line("stabilized_at", stabilized),
                        line("deprecated_at", deprecated),
                        line("rejected_at", rejected)
                    );
                    tree.push((format!("Standards/scs-{:04}-v{}-x.md", 100 + number / 40, number % 40 + 1), front));
                }
            }
        }
    }
    tree.push((
        "Standards/scs-0100-w1-x.md".into(),
        "---\ntitle: S\ntype: Supplement\nstabilized_at: 2024-01-01\n---\n".into(),
    ));
    let tree = Tree::in_memory(tree);
    corpus(&tree)
}

#[test]
fn browser_states_match_the_model_on_any_date() {
    let Some(mut browser) = Browser::page() else { return };
    let mut corpus = all_lives();
    // For some, git records when they were added and when they were no longer a Draft.
    for document in corpus.documents.iter_mut().step_by(3) {
        document.life.past = Some(Past { since: date(2023, 12, 31), draft_until: date(2024, 12, 31) });
    }
    let folder = folder(build(&corpus, AT));
    browser.open(&url(&folder, "index.html"));
    let mut dates: Vec<Date> = vec![date(1, 1, 1), date(9999, 12, 31), AT];
    for border in [date(2024, 1, 1), date(2024, 12, 31), date(2025, 6, 15), date(2027, 2, 28)] {
        dates.extend([border.yesterday().unwrap(), border, border.tomorrow().unwrap()]);
    }
    let mut more = date(2023, 11, 3);
    while more < date(2027, 6, 1) {
        dates.push(more);
        more = more.saturating_add(jiff::ToSpan::days(397));
    }
    for at in dates {
        set(&mut browser, "at", &at.to_string());
        let words = Templates::compile(&BTreeMap::new()).unwrap().words("en");
        let shown = browser.eval(STATES);
        let shown = shown.as_array().unwrap();
        let present = || corpus.documents.iter().filter(|document| document.life.exists(at));
        assert_eq!(shown.len(), present().count());
        for line in shown {
            let id = line[0].as_str().unwrap();
            let document = corpus.documents.iter().find(|document| document.id() == id).unwrap();
            let state = document.life.state(at);
            let when = scsdoc::testing::render::overview::to_come(document, at, &words).unwrap_or_default();
            assert_eq!(*line, json!([id, state.name(), when]), "{at}: {:?}", document.life);
        }
        for state in State::ALL {
            let lives = present().filter(|document| !document.is_supplement());
            let count = lives.filter(|document| document.life.state(at) == state).count();
            let script = format!("document.querySelector('[data-count={state}] b').textContent");
            assert_eq!(browser.text(&script), count.to_string(), "{at} {state}");
        }
        assert_eq!(browser.text("document.querySelector('.lead time').textContent"), at.to_string());
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn date_selector_matches_build_at_that_date() {
    let Some(mut browser) = Browser::page() else { return };
    let (corpus, site) = own();
    for at in [date(2024, 6, 12), date(2025, 1, 1), date(2027, 3, 1)] {
        browser.open(&url(site, &format!("index.html?at={at}")));
        let table = "document.querySelector('.overview').innerText.replace(/\\s+/g, ' ')";
        let ours = browser.text(table);
        let built = folder(build(corpus, at));
        browser.open(&url(&built, "index.html"));
        assert_eq!(ours, browser.text(table), "{at}");
    }
}

#[test]
fn documents_opened_from_the_overview_at_another_date_say_so() {
    let Some(mut browser) = Browser::page() else { return };
    let files = [standard("scs-0100-v1-x", "X", "status: Stable\nstabilized_at: 2024-01-01\n")];
    let site = folder(site_of(&files));
    let link = "document.querySelector('.version a')";
    let notice = "(() => { const notice = document.querySelector('.other-date'); \
        return notice.hidden ? '' : notice.textContent; })()";
    browser.open(&url(&site, "index.html?at=2024-06-01"));
    let address = browser.text(&format!("{link}.href"));
    browser.open(&address);
    assert_eq!(
        browser.text(notice),
        format!("You came from the register as of 2024-06-01. This page shows the document as of {AT}.")
    );
    let back = browser.text("document.querySelector('.other-date a').href");
    assert_eq!(back, url(&site, "index.html?at=2024-06-01"));
    browser.open(&back);
    set(&mut browser, "at", &AT.to_string());
    let address = browser.text(&format!("{link}.href"));
    assert!(!address.contains('?'), "{address}");
    for query in [String::new(), format!("?at={AT}"), "?at=%3Cb%3E".into()] {
        browser.open(&format!("{address}{query}"));
        assert_eq!(browser.text(notice), "", "{query}");
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn certificates_follow_the_date() {
    let Some(mut browser) = Browser::page() else { return };
    let document = "---\ntitle: A & B\ntype: Standard\ntrack: Scopes\nstatus: Draft\n---\n\n## Introduction\n\nText.\n";
    let files = [("Standards/scs-0500-v1-x.md".into(), document.into()), ("Tests/scs-s.yaml".into(), SCOPE.into())];
    let site = folder(site_of(&files));
    let shown = "[...document.querySelectorAll('.certificates .item')].filter(item => !item.hidden).map(item => item.textContent.trim())";
    let next = "getComputedStyle(document.querySelector('.certificates td:last-child')).display !== 'none'";
    for (at, versions, column) in [
        ("2026-11-20", json!(["v2 Effective", "v1 Warn until 2027-02-01"]), true),
        ("2025-06-01", json!(["v1 Effective until 2027-02-01"]), false),
        ("2027-02-01", json!(["v2 Effective"]), false),
        ("2024-06-01", json!([]), false),
    ] {
        browser.open(&url(&site, &format!("standards/scopes/index.html?at={at}")));
        assert_eq!(browser.eval(shown), versions, "{at}");
        assert_eq!(browser.eval(next), column, "{at}");
    }
    assert_eq!(browser.eval("document.querySelector('.undated').hidden"), false);
    set(&mut browser, "at", &AT.to_string());
    assert_eq!(browser.eval(shown), json!(["v2 Effective", "v1 Warn until 2027-02-01"]));
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn table_filters_and_sorting_can_be_linked() {
    let Some(mut browser) = browser_at("index.html") else { return };
    let count = |browser: &mut Browser| browser.eval(&format!("{ROWS}.length")).as_u64().unwrap();
    let all = count(&mut browser);
    set(&mut browser, "track", "IaaS");
    set(&mut browser, "state", "Effective");
    let some = count(&mut browser);
    assert!(0 < some && some < all, "{some} of {all}");
    let wrong =
        format!("{ROWS}.filter(row => row.dataset.track !== 'IaaS' || !row.querySelector('td.effective')).length");
    assert_eq!(browser.eval(&wrong), 0);
    set(&mut browser, "q", "FLAVOR naming");
    assert_eq!(browser.eval(&format!("{ROWS}.map(row => row.querySelector('th').textContent)")), json!(["scs-0100"]));
    assert!(browser.text("document.querySelector('.shown').textContent").starts_with("1 of "));
    let address = browser.text("location.href");
    assert!(address.ends_with("index.html?q=FLAVOR+naming&track=IaaS&state=Effective"), "{address}");
    browser.open(&address);
    assert_eq!(count(&mut browser), 1);
    set(&mut browser, "q", "no such thing");
    assert_eq!(
        (count(&mut browser), browser.eval("document.querySelector('.nothing').hidden")),
        (0, Value::Bool(false))
    );
    browser.eval("document.querySelector('.filters [type=reset]').click()");
    browser.wait(&format!("{ROWS}.length === {all}"));
    browser.wait("location.search === ''");
    set(&mut browser, "sort", "title");
    let titles =
        "[...document.querySelectorAll('.overview [data-first] .title')].map(title => title.textContent.trim())";
    let sorted = format!("{titles}.every((title, n, all) => !n || all[n - 1].localeCompare(title, 'en') <= 0)");
    assert_eq!(browser.eval(&sorted), true);
    // Supplements stay under their standard.
    let under = "[...document.querySelectorAll('.overview tr.supplement:not([data-first])')].every(row => \
        row.previousElementSibling?.querySelector('.version, th'))";
    assert_eq!(browser.eval(under), true);
    set(&mut browser, "sort", "");
    let numbers = "[...document.querySelectorAll('.overview tbody th a')].map(a => a.textContent)";
    assert_eq!(browser.eval(&format!("{numbers}.join() === {numbers}.sort().join()")), true);
    set(&mut browser, "type", "Supplement");
    assert_eq!(browser.eval(&format!("{ROWS}.every(row => row.nextElementSibling.matches('.supplement'))")), true);
    for junk in ["?at=20240101&sort=x&track=%3Cb%3E&state=Nope", "?at=99999-01-01", "?q=%E0%A4%A"] {
        browser.open(&url(&own().1, &format!("index.html{junk}")));
        assert!(browser.eval("document.querySelectorAll('.version').length").as_u64().unwrap() > 50);
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn tests_page_filters_can_be_linked() {
    let Some(mut browser) = Browser::page() else { return };
    let (corpus, site) = own();
    browser.open(&url(site, "standards/tests/index.html"));
    let shown = |browser: &mut Browser, table: &str| {
        let script = format!(
            "[...document.querySelectorAll('{table} tr:not(.group-head)')].filter(row => row.checkVisibility()).length"
        );
        browser.eval(&script).as_u64().unwrap()
    };
    let (all, cases) = (shown(&mut browser, ".standards tbody"), shown(&mut browser, ".group"));
    assert_eq!(cases, u64::try_from(corpus.tests.cases.len()).unwrap());
    set(&mut browser, "mark", "3");
    set(&mut browser, "scope", "SCS-compatible IaaS v5.1");
    let some = shown(&mut browser, ".standards tbody");
    assert!(0 < some && some < all, "{some} of {all}");
    let wrong = "[...document.querySelectorAll('.standards tbody tr')].filter(row => !row.hidden && row.dataset.mark !== '3').length";
    assert_eq!(browser.eval(wrong), 0);
    assert_eq!(browser.eval("document.querySelector('.gaps')?.checkVisibility() ?? false"), false);
    let address = browser.text("location.href");
    assert!(address.ends_with("?mark=3&scope=SCS-compatible+IaaS+v5.1"), "{address}");
    browser.open(&address);
    assert_eq!(shown(&mut browser, ".standards tbody"), some);
    set(&mut browser, "q", "FLAVOR scs-0103");
    assert_eq!(shown(&mut browser, ".standards tbody"), 1);
    assert!(shown(&mut browser, ".group") > 3);
    set(&mut browser, "q", "no such thing");
    assert_eq!(browser.eval("document.querySelector('.nothing').checkVisibility()"), true);
    browser.eval("document.querySelector('.filters [type=reset]').click()");
    browser.wait("location.search === ''");
    assert_eq!((shown(&mut browser, ".standards tbody"), shown(&mut browser, ".group")), (all, cases));
    // A test case is found by the search, and has its own URL.
    let id = corpus.tests.cases.keys().next().unwrap();
    browser.key("/");
    for key in id.chars() {
        browser.key(&key.to_string());
    }
    browser.wait(&format!("document.querySelector('.results a .hit-id')?.textContent === '{id}'"));
    browser.key("Enter");
    browser.wait("document.querySelector(':target')?.matches('.group tr')");
    assert!(browser.text("location.href").ends_with(&format!("standards/tests/index.html#test.{id}")));
    // Without scripts, everything can be read.
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&url(site, "standards/tests/index.html?mark=3"));
    assert_eq!((shown(&mut browser, ".standards tbody"), shown(&mut browser, ".group")), (all, cases));
    assert_eq!(browser.eval("document.querySelector('.filters').checkVisibility()"), false);
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn script_only_controls_are_hidden_without_js() {
    let Some(mut browser) = Browser::page() else { return };
    let (_, site) = own();
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.open(&url(site, "index.html"));
    let shown = "[...document.querySelectorAll('.filters, .tools')].filter(e => e.checkVisibility()).length";
    assert_eq!(browser.eval(shown), 0);
    assert_eq!(browser.eval("document.querySelector('.overview').checkVisibility()"), true);
}

#[test]
fn the_theme_is_chosen_and_kept() {
    let Some(mut browser) = Browser::page() else { return };
    let (_, site) = own();
    browser.window(1280, "light");
    browser.open(&url(site, "index.html"));
    let ground = "getComputedStyle(document.body).backgroundColor";
    let light = browser.text(ground);
    browser.eval("(() => { const choice = document.querySelector('.theme select'); choice.value = 'dark'; choice.dispatchEvent(new Event('change')); })()");
    let dark = browser.text(ground);
    assert_ne!(light, dark);
    browser.open(&url(site, "standards/iaas/index.html"));
    assert_eq!(
        (browser.text(ground), browser.text("document.querySelector('.theme select').value")),
        (dark.clone(), "dark".into())
    );
    browser.eval("(() => { const choice = document.querySelector('.theme select'); choice.value = 'auto'; choice.dispatchEvent(new Event('change')); })()");
    assert_eq!(browser.text(ground), light);
    browser.window(1280, "dark");
    assert_eq!(browser.text(ground), dark);
    browser.call(
        "Emulation.setEmulatedMedia",
        json!({"media": "print", "features": [{"name": "prefers-color-scheme", "value": "dark"}]}),
    );
    assert_eq!(browser.text(ground), light, "paper is white");
    let pdf = browser.call("Page.printToPDF", json!({}));
    assert!(pdf["data"].as_str().unwrap().len() > 10_000);
}

#[test]
fn search_supports_the_keyboard() {
    let Some(mut browser) = browser_at("standards/lifecycle/index.html") else { return };
    browser.key("/");
    assert_eq!(browser.eval("document.activeElement.matches('.search input') && document.activeElement.value"), "");
    browser.type_in("flavor naming");
    browser.wait("document.querySelector('.results a .hit-id')?.textContent === 'scs-0100-v3'");
    assert_eq!(browser.text("document.querySelector('.results a .state').textContent"), "Effective");
    browser.key("ArrowDown");
    let chosen = "document.querySelector('.results [aria-selected=true]')";
    assert_eq!(browser.eval(&format!("[...document.querySelectorAll('.results a')].indexOf({chosen})")), 1);
    assert_eq!(
        browser.eval(&format!(
            "{chosen}.id === document.querySelector('.search input').getAttribute('aria-activedescendant')"
        )),
        true
    );
    browser.key("ArrowUp");
    let target = browser.text(&format!("{chosen}.href"));
    browser.key("Enter");
    browser.loaded();
    assert_eq!(browser.text("location.href"), target);
    assert!(target.contains("/standards/scs-0100-v3-flavor-naming/index.html"));
    browser.key("/");
    browser.type_in("xyzzy-no-such");
    browser.wait("document.querySelector('.search [role=status]').textContent === 'No results'");
    let seen = "document.querySelector('.search [role=status]').getBoundingClientRect().width > 100";
    assert_eq!(browser.eval(seen), true, "who sees is told too");
    browser.key("Escape");
    assert_eq!(browser.eval("document.activeElement === document.body"), true);
    assert_eq!(browser.eval(seen), false);
    // The list is not a tab stop, whatever its length.
    browser.key("/");
    browser.type_in("flavor");
    browser.wait("document.querySelectorAll('.results a').length > 5");
    browser.key("Tab");
    browser.wait("document.activeElement.matches('.theme select')");
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn requirements_have_permanent_links() {
    let Some(mut browser) = browser_at("standards/scs-0100-v3-flavor-naming/index.html") else { return };
    let lists = browser.eval("document.querySelectorAll('.statements li').length").as_u64().unwrap();
    assert!(lists > 3);
    assert_eq!(browser.eval("document.querySelectorAll('.prose a.statement').length"), lists);
    browser.eval("(() => { document.querySelector('.statements details').open = true; document.querySelector('.statements li a').click(); })()");
    browser.wait("document.querySelector(':target')?.matches('.prose .statement')");
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn all_kinds_of_pages_pass_axe() {
    let Some(axe) = axe() else { return };
    let Some(mut browser) = Browser::page() else { return };
    let (_, site) = own();
    let not_found = site.path().join("404.html");
    let text = std::fs::read_to_string(&not_found).unwrap();
    let base = text.split("assets/style.css").next().unwrap().rsplit('"').next().unwrap().to_owned();
    std::fs::write(&not_found, text.replace(&format!("\"{base}"), "\"")).unwrap();
    let pages = [
        "index.html",
        "404.html",
        "standards/iaas/index.html",
        "standards/lifecycle/index.html",
        "standards/subscribe/index.html",
        "search/index.html?q=flavor",
        "standards/tests/index.html",
        "standards/scopes/index.html",
        "scopes/scs-compatible-iaas/index.html",
        "scopes/scs-compatible-iaas/v5.1/index.html",
        "standards/iaas/scs-0100/index.html",
        "standards/iaas/scs-0100/v2-v3/index.html",
        "standards/scs-0100-v3-flavor-naming/index.html",
        "standards/scs-0102-w1-image-metadata-implementation-testing/index.html",
    ];
    for (width, scheme) in [(1280, "light"), (390, "dark")] {
        browser.window(width, scheme);
        for page in pages {
            browser.open(&url(site, page));
            if page == "index.html" {
                browser.key("/");
                browser.key("s");
                browser.wait("document.querySelector('.results a')");
            }
            browser.is_accessible(&axe, &format!("{page} {width} {scheme}"));
        }
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn search_and_filters_escape_text() {
    let Some(mut browser) = Browser::page() else { return };
    let payload = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script> needle";
    let quoted = serde_json::to_string(payload).unwrap();
    let text = format!(
        "---\ntitle: {quoted}\ntype: {quoted}\ntrack: IaaS\nstatus: Draft\n---\n\n## {payload}\n\n`{payload}`\n\n{payload}\n"
    );
    let tree = Tree::in_memory([("Standards/scs-0100-v1-x.md".to_owned(), text)]);
    let folder = folder(build(&corpus(&tree), AT));
    browser.open(&url(&folder, "index.html?q=%3Cimg%20src=x%20onerror=alert(1)%3E&at=%22%3E"));
    browser.key("/");
    browser.type_in("needle");
    browser.wait("document.querySelector('.results a')");
    assert_eq!(
        browser.eval("document.querySelectorAll('main img, main script, .results img, .results script').length"),
        0
    );
    assert_ne!(browser.text("document.title"), "run");
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn no_page_is_wider_than_the_window() {
    let Some(mut browser) = Browser::page() else { return };
    let life = "status: Deprecated\nstabilized_at: 2015-01-01\ndeprecated_at: 2027-01-01\n";
    let to_come = "status: Stable\nstabilized_at: 2027-01-01\nreplaces: [scs-0100-v1-x.md]\n";
    let scope = SCOPE.replace("probe.py", &format!("{LONG}.py")).replace("name: X", &format!("name: {LONG}"));
    let files = site_of(&[
        standard("scs-0100-v1-x", LONG, life),
        standard("scs-0100-v2-x", LONG, to_come),
        standard("scs-xxxx-v1-x", LONG, "status: Draft\n"),
        ("Tests/scs-s.yaml".into(), scope),
    ]);
    let folder = folder(&files);
    let pages = [
        "index.html",
        "standards/iaas/index.html",
        "standards/iaas/scs-0100/index.html",
        "standards/iaas/scs-0100/v1-v2/index.html",
        "standards/scs-0100-v1-x/index.html",
        "standards/tests/index.html",
        "standards/lifecycle/index.html",
        "scopes/scs-s/index.html",
        "scopes/scs-s/v2/index.html",
    ];
    for width in [360, 900] {
        browser.window(width, "light");
        for page in pages {
            browser.open(&format!("file://{}/{page}", folder.path().display()));
            let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.eval(over), 0, "{page} at {width}");
        }
    }
    // The time line shows all of its years on a phone, and today.
    browser.window(360, "light");
    browser.open(&format!("file://{}/standards/iaas/scs-0100/index.html", folder.path().display()));
    let today = "document.querySelector('.timeline .now').getBoundingClientRect().right";
    let seen = browser.eval(today).as_f64().unwrap();
    assert!(seen > 200.0 && seen < 360.0, "{seen}");
    let size = "document.querySelector('.timeline .year text').getBoundingClientRect().height";
    assert!(browser.eval(size).as_f64().unwrap() > 10.0);
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn pages_with_errors_pass_axe() {
    let (Some(axe), Some(mut browser)) = (axe(), Browser::page()) else { return };
    let text = "---\ntitle: [a\nstatus: Maybe\n---\n\n## Text\n\nOne[^1] and one more[^1].\n\n[^1]: A note.\n";
    let faulty = folder(editorial_of(&[
        ("Standards/scs-0100-v1-x.md".into(), text.into()),
        ("Standards/scs-01x5-v1-malformed.md".into(), text.into()),
        ("Standards/scs-0101-v1-empty.md".into(), String::new()),
        ("Tests/scs-s.yaml".into(), "uuid: x\nname: [\n".into()),
    ]));
    let empty = folder(site_of(&[]));
    for scheme in ["light", "dark"] {
        browser.window(1280, scheme);
        for (folder, page) in [
            (&faulty, "index.html"),
            (&faulty, "standards/scs-0100-v1-x/index.html"),
            (&faulty, "standards/scs-0101-v1-empty/index.html"),
            (&faulty, "scopes/scs-s/index.html"),
            (&faulty, "standards/tests/index.html"),
            (&faulty, "standards/findings/index.html"),
            (&empty, "index.html"),
            (&empty, "standards/tests/index.html"),
        ] {
            browser.open(&format!("file://{}/{page}", folder.path().display()));
            browser.is_accessible(&axe, &format!("{scheme} {page}"));
        }
    }
}

#[test]
fn print_has_marks_tables_and_the_url() {
    let Some(mut browser) = Browser::page() else { return };
    let files = site_of(&[standard("scs-0100-v1-x", "X", "status: Stable\nstabilized_at: 2024-01-01\n")]);
    let folder = folder(&files);
    // As wide as a sheet of A4.
    browser.window(718, "dark");
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    browser.open(&format!("file://{}/index.html", folder.path().display()));
    let shape = "getComputedStyle(document.querySelector('th .state.effective'), '::before')";
    assert_eq!(browser.text(&format!("{shape}.printColorAdjust")), "exact");
    assert_eq!(browser.text("getComputedStyle(document.querySelector('.overview tbody tr')).display"), "table-row");
    assert_eq!(
        browser.text("document.querySelector('.address').innerText"),
        "https://docs.scs.community/standards/standards/overview"
    );
    browser.call("Emulation.setEmulatedMedia", json!({"media": "screen"}));
    assert_eq!(browser.text("getComputedStyle(document.querySelector('.address')).display"), "none");
}

/// Serves a folder for as long as the test runs.
fn serve(folder: &Path) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folder = folder.to_path_buf();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, folder) = (stream.unwrap(), folder.clone());
            std::thread::spawn(move || {
                let mut line = String::new();
                let _ = std::io::BufReader::new(&stream).read_line(&mut line);
                let path = line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
                let sort = match path.rsplit('.').next() {
                    Some("html") => "text/html",
                    Some("js") => "text/javascript",
                    Some("css") => "text/css",
                    _ => "image/svg+xml",
                };
                let body = std::fs::read(folder.join(path)).unwrap_or_default();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: {sort}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
            });
        }
    });
    address
}

#[test]
fn diagrams_are_rendered_in_an_isolated_frame() {
    let (Some(modules), Some(mut browser)) = (npm(&["mermaid@12"]), Browser::page()) else { return };
    let library = std::fs::read(modules.join("mermaid/dist/mermaid.min.js")).unwrap();
    let replaced = [(MERMAID.to_owned(), library)].into();
    // Not supported by the built-in renderer.
    let text = DIAGRAM.replace("-->|asks|", "~~~");
    let folder = folder(site_with(&[("Standards/scs-0100-v1-d.md", &text)], "", &replaced));
    browser.call("Page.addScriptToEvaluateOnNewDocument", json!({"source":
        "globalThis.hits = []; addEventListener('securitypolicyviolation', (event) => hits.push(event.violatedDirective + ' ' + event.blockedURI))"}));
    let (file, server) = (format!("file://{}", folder.path().display()), serve(folder.path()));
    for (scheme, from) in [("light", &server), ("dark", &server), ("dark", &file)] {
        browser.window(1280, scheme);
        browser.open(&format!("{from}/standards/scs-0100-v1-d/index.html"));
        browser
            .wait("document.querySelectorAll('iframe').length === 1 && document.querySelector('iframe[data-drawn]')");
        assert!(browser.eval("document.querySelector('iframe').clientHeight").as_i64().unwrap() > 100);
        // The invalid diagram is shown as source again; the source of the other is collapsed.
        assert_eq!(
            browser.eval("[...document.querySelectorAll('.prose details')].map(fold => fold.open)"),
            json!([false])
        );
        assert_eq!(
            browser.eval("[...document.querySelectorAll('.diagram')].map(label => label.hidden)"),
            json!([true, false])
        );
        // Print inverts drawings of the dark theme, and shows the source of those not rendered yet.
        assert_eq!(browser.eval("document.querySelector('iframe').dataset.drawn"), scheme);
        let open = "document.querySelector('.prose details').open";
        let printed = browser.eval(&format!(
            "(() => {{ const frame = document.querySelector('iframe'); const drawn = frame.dataset.drawn; const seen = []; \
             const look = () => {{ dispatchEvent(new Event('beforeprint')); seen.push({open}); \
             dispatchEvent(new Event('afterprint')); seen.push({open}); }}; look(); delete frame.dataset.drawn; look(); \
             frame.dataset.drawn = drawn; return seen; }})()"
        ));
        assert_eq!(printed, json!([false, false, true, false]));
        assert_eq!(browser.eval("hits"), json!([]));
        let reach = browser.eval("(() => { try { return document.querySelector('iframe').contentDocument === null } catch { return true } })()");
        assert_eq!(reach, true);
        if let (Ok(path), true) = (std::env::var("SCSDOC_SCREENSHOTS"), from == &server) {
            let shot = browser.call("Page.captureScreenshot", json!({"captureBeyondViewport": true}));
            std::fs::write(Path::new(&path).join(format!("diagram-{scheme}.b64")), shot["data"].as_str().unwrap())
                .unwrap();
        }
        assert_eq!(browser.said, Vec::<String>::new());
        if let Some(axe) = axe() {
            browser.eval(&axe);
            let found = browser.eval("axe.run({iframes: false}).then(found => found.violations.map(one => one.id + ' ' + one.nodes.map(node => node.html + node.failureSummary).join(' ')))");
            assert_eq!(found, json!([]), "{scheme}");
            // It looks for styles itself, which the policy denies.
            browser.said.clear();
        }
    }
}
