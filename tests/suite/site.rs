//! The site as a whole: pages, links, the overview compared with the public one, and writing to disk.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::html::{broken_links, build, parsed, selector, texts};
use crate::common::{self, AT, corpus, load, public_register, root};
use scraper::Html;
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use std::path::Path;
use std::process::Output;

/// Our own register, as if it were published at the root of a site.
fn own() -> Corpus {
    let mut corpus = load(root());
    corpus.config.settings.site.base = "/".into();
    corpus
}

fn document(name: &str, front: &str, body: &str) -> (String, String) {
    (format!("Standards/{name}.md"), format!("---\n{front}---\n\n{body}"))
}

fn standard(name: &str, title: &str, rest: &str, body: &str) -> (String, String) {
    document(name, &format!("title: {title}\ntype: Standard\ntrack: IaaS\n{rest}"), body)
}

fn register(files: impl IntoIterator<Item = (String, String)>) -> Corpus {
    corpus(&Tree::in_memory(files))
}

#[test]
fn all_links_and_anchors_of_our_own_site_resolve() {
    let corpus = own();
    let files = build(&corpus, AT);
    assert_eq!(broken_links(&files), Vec::<String>::new());
    assert!(corpus.documents.len() > 50);
    for document in &corpus.documents {
        let page = parsed(&files, &format!("standards/{}/index.html", document.name.stem()));
        assert_eq!(texts(&page, "h1"), [document.title()], "{}", document.path);
    }
}

#[test]
fn all_links_and_anchors_of_the_public_site_resolve() {
    let Some(public) = public_register() else { return };
    assert_eq!(broken_links(&build(&load(public.path()), AT)), Vec::<String>::new());
}

#[test]
fn build_is_deterministic() {
    assert_eq!(build(&own(), AT), build(&own(), AT));
}

/// A cell of the public overview: the text of links, without marks.
fn cell(text: &str) -> String {
    let text = text.trim();
    let links: Vec<&str> = text.split('[').skip(1).filter_map(|rest| rest.split(']').next()).collect();
    if text == "-" {
        String::new()
    } else if links.is_empty() {
        text.to_owned()
    } else {
        links.join(", ")
    }
}

#[test]
fn overview_matches_the_public_site() {
    let Some(public) = public_register() else { return };
    let corpus = load(public.path());
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/expected/docusaurus");
    for at in ["2026-11-20", "2024-06-12"] {
        let table = std::fs::read_to_string(expected.join(at).join("standards/standards/overview.mdx")).unwrap();
        let theirs = table.lines().filter(|line| line.starts_with('|')).skip(2);
        let theirs: Vec<Vec<String>> = theirs
            .map(|line| {
                let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
                // A version that is stable and not effective yet carries a star among the effective ones.
                let (stable, effective): (Vec<&str>, Vec<&str>) =
                    cells[4].split(", ").partition(|version| version.trim_end().ends_with(")*"));
                let join = |versions: Vec<&str>| versions.into_iter().map(cell).collect::<Vec<_>>().join(", ");
                let mut row: Vec<String> = cells[..4].iter().map(|text| cell(text)).collect();
                row.extend([join(stable), join(effective), cell(cells[5]), String::new()]);
                row
            })
            .collect();
        let files = build(&corpus, at.parse().unwrap());
        let page = parsed(&files, "standards/standards/overview/index.html");
        let rows = selector(".overview tbody tr");
        let rows = page.select(&rows);
        let ours: Vec<Vec<String>> = rows
            .map(|row| {
                let text = |element: scraper::ElementRef<'_>| {
                    let links: Vec<String> = element.select(&selector("a")).map(|a| a.text().collect()).collect();
                    let text: String = element.text().collect();
                    if links.is_empty() { text.trim().to_owned() } else { links.join(", ") }
                };
                row.select(&selector("th, td")).map(text).collect()
            })
            .collect();
        for (theirs, ours) in theirs.iter().zip(&ours) {
            assert_eq!(theirs, ours, "{at}");
        }
        assert_eq!(theirs.len(), ours.len(), "{at}");
    }
}

