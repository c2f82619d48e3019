//! What the other readers of a register say of its files, and whether we say it too: the documentation site (MDX, gray-matter),
//! the test suite (PyYAML), GitHub (github-slugger, cmark-gfm) and our own pages.

use crate::common::readers::{compare_mdx, compare_yaml, documents, mappings, node};
use crate::common::{AT, Fixture, corpus, fixtures, public_register, root, run, text};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::document::Document;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

const FRONT: &str =
    "---\ntitle: Case\ntype: Procedural\nstatus: Draft\ntrack: IaaS\n---\n\n## Introduction\n\nWords.\n\n";
const STANDARD: &str = "---\ntitle: Case\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---\n\n## Introduction\n\nWords.\n\n\
    ## Glossary\n\nKey words are as in RFC 2119.\n\n## Decision\n\nSo be it.\n\n## Tests\n\nNone.\n\n";

/// The rules that find something in a document beside `scs-0101-v1-known.md`, each with its help.
fn findings(file: &str, text: &str) -> Vec<(&'static str, String)> {
    let entry = |text: &str| Entry::File(text.as_bytes().into());
    let path = format!("Standards/{file}");
    let known = (
        "Standards/scs-0101-v1-known.md".to_owned(),
        entry(&FRONT.replace("Case", "Known").replace("Words.", "Words.\n\n## Details\n\nMore.")),
    );
    let picture = ("Standards/pictures/a.svg".to_owned(), entry("<svg/>"));
    let tree = Tree { entries: [known, picture, (path.clone(), entry(text))].into() };
    let found = check::run(&corpus(&tree), &Options::at(AT)).diagnostics;
    let found = found.into_iter().filter(|found| found.path == path);
    found.map(|found| (found.rule, format!("{}; {}", found.message, found.help.unwrap_or_default()))).collect()
}

#[track_caller]
fn found(body: &str, rule: &str) {
    let found = findings("scs-0102-v1-case.md", &format!("{FRONT}{body}\n"));
    assert!(found.iter().any(|(name, _)| *name == rule), "{body}: {found:?}");
}

#[track_caller]
fn nothing(body: &str) {
    assert_eq!(findings("scs-0102-v1-case.md", &format!("{FRONT}{body}\n")), [], "{body}");
}

#[track_caller]
fn front(yaml: &str, rule: &str) {
    let text = format!("---\n{yaml}\n---\n\n## Introduction\n\nWords.\n");
    let found = findings("scs-0102-v1-case.md", &text);
    assert!(found.iter().any(|(name, _)| *name == rule), "{yaml}: {found:?}");
}

#[test]
fn what_stops_mdx_is_a_page_hazard() {
    for body in [
        "| few | < |\n|---|---|\n| < | many |",
        "1. fewer <",
        "### Order <\n\nWords.",
        "It is <",
        "## Use { #use }\n\nWords.",
        "Use {#use}\n----------\n\nWords.",
        "![one {of](https://example.org/a.svg)",
        "![less <than](https://example.org/a.svg)",
        "- <b>one\n- two</b>",
        "*<b>one*</b>",
        "[<b>one](#introduction)</b>",
        "> <b>one\n\n</b>",
        "<p class=big>word</p>",
        "<p @on=\"x\">word</p>",
        "export all of it.",
        "This is :shown[so].",
        "This is :shown{so}.",
        "<br/> <!-- a comment -->",
    ] {
        found(body, "page-hazard");
    }
    for body in [
        "It is < 5, \\<b>, `<b>` and `{x}`.",
        "## Use {#use}\n\nWords.",
        "At 12:30[^a], http://localhost:80[x\n\n[^a]: Or later.",
        "<details>\n<summary>More</summary>\n\nWords.\n\n</details>",
        ":::note A title\n\nWords.\n\n:::",
        "https://example.org/{id}/a",
        "Words <!-- with <b> and {c} --> more.",
    ] {
        nothing(body);
    }
}

