//! Requirements: the command, pages, and OSCAL.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{self, folder, root};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const STANDARD: &str = "---\ntitle: Images\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: IaaS\n---\n\n\
    ## Motivation\n\nUsers must choose.\n\n## Standard\n\nImages MUST have:\n\n- a name\n- a date\n\nImages SHOULD be new. It is mandatory to \
    hide old ones.\n\nProviders MUST document <b>them</b>.\n";
const SUPPLEMENT: &str = "---\ntitle: \"Images: tests\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0102-v1-images.md\ntests:\n  \
    - executable: images.py\n    testcases:\n      - {id: scs-0102-name, description: Names., target: main, versions: [v1], covers: [R1]}\n  \
    - testcases:\n      - {id: scs-0102-docs, description: Docs., target: main, versions: [v1], covers: [R3]}\n---\n\nText.\n";
const OTHER: &str = "---\ntitle: Zones\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: IaaS\n---\n\n\
    ## Standard\n\nZones MUST be apart.\n";
const SCOPE: &str = "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: Compatible IaaS\nurl: https://example.org/scs-iaas.yaml\nscripts:\n- \
    executable: images.py\n  testcases:\n  - {id: scs-0102-name}\n- testcases:\n  - {id: scs-0102-docs}\nmodules:\n- id: scs-0102-v1\n  \
    targets: {main: [scs-0102-name, scs-0102-docs]}\n- id: scs-0121-v1\n  targets: {}\ntimeline:\n- date: 2024-06-01\n  versions: {v1: \
    effective}\nversions:\n- version: v1\n  stabilized_at: 2024-06-01\n  include: [scs-0102-v1, scs-0121-v1]\n";
const ENVIRONMENTS: &str = "environments:\n- {id: cloud-a, name: Cloud A, url: 'https://a.example', description: x, operator: A, listed: \
    voluntary, subjects: {scs-iaas: [a]}}\naccounts:\n- {subject: a}\n";
const REPORT: &str = "run: {uuid: 4b54e9b0-5e2c-4c5f-9f3e-0d6f7c7c1f11, invocations: {x: {results: {scs-0102-name: 1, scs-0102-docs: -1}}}}\nspec: {uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f}\nsubject: a\n\
    checked_at: 2026-11-18 03:00:00\n";

fn register() -> tempfile::TempDir {
    folder([
        ("Standards/scs-0102-v1-images.md", STANDARD),
        ("Standards/scs-0102-w1-images.md", SUPPLEMENT),
        ("Standards/scs-0121-v1-zones.md", OTHER),
        ("Tests/scs-iaas.yaml", SCOPE),
        ("Tests/images.py", ""),
    ])
}

fn run(root: &Path, args: &[&str]) -> String {
    common::stdout(&common::run(root, args))
}

