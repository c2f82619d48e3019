//! Readers' tasks: ten tasks on the public register, search, navigation, identity, and page sizes.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::browser::Browser;
use crate::common::html::{broken_links, build, pages, parsed, selector, texts};
use crate::common::{self, AT, corpus, folder, load, public_register, root};
use crate::site_states::{site_of, standard};
use jiff::civil::date;
use scraper::Html;
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::render::Files;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::MutexGuard;
use tempfile::TempDir;

/// A reader who counts clicks and searches.
struct Reader<'b> {
    browser: &'b mut Browser,
    site: String,
    clicks: usize,
}

impl Reader<'_> {
    /// Begins at the front page.
    fn start(&mut self) {
        self.clicks = 0;
        let url = format!("{}/index.html", self.site);
        self.browser.open(&url);
    }

    /// Clicks the first visible element that matches and has this text.
    fn click(&mut self, query: &str, text: &str) {
        self.clicks += 1;
        let before = self.browser.text("location.href");
        let find = format!(
            "[...document.querySelectorAll({})].find(e => e.checkVisibility() && e.textContent.replace(/\\s+/g, ' ').trim().startsWith({}))",
            json!(query),
            json!(text)
        );
        assert_eq!(self.browser.eval(&format!("!!{find}")), true, "{query} {text:?} on {before}");
        let page = self.browser.eval(&format!(
            "(() => {{ const e = {find}; const link = e.closest('a'); e.click(); \
             return !!link && link.href.split('#')[0] !== location.href.split('#')[0]; }})()"
        ));
        if page == true {
            self.browser.loaded();
        }
    }

    /// Searches, and opens the first result.
    fn search(&mut self, words: &str) {
        self.clicks += 1;
        self.browser.key("/");
        for key in words.chars() {
            self.browser.key(&key.to_string());
        }
        self.browser.wait("document.querySelector('.results a[aria-selected=true]')");
        self.browser.key("Enter");
        self.browser.loaded();
    }

    fn sees(&mut self, query: &str) -> Vec<String> {
        let script = format!(
            "[...document.querySelectorAll({})].filter(e => e.checkVisibility()).map(e => e.textContent.replace(/\\s+/g, ' ').trim())",
            json!(query)
        );
        serde_json::from_value(self.browser.eval(&script)).unwrap()
    }

    fn at_most(&self, clicks: usize) {
        assert!(self.clicks <= clicks, "{} clicks", self.clicks);
    }
}

#[test]
fn ten_tasks_take_two_clicks_or_a_search_on_our_own_register() {
    let Some(browser) = Browser::page() else { return };
    ten_tasks(browser, &load(root()));
}

#[test]
fn ten_tasks_take_two_clicks_or_a_search_on_the_public_register() {
    let (Some(public), Some(browser)) = (public_register(), Browser::page()) else { return };
    ten_tasks(browser, &load(public.path()));
}