#[test]
fn versions_are_in_order_with_upcoming_changes() {
    // Without errors, so that cells only contain versions.
    let body =
        "## Introduction\n\nText.\n\n## Motivation\n\nText.\n\n## Decision\n\nText.\n\n## Conformance Tests\n\nText.\n";
    let version = |number: u32, title: &str, state: &str| {
        let replaces = match number {
            1 => String::new(),
            _ => format!("replaces: [scs-0100-v{}-x.md]\n", number - 1),
        };
        standard(&format!("scs-0100-v{number}-x"), title, &format!("{state}{replaces}"), body)
    };
    let over = "status: Deprecated\nstabilized_at: 2024-01-01\ndeprecated_at: 2025-01-01\n";
    let mut files: Vec<(String, String)> = (1..=9).map(|number| version(number, "X", over)).collect();
    files.push(version(10, "X", "status: Deprecated\nstabilized_at: 2024-01-01\ndeprecated_at: 2027-01-01\n"));
    files.push(version(11, "'New: X'", "status: Stable\nstabilized_at: 2027-01-01\n"));
    files.push(standard("scs-xxxx-v1-y", "A proposal", "status: Draft\n", ""));
    files.push(document(
        "scs-0100-w1-x",
        "title: 'New: X: Notes'\ntype: Supplement\ntrack: IaaS\nsupplements: [scs-0100-v11-x.md]\n",
        "",
    ));
    files.push(document("scs-9-x", "title: Odd\n", ""));
    let built = build(&register(files), AT);
    let page = parsed(&built, "index.html");
    assert_eq!(texts(&page, ".overview tbody td.title"), ["New: X", "Supplement: Notes", "A proposal", "Odd"]);
    assert_eq!(texts(&page, "td.deprecated .version"), (1..=9).map(|v| format!("v{v}")).collect::<Vec<_>>());
    assert_eq!(texts(&page, "td.effective .version"), ["v10 until 2027-01-01"]);
    assert_eq!(texts(&page, "td.stable .version"), ["v11 from 2027-01-01"]);
    let number = parsed(&built, "standards/iaas/scs-0100/index.html");
    assert_eq!(texts(&number, ".version-list tbody th").len(), 11);
    let old = parsed(&built, "standards/scs-0100-v1-x/index.html");
    assert_eq!(texts(&old, ".notice"), ["This version is no longer in force. The current version is scs-0100-v10."]);
    assert_eq!(broken_links(&built), Vec::<String>::new());
}