#[test]
fn what_yaml_1_1_reads_in_another_way_is_found() {
    let rest = "type: Procedural\nstatus: Draft\ntrack: IaaS";
    for title in ["2023-12-31", "0755", "23:59:59", "10_000", "-.inf", "off", "2024-01-01 12:00:00"] {
        front(&format!("title: {title}\n{rest}"), "wrong-type");
    }
    front(&format!("title: !draft Names\n{rest}"), "invalid-yaml");
    front(&format!("title:\tNames\n{rest}"), "yaml-not-portable");
    front(&format!("x: &x {{a: b}}\n<<: *x\ntitle: Names\n{rest}"), "yaml-not-portable");
    front(&format!("title: Ports #80 and up\n{rest}"), "comment-cuts-value");
    front(&format!("title: Names\n{rest}\nreplaces:\n  - \"scs-0101-v1-known.md \""), "unknown-replaces");
    front(
        &format!("title: Names\n{rest}\nreplaces:\n  - scs-0101-v1-known.md\n  - scs-0101-v1-known.md"),
        "duplicate-list-entry",
    );
    front(&format!("title: Names\n{rest}\n---\n---\ntitle: Names\n{rest}"), "repeated-front-matter");
    front("title: Names\ntype: Procedural\nstatus: Stable\ntrack: IaaS\nstabilized_at: 0204-02-08", "implausible-date");
    let lines = FRONT.replace('\n', "\r");
    assert!(findings("scs-0102-v1-case.md", &lines).iter().any(|(rule, _)| *rule == "line-endings"));
    for line in ["  ---", "--- # the end"] {
        let text = FRONT.replacen("IaaS\n---", &format!("IaaS\n{line}"), 1);
        let found = findings("scs-0102-v1-case.md", &text);
        assert!(found.iter().any(|(_, text)| text.contains("use exactly three hyphens on line 6")), "{found:?}");
    }
    let scope = "name: X\nuuid: !id d912d0a5-826a-4b01-bafd-b48f65f76f43\n";
    let tree = Tree { entries: [("Tests/scs-x.yaml".to_owned(), Entry::File(scope.as_bytes().into()))].into() };
    let found = check::run(&corpus(&tree), &Options::at(AT)).diagnostics;
    assert!(found.iter().any(|found| found.rule == "invalid-scope" && found.message.contains("unknown tag")));
}

#[test]
fn markdown_is_read_as_github_reads_it() {
    nothing("See [it](#parts-andtheir-names).\n\nParts and\ntheir names\n-----------\n\nWords.");
    nothing("See [it](#own-id).\n\n## A heading {#own-id}\n\nWords.");
    found("See [it](#a-heading-own-id).\n\n## A heading {#own-id}\n\nWords.", "broken-anchor");
    nothing("![one [two](none.md) three[^x] [Four Five]](https://example.org/a.svg)");
    found("One[^n].\n\n[^n]: First.\n\n[^n]: Second.", "duplicate-definition");
    found("[One][n].\n\n[n]: https://example.org/a\n[N]: https://example.org/b", "duplicate-definition");
    found("| a | b |\n|---|\n| c | d |", "not-a-table");
    for address in [
        "http://docs.scs.community",
        "//docs.scs.community",
        "https://docs.scs.community:443",
        "https://Docs.scs.community",
    ] {
        found(&format!("See [it]({address}/standards/scs-0177-v1-none)."), "broken-document-link");
    }
    for target in ["scs-0101-v1-known.md/", "scs-0101-v1-known.md/#details", "./scs-0101-v1-known.md/?x"] {
        found(&format!("See [it]({target})."), "broken-relative-link");
    }
    for path in ["blob/HEAD/Standards/none.md", "edit/main/none.md", "blob/refs/heads/main/none.md"] {
        found(&format!("See [it](https://github.com/SovereignCloudStack/standards/{path})."), "broken-repository-link");
    }
    found("See [it](https://docs.scs.community/standards/IaaS/scs-0101).", "address-case");
    found("See [it](file:///srv/a.md).", "local-path-link");
    found("See [it](D:\\a.md).", "local-path-link");
    for folder in ["pictures", "pictures/", "."] {
        found(&format!("See [it]({folder})."), "folder-link");
    }
    found("This is **not** RECOMMENDED, as RFC 2119 says.", "mixed-negation");
    found("This is NOT REQUIRED, as RFC 2119 says.", "mixed-negation");
    found("One.\n\n||||||| base\n\nTwo.", "conflict-marker");
    found("```yaml\n<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n```", "conflict-marker");
}

