//! Unusual states of the site: an empty register, faulty scope files, long words, print, and a register with a baseline.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::common::html::{editorial, parsed, texts};
use crate::common::{self, AT, corpus, folder};
use scraper::Html;
use scsdoc::testing::load::Tree;
use scsdoc::testing::render::Files;
use serde_json::Value;
use std::collections::BTreeSet;
use tempfile::TempDir;

pub const SCOPE: &str = "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: A & B\nurl: https://example.org/s.yaml\n\
scripts:\n- executable: a/probe.py\n  testcases:\n  - id: scs-0100-a\n    description: Looks for <i>walruses\n\
modules:\n- id: scs-0100-v1\n  name: X\n  url: https://docs.scs.community/standards/scs-0100-v1-x\n  targets:\n    main: [scs-0100-a]\n\
timeline:\n- date: 2027-02-01\n  versions: {v2: effective}\n- date: 2026-01-01\n  versions: {v2: effective, v1: warn}\n\
- date: 2025-01-01\n  versions: {v1: effective}\nversions:\n- version: v2\n  stabilized_at: 2026-01-01\n  include: [scs-0100-v1]\n\
- version: v1\n  stabilized_at: 2025-01-01\n  include: [scs-0100-v1]\n";

pub fn standard(name: &str, title: &str, rest: &str) -> (String, String) {
    let text = format!("---\ntitle: {title}\ntype: Standard\ntrack: IaaS\n{rest}---\n\n## Introduction\n\nText.\n");
    (format!("Standards/{name}.md"), text)
}

pub fn site_of(files: &[(String, String)]) -> Files {
    common::html::build(&corpus(&Tree::in_memory(files.iter().cloned())), AT)
}

pub fn editorial_of(files: &[(String, String)]) -> Files {
    editorial(&corpus(&Tree::in_memory(files.iter().cloned())), AT)
}