#[test]
fn markdown_becomes_pages() {
    let other = standard("scs-0101-v1-other", "Other", "status: Draft\n", "## Änderung\n\n<a name=\"by-hand\"></a>\n");
    let body = "\
## One\n\n# Two `x`\n\n## One\n\n[a](scs-0101-v1-other.md#änderung) [b](scs-0101-v1-other.md#by-hand) [c](../Tests/x.py)\n\
[d](/standards/iaas/scs-0100#page.main) [e](#two-x) [f](../../out.md) [g](javascript:alert(1)) [h](https://docs.scs.community/standards/scs-0100-v1-x)\n\n\
https://example.org/a_b. and www <customer>-x\n\n:::caution Mind *this*\n\ntext[^n] again[^n]\n\n:::\n\n> [!TIP]\n> quoted\n\n\
| a | b |\n|--:|---|\n| 1 | 2 |\n\n```mermaid\ngraph <x>\n```\n\n- [x] done\n\n![A picture](https://example.org/p.png)\n\n[^n]: The note.\n[^unused]: Kept.\n";
    let files = build(&register([standard("scs-0100-v1-x", "X", "status: Draft\n", body), other]), AT);
    let page = parsed(&files, "standards/scs-0100-v1-x/index.html");
    let ids: Vec<&str> = page.select(&selector(".prose :is(h2, h3)")).filter_map(|h| h.value().attr("id")).collect();
    assert_eq!(ids, ["one", "two-x", "one-1"]);
    let href = |text: &str| {
        let links = selector(".prose a");
        let links = page.select(&links);
        let mut found = links.filter(|a| a.text().collect::<String>() == text);
        found.next().unwrap_or_else(|| panic!("no link {text}")).value().attr("href").map(str::to_owned)
    };
    let repository = "https://github.com/SovereignCloudStack/standards";
    assert_eq!(href("a").as_deref(), Some("../../standards/scs-0101-v1-other/index.html#änderung"));
    assert_eq!(href("b").as_deref(), Some("../../standards/scs-0101-v1-other/index.html#user-by-hand"));
    assert_eq!(href("c"), Some(format!("{repository}/blob/main/Tests/x.py")));
    assert_eq!(href("d").as_deref(), Some("../../standards/iaas/scs-0100/index.html#page.main"));
    assert_eq!(href("e").as_deref(), Some("#two-x"));
    assert_eq!((href("f"), href("g")), (None, None));
    assert_eq!(href("h").as_deref(), Some("../../standards/scs-0100-v1-x/index.html"));
    assert_eq!(href("https://example.org/a_b").as_deref(), Some("https://example.org/a_b"));
    assert_eq!(href("Image: A picture").as_deref(), Some("https://example.org/p.png"));
    let text = texts(&page, ".prose").join("");
    assert!(text.contains("<customer>-x") && text.contains("graph <x>") && text.contains("☑ done"), "{text}");
    assert_eq!(texts(&page, ".admonition-title"), ["Mind this", "Tip"]);
    assert_eq!(texts(&page, ".admonition.caution sup"), ["1", "1"]);
    assert_eq!(texts(&page, ".footnotes li"), ["The note. ↩ ↩", "Kept."]);
    assert_eq!(texts(&page, ".table td.right"), ["1"]);
    assert_eq!(page.select(&selector("img")).count(), 0);
    assert_eq!(broken_links(&files), Vec::<String>::new());
}

#[test]
fn unsupported_markup_is_shown_as_source() {
    let body = format!("{}deep <b>\n", "> ".repeat(200));
    let files = build(&register([standard("scs-0100-v1-x", "X", "status: Draft\n", &body)]), AT);
    let page = parsed(&files, "standards/scs-0100-v1-x/index.html");
    assert!(texts(&page, ".prose pre")[0].ends_with("deep <b>"));
}

fn run(args: &[&str], root: &Path) -> Output {
    common::run(root, args)
}

/// A register on disk with one document; `slug` makes it faulty or not.
fn on_disk(slug: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Standards")).unwrap();
    let (path, text) = standard(&format!("scs-0100-v1-{slug}"), "X", "status: Draft\n", "## Introduction\n");
    std::fs::write(folder.path().join(path), text).unwrap();
    folder
}

#[test]
fn strict_build_fails_and_editorial_build_shows_errors() {
    let folder = on_disk("Faulty_ä");
    let strict = run(&["build", "--strict"], folder.path());
    assert_eq!(strict.status.code(), Some(1));
    assert!(!folder.path().join("public").exists());
    let done = run(&["build", "--editorial"], folder.path());
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let read = |path: &str| Html::parse_document(&std::fs::read_to_string(folder.path().join(path)).unwrap());
    let mark = selector(".version [role=img][aria-label*=error]");
    assert_eq!(read("public/index.html").select(&mark).count(), 1);
    let page = "public/standards/scs-0100-v1-Faulty_ä/index.html";
    assert!(texts(&read(page), ".fault-notice li").iter().any(|text| text.contains("slug-charset")));
    let findings = texts(&read("public/standards/findings/index.html"), ".findings li");
    assert!(
        findings.iter().any(|line| line.starts_with("error Line 1:") && line.contains("slug-charset")),
        "{findings:?}"
    );
    assert!(findings.iter().any(|line| line.starts_with("warning ")), "{findings:?}");
    // Readers see none of it.
    let done = run(&["build"], folder.path());
    assert!(String::from_utf8_lossy(&done.stderr).contains("or `scsdoc build --editorial` to show them on pages"));
    assert_eq!(read("public/index.html").select(&selector(".fault, .faulty")).count(), 0);
    assert_eq!(read(page).select(&selector(".notice")).count(), 0);
    assert!(!folder.path().join("public/standards/findings").exists());
}

