//! The pages of cloud environments, and their badges, feeds, calendars and JSON.

use super::commands::{GOOD, key, out, register, report, sign, write};
use crate::common::browser::{Browser, axe};
use crate::common::html::{broken_links, parsed, texts};
use crate::common::{files_below, git_command, root, run, stdout};
use scsdoc::testing::value::schema::Schema;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// The site of our own register, with its invented clouds.
fn own() -> &'static (TempDir, BTreeMap<String, Vec<u8>>) {
    static OWN: LazyLock<(TempDir, BTreeMap<String, Vec<u8>>)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        stdout(&run(root(), &["build", "--no-history", "--base", "/", "--out", site.to_str().unwrap()]));
        (folder, files_below(&site))
    });
    &OWN
}

/// The site of a register on a date.
fn built(folder: &Path, at: &str) -> BTreeMap<String, Vec<u8>> {
    stdout(&run(folder, &["build", "--out", "site", "--at", at]));
    files_below(&folder.join("site"))
}

fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap_or_else(|| panic!("{path} is missing")).clone()).unwrap()
}

fn json(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_str(&text(files, path)).unwrap()
}

#[test]
fn table_shows_verdicts_expiry_and_failures() {
    let (_, files) = own();
    let page = parsed(files, "standards/certification/overview/index.html");
    let rows = texts(&page, ".clouds tbody tr");
    assert_eq!(rows.len(), 3, "{rows:?}");
    assert!(rows[0].contains("Nordlicht Cloud") && rows[0].contains("v5.1 passing"), "{rows:?}");
    assert!(rows[0].contains("Certificate for v5.1 until 2027-03-02"), "{rows:?}");
    assert!(rows[1].contains("v5.1 failing scs-0102-image-recency and 1 more failed"), "{rows:?}");
    assert!(rows[2].contains("v5.1 inconclusive") && rows[2].contains("v1: 2 missing"), "{rows:?}");
    assert_eq!(texts(&page, "#compliant-cloud-environments"), ["Certified and tested clouds"]);
    assert_eq!(texts(&page, "nav [aria-current]"), ["Certification"]);
    // Every page that shows these clouds says that they are fictional.
    let about = |path: &str| path.starts_with("clouds/") || path.starts_with("standards/certification/overview");
    let mut pages = 0;
    for path in files
        .keys()
        .filter(|path| path.ends_with(".html") && (about(path) || text(files, path).contains("Musterwolke")))
    {
        assert_eq!(texts(&parsed(files, path), ".example").len(), 1, "{path}");
        pages += 1;
    }
    assert!(pages >= 9, "{pages}");
    assert_eq!(broken_links(files), Vec::<String>::new());
    let version = parsed(files, "scopes/scs-compatible-iaas/v5.1/index.html");
    let clouds = texts(&version, "main section:first-of-type tbody tr");
    assert_eq!(
        clouds,
        [
            "Nordlicht Cloud Certificate for v5.1 until 2027-03-02 Passing Nordlicht GmbH",
            "Musterwolke Certificate for v5.1 until 2027-02-16 Failing Muster AG",
            "Campus Cloud no certificate Inconclusive Hochschulverbund Beispiel"
        ]
    );
}

#[test]
fn cloud_page_shows_open_test_cases_history_and_causes() {
    let (_, files) = own();
    let page = parsed(files, "clouds/musterwolke/scs-compatible-iaas/index.html");
    let open = texts(&page, "main section table:nth-of-type(2) tbody tr");
    assert!(open[0].starts_with("scs-0102-image-recency No image is older"), "{open:?}");
    assert!(open[0].contains("Failed 2026-10-26 2026-11-23 v5.1, next, v4 scs-0102-v1"), "{open:?}");
    assert_eq!(texts(&page, ".timeline .plot").len(), 1);
    let failing = "v5.1: Failing from 2026-10-26";
    assert!(texts(&page, ".timeline title").iter().any(|title| title.starts_with(failing)));
    let changes = texts(&page, ".changes li");
    let turned = "SCS-compatible IaaS v5.1, next: Passing → Failing";
    assert!(
        changes.iter().any(|line| line.contains(turned)
            && line.contains("scs-0102-image-recency, scs-0104-source-debian-13 failed at 2026-10-26")),
        "{changes:?}"
    );
    // Certificates are among the changes, and results of a cloud that fails expire, too.
    let certificates: Vec<_> = changes.iter().filter(|line| line.contains("certificate")).map(String::as_str).collect();
    assert_eq!(
        certificates,
        [
            "2027-02-16 Certificate SCS-compatible IaaS v5.1: certificate expires",
            "2026-02-16 Certificate SCS-compatible IaaS v5.1: certificate issued",
            "2025-04-01 Certificate SCS-compatible IaaS v4: certificate revoked",
            "2024-10-01 Certificate SCS-compatible IaaS v4: certificate issued",
        ]
    );
    assert!(changes[0].contains("v5.1, next: results will be missing unless a new report arrives"), "{changes:?}");
    assert_eq!(texts(&page, ".checklist li").len(), 55, "what has passed is listed too");
    // Subjects are shown side by side.
    let page = parsed(files, "clouds/nordlicht/index.html");
    let head: Vec<String> = texts(&page, "main section:first-of-type thead th");
    assert_eq!(head, ["Version", "Validity", "nordlicht-1", "nordlicht-2"]);
    // What has no script has no need of one.
    assert!(!text(files, "clouds/nordlicht/index.html").contains("clouds.js"));
}