#[test]
fn an_empty_register_has_a_message_and_no_filters() {
    let files = site_of(&[]);
    for path in ["index.html", "standards/iaas/index.html", "standards/tests/index.html"] {
        let page = parsed(&files, path);
        assert!(texts(&page, "main p").iter().any(|text| text.starts_with("There are no") || text == "None"), "{path}");
        assert_eq!(texts(&page, "main :is(form, table, .legend)"), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn editorial_build_shows_scope_file_errors() {
    let broken = SCOPE.replace("    main: [scs-0100-a]\n", "    main: [scs-0100-a, scs-0100-none]\n");
    let odd = "uuid: x\nname: [\n".to_owned();
    let register =
        [standard("scs-0100-v1-x", "X", ""), ("Tests/scs-s.yaml".into(), broken), ("Tests/scs-t.yaml".into(), odd)];
    let files = editorial_of(&register);
    let faulty = texts(&parsed(&files, "scopes/scs-s/index.html"), ".fault-notice li");
    assert!(faulty.iter().any(|line| line.contains("scs-0100-none")), "{faulty:?}");
    assert_eq!(texts(&parsed(&files, "standards/scopes/index.html"), ".certificates th .fault").len(), 2);
    let odd = parsed(&files, "scopes/scs-t/index.html");
    assert!(!texts(&odd, ".fault-notice li").is_empty());
    assert!(texts(&odd, "main p").contains(&"None".to_owned()), "no table without rows");
    let script = ("Tests/a/probe.py".into(), String::new());
    let files = editorial_of(&[standard("scs-0100-v1-x", "X", ""), ("Tests/scs-s.yaml".into(), SCOPE.into()), script]);
    assert_eq!(texts(&parsed(&files, "scopes/scs-s/index.html"), ".fault-notice"), Vec::<String>::new());
}

#[test]
fn feed_contains_documents_and_scopes() {
    let stable = "status: Stable\nstabilized_at: 2025-06-01\n";
    let files = site_of(&[standard("scs-0100-v1-x", "X", stable), ("Tests/scs-s.yaml".into(), SCOPE.into())]);
    let text = std::str::from_utf8(&files["lifecycle.xml"]).unwrap();
    let feed = roxmltree::Document::parse(text).unwrap();
    let named = |name: &'static str| move |node: &roxmltree::Node<'_, '_>| node.tag_name().name() == name;
    let entries: Vec<_> = feed.descendants().filter(named("entry")).collect();
    let text_of = |entry: &roxmltree::Node<'_, '_>, name: &'static str| {
        entry.children().find(named(name)).and_then(|child| child.text()).unwrap().to_owned()
    };
    let titles: Vec<String> = entries.iter().map(|entry| text_of(entry, "title")).collect();
    assert_eq!(
        titles,
        [
            "A & B v2 became effective; certification began",
            "A & B v1 entered its warning period: certificates with a warning only",
            "scs-0100-v1 became effective: X",
            "A & B v1 became effective; certification began",
        ],
        "what is to come in 2027 is not among them"
    );
    let ids: BTreeSet<String> = entries.iter().map(|entry| text_of(entry, "id")).collect();
    assert_eq!(ids.len(), entries.len());
    assert!(ids.contains("https://docs.scs.community/scopes/scs-s/v1#v1-warn-2026-01-01"), "{ids:?}");
    let said = text_of(&entries[1], "summary");
    assert_eq!(said, "2026-01-01: A & B v1 entered its warning period: certificates with a warning only.");
}

#[test]
fn document_header_links_its_replacement() {
    let old = "status: Deprecated\nstabilized_at: 2024-11-13\ndeprecated_at: 2027-01-01\n";
    let new = "status: Stable\nstabilized_at: 2027-01-01\nreplaces: [scs-0100-v1-x.md, scs-0101-v1-y.md]\n";
    let files = site_of(&[
        standard("scs-0100-v1-x", "X", old),
        standard("scs-0100-v2-x", "X", new),
        standard("scs-0101-v1-y", "Y", old),
        standard("scs-0102-v1-z", "Z", old),
    ]);
    for (path, words) in [
        ("scs-0100-v1-x", "Effective since 2024-11-13, replaced from 2027-01-01 by v2"),
        ("scs-0101-v1-y", "Effective since 2024-11-13, replaced from 2027-01-01 by scs-0100-v2"),
        ("scs-0102-v1-z", "Effective since 2024-11-13, until 2027-01-01"),
        ("scs-0100-v2-x", "Stable, effective from 2027-01-01"),
    ] {
        assert_eq!(texts(&parsed(&files, &format!("standards/{path}/index.html")), ".id .state"), [words]);
    }
}

#[test]
fn future_version_is_not_expired() {
    let early = SCOPE.replace("2026-01-01\n  versions", "2026-12-01\n  versions");
    let files = site_of(&[standard("scs-0100-v1-x", "X", ""), ("Tests/scs-s.yaml".into(), early)]);
    assert_eq!(
        texts(&parsed(&files, "scopes/scs-s/index.html"), ":is(.version-list, .matrix) .state"),
        ["Upcoming", "Effective", "Draft"]
    );
    assert_eq!(texts(&parsed(&files, "scopes/scs-s/v2/index.html"), ".id .state"), ["Upcoming"]);
    let track = texts(&parsed(&files, "standards/scopes/index.html"), ".certificates td .item");
    assert_eq!(track, ["v2 Upcoming from 2026-12-01", "v1 Effective until 2027-02-01"]);
}

#[test]
fn test_cases_are_found_by_description_and_script() {
    let files = site_of(&[standard("scs-0100-v1-x", "X", ""), ("Tests/scs-s.yaml".into(), SCOPE.into())]);
    let text = std::str::from_utf8(&files["assets/search-index.js"]).unwrap();
    let json = text.trim_start_matches("globalThis.scsdocIndex = ").trim_end().trim_end_matches(';');
    let index: Vec<Value> = serde_json::from_str(json).unwrap();
    let case = index.iter().find(|entry| entry["id"] == "scs-0100-a").unwrap();
    assert_eq!(case["words"], "Looks for <i>walruses a/probe.py");
}

/// Exit status, standard output and standard error.
fn run(folder: &TempDir, args: &[&str]) -> (Option<i32>, String, String) {
    let output = common::run(folder, args);
    (output.status.code(), common::text(&output.stdout), common::text(&output.stderr))
}

#[test]
fn baseline_findings_are_not_shown_on_the_site() {
    let (path, text) = standard("scs-0100-v1-Odd_ä", "X", "status: Draft\n");
    let settings = "baseline = \"known.txt\"\n".to_owned();
    let folder = folder([(path, text), ("scsdoc.toml".into(), settings)]);
    assert_eq!(run(&folder, &["build", "--strict"]).0, Some(2), "a baseline that is lost is no empty one");
    assert_eq!(run(&folder, &["check", "--write-baseline", "known.txt"]).0, Some(0));
    let (code, _, said) = run(&folder, &["build", "--strict"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("checked 1 document: 0 errors") && said.contains("in the baseline"), "{said}");
    let overview = std::fs::read_to_string(folder.path().join("public/index.html")).unwrap();
    assert_eq!(texts(&Html::parse_document(&overview), ".fault"), Vec::<String>::new());
    // Lists and JSON files say the same as the pages.
    let (_, exported, _) = run(&folder, &["export", "json"]);
    let exported: Value = serde_json::from_str(&exported).unwrap();
    let rows = exported["rows"].as_array().or(exported.as_array()).unwrap().clone();
    assert_eq!(rows[0]["faulty"], false, "{exported}");
    assert!(!run(&folder, &["list"]).1.contains("with errors"));
    let (code, _, said) = run(&folder, &["build", "--strict", "--no-baseline"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(run(&folder, &["build", "--no-baseline"]).2.contains("\nrun `scsdoc check` for the errors"));
    // New errors are not suppressed.
    let (path, text) = standard("scs-0101-v1-Odd_ö", "Y", "status: Draft\n");
    std::fs::write(folder.path().join(path), text).unwrap();
    assert_eq!(run(&folder, &["build", "--strict"]).0, Some(1));
}