#[test]
fn readers_see_only_findings_on_state_dates_and_relations() {
    let cautions = |rest: &str| {
        let files = build(&register([standard("scs-0100-v1-x", "X", rest, "## Introduction\n\nText.\n")]), AT);
        texts(&parsed(&files, "standards/scs-0100-v1-x/index.html"), ".notice.caution")
    };
    assert_eq!(cautions("status: Draft\n"), Vec::<String>::new());
    let dates = cautions("status: Stable\n");
    assert!(dates[0].starts_with("Dates or status are missing or contradictory"), "{dates:?}");
    let relations = cautions("status: Deprecated\ndeprecated_at: 2024-01-01\nreplaced_by: [scs-0100-v1-x.md]\n");
    assert!(
        relations.iter().any(|text| text.starts_with("Documents disagree about what replaces what")),
        "{relations:?}"
    );
}

#[test]
fn only_files_of_earlier_builds_are_touched() {
    let folder = on_disk("x");
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    let to = |extra: &[&str]| run(&[&["build", "--out", out.to_str().unwrap()], extra].concat(), folder.path());
    let refused = to(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is not an scsdoc site"));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);

    std::fs::remove_file(out.join("mine.txt")).unwrap();
    assert_eq!(to(&[]).status.code(), Some(0));
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    std::fs::write(out.join("standards/mine.txt"), "mine").unwrap();
    let index = std::fs::metadata(out.join("index.html")).unwrap().modified().unwrap();
    let old = folder.path().join("Standards/scs-0100-v1-x.md");
    std::fs::rename(&old, folder.path().join("Standards/scs-0101-v1-y.md")).unwrap();
    assert_eq!(to(&[]).status.code(), Some(0));
    assert!(!out.join("standards/scs-0100-v1-x").exists() && !out.join("standards/iaas/scs-0100").exists());
    assert!(out.join("standards/scs-0101-v1-y/index.html").exists());
    assert!(out.join("mine.txt").exists() && out.join("standards/mine.txt").exists());
    assert_ne!(std::fs::metadata(out.join("index.html")).unwrap().modified().unwrap(), index);
    let again = to(&[]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("(0 changed, 0 stale"));
}

#[cfg(unix)]
#[test]
fn build_does_not_follow_symlinks() {
    let folder = on_disk("x");
    let (out, outside) = (folder.path().join("out"), folder.path().join("outside"));
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("index.html"), "mine").unwrap();
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join(".scsdoc-site"), "gone/index.html\n../outside/index.html\n/etc/passwd\n").unwrap();
    std::os::unix::fs::symlink(&outside, out.join("gone")).unwrap();
    let to = || run(&["build", "--out", out.to_str().unwrap()], folder.path());
    assert_eq!(to().status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(outside.join("index.html")).unwrap(), "mine");
    std::fs::remove_dir_all(out.join("api")).unwrap();
    std::os::unix::fs::symlink(&outside, out.join("api")).unwrap();
    let refused = to();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is a symbolic link"));
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
}