#[test]
fn badges_feeds_calendars_and_json_are_valid() {
    let (_, files) = own();
    let clouds = json(files, "api/v1/clouds.json");
    assert_eq!(Schema::ApiClouds.errors_in(&clouds), Vec::<String>::new());
    assert_eq!((clouds["example"].clone(), clouds["reports"].as_u64()), (true.into(), Some(119)));
    for id in ["nordlicht", "musterwolke", "campus"] {
        let cloud = json(files, &format!("api/v1/clouds/{id}.json"));
        assert_eq!(Schema::ApiCloud.errors_in(&cloud), Vec::<String>::new(), "{id}");
        assert!(!cloud["changes"].as_array().unwrap().is_empty(), "{id}");
    }
    let badge = text(files, "badges/musterwolke/scs-compatible-iaas.svg");
    assert!(badge.contains("<title>SCS-compatible IaaS: v5.1 failing</title>") && !badge.contains("script"), "{badge}");
    let shield = json(files, "badges/nordlicht/scs-compatible-iaas.json");
    assert_eq!(
        shield,
        serde_json::json!({"schemaVersion": 1, "label": "SCS-compatible IaaS", "message": "v5.1 passing", "color": "green"})
    );
    for path in ["standards/certification/overview/feed.xml", "clouds/musterwolke/feed.xml"] {
        let feed = text(files, path);
        assert!(feed.contains("v5.1, next: Passing → Failing</title>"), "{feed}");
        let cause = "<summary>new result: scs-0102-image-recency, scs-0104-source-debian-13 failed";
        assert!(feed.contains(cause), "{feed}");
        assert!(feed.contains("<title>Musterwolke: SCS-compatible IaaS v5.1: certificate issued</title>"), "{feed}");
        assert_eq!(feed.matches("<entry>").count(), feed.matches("<id>").count() - 1);
        let ids: std::collections::BTreeSet<&str> = feed.split("<id>").skip(1).collect();
        assert_eq!(ids.len(), feed.matches("<id>").count(), "an id stands twice in {path}");
    }
    assert!(!text(files, "clouds/nordlicht/feed.xml").contains("Musterwolke"));
    let calendar = text(files, "clouds/calendar.ics").replace("\r\n ", "");
    assert!(calendar.contains("SUMMARY:Musterwolke: SCS-compatible IaaS v5.1: certificate expires"), "{calendar}");
    assert!(calendar.contains("v5.1\\, next: results will be missing unless a new report arrives"), "{calendar}");
    let table = run(root(), &["compliance", "--format", "markdown"]);
    assert_eq!(stdout(&table), text(files, "clouds/table.md"));
}

#[test]
fn cloud_pages_are_accessible_and_fit_phones_and_paper() {
    let (Some(axe), Some(mut browser)) = (axe(), Browser::page()) else { return };
    let (folder, _) = own();
    let pages = [
        "standards/certification/overview",
        "clouds/nordlicht",
        "clouds/musterwolke/scs-compatible-iaas",
        "clouds/campus/scs-compatible-kaas",
        "scopes/scs-compatible-iaas/v5.1",
    ];
    for (width, scheme) in [(1280, "light"), (390, "dark"), (360, "light")] {
        browser.window(width, scheme);
        for page in pages {
            browser.open(&format!("file://{}/site/{page}/index.html", folder.path().display()));
            browser.is_accessible(&axe, &format!("{page} {width} {scheme}"));
        }
    }
    assert_eq!(browser.said, Vec::<String>::new());
}

#[test]
fn no_cloud_pages_without_environments() {
    let folder = register("");
    std::fs::remove_file(folder.path().join("Certification/environments.yaml")).unwrap();
    write(folder.path(), "Certification/reports/a.yaml", &report(1, "regio-a", "2026-08-20 03:00:00", GOOD));
    let files = built(folder.path(), "2026-08-20");
    let clouds = |path: &&String| path.contains("cloud") && !path.ends_with(".schema.json");
    assert_eq!(files.keys().find(clouds), None);
    assert!(!text(&files, "index.html").contains("Clouds"));
}

