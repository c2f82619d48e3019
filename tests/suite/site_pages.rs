//! Pages and files on tests, scopes and history: content, links and validity.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::html::{broken_links, build, parsed, selector, texts};
use crate::common::{self, AT, corpus, fixtures, folder, git_command, load, public_register, root};
use crate::site_states::SCOPE;
use scraper::Html;
use scsdoc::testing::load::Tree;
use scsdoc::testing::render::Files;
use scsdoc::testing::value::schema::Schema;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

fn json_of(files: &Files, path: &str) -> Value {
    serde_json::from_slice(files.get(path).unwrap_or_else(|| panic!("{path} is missing"))).unwrap()
}

/// Every JSON file matches its schema, which is at the path given in the file.
fn api_is_valid(files: &Files) {
    let schemas = [
        ("register", Schema::Register),
        ("documents", Schema::ApiDocuments),
        ("scopes", Schema::ApiScopes),
        ("tests", Schema::ApiTests),
        ("requirements", Schema::ApiRequirements),
        ("lifecycle", Schema::ApiLifecycle),
        ("clouds", Schema::ApiClouds),
    ];
    for path in files.keys().filter(|path| path.starts_with("api/v1/") && !path.starts_with("api/v1/schemas/")) {
        let name = path.trim_start_matches("api/v1/").trim_end_matches(".json");
        let known = schemas.iter().find(|(known, _)| *known == name).map(|(_, schema)| *schema);
        let one = if name.starts_with("clouds/") { Schema::ApiCloud } else { Schema::ApiDocument };
        let schema = known.unwrap_or(one);
        assert_eq!(known.is_none(), name.starts_with("documents/") || name.starts_with("clouds/"), "{path}");
        let value = json_of(files, path);
        assert_eq!(schema.errors_in(&value), Vec::<String>::new(), "{path}");
        assert!(files.contains_key(&format!("api/v1/schemas/{}.schema.json", schema.name())), "{path}");
        let folder = path.rsplit_once('/').unwrap().0;
        let mut parts: Vec<&str> = folder.split('/').collect();
        for part in value["$schema"].as_str().unwrap().split('/') {
            match part {
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        assert!(files.contains_key(&parts.join("/")), "{path}: its schema is not where it says");
    }
    // A document has the same data as in the register.
    let mut register = json_of(files, "api/v1/register.json");
    let rows = json_of(files, "api/v1/documents.json");
    let names = rows["documents"].as_array().unwrap().iter().filter_map(|row| row["file"].as_str());
    let mut found: Vec<Value> = names
        .map(|address| {
            let path = crate::common::html::decode(address.split_once("/api/v1/").unwrap().1);
            let mut document = json_of(files, &format!("api/v1/{path}"))["document"].clone();
            for key in ["versions", "linked_from", "test_cases", "scopes", "requirements"] {
                assert!(document.as_object_mut().unwrap().remove(key).is_some(), "{path}: {key}");
            }
            document
        })
        .collect();
    let by_path = |a: &Value, b: &Value| a["path"].as_str().cmp(&b["path"].as_str());
    found.sort_by(by_path);
    let all = register["documents"].as_array_mut().unwrap();
    all.sort_by(by_path);
    assert_eq!(*all, found);
}

#[test]
fn published_json_matches_its_schemas() {
    api_is_valid(&build(&load(root()), AT));
    if let Some(public) = public_register() {
        api_is_valid(&build(&load(public.path()), AT));
    }
    for entry in std::fs::read_dir(root().join("tests/fixtures")).unwrap().flatten() {
        // One of each rule.
        for fixture in fixtures(&entry.path()).into_iter().take(1) {
            let mut corpus = corpus(&fixture.tree());
            corpus.config.settings.site.base = "/".into();
            let files = build(&corpus, fixture.at);
            api_is_valid(&files);
            // Documents of fixtures may have broken links of their own; pages that are ours may not.
            let ours = |wrong: &&String| {
                wrong.contains("stands twice")
                    || wrong.contains("not one h1")
                    || wrong.starts_with("standards/tests/")
                    || wrong.starts_with("scopes/")
            };
            let wrong = broken_links(&files);
            let wrong: Vec<&String> = wrong.iter().filter(ours).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", fixture.path.display());
        }
    }
}

#[test]
fn api_files_equal_the_output_of_commands() {
    let files = build(&load(root()), AT);
    let run = |args: &[&str]| -> Value {
        serde_json::from_slice(&common::run(root(), args).stdout).unwrap_or_else(|_| panic!("{args:?}"))
    };
    let tests = json_of(&files, "api/v1/tests.json");
    assert_eq!(tests["standards"], run(&["tests", "--no-history", "--format", "json"]));
    let mut case = tests["test_cases"][0].clone();
    let id = case["id"].as_str().unwrap().to_owned();
    case.as_object_mut().unwrap().remove("url");
    assert_eq!(case, run(&["tests", &id, "--no-history", "--format", "json"]));
    let mut rows = json_of(&files, "api/v1/documents.json")["documents"].clone();
    for row in rows.as_array_mut().unwrap() {
        row.as_object_mut().unwrap().remove("file");
    }
    assert_eq!(rows, run(&["export", "json", "--no-history"]));
    for id in ["scs-0104-v1", "scs-0104-w1"] {
        let document = json_of(&files, &format!("api/v1/documents/{id}.json"));
        assert_eq!(document["document"], run(&["show", id, "--no-history", "--format", "json"]));
    }
    let scopes = json_of(&files, "api/v1/scopes.json");
    let shown = run(&["scope", "show", "scs-compatible-iaas", "--format", "json"]);
    for key in ["scope", "since", "versions", "modules"] {
        assert_eq!(scopes["scopes"][0][key], shown[key], "{key}");
    }
}

/// A small register with a scope file, a supplement that declares a test case, and an unused one.
fn small() -> Files {
    let register = "A register.\nat: 2026-11-20\n\
        -- Standards/scs-0101-v1-x.md --\n---\ntitle: X\ntype: Standard\ntrack: IaaS\nstatus: Stable\nstabilized_at: 2024-01-01\n---\n\n## Tests\n\n`scs-0101-a` is checked.\n\
        -- Standards/scs-0102-v1-y.md --\n---\ntitle: Y\ntype: Standard\ntrack: IaaS\nstatus: Stable\nstabilized_at: 2024-01-01\n---\n\n## Tests\n\nNone.\n\
        -- Tests/scs-s.yaml --\nuuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: A <b>scope\nurl: https://example.org/s.yaml\nscripts:\n- executable: a/x.py\n  testcases:\n  - id: scs-0101-a\n    description: Checks <i>a\n  - id: scs-0101-b\n    description: b\n- testcases:\n  - id: odd id\n    description: by hand\nmodules:\n- id: scs-0101-v1\n  name: X\n  url: https://docs.scs.community/standards/scs-0101-v1-x\n  targets:\n    main: [scs-0101-a]\n- id: scs-0101-v1-rec\n  name: X\n  targets:\n    recommended: [odd id]\n- id: scs-0102-v1\n  name: Y\n  url: https://docs.scs.community/standards/scs-0102-v1-y\ntimeline:\n- date: 2027-01-01\n  versions: {v2: effective, v1: warn}\n- date: 2025-01-01\n  versions: {v1: effective}\nversions:\n- version: v2\n  stabilized_at: 2027-01-01\n  include: [scs-0101-v1, scs-0102-v1]\n- version: v1\n  stabilized_at: 2025-01-01\n  include:\n  - ref: scs-0101-v1\n    parameters:\n      p: javascript:alert(1)\n- version: ../x\n  include: []\n";
    let fixture = common::Fixture::parse(Path::new("small.txtar"), register);
    build(&corpus(&fixture.tree()), AT)
}

#[test]
fn a_scope_has_pages_for_itself_and_its_versions() {
    let files = small();
    assert_eq!(broken_links(&files), Vec::<String>::new());
    let page = parsed(&files, "scopes/scs-s/index.html");
    assert_eq!(texts(&page, "h1"), ["A <b>scope"]);
    assert_eq!(texts(&page, ".version-list tbody th"), ["v2", "v1"]);
    let coming = texts(&page, ".changes li");
    assert!(
        coming[0].starts_with("2027-01-01 v1 is about to expire") && coming[0].contains("v2 becomes effective"),
        "{coming:?}"
    );
    assert!(texts(&page, ".timeline title").contains(&"v1: Warn from 2027-01-01".to_owned()));
    assert_eq!(texts(&page, ".matrix tbody tr"), ["scs-0101-v1scs-0101-v1: XEffective✓"]);
    assert_eq!(std::str::from_utf8(&files["scopes/scs-s.yaml"]).unwrap().lines().nth(1), Some("name: A <b>scope"));
    let version = parsed(&files, "scopes/scs-s/v2/index.html");
    assert_eq!(texts(&version, ".module h4"), ["main 1", "recommended 1"]);
    assert_eq!(texts(&version, ".checklist li"), ["scs-0101-a Checks <i>a", "odd id by hand"]);
    assert_eq!(texts(&version, ".run pre"), ["a/x.py"]);
    assert_eq!(texts(&version, "p.run"), ["manual"]);
    assert_eq!(texts(&version, ".module .missing"), ["Not tested automatically."]);
    assert_eq!(texts(&version, ".differences div")[0], "Newscs-0102-v1: Y");
    let first = parsed(&files, "scopes/scs-s/v1/index.html");
    assert_eq!(first.select(&selector(".parameters a")).count(), 0);
    assert!(!files.keys().any(|path| path.contains("..")));
    let calendar = std::str::from_utf8(&files["lifecycle.ics"]).unwrap().replace("\r\n ", "");
    assert!(calendar.contains("SUMMARY:A <b>scope v2 becomes effective: certificates are issued\r\n"), "{calendar}");
    let track = parsed(&files, "standards/scopes/index.html");
    assert_eq!(texts(&track, ".certificates tbody th a"), ["A <b>scope"]);
}

#[test]
fn a_scope_version_has_one_command_for_all_test_cases_if_the_checkout_has_the_script() {
    let scope = SCOPE.replace("scripts:", "variables: [os_cloud, region]\nscripts:");
    let commands = |more: &[&str]| {
        let files = [("Tests/scs-s.yaml", scope.as_str())].into_iter().chain(more.iter().map(|path| (*path, "")));
        let files = build(&corpus(&Tree::in_memory(files.map(|(path, text)| (path, text.to_owned())))), AT);
        assert_eq!(broken_links(&files), Vec::<String>::new());
        let page = parsed(&files, "scopes/scs-s/v1/index.html");
        (texts(&page, ":not(.module) > .run pre"), texts(&page, ":not(.module) > .run a"))
    };
    let command = "./scs-compliance-check.py scs-s.yaml -V v1 -s {subject} -a os_cloud={os_cloud} -a region={region} -o report.yaml";
    let script = "scs-compliance-check.py";
    assert_eq!(commands(&["Tests/scs-compliance-check.py"]), (vec![command.to_owned()], vec![script.to_owned()]));
    assert_eq!(commands(&[]), (vec![], vec![]));
}

#[test]
fn past_scope_changes_use_the_past_tense_and_start_with_the_timeline() {
    let text = std::str::from_utf8(&small()["scopes/scs-s.yaml"])
        .unwrap()
        .replace("2025-01-01\n  include", "2024-01-01\n  include");
    let corpus = corpus(&Tree::in_memory([("Tests/scs-s.yaml", text)]));
    let files = build(&corpus, AT);
    let page = parsed(&files, "scopes/scs-s/index.html");
    assert_eq!(texts(&page, ".version-list tbody tr")[1], "v1Effective2024-01-012024-01-012027-01-011");
    let changes = texts(&page, ".changes li");
    assert_eq!(changes[1], "2024-01-01 v1 became effective; certification began");
    assert!(
        texts(&page, "section p").iter().any(|line| line.starts_with("The timeline of the file begins on 2025-01-01"))
    );
}

#[test]
fn tests_page_links_all_locations() {
    let files = small();
    let page = parsed(&files, "standards/tests/index.html");
    let rows = texts(&page, ".standards tbody tr");
    assert_eq!(rows[0], "✓✓✓ scs-0101-v1X Effective A <b>scope v1 1 + 1 manual undocumented test cases: 1");
    assert!(rows[1].ends_with("required only by version v2, no test case"), "{rows:?}");
    let case = |id: &str| texts(&page, &format!("[id='test.{id}'] > *"));
    let first = case("scs-0101-a");
    assert_eq!(first[0], "scs-0101-aChecks <i>a");
    assert_eq!((first[1].as_str(), first[2].as_str()), ("main", "scs-0101-v1"));
    assert!(first[3].starts_with("A <b>scope v1"), "{first:?}");
    assert_eq!(case("scs-0101-b")[2..], ["not documented", "no scope version"]);
    assert_eq!(texts(&page, ".group-head"), ["scs-0101 X manual", "scs-0101 X a/x.py"]);
    assert!(texts(&page, "[id='test.x.6f6464206964'] th")[0].starts_with("odd id"));
    let gaps = texts(&page, ".gaps dd");
    assert!(gaps.iter().any(|gap| gap.contains("scs-0101-b")), "{gaps:?}");
    let number = parsed(&files, "standards/iaas/scs-0101/index.html");
    assert_eq!(number.select(&selector(".cases:not(.version-list) tbody tr:not(.group-head)")).count(), 3);
    let document = parsed(&files, "standards/scs-0101-v1-x/index.html");
    let facts = texts(&document, ".facts div");
    assert!(
        facts.iter().any(|fact| fact.starts_with("Required byA <b>scope v1 effective since 2025-01-01")),
        "{facts:?}"
    );
    assert!(facts.contains(&"Test casesodd id, scs-0101-a".to_owned()), "{facts:?}");
    let index = std::str::from_utf8(&files["assets/search-index.js"]).unwrap();
    assert!(
        index.contains("standards/tests/index.html#test.scs-0101-a") && index.contains("scopes/scs-s/v1/index.html")
    );
    let map = std::str::from_utf8(&files["sitemap.xml"]).unwrap();
    for page in ["standards/tests", "scopes/scs-s", "scopes/scs-s/v2"] {
        assert!(map.contains(&format!("<loc>https://docs.scs.community/{page}</loc>")), "{page}");
    }
}

fn git(folder: &Path, args: &[&str]) {
    let mut command = git_command(folder);
    command.env("GIT_COMMITTER_DATE", "2024-02-03T12:00:00Z").env("GIT_AUTHOR_DATE", "2024-02-03T12:00:00Z");
    let output = command.args(["-c", "user.name=A <b>"]).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn number_page_shows_its_history() {
    let folder = tempfile::tempdir().unwrap();
    let origin = folder.path().join("origin");
    std::fs::create_dir_all(origin.join("Standards")).unwrap();
    let write = |status: &str| {
        let text = format!("---\ntitle: X\ntype: Standard\ntrack: IaaS\n{status}---\n\n## Introduction\n");
        std::fs::write(origin.join("Standards/scs-0100-v1-x.md"), text).unwrap();
    };
    git(folder.path(), &["init", "-q", "-b", "main", "origin"]);
    for (status, message) in
        [("status: Draft\n", "Begin <b>"), ("status: Stable\nstabilized_at: 2024-02-03\n", "Decide")]
    {
        write(status);
        git(&origin, &["add", "."]);
        git(&origin, &["commit", "-q", "-m", message]);
    }
    let url = format!("file://{}", origin.display());
    git(folder.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let page = |name: &str, extra: &[&str]| {
        let output = common::run(folder.path().join(name), &[&["build"], extra].concat());
        let text = std::fs::read_to_string(folder.path().join(name).join("public/standards/iaas/scs-0100/index.html"));
        (Html::parse_document(&text.unwrap()), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (whole, said) = page("origin", &[]);
    let steps = texts(&whole, ".steps li");
    assert_eq!(steps.len(), 2, "{said}");
    assert!(steps[0].starts_with("2024-02-03 scs-0100-v1 Draft → Stable; stabilized 2024-02-03"), "{steps:?}");
    assert!(steps[1].contains("created as Draft") && steps[1].ends_with("Begin <b>"), "{steps:?}");
    let link = whole.select(&selector(".steps a")).next().unwrap().value().attr("href").unwrap();
    assert!(link.starts_with("https://github.com/SovereignCloudStack/standards/commit/"));
    let (none, _) = page("origin", &["--no-history"]);
    assert_eq!(texts(&none, ".steps"), Vec::<String>::new());
    let (shallow, said) = page("shallow", &[]);
    assert!(said.contains("the clone is shallow"), "{said}");
    assert!(texts(&shallow, ".aside")[0].contains("incomplete"));
    assert!(texts(&shallow, ".steps li")[0].contains("already present as Stable"));
}

/// What is wrong with the HTML of a site.
fn validated(files: &Files) -> Option<String> {
    let modules = crate::common::npm(&["html-validate@9"])?;
    let folder = folder(files.iter().filter(|(path, _)| path.ends_with(".html")));
    // Only validity: violations of the standard, not style.
    let config = json!({
        "root": true,
        "extends": ["html-validate:standard"],
        "rules": {
            "void-style": "off",
            // IDs of headings come from headings, in any script; the standard allows all but white space.
            "valid-id": ["error", {"relaxed": true}],
            // An implicit role is repeated if the layout for phones would remove it.
            "no-redundant-role": "off",
            "prefer-native-element": "off",
            "long-title": "off",
            "no-trailing-whitespace": "off",
            "attribute-boolean-style": "off",
            "attribute-empty-style": "off",
            "no-inline-style": "off",
            "tel-non-breaking": "off"
        }
    });
    std::fs::write(folder.path().join(".htmlvalidate.json"), config.to_string()).unwrap();
    let output = Command::new(modules.join(".bin/html-validate"))
        .args(["--formatter", "text", "."])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = said.lines().take(40).collect();
    assert!(output.status.success() || !said.trim().is_empty());
    Some(if output.status.success() { String::new() } else { lines.join("\n") })
}

#[test]
fn every_page_is_valid_html() {
    let broken = "<!doctype html><html lang=en><title>x</title><p><div>a</div></p>";
    let Some(wrong) = validated(&Files::from([("x/index.html".into(), broken.into())])) else { return };
    assert!(wrong.contains("error"), "the validator finds what is wrong: {wrong}");
    let mut files = build(&load(root()), AT);
    // Every kind of page, and some document pages.
    let mut number = 0;
    files.retain(|path, _| {
        number += 1;
        !path.starts_with("standards/scs-") || number % 8 == 0
    });
    assert_eq!(validated(&files).as_deref(), Some(""));
}