#[test]
fn templates_and_styles_can_be_replaced() {
    let folder = on_disk("x");
    std::fs::create_dir_all(folder.path().join("site/templates")).unwrap();
    std::fs::create_dir_all(folder.path().join("site/assets")).unwrap();
    std::fs::write(folder.path().join("site/assets/style.css"), "body { color: red }\n").unwrap();
    let template = folder.path().join("site/templates/track.html");
    std::fs::write(&template, "<h1>Our {{ view.name }}</h1>{{ '<' }}\n").unwrap();
    let done = run(&["--quiet", "build", "--base", "register"], folder.path());
    assert_eq!((done.status.code(), done.stdout.len(), done.stderr.len()), (Some(0), 0, 0));
    let read = |path: &str| std::fs::read_to_string(folder.path().join("public").join(path)).unwrap();
    assert_eq!(read("assets/style.css"), "body { color: red }\n");
    assert_eq!(read("standards/iam/index.html"), "<h1>Our IAM</h1>&lt;\n");
    assert!(read("404.html").contains("href=\"/register/assets/style.css\""));
    assert!(read("index.html").contains("https://docs.scs.community/register/standards/standards/overview\""));
    for broken in [
        "{% if %}",
        "{{ nothing.at.all }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    ] {
        std::fs::write(&template, broken).unwrap();
        let failed = run(&["build"], folder.path());
        assert_eq!(failed.status.code(), Some(2));
        let said = String::from_utf8_lossy(&failed.stderr);
        assert!(said.contains("site/templates/track.html, line 1"), "{said}");
    }
}

#[test]
fn changes_are_published_as_page_feed_and_calendar() {
    let stable = |from: &str, rest: &str| format!("status: Stable\nstabilized_at: {from}\n{rest}");
    let long =
        "A title, with; marks <b>&amp; 'many' \"words\" so that the line is long enough to be folded, twice or so";
    let title = serde_json::to_string(long).unwrap();
    let files = build(
        &register([
            standard("scs-0100-v1-x", &title, &stable("2024-01-01", "deprecated_at: 2027-01-01\n"), ""),
            standard("scs-0100-v2-x", "X", &stable("2027-01-01", ""), ""),
            standard("scs-0101-v1-y", "Y", "status: Rejected\nrejected_at: 2025-05-05\n", ""),
            standard("scs-0102-v1-z", "Z", "status: Draft\n", ""),
        ]),
        AT,
    );
    let page = parsed(&files, "standards/lifecycle/index.html");
    assert_eq!(texts(&page, "h3"), ["January 2027", "May 2025", "January 2024"]);
    let lines = texts(&page, ".changes .what");
    assert_eq!(lines[1], "scs-0100-v2 becomes effective: X");
    assert_eq!(lines[2], "scs-0101-v1 was rejected: Y");
    assert_eq!(lines.len(), 4);
    let text = |path: &str| std::str::from_utf8(&files[path]).unwrap();
    let feed = text("lifecycle.xml");
    assert_eq!((feed.matches("<entry>").count(), feed.matches("</entry>").count()), (2, 2));
    assert!(feed.contains("<updated>2025-05-05T00:00:00Z</updated>\n<author>") && !feed.contains("<b>"));
    let calendar = text("lifecycle.ics");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 4);
    assert!(calendar.replace("\r\n ", "").contains("SUMMARY:scs-0100-v1: Effective (A title\\, with\\; marks <b>"));
    let map = text("sitemap.xml");
    let addresses: Vec<&str> = map.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
    let pages = files.keys().filter(|path| path.ends_with("/index.html")).count();
    // All pages but the other address of the overview, the search, and two former addresses; not the start page and the
    // page for missing addresses.
    assert_eq!(addresses.len(), pages - 4);
    for address in addresses {
        let path = address.strip_prefix("https://docs.scs.community/").unwrap();
        let page = parsed(&files, &format!("{path}/index.html"));
        let canonical = selector("link[rel=canonical]");
        assert_eq!(page.select(&canonical).next().unwrap().value().attr("href"), Some(address));
    }
}