#[test]
fn headings_with_decoration_count() {
    for heading in ["## \u{1f680} Motivation", "## III. Motivation", "## 2) Motivation", "## \u{2014} Motivation"] {
        assert_eq!(findings("scs-0102-v1-case.md", &format!("{STANDARD}{heading}\n\nBecause.\n")), [], "{heading}");
    }
    let found = findings("scs-0102-v1-case.md", &format!("{STANDARD}##Motivation\n\nBecause.\n"));
    let [("missing-section", text)] = found.as_slice() else { panic!("{found:?}") };
    assert!(text.contains("put a space after `##` in line 24"), "{text}");
    for ending in ["mdx", "markdown", "MD", "Markdown"] {
        let found = findings(&format!("scs-0102-v1-case.{ending}"), FRONT);
        assert!(found.iter().any(|(rule, _)| *rule == "malformed-name"), "{ending}: {found:?}");
    }
}

/// What is right for each input of `../shared/corpus/reports` that a check of its folder shows.
const REPORTS: &[(&str, &[&str])] = &[
    ("01-", &["page-hazard"; 4]),
    ("03-", &["page-hazard"; 2]),
    ("04-", &[]),
    ("05-", &["page-hazard"; 2]),
    ("07-", &[]),
    ("08-", &["line-endings"]),
    ("09-", &["invalid-scope", "invalid-yaml"]),
    ("11-", &["wrong-type"; 5]),
    ("12-", &["unknown-replaces", "unknown-supplemented"]),
    ("14-", &["conflict-marker"; 3]),
    ("15-", &["duplicate-definition"; 2]),
    ("18-", &["mixed-negation"; 3]),
    ("19-", &[]),
    ("23-", &["broken-document-link"; 4]),
    ("24-", &["broken-relative-link"; 3]),
    ("26-", &["malformed-name"; 3]),
    ("28-", &["unclosed-front-matter"; 2]),
    ("40-", &["comment-cuts-value"]),
    ("42-", &["implausible-date"; 2]),
    ("43-", &[]),
    ("44-", &["missing-section"]),
    ("46-", &["repeated-front-matter"]),
    ("50-", &[]),
    ("51-", &["duplicate-list-entry"]),
    ("52-", &["broken-repository-link"; 2]),
    ("54-", &["address-case"]),
    ("55-", &["local-path-link"; 2]),
    ("60-", &["folder-link", "folder-link", "folder-link", "relative-parent-link"]),
];

#[test]
fn every_report_is_answered() {
    let folder = root().join("../shared/corpus/reports");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return crate::common::skip("register", "there is no ../shared/corpus");
    };
    for entry in entries.flatten().filter(|entry| entry.path().join("Standards").is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((_, wanted)) = REPORTS.iter().find(|(start, _)| name.starts_with(start)) else { continue };
        let output = run(entry.path(), &["check", "--format", "json", "--root", "."]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut found: Vec<&str> =
            report["diagnostics"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap()).collect();
        // Of other rules, only what an input that is right must not have.
        let aside = ["copied-title", "unfinished-text"];
        found.retain(|rule| if wanted.is_empty() { !aside.contains(rule) } else { wanted.contains(rule) });
        found.sort_unstable();
        assert_eq!(found, *wanted, "{name}: {}", text(&output.stdout));
    }
}

fn fixtures_everywhere() -> Vec<Fixture> {
    let folders = std::fs::read_dir(root().join("tests/fixtures")).unwrap().flatten();
    folders.flat_map(|folder| fixtures(&folder.path())).collect()
}

fn body(text: &str) -> String {
    let document = Document::parse("Standards/scs-0101-v1-x.md", &Entry::File(text.as_bytes().into()));
    document.source.slice(document.body.span).to_owned()
}

