//! Other programs that read the files of a register, and whether our findings agree with them: the documentation site
//! (MDX, gray-matter), the test suite (PyYAML), GitHub (github-slugger, cmark-gfm) and our own pages.

use crate::common::html::{broken_links, build};
use crate::common::readers::{compare_mdx, compare_yaml, documents, mappings, node};
use crate::common::{AT, Fixture, corpus, fixtures, public_register, root, run, text};
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::document::Document;
use serde_json::json;
use std::path::Path;

const FRONT: &str =
    "---\ntitle: Case\ntype: Procedural\nstatus: Draft\ntrack: IaaS\n---\n\n## Introduction\n\nWords.\n\n";
const STANDARD: &str = "---\ntitle: Case\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---\n\n## Introduction\n\nWords.\n\n\
    ## Glossary\n\nKey words are as in RFC 2119.\n\n## Decision\n\nSo be it.\n\n## Tests\n\nNone.\n\n";

/// The rules with findings in a document next to `scs-0101-v1-known.md`, each with its help.
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
fn page_hazard_reports_mdx_errors() {
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
        "[x](https://x.org){.class}",
        "> *x [y](https://x.org){#a}*",
        "See https://host:PORT/x for it.",
        "See http://10.0.0.1:8000,8001 for it.",
        "[x](https://<host>/)",
        "![x](100%.png)",
        "Use `a\n{a: 1}` here.",
        "1. a\n\n   ```\n  kubectl get <pod>\n   ```",
        "- a\n<!--\n- x\n-->\n- b",
        "- <!-- c\n- -->",
        "![a {#x}](x.png)",
        "a\n    # b",
        "a\n    ---",
        "a\n    > b",
        "a\n    ```",
        "    ~~~",
        "<!-- x -->y",
        "<!-- x --><!-- y -->",
        "a {/* c <!-- d -->",
        "![a <>](https://example.org/a.svg)",
        "a <!-- b\n{c d} --> e",
        ":::note\n\nAll of it.",
    ] {
        found(body, "page-hazard");
    }
    for body in [
        "It is < 5, \\<b>, `<b>` and `{x}`.",
        "## Use {#use}\n\nWords.",
        "At 12:30[^a], http://localhost/:80[x\n\n[^a]: Or later.",
        "<details>\n<summary>More</summary>\n\nWords.\n\n</details>",
        ":::note A title\n\nWords.\n\n:::",
        "https://example.org/{id}/a",
        "Words <!-- with <b> and {c} --> more.",
        "Words <!--\nof\n--> more.",
        "<a href=\"https://x.org/?a=1&b\">x</a>",
        "[x][{a}] and a[^{x}].\n\n[{a}]: https://x.org\n\n[^{x}]: Note.",
        "[x](https://x.org)`<b>`",
        "- a\n\n<!--\n- x\n-->",
        "Set `x` to\n`{y}`, or `a\nb`.",
        "- a\n\n  ```\n  {x}\n  ```",
        "- :::a b",
        "[t][r] has no port.\n\n[r]: https://HOST:PORT/",
    ] {
        nothing(body);
    }
}

