//! Forged and malicious reports: each is reported, none appears on a page, and others still count.

use super::commands::{GOOD, key, out, register, report, sign, write};
use crate::common::files_below;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Is in everything that must not be published.
const MARKER: &str = "walrus";

/// Files that are refused or count less, each with the rule that reports it.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let with = |run: u32, from: &str, to: &str| {
        let text = report(run, "regio-a", &format!("2026-08-20 04:{run:02}:00"), GOOD);
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    };
    let bomb: String = (1..12).map(|n| format!("b{n}: &b{n} [*b{0}, *b{0}, *b{0}, *b{0}, *b{0}]\n", n - 1)).collect();
    let bomb = with(20, "spec:", &format!("b0: &b0 [{MARKER}]\n{bomb}spec:"));
    let deep = format!("argv: {}{MARKER}{}", "[".repeat(100), "]".repeat(100));
    let many: String = (0..10_001).map(|n| format!("{MARKER}-{n}: 1, ")).collect();
    vec![
        ("aliases", bomb, "invalid-report"),
        ("tag", with(21, "subject: regio-a", &format!("subject: !!python/object/{MARKER} regio-a")), "invalid-report"),
        ("duplicate-key", with(22, "subject: regio-a", "subject: regio-a\nsubject: regio-b"), "invalid-report"),
        ("deep", with(23, "argv: [secret-argument]", &deep), "invalid-report"),
        (
            "huge-number",
            with(24, "ex-0100-names: 1", &format!("ex-0100-names: 1{}", "0".repeat(5000))),
            "invalid-result",
        ),
        ("huge-name", with(25, "subject: regio-a", &format!("subject: {}", MARKER.repeat(100_000))), "invalid-report"),
        ("many-results", with(26, "{ex-0100-names", &format!("{{{many}ex-0100-names")), "invalid-report"),
        (
            "control-subject",
            with(27, "subject: regio-a", &format!("subject: \"{MARKER}\\e[31m\\u202e\"")),
            "invalid-report",
        ),
        (
            "html-subject",
            with(28, "subject: regio-a", &format!("subject: <script>{MARKER}</script>")),
            "invalid-report",
        ),
        ("control-id", with(29, "ex-0102-images", &format!("\"{MARKER}\\n::error::\"")), "invalid-result"),
        (
            "control-run",
            with(30, "uuid: 00000000-0000-4000-8000-000000000030", &format!("uuid: \"{MARKER}\\r\\n\"")),
            "invalid-report",
        ),
        ("far-future", with(31, "2026-08-20 04:31:00", "9999-12-31 23:59:59"), "future-result"),
        ("before-time", with(32, "2026-08-20 04:32:00", "-9999-01-01 00:00:00"), "invalid-report"),
        ("no-date", with(33, "2026-08-20 04:33:00", &format!("{MARKER}-02-30")), "invalid-report"),
        ("unknown-subject", with(34, "subject: regio-a", &format!("subject: {MARKER}-cloud")), "unknown-subject"),
        ("same-run", with(1, "ex-0102-images: 1", "ex-0102-images: 0"), "duplicate-run"),
        ("not-utf-8", [&b"---\nsubject: \xff\xfe"[..], MARKER.as_bytes()].concat(), "invalid-report"),
        ("no-yaml", format!("{{{{{{ {MARKER}").into_bytes(), "invalid-report"),
        ("nothing", Vec::new(), "invalid-report"),
    ]
}