#[test]
fn versions_are_compared_and_drawn_over_time() {
    let stable = "status: Stable\nstabilized_at: 2024-01-01\n";
    let over = "status: Deprecated\nstabilized_at: 2023-01-01\ndeprecated_at: 2024-02-01\n";
    let old = "## Rules\n\nClouds SHOULD offer one zone. It stays.\n\n## Gone\n\nText that goes.\n";
    let new = "## Rules\n\nIt stays. Clouds MUST offer one zone.\n\n## New\n\nMore. Users MAY <i>ask</i> \\<b>.\n";
    let files = build(
        &register([
            standard("scs-0100-v1-x", "X", over, old),
            standard("scs-0100-v2-x", "X", stable, new),
            standard("scs-0100-v3-x", "X", "status: Draft\n", new),
        ]),
        AT,
    );
    assert_eq!(broken_links(&files), Vec::<String>::new());
    let page = parsed(&files, "standards/iaas/scs-0100/v1-v2/index.html");
    let sides = texts(&page, ".compare:nth-of-type(1) .diff li");
    assert_eq!(
        sides,
        ["changed R1 Clouds SHOULD offer one zone.Clouds MUST offer one zone.", "added R2 Users MAY ask <b>."]
    );
    assert_eq!(texts(&page, ".compare:nth-of-type(1) :is(del, ins)"), ["SHOULD", "MUST"]);
    assert_eq!(texts(&page, ".compare:nth-of-type(2) h3"), ["New", "Gone"]);
    let same = parsed(&files, "standards/iaas/scs-0100/v2-v3/index.html");
    assert_eq!(texts(&same, ".compare p"), ["No changes.", "No changes."]);
    assert!(files.contains_key("standards/iaas/scs-0100/v1-v3/index.html"));
    let number = parsed(&files, "standards/iaas/scs-0100/index.html");
    let drawn = texts(&number, ".timeline title");
    assert!(drawn.contains(&"v1: Effective from 2023-01-01 until 2024-02-01".to_owned()), "{drawn:?}");
    assert!(drawn.contains(&"v3: Draft".to_owned()), "{drawn:?}");
    assert_eq!(number.select(&selector("[style]")).count(), 0);
}

#[test]
fn comparison_shows_only_the_items_and_rows_that_differ() {
    let old = "## Rules\n\nClouds MUST offer these:\n\n- small\n- large\n- huge\n\nValues SHOULD be these:\n\n| Key | Value |\n| --- | --- |\n| a | one |\n| b | two |\n";
    let new = "## Rules\n\nClouds MUST offer these:\n\n- small\n- quite large\n- tiny\n\nUsers MUST ask for:\n\n- more\n\nValues SHOULD be one of these:\n\n| Key | Value |\n| --- | --- |\n| a | one |\n";
    let files = build(
        &register([
            standard("scs-0100-v1-x", "X", "status: Draft\n", old),
            standard("scs-0100-v2-x", "X", "status: Draft\n", new),
        ]),
        AT,
    );
    let page = parsed(&files, "standards/iaas/scs-0100/v1-v2/index.html");
    let shown = |query: &str| texts(&page, &format!(".compare:nth-of-type(1) .diff > {query}"));
    assert_eq!(shown("li .what"), ["changed R1", "added R2", "changed R3"]);
    assert_eq!(
        shown("li > div > span"),
        [
            "Clouds MUST offer these:",
            "Users MUST ask for:",
            "Values SHOULD be these:",
            "Values SHOULD be one of these:"
        ]
    );
    assert_eq!(shown("li > div > .same"), ["Clouds MUST offer these:"]);
    assert_eq!(
        texts(&page, ".compare:nth-of-type(1) .diff li li"),
        ["largequite large", "tiny", "huge", "more", "b | two"]
    );
    assert_eq!(texts(&page, ".compare:nth-of-type(1) .diff li .removed"), ["huge", "b | two"]);
}