#[test]
fn detects_yaml_1_1_differences() {
    let rest = "type: Procedural\nstatus: Draft\ntrack: IaaS";
    for title in ["2023-12-31", "0755", "08", "23:59:59", "10_000", "-.inf", "off", "2024-01-01 12:00:00"] {
        front(&format!("title: {title}\n{rest}"), "wrong-type");
    }
    for title in ["\"a\\0b\"", "\"a\\Lb\"", "\"\\ud83d\\ude00\""] {
        front(&format!("title: {title}\n{rest}"), "yaml-not-portable");
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
    let findings_behind = findings("scs-0102-v1-case.md", &FRONT.replacen("---", "---\u{a0}", 1));
    assert!(findings_behind.iter().any(|(rule, _)| *rule == "missing-front-matter"), "{findings_behind:?}");
    for line in ["  ---", "--- # the end", "---# end", "***"] {
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
fn markdown_is_parsed_like_github() {
    nothing("See [it](#parts-andtheir-names).\n\nParts and\ntheir names\n-----------\n\nWords.");
    nothing("See [it](#own-id).\n\n## A heading {#own-id}\n\nWords.");
    found("See [it](#a-heading-own-id).\n\n## A heading {#own-id}\n\nWords.", "broken-anchor");
    nothing("![one [two](none.md) three[^x] [Four Five]](https://example.org/a.svg)");
    found("One[^n].\n\n[^n]: First.\n\n[^n]: Second.", "duplicate-definition");
    found("[One][n].\n\n[n]: https://example.org/a\n[N]: https://example.org/b", "duplicate-definition");
    found("| a | b |\n|---|\n| c | d |", "not-a-table");
    found("> | a | b |\n> |---|\n> | c | d |", "not-a-table");
    found("- | a | b |\n  | c | d |", "not-a-table");
    nothing("See [it](#a) and [that](#own).\n\n## a:b\n\nWords.\n\n## More {/* #own */}\n\nWords.");
    for hidden in ["a&#8203;b", "a&#x202E;b", "a&shy;b", "a&ZeroWidthSpace;b"] {
        found(hidden, "hidden-characters");
    }
    nothing("`a&#8203;b` and &amp; and &lt;b>.");
    for address in [
        "http://docs.scs.community",
        "//docs.scs.community",
        "https://docs.scs.community:443",
        "https://Docs.scs.community",
    ] {
        found(&format!("See [it]({address}/standards/scs-0177-v1-none)."), "broken-document-link");
    }
    found("See [it](https://docs.scs.community/standards//scs-0177-v1-none).", "broken-document-link");
    found("See [it](/standards/IaaS/scs-0177).", "broken-document-link");
    found("See [one][n].\n\n[n]: https://example.org/a\n\n> [n]: https://example.org/b", "duplicate-definition");
    found("See [one][n].\n\n[n]: https://example.org/a\n\n- [n]: https://example.org/b", "duplicate-definition");
    for target in [
        "scs-0101-v1-known.md/",
        "scs-0101-v1-known.md/#details",
        "./scs-0101-v1-known.md/?x",
        "scs-0101-v1-known.md:10",
        "< scs-0101-v1-known.md>",
    ] {
        found(&format!("See [it]({target})."), "broken-relative-link");
    }
    for path in ["blob/HEAD/Standards/none.md", "edit/main/none.md", "blob/refs/heads/main/none.md"] {
        found(&format!("See [it](https://github.com/SovereignCloudStack/standards/{path})."), "broken-repository-link");
    }
    found("See [it](https://docs.scs.community/standards/IaaS/scs-0101).", "address-case");
    found("See [it](file:///srv/a.md).", "local-path-link");
    for path in ["D:\\a.md", "D:a.md", "/D:/a.md", "/tmp/a.md"] {
        found(&format!("See [it]({path})."), "local-path-link");
    }
    for folder in ["pictures", "pictures/", "."] {
        found(&format!("See [it]({folder})."), "folder-link");
    }
    found("This is **not** RECOMMENDED, as RFC 2119 says.", "mixed-negation");
    found("This is NOT REQUIRED, as RFC 2119 says.", "mixed-negation");
    for between in ["\u{a0}", "\\\n", " ~~", " ["] {
        found(&format!("This is not{between}RECOMMENDED, as RFC 2119 says."), "mixed-negation");
    }
    found("One.\n\n||||||| base\n\nTwo.", "conflict-marker");
    found("```yaml\n<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n```", "conflict-marker");
}

#[test]
fn decorated_headings_are_recognized() {
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

/// All findings in each input of `../shared/corpus/reports`: the expected ones, and no false positives.
const REPORTS: &[(&str, &[&str])] = &[
    ("01-", &["page-hazard"; 4]),
    ("03-", &["page-hazard"; 2]),
    ("04-", &[]),
    ("05-", &["page-hazard"; 2]),
    ("07-", &[]),
    ("08-", &["line-endings"]),
    ("09-", &["broken-test-url", "invalid-scope", "invalid-yaml"]),
    ("11-", &["wrong-type"; 5]),
    ("12-", &["unknown-replaces", "unknown-supplemented"]),
    ("14-", &["conflict-marker"; 3]),
    ("15-", &["duplicate-definition"; 2]),
    ("18-", &["mixed-negation"; 3]),
    ("19-", &[]),
    ("23-", &["broken-document-link"; 4]),
    ("24-", &["broken-relative-link"; 3]),
    ("26-", &["malformed-name"; 3]),
    ("27-", &[]),
    ("28-", &["unclosed-front-matter"; 2]),
    ("40-", &["comment-cuts-value"]),
    ("42-", &["implausible-date"; 2]),
    ("43-", &["copied-title"]),
    ("44-", &["missing-section"]),
    ("46-", &["repeated-front-matter"]),
    ("49-", &["broken-anchor"]),
    ("50-", &["unfinished-text"]),
    ("51-", &["duplicate-list-entry"]),
    ("52-", &["broken-repository-link"; 2]),
    ("54-", &["address-case"]),
    ("55-", &["local-path-link"; 2]),
    ("58-", &[]),
    ("60-", &["folder-link", "folder-link", "folder-link", "relative-parent-link"]),
];

#[test]
fn corpus_reports_are_covered() {
    let folder = root().join("../shared/corpus/reports");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return crate::common::skip("register", "there is no ../shared/corpus");
    };
    let mut seen = 0;
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        seen += 1;
        if name.starts_with("21-") {
            partial_clone_is_sound(&entry.path());
            continue;
        }
        let wanted = REPORTS.iter().find(|(start, _)| name.starts_with(start)).unwrap_or_else(|| panic!("{name}"));
        let output = run(entry.path(), &["check", "--format", "json", "--root", "."]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap().iter();
        let mut found: Vec<&str> = found.map(|found| found["rule"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, wanted.1, "{name}: {}", text(&output.stdout));
        if name.starts_with("27-") || name.starts_with("58-") {
            assert_file_is_accepted_by_every_path(&entry.path(), "Standards/scs-0102-v1-case.md");
        }
    }
    assert_eq!(seen, REPORTS.len() + 1);
}

/// `check` says of the clone that the script makes neither that it is damaged nor that it must be cloned again.
fn partial_clone_is_sound(folder: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_scsdoc")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let made = tempfile::tempdir().unwrap();
    let mut script = std::process::Command::new("sh");
    let output = script.arg(folder.join("make.sh")).env("PATH", path).env("TMPDIR", made.path()).output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("the clone is partial") && !said.contains("damaged"), "{said}");
}

/// A file is the same by a path from the root, from the working directory and from the root of the disk.
fn assert_file_is_accepted_by_every_path(register: &Path, file: &str) {
    let ways = [
        (register.join("Standards"), vec!["check", "--root", "..", file]),
        (register.join("Standards"), vec!["check", file.rsplit('/').next().unwrap()]),
        (register.parent().unwrap().to_owned(), vec!["check"]),
    ];
    let whole = register.join(file).display().to_string();
    for (folder, mut args) in ways {
        if args.len() == 1 {
            args.push(&whole);
        }
        let output = run(&folder, &args);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.code() == Some(0) && said.contains("1 file"), "{args:?}: {said}");
    }
}

#[test]
fn check_accepts_every_form_of_path() {
    let front = FRONT.as_bytes();
    let register = crate::common::folder([("a/Standards/scs-0101-v1-known.md", front)]);
    assert_file_is_accepted_by_every_path(&register.path().join("a"), "Standards/scs-0101-v1-known.md");
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
fn mdx_rejects_what_check_rejects() {
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
fn reports_front_matter_parsed_differently_elsewhere() {
    let Some(silent) = compare_yaml(&mappings(2, 400)) else { return };
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn anchors_match_github_slugger() {
    let headings = "A b|A b|A-b|a_b (c)|Größe & Maß|1.2.3|???|!!!|日本語|a b 1|A b-1|ß — é|x\u{a0}y|😀 z";
    let headings: Vec<&str> = headings.split('|').collect();
    let text: String = headings.iter().map(|heading| format!("## {heading}\n\nText.\n\n")).collect();
    let document = Document::parse("Standards/scs-0101-v1-x.md", &Entry::File(text.as_bytes().into()));
    let Some(answers) = node(&[json!({"kind": "slug", "headings": headings})]) else { return };
    let ours: Vec<&str> = document.body.headings.iter().map(|heading| heading.anchor.as_str()).collect();
    assert_eq!(json!(ours), answers[0]);
}

/// Rules that report links with a wrong target.
const LINK_RULES: &str = "address-case broken-anchor broken-document-link broken-relative-link broken-repository-link folder-link \
    local-path-link relative-parent-link";

/// Links on which `check` and the built pages disagree.
fn judged_differently(corpus: &Corpus) -> Vec<String> {
    let found = check::run(corpus, &Options::at(AT)).diagnostics;
    let files = build(corpus, AT);
    let page = |document: &Document| format!("standards/{}/index.html", document.name.stem());
    let told = |document: &Document, fragment: &str| {
        let own = found.iter().filter(|found| found.path == document.path);
        let mut own = own
            .filter(|found| LINK_RULES.split(' ').any(|name| name == found.rule) || found.rule == "duplicate-anchor");
        own.any(|found| fragment.is_empty() || found.message.contains(&format!("`#{fragment}`")))
    };
    let mut wrong = Vec::new();
    for broken in broken_links(&files) {
        let document = corpus.documents.iter().find(|document| broken.starts_with(&page(document)));
        let target = broken.split(' ').nth(1).unwrap_or_default();
        let fragment = percent_encoding::percent_decode_str(target.split_once('#').map_or("", |(_, name)| name));
        let fragment = fragment.decode_utf8_lossy();
        // Of browsers, lines of a source on GitHub, and of the pages of numbers, which the documentation site has otherwise.
        let number = target.contains("/standards/iaas/");
        let provided = number || fragment == "top" || fragment.starts_with(":~:") || fragment.starts_with("L1");
        if document.is_some_and(|document| !provided && !told(document, &fragment)) {
            wrong.push(broken);
        }
    }
    for missing in &found {
        let Some((whose, anchor)) = missing.message.split_once(" has no anchor `#") else { continue };
        let id = whose.trim_matches('`');
        let document = corpus.documents.iter().find(|document| match whose {
            "this document" => document.path == missing.path,
            _ => document.id() == id,
        });
        let Some(html) = document.and_then(|document| files.get(&page(document))) else { continue };
        let html = scraper::Html::parse_document(&String::from_utf8_lossy(html));
        let anchor = anchor.trim_end_matches('`');
        let mut ids = html.root_element().descendent_elements().filter_map(|element| element.attr("id"));
        if ids.any(|id| id == anchor || id.strip_prefix("user-") == Some(anchor)) {
            wrong.push(format!("{}: {}", missing.path, missing.message));
        }
    }
    wrong
}

#[test]
fn check_and_site_agree_on_links() {
    let (mut built, mut wrong) = (0, Vec::new());
    for fixture in fixtures_everywhere() {
        let corpus = corpus(&fixture.tree());
        let small = fixture.files.iter().all(|(_, entry)| entry.bytes().len() < 100_000);
        if small && fixture.files.iter().any(|(path, _)| path.starts_with("Standards/scs-")) {
            let differently = judged_differently(&corpus);
            wrong.extend((!differently.is_empty()).then(|| (fixture.path.clone(), differently)));
            built += 1;
        }
    }
    assert!(built > 100 && wrong.is_empty(), "{built}: {wrong:#?}");
    let bodies = [
        "[a](#own) [b](#over-twolines) [c](#-pic) [d](#ids)\n\n## Named {#own}\n\nText.\n\nOver two\nlines\n---\n\n## ???\n\n## ![](a.svg) pic\n",
        "[a](#here) [b](#there) [c](#block) [d](#shown)\n\n<a id=\"here\"></a>\n\nx <span id=\"there\">y</span>\n\n<div id=\"block\">\n\n<a name=\"shown\">z</a>\n\n</div>\n",
        "a[^1] [b](#fn-1) [c](#user-content-fn-1) [d](#none)\n\n[^1]: x\n\n## One {#x}\n\n## Two {#x}\n\n[e](#x)\n",
        "[a](scs-0101-v1-case.md#own) [b](scs-0102-v1-case.md#here) [c](/standards/scs-0101-v1-case#none) [d](//docs.scs.community/standards/scs-0102-v1-case#block)\n",
        "[a](#größe) [b](#gr%C3%B6%C3%9Fe) [c](#Größe) [d](#a-1) [e](#a-2)\n\n## Größe\n\n## A\n\n## A\n\n> ## Quoted\n\n[f](#quoted)\n",
        "[a](#top) [b](#) [c](#fn-1) [d](#user-content-here)\n\n`<a id=\"here\">` [e](#here)\n",
    ];
    let file = |(index, body): (usize, &str)| {
        (
            format!("Standards/scs-010{}-v1-case.md", index + 1),
            Entry::File(format!("{FRONT}{body}").into_bytes().into()),
        )
    };
    let tree = Tree { entries: bodies.into_iter().enumerate().map(file).collect() };
    assert_eq!(judged_differently(&corpus(&tree)), Vec::<String>::new());
}

/// What readers see of a body as cmark-gfm renders it, and how often it has each kind of element.
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

/// Documents with everything that safe fixes of running text change.
fn fixable(seed: u64, count: usize) -> Vec<String> {
    let inner = "<https://example.org/x> <https://example.org/a_b> <https://example.org/~x~y> <me@example.org> <br> <hr> \
        [a](scs-0101-v1-known) [a](scs-0101-v1-known.md/) [a](/standards/IaaS) word `<https://x.org>` \
        <https://example.org/a*b*> <https://example.org/?a=1&copy=2> <HTTPS://example.org> <x:y> \
        <https://a.org/]>";
    let inner: Vec<&str> = inner.split(' ').collect();
    let mut choices = crate::common::readers::Choices(seed);
    let piece = |choices: &mut crate::common::readers::Choices| {
        let inner = choices.one(&inner);
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
fn safe_fixes_do_not_change_the_rendered_text() {
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