#[test]
fn mdx_refuses_what_we_refuse() {
    let fixtures = fixtures_everywhere();
    let files = fixtures.iter().flat_map(|fixture| &fixture.files);
    let texts =
        files.filter(|(path, _)| path.ends_with(".md")).map(|(_, entry)| body(&String::from_utf8_lossy(entry.bytes())));
    let mut all: Vec<String> = texts.filter(|text| text.len() < 100_000).collect();
    let mut folders = vec![root().join("Standards")];
    let register = public_register();
    folders.extend(register.iter().map(|register| register.path().join("Standards")));
    for entry in folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().flatten()) {
        all.extend(std::fs::read_to_string(entry.path()).ok().map(|text| body(&text)));
    }
    all.extend(documents(1, 300));
    let Some((missed, alone)) = compare_mdx(&all) else { return };
    assert!(missed.is_empty() && alone.len() <= all.len() / 500, "missed {missed:#?}, alone {alone:#?}");
}

#[test]
fn front_matter_that_others_read_in_another_way_has_a_finding() {
    let Some(silent) = compare_yaml(&mappings(2, 400)) else { return };
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn anchors_are_those_of_github_slugger() {
    let headings = [
        "A b",
        "A b",
        "A-b",
        "a_b (c)",
        "Größe & Maß",
        "1.2.3",
        "???",
        "!!!",
        "日本語",
        "a b 1",
        "A b-1",
        "ß — é",
        "x\u{a0}y",
        "😀 z",
    ];
    let text: String = headings.iter().map(|heading| format!("## {heading}\n\nText.\n\n")).collect();
    let document = Document::parse("Standards/scs-0101-v1-x.md", &Entry::File(text.as_bytes().into()));
    let Some(answers) = node(&[json!({"kind": "slug", "headings": headings})]) else { return };
    let ours: Vec<&str> = document.body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
    assert_eq!(json!(ours), answers[0]);
}

/// Ids and links of a page: the ids as they are, the fragments of links to the page itself.
fn ids_and_fragments(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let attribute = |name: &str| {
        let mark = format!(" {name}=\"");
        let values = html.split(&mark).skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
        values.collect::<BTreeSet<String>>()
    };
    let fragments = attribute("href").into_iter().filter_map(|href| href.strip_prefix('#').map(str::to_owned));
    let decode = |text: String| percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
    (attribute("id"), fragments.map(decode).filter(|text| !text.is_empty()).collect())
}

#[test]
fn links_that_check_lets_pass_lead_somewhere_on_our_pages() {
    let ours = crate::common::files_below(&root().join("Standards"));
    let mut files: Vec<(String, Vec<u8>)> =
        ours.into_iter().map(|(path, bytes)| (format!("Standards/{path}"), bytes)).collect();
    for (index, fixture) in fixtures(Path::new(&root().join("tests/fixtures/broken-anchor"))).iter().enumerate() {
        for (path, entry) in fixture.files.iter().filter(|(path, _)| path.starts_with("Standards/scs-")) {
            let path = path.replace("scs-0", &format!("scs-{}", 7 + index));
            files.push((path, entry.bytes().to_vec()));
        }
    }
    files.push((
        "Standards/scs-9101-v1-ids.md".into(),
        format!("{FRONT}[a](#own) [b](#over-twolines)\n\n## Named {{#own}}\n\nText.\n\nOver two\nlines\n---\n\n## ???\n\nText.\n").into_bytes(),
    ));
    let register = crate::common::folder(files);
    let broken: BTreeSet<String> = {
        let output = run(register.path(), &["check", "--format", "json", "--only", "broken-anchor"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap().iter();
        found.map(|found| found["message"].as_str().unwrap().to_owned()).collect()
    };
    let built = run(register.path(), &["build", "--out", "site"]);
    assert!(register.path().join("site/index.html").exists(), "{}", text(&built.stderr));
    for (path, bytes) in crate::common::files_below(&register.path().join("site/standards")) {
        if !path.ends_with("/index.html") || !path.starts_with("scs-") {
            continue;
        }
        let html = String::from_utf8(bytes).unwrap();
        let (ids, fragments) = ids_and_fragments(&html);
        for fragment in fragments.difference(&ids) {
            let provided = fragment == "top" || fragment.starts_with(":~:") || fragment.starts_with("user-content-");
            let told = broken.iter().any(|message| message.contains(&format!("`#{fragment}`")));
            assert!(provided || told, "{path}: #{fragment}");
        }
        if path.starts_with("scs-9101") {
            assert!(
                ids.contains("own") && ids.contains("over-twolines") && ids.contains("untitled-section"),
                "{ids:?}"
            );
            assert!(!html.contains("{#own}"));
        }
    }
}

/// What readers see of a body as cmark-gfm renders it, and how often each kind of element stands in it.
fn rendered(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.render.r#unsafe = true;
    let html = scraper::Html::parse_fragment(&comrak::markdown_to_html(markdown, &options));
    let text: String = html.root_element().text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Documents with what safe fixes of running text change.
fn fixable(seed: u64, count: usize) -> Vec<String> {
    let mut choices = crate::common::readers::Choices(seed);
    let piece = |choices: &mut crate::common::readers::Choices| {
        let inner = choices.one(&[
            "<https://example.org/x>",
            "<https://example.org/a_b>",
            "<https://example.org/~x~y>",
            "<me@example.org>",
            "<br>",
            "<hr>",
            "[a](scs-0101-v1-known)",
            "[a](scs-0101-v1-known.md/)",
            "[a](/standards/IaaS)",
            "word",
            "`<https://x.org>`",
            "<https://example.org/a*b*>",
            "<https://example.org/?a=1&copy=2>",
            "<HTTPS://example.org>",
            "<x:y>",
            "<https://a.org/]>",
        ]);
        let (before, behind) = [
            ("", ""),
            ("~~", "~~"),
            ("**", "**"),
            ("[", "](#introduction)"),
            ("~", "~"),
            ("![", "](a.svg)"),
            ("a", "b"),
            ("_", "_"),
        ][choices.below(8)];
        format!("{before}{inner}{behind} ")
    };
    let line = |choices: &mut crate::common::readers::Choices| {
        let start = choices.one(&["", "- ", "> ", "### ", "| ", "~~"]);
        let pieces: String = (0..1 + choices.below(3)).map(|_| piece(choices)).collect();
        format!("{start}{pieces}{}\n\n", choices.one(&["", "~~", "|"]))
    };
    (0..count).map(|_| format!("{FRONT}{}", (0..3).map(|_| line(&mut choices)).collect::<String>())).collect()
}

#[test]
fn safe_fixes_leave_the_text_of_the_page_as_it_was() {
    let mut documents = fixable(3, 400);
    for fixture in fixtures_everywhere() {
        let texts = fixture.files.iter().filter(|(path, _)| path.starts_with("Standards/scs-"));
        documents.extend(texts.map(|(_, entry)| String::from_utf8_lossy(entry.bytes()).into_owned()));
    }
    let path = "Standards/scs-0102-v1-case.md";
    let mut applied = 0;
    for before in documents.iter().filter(|text| text.len() < 100_000) {
        let known = ("Standards/scs-0101-v1-known.md".to_owned(), Entry::File(FRONT.as_bytes().into()));
        let tree = Tree { entries: [known, (path.to_owned(), Entry::File(before.as_bytes().into()))].into() };
        let found = check::run(&corpus(&tree), &Options::at(AT)).diagnostics;
        for fix in
            found.into_iter().filter(|found| found.path == path).filter_map(|found| found.fix).filter(|fix| fix.safe)
        {
            let mut after = before.clone();
            for edit in fix.edits.iter().rev().filter(|edit| edit.path == path) {
                after.replace_range(edit.span.range(), &edit.replacement);
            }
            applied += 1;
            assert_eq!(rendered(&body(&after)), rendered(&body(before)), "{} in {before:?}", fix.title);
        }
    }
    assert!(applied > 500, "{applied}");
}