#[test]
fn hostile_reports_are_reported_and_never_published() {
    let folder = register("");
    let root = folder.path();
    write(root, "Certification/reports/good.yaml", &report(1, "regio-a", "2026-08-20 03:00:00", GOOD));
    write(root, "Certification/reports/more.yaml", &report(2, "regio-b", "2026-08-20 03:00:00", GOOD));
    let files = hostile();
    for (name, bytes, _) in &files {
        std::fs::write(root.join(format!("Certification/reports/{name}.yaml")), bytes).unwrap();
    }
    let (_, text, error) = out(root, &["check", "--at", "2026-08-20", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{error}"));
    let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for finding in found["diagnostics"].as_array().unwrap() {
        let file = finding["path"].as_str().unwrap().rsplit('/').next().unwrap();
        let stem = file.strip_suffix(".yaml").unwrap_or(file);
        rules.entry(stem).or_default().insert(finding["rule"].as_str().unwrap());
        let message = finding["message"].as_str().unwrap();
        assert!(message.len() < 300 && !message.contains(char::is_control), "{message:?}");
    }
    for (name, _, rule) in &files {
        assert_eq!(rules.remove(name).unwrap_or_default(), BTreeSet::from([*rule]), "{name}");
    }
    assert_eq!(rules.keys().collect::<Vec<_>>(), Vec::<&&str>::new());
    // Of two reports of one run at different times the newest counts, which here is the worse one.
    let built = crate::common::run(root, &["build", "--out", "site", "--at", "2026-08-20"]);
    assert!(built.status.success(), "{}", crate::common::text(&built.stderr));
    let site = files_below(&root.join("site"));
    for (path, bytes) in &site {
        let text = String::from_utf8_lossy(bytes);
        for word in [MARKER, "secret-"] {
            assert!(!text.contains(word), "{path} holds {word}");
        }
    }
    let cloud: Value = serde_json::from_slice(&site["api/v1/clouds/regio-cloud.json"]).unwrap();
    let versions = &cloud["environment"]["scopes"][0]["subjects"];
    assert_eq!(versions[1]["versions"][0]["verdict"], "PASS", "{cloud}");
    assert_eq!(versions[0]["versions"][1]["verdict"], "PASS", "{cloud}");
    let clouds: Value = serde_json::from_slice(&site["api/v1/clouds.json"]).unwrap();
    assert_eq!(clouds["refused"]["untrusted"], 0);
    let unreadable = files.iter().filter(|(_, _, rule)| *rule == "invalid-report").count();
    assert_eq!(clouds["refused"]["unreadable"], unreadable);
    // The ledger contains only readable reports.
    let (_, _, said) = out(root, &["add", "Certification/reports", "--at", "2026-08-20"]);
    assert!(said.contains("refused"), "{said}");
    let ledger = files_below(&root.join("Certification/ledger"));
    let text = ledger.values().map(|bytes| String::from_utf8_lossy(bytes)).collect::<String>();
    assert!(!text.contains("secret-") && text.lines().count() >= 2, "{text}");
}

#[test]
fn a_signature_of_other_bytes_or_an_expired_key_is_invalid() {
    let keys = tempfile::tempdir().unwrap();
    let (Some(own), Some(old)) = (key(keys.path(), "own", "ed25519"), key(keys.path(), "old", "ed25519")) else {
        return;
    };
    let folder = register(&format!(
        "accounts:\n- {{subject: regio-a, keys: [{{key: {own}}}, {{key: {old}, until: 2026-08-01}}]}}\n- {{subject: regio-b, keys: [{{key: {old}, from: 2026-09-01}}]}}\n"
    ));
    let root = folder.path();
    let reports = root.join("Certification/reports");
    let make = |name: &str, run: u32, subject: &str, by: &str| {
        write(&reports, name, &report(run, subject, "2026-08-20 03:00:00", GOOD));
        sign(keys.path(), by, &reports.join(name));
    };
    make("good.yaml", 1, "regio-a", "own");
    make("ended.yaml", 2, "regio-a", "old");
    make("early.yaml", 3, "regio-b", "old");
    make("foreign.yaml", 4, "regio-b", "own");
    make("changed.yaml", 5, "regio-a", "own");
    write(&reports, "changed.yaml", &report(5, "regio-a", "2026-08-20 03:00:01", GOOD));
    make("several.yaml", 6, "regio-a", "own");
    let both = [report(6, "regio-a", "2026-08-20 03:00:00", GOOD), report(7, "regio-b", "2026-08-20 03:00:00", GOOD)];
    write(&reports, "several.yaml", &both.concat());
    sign(keys.path(), "own", &reports.join("several.yaml"));
    let (_, text, _) = out(root, &["check", "--at", "2026-08-20", "--format", "json"]);
    let found: Value = serde_json::from_str(&text).unwrap();
    let all = found["diagnostics"].as_array().unwrap();
    let paths: BTreeSet<&str> =
        all.iter().map(|one| one["path"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert!(all.iter().all(|one| one["rule"] == "untrusted-report"), "{text}");
    assert_eq!(paths, BTreeSet::from(["changed.yaml", "early.yaml", "ended.yaml", "foreign.yaml", "several.yaml"]));
    let built = crate::common::run(root, &["build", "--out", "site", "--at", "2026-08-20"]);
    assert!(built.status.success());
    let site = files_below(&root.join("site"));
    let clouds: Value = serde_json::from_slice(&site["api/v1/clouds.json"]).unwrap();
    assert_eq!((&clouds["reports"], &clouds["refused"]["untrusted"]), (&1.into(), &6.into()));
    let page = String::from_utf8_lossy(&site["standards/certification/overview/index.html"]).into_owned();
    assert!(page.contains("Not counted because neither the subject nor a delegate signed them: 6."), "{page}");
}