fn ten_tasks(mut browser: MutexGuard<'static, Browser>, register: &Corpus) {
    let site = folder(build(register, AT));
    browser.window(1280, "light");
    let site = format!("file://{}", site.path().display());
    let mut reader = Reader { browser: &mut browser, site: site.clone(), clicks: 0 };

    // The effective standard on flavor naming.
    reader.start();
    reader.search("flavor naming");
    assert_eq!(reader.sees(".bar b"), ["scs-0100-v3"]);
    assert!(reader.sees(".bar .state")[0].starts_with("Effective since"));
    reader.at_most(1);

    // What changed from its v2 to v3.
    reader.start();
    reader.click(".overview th a", "scs-0100");
    reader.click("main li a", "v2 → v3");
    assert!(reader.sees(".compare h2").contains(&"Requirements".to_owned()));
    reader.at_most(2);

    // The requirements on image metadata.
    reader.start();
    reader.search("image metadata");
    reader.click(".statements summary", "Requirements");
    assert!(reader.sees(".statements li").iter().any(|text| text.starts_with('R') && text.contains(" MUST")));
    reader.at_most(2);

    // What changes in the next six months.
    reader.start();
    reader.click(".top nav a", "Changes");
    assert_eq!(reader.sees("main h2")[0], "Upcoming changes");
    reader.at_most(1);

    // Which tests a v5.1 certificate needs and how to run them.
    reader.start();
    reader.click(".top nav a", "Certification");
    reader.click(".certificates a", "v5.1");
    assert!(reader.sees(".checklist li").len() > 50);
    assert!(reader.sees(".module .run pre")[0].contains("openstack_test.py -c {os_cloud} scs-0100-syntax-check"));
    reader.at_most(2);

    // Drafts in KaaS.
    reader.start();
    reader.click(".menu summary", "Standards");
    reader.click(".menu a", "KaaS");
    assert!(!reader.sees(".overview td.draft a").is_empty());
    reader.at_most(2);

    // A link to one MUST.
    reader.start();
    reader.click(".overview .effective a", "v1");
    reader.click(".prose a.statement", "");
    let address = reader.browser.text("location.href");
    assert!(address.contains("index.html#"), "{address}");
    reader.at_most(2);

    // A subscription to one standard.
    reader.start();
    reader.click(".overview th a", "scs-0100");
    assert_eq!(reader.sees("a.feed"), ["Feed"]);
    assert!(reader.browser.text("document.querySelector('a.feed').href").ends_with("standards/iaas/scs-0100/feed.xml"));
    reader.at_most(2);

    // Who replaces scs-0210-v1.
    reader.start();
    reader.search("scs-0210-v1");
    assert_eq!(reader.sees(".bar b"), ["scs-0210-v1"]);
    assert_eq!(reader.sees(".bar .then"), ["In force: scs-0210-v2"]);
    reader.at_most(1);

    // The register as before on 2024-06-01.
    reader.start();
    reader.browser.eval(
        "(() => { const at = document.querySelector('.filters [name=at]'); at.value = '2024-06-01'; \
         at.dispatchEvent(new Event('input', {bubbles: true})); })()",
    );
    assert!(reader.sees(".lead")[0].contains("2024-06-01"));
    let labels = "[...document.querySelectorAll('.overview td.effective a')].map(a => a.ariaLabel)";
    let effective: Vec<String> = serde_json::from_value(reader.browser.eval(labels)).unwrap();
    let is_effective = |id: &str| effective.iter().any(|label| label.ends_with(id));
    assert!(is_effective("scs-0100-v3") && is_effective("scs-0501-v4"), "{effective:?}");
    assert!(!is_effective("scs-0501-v5") && !is_effective("scs-0114-v1") && !is_effective("scs-0100-v2"));
    // Only dates in documents are known, which the page says.
    assert!(reader.sees(".undated")[0].starts_with("The known history does not reach back"));
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn search_tolerates_typos_and_ranks_effective_documents_first() {
    let Some(mut browser) = Browser::page() else { return };
    let site = folder(build(&load(root()), AT));
    let mut found = |query: &str| -> Vec<String> {
        browser.open(&format!("file://{}/search/index.html?q={}", site.path().display(), query.replace(' ', "%20")));
        browser.wait("document.querySelector('.search-form .shown').textContent");
        let ids = browser.eval("[...document.querySelectorAll('.found .hit-id')].map(id => id.textContent)");
        serde_json::from_value(ids).unwrap()
    };
    for query in ["scs0100", "SCS 0100", "flavor naming", "flavour naming", "flavr naming", "naming flavo", "0100v3"] {
        assert_eq!(found(query)[0], "scs-0100-v3", "{query}");
    }
    assert_eq!(found("0100-v1")[0], "scs-0100-v1", "what is named in full comes first");
    for query in ["0100 R2", "SCS-0100-v3 R2", "scs-0100-v3, r2"] {
        assert_eq!(found(query)[0], "scs-0100-v3 R2", "{query}");
    }
    assert_eq!(found("0100-v3 R99")[0], "scs-0100-v3", "a requirement that there is not");
    let standard = |query: &str, ids: Vec<String>| {
        let supplements = ids.iter().take(5).filter(|id| id.contains("-w")).count();
        assert_eq!(supplements, 0, "{query}: {ids:?}");
    };
    standard("MUST NOT", found("MUST NOT"));
    assert_eq!(found("standardisation"), found("standardization"));
    assert_eq!(found("qqqqqq"), Vec::<String>::new());
    let text = browser.text("document.querySelector('.search-form .shown').textContent");
    assert_eq!(text, "No results");
    // The query is part of the address, and words are shown whole.
    browser.open(&format!("file://{}/search/index.html?q=entropy", site.path().display()));
    browser.wait("document.querySelector('.found mark')");
    assert_eq!(
        browser.eval("[...document.querySelectorAll('.found mark')].every(e => /entropy/i.test(e.textContent))"),
        true
    );
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn navigation_shows_the_current_page() {
    let Some(mut browser) = Browser::page() else { return };
    let site = folder(build(&load(root()), AT));
    browser.window(1280, "light");
    browser.open(&format!("file://{}/standards/scs-0100-v3-flavor-naming/index.html", site.path().display()));
    browser.eval("document.querySelector('.prose h2:nth-of-type(4)').scrollIntoView()");
    browser.wait("document.querySelector('.sections [aria-current]')");
    assert_eq!(
        browser.eval("document.querySelector('.sections [aria-current]').hash === '#' + document.querySelector('.prose h2:nth-of-type(4)').id"),
        true
    );
    let bar = browser.eval("document.querySelector('.bar').getBoundingClientRect().top").as_f64().unwrap();
    assert!(bar.abs() < 2.0, "{bar}");
    assert_eq!(browser.eval("[...document.querySelectorAll('.around a')].map(a => a.rel)"), json!(["prev", "next"]));
    let number = "getComputedStyle(document.querySelector('.prose h2'), '::before').content";
    assert_eq!(browser.text(number), "none");
    browser.eval("document.querySelector('.numbering input').click()");
    assert!(browser.text(number).starts_with("counter(h2)"));
    browser.eval("document.querySelector('.numbering input').click()");
    // The statement is marked, and not only its sign.
    browser.eval("location.hash = document.querySelector('.prose .statement').id");
    browser.wait("document.querySelector('.statement:target')");
    let ground = "getComputedStyle(document.querySelector('.statement:target').parentElement).backgroundColor";
    assert_ne!(browser.text(ground), "rgba(0, 0, 0, 0)");
    // On a phone the text begins on the first screen.
    browser.window(390, "light");
    for page in ["standards/scs-0101-v1-entropy/index.html", "standards/scs-0103-v1-standard-flavors/index.html"] {
        browser.open(&format!("file://{}/{page}", site.path().display()));
        let top = browser.eval("document.querySelector('.prose').getBoundingClientRect().top").as_f64().unwrap();
        assert!(top < 844.0, "{page}: {top}");
    }
    // Today is past a date that changes the page.
    let change = standard("scs-0100-v1-x", "X", "status: Stable\nstabilized_at: 2024-02-01\n");
    let other = standard("scs-0101-v1-y", "Y", "status: Draft\n");
    let old = folder(build(&corpus(&Tree::in_memory([change, other])), date(2024, 1, 1)));
    let notice = "document.querySelector('.stale')?.checkVisibility() ?? false";
    for (page, shown) in [
        ("index.html", true),
        ("standards/scs-0100-v1-x/index.html", true),
        ("standards/scs-0101-v1-y/index.html", false),
    ] {
        browser.open(&format!("file://{}/{page}", old.path().display()));
        assert_eq!(browser.eval(notice), shown, "{page}");
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn first_pages_are_small_and_self_contained() {
    const BUDGET: usize = 150 * 1024;
    let check = |files: &Files, hosts: &[&str]| {
        let size = |path: &str| files.get(path).map_or(0, Vec::len);
        for first in ["index.html", "standards/scs-0100-v3-flavor-naming/index.html"] {
            let page = parsed(files, first);
            let loaded = selector("script[src], link[rel=stylesheet], link[rel=icon]");
            let assets = page.select(&loaded).filter_map(|e| e.value().attr("src").or(e.value().attr("href")));
            let bytes = size(first) + assets.map(|path| size(path.trim_start_matches("../"))).sum::<usize>();
            assert!(bytes < BUDGET, "{first} loads {bytes} bytes");
        }
        for (path, page) in pages(files) {
            let loaded = selector("[src], link[rel=stylesheet], link[rel=icon]");
            for element in page.select(&loaded).map(|e| e.value()) {
                let target = element.attr("src").or(element.attr("href")).unwrap();
                let elsewhere = target.split_once("//").map(|(_, rest)| rest.split('/').next().unwrap());
                assert!(elsewhere.is_none_or(|host| hosts.contains(&host)), "{path} loads {target}");
            }
        }
    };
    check(&build(&load(root()), AT), &[]);
    if let Some(public) = public_register() {
        let mut register = load(public.path());
        register.config.settings.site.images = vec!["sonobuoy.io".into()];
        let files = build(&register, AT);
        check(&files, &["sonobuoy.io"]);
        let page = parsed(&files, "standards/scs-0200-v1-using-sonobuoy-for-kaas-conformance-tests/index.html");
        let image = page.select(&selector(".prose img")).next().unwrap().value();
        assert_eq!((image.attr("loading"), image.attr("referrerpolicy")), (Some("lazy"), Some("no-referrer")));
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nx";

/// A register with its own identity.
fn own_identity() -> TempDir {
    let settings = "[site]\nlogo = 'site/logo.svg'\nimage = 'site/social.png'\naccent = '#aa0055'\nimages = ['img.example.org']\n\
        license = {text = 'CC BY-SA 4.0', url = 'https://creativecommons.org/licenses/by-sa/4.0/'}\n\
        footer = [{text = 'Imprint <b>', url = 'https://example.org/imprint'}]\n\
        [site.redirects]\n'old/place' = 'standards/iaas'\n'old/there.x' = 'https://example.org/'\n'standards' = 'nowhere'\n'../../up' = 'standards'\n";
    let text = "---\ntitle: X\ntype: Standard\ntrack: IaaS\nstatus: Draft\n---\n\n## A\n\n![Own *one*](pictures/a.png) ![Sketch](pictures/b.svg)\n\
        ![Fake](pictures/c.png) <img src=pictures/a.png alt=\"Raw &quot;one\" width=20 onerror=x()>\n\
        ![Far](https://img.example.org/x.png) ![Elsewhere](https://other.example.org/x.png) ![Out](../../x.png)\n";
    let files: [(&str, &[u8]); 11] = [
        ("scsdoc.toml", settings.as_bytes()),
        ("Standards/scs-0100-v1-x.md", text.as_bytes()),
        ("Standards/pictures/a.png", PNG),
        ("Standards/pictures/b.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x()</script><rect/></svg>"),
        ("Standards/pictures/c.png", b"<script>"),
        ("site/logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("site/social.png", PNG),
        ("site/custom.css", b"h1 { color: green }\n"),
        ("site/pages/index.md", b"Welcome to the <script>x()</script> [standard](../../Standards/scs-0100-v1-x.md), and read [more](about.md#who).\n"),
        ("site/pages/about.md", b"# About us\n\nWho **we** are. ![Us](../../Standards/pictures/a.png)\n"),
        ("site/tracks/iaas.md", b"What IaaS is about.\n"),
    ];
    folder(files)
}

fn read(folder: &TempDir, path: &str) -> String {
    let path = folder.path().join("public").join(path);
    String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_else(|_| panic!("{}", path.display()))).into_owned()
}

#[test]
fn site_uses_configured_identity() {
    let folder = own_identity();
    let done = common::run(&folder, &["build"]);
    assert!(done.status.success(), "{}", common::text(&done.stderr));
    let start = Html::parse_document(&read(&folder, "index.html"));
    let attribute = |query: &str, name: &str| {
        start
            .select(&selector(query))
            .next()
            .unwrap_or_else(|| panic!("{query}"))
            .value()
            .attr(name)
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(attribute(".brand img", "src"), "assets/logo.svg");
    assert_eq!(attribute("meta[property='og:image']", "content"), "https://docs.scs.community/assets/social.png");
    let sheets: Vec<_> =
        start.select(&selector("link[rel=stylesheet]")).filter_map(|e| e.value().attr("href")).collect();
    assert_eq!(sheets, ["assets/style.css", "assets/custom.css"]);
    assert_eq!(attribute("a[rel=license]", "href"), "https://creativecommons.org/licenses/by-sa/4.0/");
    assert_eq!(texts(&start, ".bottom li")[0], "Imprint <b>");
    assert_eq!(attribute(".intro a", "href"), "standards/scs-0100-v1-x/index.html");
    assert_eq!(attribute(".intro a + a", "href"), "pages/about/index.html#who");
    assert_eq!(start.select(&selector(".intro script")).count(), 0);
    assert_eq!(texts(&start, ".top nav > ul > li > a"), ["Certification", "Tests", "Changes", "About us"]);
    assert!(read(&folder, "assets/style.css").ends_with(":root { --accent: #aa0055; }\n"));
    let about = Html::parse_document(&read(&folder, "pages/about/index.html"));
    assert_eq!(
        (texts(&about, "h1"), texts(&about, ".prose")),
        (vec!["About us".into()], vec!["Who we are.".to_owned()])
    );
    let track = Html::parse_document(&read(&folder, "standards/iaas/index.html"));
    assert_eq!(texts(&track, ".intro"), ["What IaaS is about."]);
    // Former addresses: those of the settings, and those of the current site.
    assert!(read(&folder, "old/place/index.html").contains("url=../../standards/iaas/index.html\""));
    assert!(read(&folder, "old/there.x/index.html").contains("url=https://example.org/\""));
    assert!(read(&folder, "standards/certification/overview/index.html").contains("standards/scopes/index.html"));
    assert!(read(&folder, "standards/index.html").contains("class=\"overview"), "a page is no redirect");
    assert!(!folder.path().join("up").exists());
    assert!(read(&folder, "robots.txt").contains("Sitemap: https://docs.scs.community/sitemap.xml"));
    // The introduction goes into pages for Docusaurus, too.
    let export = common::run(&folder, &["export", "docusaurus", "out"]);
    assert!(export.status.success(), "{}", common::text(&export.stderr));
    let page = std::fs::read_to_string(folder.path().join("out/standards/iaas/index.md")).unwrap();
    assert!(page.contains("\n\nWhat IaaS is about.\n\n"), "{page}");
    std::fs::remove_file(folder.path().join("site/logo.svg")).unwrap();
    let lost = common::run(&folder, &["build"]);
    assert_eq!(lost.status.code(), Some(2));
    assert!(common::text(&lost.stderr).contains("site/logo.svg: no such file"), "{}", common::text(&lost.stderr));
}

#[test]
fn repository_images_are_checked_and_shown() {
    let folder = own_identity();
    let done = common::run(&folder, &["build"]);
    assert!(common::text(&done.stderr).contains("Standards/pictures/c.png is not shown: the content is not png"));
    let page = Html::parse_document(&read(&folder, "standards/scs-0100-v1-x/index.html"));
    let images = selector(".prose img");
    let shown = page.select(&images).map(|e| e.value());
    let shown: Vec<_> = shown.map(|e| (e.attr("src").unwrap(), e.attr("alt").unwrap())).collect();
    assert_eq!(
        shown,
        [
            ("../../images/Standards/pictures/a.png", "Own one"),
            ("../../images/Standards/pictures/b.svg", "Sketch"),
            ("../../images/Standards/pictures/a.png", "Raw \"one"),
            ("https://img.example.org/x.png", "Far"),
        ]
    );
    assert_eq!(texts(&page, ".prose .image"), ["Image: Fake", "Image: Elsewhere", "Image: Out"]);
    assert_eq!(page.select(&selector("[onerror]")).count(), 0);
    let policy = page.select(&selector("meta[http-equiv]")).next().unwrap().value().attr("content").unwrap();
    assert!(policy.contains("img-src 'self' https://img.example.org;"), "{policy}");
    assert_eq!(
        read(&folder, "images/Standards/pictures/b.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect></rect></svg>\n"
    );
    assert!(!folder.path().join("public/images/Standards/pictures/c.png").exists());
}

#[test]
fn feeds_of_a_standard_announce_drafts_and_dates() {
    let folder = tempfile::tempdir().unwrap();
    let git = |day: &str, args: &[&str]| {
        let mut command = common::git_command(folder.path());
        let day = format!("{day}T12:00:00Z");
        command.env("GIT_COMMITTER_DATE", &day).env("GIT_AUTHOR_DATE", &day);
        let output = command.args(["-c", "user.name=A"]).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let write = |name: &str, status: &str| {
        std::fs::create_dir_all(folder.path().join("Standards")).unwrap();
        let text = format!("---\ntitle: X\ntype: Standard\ntrack: IaaS\n{status}---\n\n## Introduction\n");
        std::fs::write(folder.path().join(format!("Standards/{name}.md")), text).unwrap();
    };
    git("2024-01-01", &["init", "-q", "-b", "main"]);
    for (day, name, status) in [
        ("2024-02-03", "scs-0100-v1-x", "status: Draft\n"),
        ("2024-03-01", "scs-0100-v1-x", "status: Stable\nstabilized_at: 2024-06-01\n"),
        ("2024-04-01", "scs-0101-v1-y", "status: Draft\n"),
    ] {
        write(name, status);
        git(day, &["add", "."]);
        git(day, &["commit", "-q", "-m", "Change <b>"]);
    }
    let at = |day: &str| {
        let done = common::run(folder.path(), &["--at", day, "build"]);
        assert!(done.status.success(), "{}", common::text(&done.stderr));
        let titles = |path: &str| -> Vec<String> {
            let text = std::fs::read_to_string(folder.path().join("public").join(path)).unwrap();
            let feed = roxmltree::Document::parse(&text).unwrap();
            let entries = feed.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")));
            let title = |entry: roxmltree::Node<'_, '_>| {
                entry
                    .children()
                    .find(|node| node.tag_name().name() == "title")
                    .and_then(|node| node.text())
                    .unwrap()
                    .to_owned()
            };
            entries.map(title).collect()
        };
        (titles("standards/iaas/scs-0100/feed.xml"), titles("lifecycle.xml"))
    };
    let announced = "scs-0100-v1 becomes effective on 2024-06-01: X";
    let (own, all) = at("2024-05-01");
    assert_eq!(own, [announced, "scs-0100-v1 is a new draft: X"]);
    assert_eq!(all, ["scs-0101-v1 is a new draft: X", announced, "scs-0100-v1 is a new draft: X"]);
    assert_eq!(at("2024-07-01").0, ["scs-0100-v1 became effective: X", announced, "scs-0100-v1 is a new draft: X"]);
    // The page says who created it and who changed it last.
    let page = std::fs::read_to_string(folder.path().join("public/standards/scs-0100-v1-x/index.html")).unwrap();
    let facts = texts(&Html::parse_document(&page), ".facts div");
    assert!(facts.iter().any(|fact| fact.starts_with("Created2024-02-03")), "{facts:?}");
    assert!(facts.iter().any(|fact| fact.starts_with("Last changed2024-03-01")), "{facts:?}");
    let map = std::fs::read_to_string(folder.path().join("public/sitemap.xml")).unwrap();
    assert!(map.contains("scs-0100-v1-x</loc><lastmod>2024-03-01</lastmod>"), "{map}");
}

#[test]
fn documents_link_to_each_other_within_the_site() {
    let body = "---\ntitle: X\ntype: Standard\ntrack: IaaS\nstatus: Draft\n---\n\n## A\n\n[a](https://docs.scs.community/standards/scs-0101-v1-y#introduction) \
        [b](https://github.com/SovereignCloudStack/standards/blob/main/Standards/scs-0101-v1-y.md) \
        [c](https://github.com/SovereignCloudStack/standards/blob/v1/Standards/scs-0101-v1-y.md) \
        [d](https://docs.scs.community/community/)\n";
    let files = site_of(&[
        ("Standards/scs-0100-v1-x.md".into(), body.into()),
        standard("scs-0101-v1-y", "Y", "status: Draft\n"),
    ]);
    let page = parsed(&files, "standards/scs-0100-v1-x/index.html");
    let links: Vec<_> = page.select(&selector(".prose p a")).filter_map(|a| a.value().attr("href")).collect();
    assert_eq!(
        links,
        [
            "../../standards/scs-0101-v1-y/index.html#introduction",
            "../../standards/scs-0101-v1-y/index.html",
            "https://github.com/SovereignCloudStack/standards/blob/v1/Standards/scs-0101-v1-y.md",
            "https://docs.scs.community/community/",
        ]
    );
    assert_eq!(broken_links(&files), Vec::<String>::new());
    // A number with one document leads to it.
    assert_eq!(
        parsed(&files, "index.html").select(&selector(".overview th a")).next().unwrap().value().attr("href"),
        Some("standards/scs-0100-v1-x/index.html")
    );
}

#[test]
fn print_layout_has_title_and_page_numbers() {
    let Some(mut browser) = Browser::page() else { return };
    let site = folder(build(&load(root()), AT));
    browser.open(&format!("file://{}/standards/scs-0100-v3-flavor-naming/index.html", site.path().display()));
    let running: Value = browser.eval("getComputedStyle(document.documentElement).getPropertyValue('--running')");
    assert!(running.as_str().unwrap().starts_with("\"scs-0100-v3 · Effective since"), "{running}");
    let style = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("site/assets/style.css")).unwrap();
    assert!(style.contains("@bottom-right { content: counter(page)"));
    browser.call("Emulation.setEmulatedMedia", json!({"media": "print"}));
    // A requirement has its number on paper, once.
    let number = "document.querySelector('.prose .requirement')";
    assert_eq!(browser.eval(&format!("{number}.checkVisibility() && {number}.textContent")), "R1");
    assert_eq!(browser.text(&format!("getComputedStyle({number}, '::after').content")), "none");
    browser.call("Emulation.setEmulatedMedia", json!({"media": ""}));
    assert_eq!(browser.said, Vec::<String>::new());
}