#[test]
fn a_cloud_without_a_valid_certificate_is_not_shown_among_the_certified() {
    let folder = register("");
    let root = folder.path();
    let list = std::fs::read_to_string(root.join("Certification/environments.yaml")).unwrap();
    let group = |date: &str, revoked: &str| -> Vec<String> {
        let own = format!("issued_at: {date}{revoked}}}]");
        write(root, "Certification/environments.yaml", &list.replace("issued_at: 2026-03-01}]", &own));
        let files = built(root, "2026-08-21");
        let page = parsed(&files, "standards/certification/overview/index.html");
        assert_eq!(
            text(&files, "clouds/table.md").lines().next().unwrap()[4..],
            texts(&page, "h2")[0].replace(" 1", "")
        );
        [texts(&page, "h2"), texts(&page, "section:first-of-type .certificate")].concat()
    };
    assert_eq!(group("2026-08-01", "")[0], "Certified 1");
    assert_eq!(group("2025-08-01", "")[0], "Certificate not valid 1");
    let revoked = group("2026-08-01", ", revoked_at: 2026-08-20");
    assert_eq!(revoked[0], "Certificate not valid 1");
    assert!(revoked.last().unwrap().ends_with("revoked on 2026-08-20"), "{revoked:?}");
}

#[test]
fn past_dates_use_the_accounts_and_scope_files_of_that_day() {
    let keys = tempfile::tempdir().unwrap();
    let (Some(old), Some(new)) = (key(keys.path(), "old", "ed25519"), key(keys.path(), "new", "ed25519")) else {
        return;
    };
    let accounts = |key: &str| format!("accounts:\n- {{subject: other-a, keys: [{{key: {key}}}]}}\n");
    let folder = register(&accounts(&old));
    let root = folder.path();
    let commit = |date: &str| {
        for args in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "x"]] {
            let mut git = git_command(root);
            git.args(args).env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
            assert!(git.output().unwrap().status.success(), "{args:?}");
        }
    };
    commit("2026-08-01T12:00:00Z");
    let reports = root.join("Certification/reports");
    write(&reports, "a.yaml", &report(1, "other-a", "2026-08-19 03:00:00", GOOD));
    sign(keys.path(), "old", &reports.join("a.yaml"));
    let list = std::fs::read_to_string(root.join("Certification/environments.yaml")).unwrap();
    let at = list.find("accounts:").unwrap();
    write(root, "Certification/environments.yaml", &format!("{}{}", &list[..at], accounts(&new)));
    commit("2026-08-20T12:00:00Z");
    let files = built(root, "2026-08-21");
    let cloud = json(&files, "api/v1/clouds/other.json");
    let history = cloud["environment"]["scopes"][0]["subjects"][0]["history"].as_array().unwrap();
    let of = |version: &str| -> Vec<(&str, Option<&str>)> {
        let own = history.iter().filter(|one| one["version"] == version);
        own.map(|one| (one["from"].as_str().unwrap(), one["verdict"].as_str())).collect()
    };
    assert_eq!(
        of("v2")[1..],
        [("2026-08-10", Some("MISS")), ("2026-08-19", Some("PASS")), ("2026-08-20", Some("MISS"))]
    );
    let turn = cloud["changes"].as_array().unwrap().iter().find(|one| one["date"] == "2026-08-20").unwrap();
    assert_eq!(turn["causes"], serde_json::json!(["the accounts changed: different reports are counted"]));
    // The commands say the same of that day.
    let verdict = |at: &str| {
        let answer = super::verdicts(root, &["--at", at, "--subject", "other-a"]);
        answer["subjects"][0]["scopes"][0]["versions"][0]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!((verdict("2026-08-19").as_str(), verdict("2026-08-20").as_str()), ("PASS", "MISS"));
}

#[test]
fn staged_and_past_states_use_their_own_environments() {
    let folder = register("");
    let root = folder.path();
    crate::common::commit_all(root);
    let list = std::fs::read_to_string(root.join("Certification/environments.yaml")).unwrap();
    write(root, "Certification/environments.yaml", &list.replace("listed: voluntary", "listed: perhaps"));
    let rules = |args: &[&str]| {
        let output = run(root, &[&["check", "--format", "json"], args].concat());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap().iter();
        found.filter(|one| one["rule"] == "invalid-environments").count()
    };
    assert_eq!((rules(&[]), rules(&["--staged"]), rules(&["--base", "HEAD"])), (1, 0, 1));
    crate::common::git(root, &["add", "."]);
    assert_eq!(rules(&["--staged"]), 1);
    crate::common::commit_all(root);
    // The base had the finding too.
    assert_eq!(rules(&["--base", "HEAD"]), 0);
}

#[test]
fn example_matches_its_generator() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return crate::common::skip("python3", "python3 is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let mut script = std::process::Command::new("python3");
    script.arg(root().join("Certification/example.py")).arg(folder.path());
    let made = script.env("SCSDOC", env!("CARGO_BIN_EXE_scsdoc")).output().unwrap();
    assert!(made.status.success(), "{}", crate::common::text(&made.stderr));
    assert!(
        files_below(folder.path()) == files_below(&root().join("Certification/ledger")),
        "run Certification/example.py"
    );
    let (status, found, _) = out(root(), &["check", "--at", "2026-11-20", "--quiet"]);
    assert_eq!((status, found.as_str()), (0, ""));
}