fn ids(text: &str) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_str(text).unwrap();
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn requirements_are_listed_with_their_test_cases() {
    let dir = register();
    let json = run(dir.path(), &["requirements", "--format", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    let row = |row: &Value| format!("{} {} {}", row["id"], row["keyword"], row["tested"]).replace('"', "");
    let expected =
        ["scs-0102-v1 R1 MUST yes", "scs-0102-v1 R2 SHOULD no", "scs-0102-v1 R3 MUST manual", "scs-0121-v1 R1 MUST no"];
    assert_eq!(rows.iter().map(row).collect::<Vec<_>>(), expected);
    assert_eq!(rows[0]["text"], "Images MUST have: a name; a date");
    assert_eq!(rows[0]["items"], serde_json::json!(["a name", "a date"]));
    assert!(rows[0]["url"].as_str().unwrap().ends_with("scs-0102-v1-images#R1"));
    // Each MUST of a standard without automated tests.
    let question = ["requirements", "--scope", "iaas v1", "--keyword", "must", "--tested", "no", "--format", "json"];
    assert_eq!(ids(&run(dir.path(), &question)), ["scs-0121-v1 R1"]);
    let one = run(dir.path(), &["requirements", "scs-0102", "--possible"]);
    assert!(one.contains("(REQUIRED)"), "{one}");
    assert!(
        one.ends_with("3 requirements as of 2026-11-20: MUST 1 of 2 tested, 1 manual; SHOULD 0 of 1 tested\n1 possibly normative sentence\n"),
        "{one}"
    );
    let coverage = run(dir.path(), &["requirements", "--coverage", "--format", "csv"]);
    assert!(
        coverage.contains("Compatible IaaS v1,\"MUST 1 of 3 tested, 1 manual; SHOULD 0 of 1 tested\",1,scope,"),
        "{coverage}"
    );
    let unknown = common::run(dir.path(), &["requirements", "--scope", "iaas v9"]);
    assert_eq!(
        String::from_utf8_lossy(&unknown.stderr),
        "note: no git history; the states as of 2026-11-20 are based only on the dates in the documents\n\
         error: unknown scope version `iaas v9`; expected one of `Compatible IaaS v1`\n"
    );
}

#[test]
fn standard_page_lists_its_requirements() {
    let dir = register();
    let out = dir.path().join("public");
    run(dir.path(), &["--quiet", "build", "--out", out.to_str().unwrap()]);
    let page = std::fs::read_to_string(out.join("standards/scs-0102-v1-images/index.html")).unwrap();
    let page = scraper::Html::parse_document(&page);
    let texts = |query: &str| -> Vec<String> {
        let selector = scraper::Selector::parse(query).unwrap();
        let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
        page.select(&selector).map(|element| text(element).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(texts(".prose a.requirement"), ["R1", "R2", "R3"]);
    assert_eq!(texts(".requirements-of .covered"), ["scs-0102-name", "not tested", "scs-0102-docs (manual)"]);
    assert!(texts(".requirements-of li")[3].ends_with("It is mandatory to hide old ones."));
    let item = page.select(&scraper::Selector::parse("[data-citation]").unwrap()).next().unwrap();
    let citation = item.value().attr("data-citation").unwrap();
    assert!(
        citation.starts_with("SCS-0102-v1 R1, Images, Effective since 2024-01-01, as of 2026-11-20, https://"),
        "{citation}"
    );
    let all = std::fs::read_to_string(out.join("standards/requirements/index.html")).unwrap();
    assert_eq!(all.matches("data-tested=").count(), 4);
}

/// A folder with the export, and its files.
fn export(root: &Path, dir: &Path) -> Vec<(String, Value)> {
    let out = dir.join("oscal");
    run(root, &["--quiet", "export", "oscal", out.to_str().unwrap()]);
    let files = common::files_below(&out).into_iter().filter(|(name, _)| name.ends_with(".json"));
    files.map(|(name, bytes)| (name, serde_json::from_slice(&bytes).unwrap())).collect()
}

fn with_reports() -> tempfile::TempDir {
    let dir = register();
    common::write(
        dir.path(),
        [("Certification/environments.yaml", ENVIRONMENTS), ("Certification/reports/a.yaml", REPORT)],
    );
    dir
}

#[test]
fn oscal_contains_requirements_scopes_and_results() {
    let dir = with_reports();
    let files = export(dir.path(), dir.path());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["assessment-results-cloud-a.json", "catalog.json", "profile-scs-iaas-v1.json"]);
    let (results, catalog, profile) =
        (&files[0].1["assessment-results"], &files[1].1["catalog"], &files[2].1["profile"]);
    let control = &catalog["groups"][0]["groups"][0]["controls"][0];
    assert_eq!(control["id"], "scs-0102-v1-r1");
    assert_eq!(control["parts"][0]["prose"], "Images MUST have:");
    assert_eq!(control["parts"][0]["parts"][1]["prose"], "a date");
    // The profile equals the output of the command.
    let ids = ids(&run(dir.path(), &["requirements", "--scope", "iaas v1", "--format", "json"]));
    let ids: Vec<String> = ids.iter().map(|id| id.replace(" R", "-r")).collect();
    assert_eq!(profile["imports"][0]["include-controls"][0]["with-ids"], serde_json::json!(ids));
    let states = results["results"][0]["findings"].as_array().unwrap().iter();
    let states: Vec<String> = states
        .map(|found| {
            format!("{} {}", found["target"]["target-id"], found["target"]["status"]["state"]).replace('"', "")
        })
        .collect();
    assert_eq!(states, ["scs-0102-v1-r1_smt satisfied", "scs-0102-v1-r3_smt not-satisfied"]);
    assert_eq!(export(dir.path(), dir.path()), files);
    let passed = run(dir.path(), &["requirements", "scs-0102", "--format", "csv"]);
    assert!(passed.contains(",cloud-a,"), "{passed}");
}

/// Validates and resolves with `compliance-trestle`; skipped if it is not installed.
#[test]
fn oscal_is_valid_for_trestle() {
    let Some(python) = common::python("compliance-trestle", "trestle", "5.2.0") else { return };
    let dir = with_reports();
    for root in [dir.path(), root()] {
        let out = tempfile::tempdir().unwrap();
        let files = export(root, out.path());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/oscal_check.py");
        let output = Command::new(&python).arg(&script).current_dir(out.path().join("oscal")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let resolved: BTreeSet<&str> = std::str::from_utf8(&output.stdout).unwrap().lines().collect();
        let mut profiles = BTreeSet::new();
        for (name, value) in files.iter().filter(|(name, _)| name.starts_with("profile-")) {
            let ids = value["profile"]["imports"][0]["include-controls"][0]["with-ids"].as_array().unwrap();
            profiles.extend(ids.iter().map(|id| format!("{name} {}", id.as_str().unwrap())));
        }
        assert_eq!(resolved, profiles.iter().map(String::as_str).collect());
    }
}