#[test]
fn requirements_are_marked_at_their_start() {
    let body = "# A\n\nFirst. A cloud MUST **be** up. It `x` SHOULD. ~~MUST~~\n\n:::note\nYou MAY go.\n:::\n\n\
                - **MUST** hold\n- [All MUST](https://example.org/) link\n\n| a | b |\n|---|---|\n| x | REQUIRED |\n\n\
                A cloud MUST **be** up. &amp; \\* it MUST stay. a[^1]\n\n[^1]: Notes MUST too.\n\n## MUST\n\n`MUST`\n";
    let files = build(&register([standard("scs-0100-v1-x", "X", "status: Draft\n", body)]), AT);
    let page = parsed(&files, "standards/scs-0100-v1-x/index.html");
    let list = texts(&page, ".statements li");
    let marks: Vec<&str> = page
        .select(&selector(".prose .statement:not(.requirement)"))
        .filter_map(|mark| mark.value().attr("id"))
        .collect();
    assert_eq!(marks.len(), list.len(), "{list:?}");
    assert!(list.contains(&"R1 MUST A cloud MUST be up.".to_owned()) && list.len() >= 8, "{list:?}");
    let numbers: Vec<&str> =
        page.select(&selector(".prose .requirement")).filter_map(|mark| mark.value().attr("id")).collect();
    assert_eq!(numbers, (1..=list.len()).map(|number| format!("R{number}")).collect::<Vec<_>>());
    assert!(texts(&page, ".admonition-title") == ["Note"]);
    assert!(marks.iter().any(|id| id.ends_with(".2")));
    assert_eq!(broken_links(&files), Vec::<String>::new());
    // A statement keeps its link wherever it moves.
    let moved =
        build(&register([standard("scs-0100-v1-x", "X", "", "New text MUST be.\n\nA cloud\nMUST be up.\n")]), AT);
    let moved = parsed(&moved, "standards/scs-0100-v1-x/index.html");
    let ids: Vec<&str> =
        moved.select(&selector(".statement:not(.requirement)")).filter_map(|mark| mark.value().attr("id")).collect();
    assert_eq!(ids.len(), 2);
    assert!(marks.contains(&ids[1]));
}

#[test]
fn search_index_contains_text_and_states() {
    let body = "Before.\n\n## Part\n\nSome *text* with </script><b>.\n";
    let files = build(&register([standard("scs-0100-v1-x", "</script>", "status: Draft\n", body)]), AT);
    let script = std::str::from_utf8(&files["assets/search-index.js"]).unwrap();
    let json = script.strip_prefix("globalThis.scsdocIndex = ").and_then(|rest| rest.strip_suffix(";\n")).unwrap();
    let index: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!((&index[0]["id"], &index[0]["state"]), (&"scs-0100-v1".into(), &"Draft".into()));
    assert_eq!(index[0]["parts"][0], serde_json::json!({"heading": "", "anchor": "", "text": "Before."}));
    assert_eq!((&index[0]["parts"][1]["anchor"], &index[0]["parts"][1]["heading"]), (&"part".into(), &"Part".into()));
}

#[test]
fn page_header_lists_newest_and_current_version() {
    let version = |number: u32| standard(&format!("scs-0100-v{number}-x"), "X", "status: Draft\n", "Text.\n");
    let built = build(&register((1..=45).map(version)), AT);
    let links = |id: u32| {
        let page = parsed(&built, &format!("standards/scs-0100-v{id}-x/index.html"));
        let all = texts(&page, "dd").into_iter().find(|text| text.contains("v45")).unwrap();
        all.split_whitespace().map(|word| word.trim_end_matches(',').to_owned()).collect::<Vec<_>>()
    };
    let newest: Vec<String> = (6..=45).map(|number| format!("v{number}")).collect();
    let with = |first: &[&str], last: &[&str]| -> Vec<String> {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        [words(first), newest.clone(), words(last)].concat()
    };
    assert_eq!(links(1), with(&["v1"], &["and", "4", "more"]));
    assert_eq!(links(45), with(&[], &["and", "5", "more"]));
    assert_eq!(texts(&parsed(&built, "standards/iaas/scs-0100/index.html"), ".version-list tbody th").len(), 45);
}
