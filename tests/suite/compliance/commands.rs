//! The commands of a maintainer: add, table, show, diff, due.

use super::verdicts;
use crate::common::{self, run, text};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

pub const SCOPE: &str = "name: Example IaaS
uuid: 11111111-1111-4111-8111-111111111111
url: https://example.org/scs-example-iaas.yaml
scripts:
- executable: suite.py
  testcases:
  - {id: ex-0100-names, lifetime: week}
  - {id: ex-0102-images, lifetime: day}
- testcases:
  - {id: ex-0110-docs, lifetime: quarter}
modules:
- {id: a, name: A, url: 'https://example.org/a', targets: {main: [ex-0100-names]}}
- {id: b, name: B, url: 'https://example.org/b', targets: {main: [ex-0102-images]}}
- {id: c, name: C, url: 'https://example.org/c', targets: {main: [ex-0110-docs]}}
timeline:
- date: 2026-08-10
  versions: {v3: draft, v2: effective, v1: warn}
- date: 2026-01-01
  versions: {v1: effective}
versions:
- {version: v3, include: [a, b, c]}
- {version: v2, stabilized_at: 2026-08-10, include: [a, b]}
- {version: v1, stabilized_at: 2026-01-01, include: [a]}
";

const ENVIRONMENTS: &str = "environments:
- id: regio-cloud
  name: REGIO | cloud
  url: https://regio.example
  description: {en: Public cloud, de: Öffentliche Cloud}
  operator: Example GmbH
  links: [{text: Health, url: 'https://regio.example/health'}]
  listed: certified
  subjects: {scs-example-iaas: [regio-a, regio-b]}
  certificates: [{scope: scs-example-iaas, version: v1, issued_at: 2026-03-01}]
- id: other
  name: Other
  operator: Other AG
  listed: voluntary
  subjects: {scs-example-iaas: [other-a]}
";

pub fn report(run: u32, subject: &str, at: &str, results: &str) -> String {
    format!(
        "---\nspec: {{uuid: 11111111-1111-4111-8111-111111111111, name: secret-name}}\nchecked_at: {at}\nsubject: {subject}\nrun:\n  uuid: 00000000-0000-4000-8000-{run:012}\n  argv: [secret-argument]\n  assignment: {{x: secret-assignment}}\n  invocations:\n    i:\n      cmd: secret-command\n      results: {results}\n      stdout: [secret-log]\n      stderr: [secret-log]\n"
    )
}

pub fn register(accounts: &str) -> tempfile::TempDir {
    common::register(&[
        ("Standards/README.md", ""),
        ("Tests/scs-example-iaas.yaml", SCOPE),
        ("Certification/environments.yaml", &format!("{ENVIRONMENTS}{accounts}")),
    ])
}

pub fn write(folder: &Path, path: &str, text: &str) {
    common::write(folder, [(path, text)]);
}

/// What a command prints, with its exit status.
pub fn out(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = run(folder, &[&["compliance"], args].concat());
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let (_, text, error) = out(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{error}"))
}

/// A key pair; `None` if there is no ssh-keygen.
pub fn key(folder: &Path, name: &str, kind: &str) -> Option<String> {
    if Command::new("ssh-keygen").arg("-?").output().is_err() {
        common::skip("ssh-keygen", "ssh-keygen is not installed");
        return None;
    }
    let file = folder.join(name);
    let made = Command::new("ssh-keygen").args(["-q", "-t", kind, "-N", "", "-C", "x", "-f"]).arg(&file).status();
    assert!(made.unwrap().success());
    Some(std::fs::read_to_string(folder.join(format!("{name}.pub"))).unwrap().trim().to_owned())
}

pub fn sign(keys: &Path, name: &str, file: &Path) {
    let _ = std::fs::remove_file(format!("{}.sig", file.display()));
    let mut command = Command::new("ssh-keygen");
    let command = command.args(["-q", "-Y", "sign", "-n", "report", "-f"]).arg(keys.join(name)).arg(file);
    assert!(command.status().unwrap().success());
}

pub const GOOD: &str = "{ex-0100-names: 1, ex-0102-images: 1}";

#[test]
fn reports_are_verified_and_added_once_without_logs() {
    let keys = tempfile::tempdir().unwrap();
    let (Some(own), Some(ci)) = (key(keys.path(), "own", "ed25519"), key(keys.path(), "ci", "ed25519")) else { return };
    let folder = register(&format!(
        "accounts:\n- {{subject: regio-a, keys: [{{key: {own}}}]}}\n- {{subject: regio-b, delegates: [ci]}}\n- {{subject: ci, keys: [{{key: {ci}}}]}}\n"
    ));
    let root = folder.path();
    let reports = root.join("Certification/reports");
    write(&reports, "a.yaml", &report(1, "regio-a", "2026-08-20 03:14:15.5", GOOD));
    write(&reports, "b.yaml", &report(2, "regio-b", "2026-08-20 03:14:16", GOOD));
    sign(keys.path(), "own", &reports.join("a.yaml"));
    sign(keys.path(), "ci", &reports.join("b.yaml"));
    let (status, _, said) = out(root, &["add", "Certification/reports", "--at", "2026-08-21"]);
    assert_eq!((status, said.as_str()), (0, "added 2 reports to 2026-08.jsonl\n"));
    let ledger = std::fs::read_to_string(root.join("Certification/ledger/2026-08.jsonl")).unwrap();
    assert!(!ledger.contains("secret"), "{ledger}");
    let lines: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        let errors = scsdoc::testing::value::schema::Schema::Ledger.errors_in(line);
        assert!(errors.is_empty(), "{errors:?}");
    }
    assert_eq!(lines[0]["signed_by"], "regio-a");
    assert_eq!(lines[0]["checked_at"], "2026-08-20T03:14:15.5Z");
    assert_eq!(lines[1]["signed_by"], "ci");
    // The second time changes nothing.
    let (status, _, said) = out(root, &["add", "Certification/reports", "--at", "2026-08-21"]);
    assert_eq!((status, said.as_str()), (0, "added 0 reports; 2 already in the ledger\n"));
    assert_eq!(std::fs::read_to_string(root.join("Certification/ledger/2026-08.jsonl")).unwrap(), ledger);
    // Reports with a bad signature, a second report of a run, and one from the future are refused; others are added.
    write(&reports, "c.yaml", &report(3, "regio-a", "2026-08-21 03:14:15", GOOD));
    sign(keys.path(), "ci", &reports.join("c.yaml"));
    write(&reports, "d.yaml", &report(1, "regio-a", "2026-08-21 03:14:15", GOOD));
    sign(keys.path(), "own", &reports.join("d.yaml"));
    write(&reports, "e.yaml", &report(5, "regio-a", "2026-09-21 03:14:15", GOOD));
    sign(keys.path(), "own", &reports.join("e.yaml"));
    write(&reports, "f.yaml", "not a report");
    write(&reports, "g.yaml", &report(6, "regio-a", "2026-07-31 03:14:15", GOOD));
    sign(keys.path(), "own", &reports.join("g.yaml"));
    let unknown = report(7, "regio-a", "2026-08-20 03:14:15", GOOD).replace("11111111-1111", "22222222-1111");
    write(&reports, "h.yaml", &unknown);
    sign(keys.path(), "own", &reports.join("h.yaml"));
    // A report that is named and does not count decides a job, and its subject does not vanish.
    let (status, table, said) = out(root, &["verdict", "Certification/reports/c.yaml", "--at", "2026-08-21"]);
    assert_eq!((status, table.matches("regio-a").count()), (1, 3), "{table}{said}");
    assert!(table.contains("MISS") && said.starts_with("1 report refused\n"), "{table}{said}");
    let (status, found, said) = out(root, &["add", "Certification/reports", "--at", "2026-08-21"]);
    assert_eq!((status, said.as_str()), (1, "added 1 report to 2026-07.jsonl; 2 already in the ledger; 5 refused\n"));
    for rule in ["untrusted-report", "duplicate-run", "future-result", "invalid-report", "unknown-report-scope"] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
    assert!(!found.contains("secret-log"), "{found}");
    assert_eq!(std::fs::read_to_string(root.join("Certification/ledger/2026-08.jsonl")).unwrap(), ledger);
    // The ledger alone gives the same verdicts as the reports.
    std::fs::remove_dir_all(&reports).unwrap();
    let answer = verdicts(root, &["--at", "2026-08-21"]);
    let verdict =
        |subject: usize, version: usize| &answer["subjects"][subject]["scopes"][0]["versions"][version]["verdict"];
    assert_eq!((verdict(1, 0), verdict(2, 0)), (&"PASS".into(), &"PASS".into()), "{answer}");
}

#[test]
fn ssh_keygen_signature_is_valid_only_for_its_bytes() {
    use scsdoc::testing::model::compliance::signature::Signature;
    let keys = tempfile::tempdir().unwrap();
    if key(keys.path(), "own", "ed25519").is_none() {
        return;
    }
    for bytes in [&b""[..], b"x", b"\xff\x00\r\n", &[b'a'; 100_000]] {
        let file = keys.path().join("file");
        std::fs::write(&file, bytes).unwrap();
        sign(keys.path(), "own", &file);
        let signature = std::fs::read(keys.path().join("file.sig")).unwrap();
        assert!(matches!(Signature::verify(&signature, bytes), Signature::Valid(_)));
        assert!(matches!(Signature::verify(&signature, &[bytes, b"\n"].concat()), Signature::Invalid(_)));
        let cut = &signature[..signature.len() / 2];
        assert!(matches!(Signature::verify(cut, bytes), Signature::Invalid(_)));
    }
}

/// A register with reports: regio-a passes until its daily result expires, regio-b failed once, other-a never reported.
fn reported() -> tempfile::TempDir {
    let folder = register("");
    let reports = folder.path().join("Certification/reports");
    write(&reports, "1.yaml", &report(1, "regio-a", "2026-08-20 03:00:00", GOOD));
    write(&reports, "2.yaml", &report(2, "regio-b", "2026-08-18 03:00:00", "{ex-0100-names: 1, ex-0102-images: 1}"));
    write(&reports, "3.yaml", &report(3, "regio-b", "2026-08-19 03:00:00", "{ex-0100-names: 1, ex-0102-images: -1}"));
    write(&reports, "4.yaml", &report(4, "regio-b", "2026-08-20 03:00:00", "{ex-0100-names: 1, ex-0102-images: -1}"));
    folder
}

#[test]
fn environment_verdict_is_its_worst_subject_per_version() {
    let folder = reported();
    let root = folder.path();
    let rows = json(root, &["--at", "2026-08-20"]);
    let row = |at: usize| {
        (
            rows[at]["environment"].as_str().unwrap(),
            rows[at]["status"].as_str().unwrap(),
            rows[at]["color"].as_str().unwrap(),
        )
    };
    assert_eq!(row(0), ("regio-cloud", "v1 passing", "yellow"));
    assert_eq!(row(1), ("other", "v2: 2 missing", "orange"));
    let status = |at: &str| json(root, &["--at", at])[0]["status"].as_str().unwrap().to_owned();
    assert_eq!(status("2026-08-18"), "v2: 2 missing");
    assert_eq!(status("2026-08-09"), "v1: 1 missing");
    assert_eq!(status("2025-08-09"), "no version in force");
    let (_, text, _) = out(root, &["--format", "markdown", "--at", "2026-08-20"]);
    assert!(text.contains("| [REGIO \\| cloud](https://regio.example) | Public cloud | Example GmbH | v1 passing | [Health](https://regio.example/health) |"), "{text}");
    assert!(text.contains("### Voluntary"), "{text}");
    let (_, text, _) = out(root, &["show", "regio-cloud", "--at", "2026-08-20"]);
    assert!(text.contains("Example IaaS: v1 passing (v2 failing)"), "{text}");
    assert!(text.contains("v2 effective: regio-a PASS, regio-b FAIL"), "{text}");
    let open = json(root, &["show", "regio-cloud", "--at", "2026-08-20"]);
    let failed = &open[0];
    assert_eq!((failed["subject"].as_str(), failed["state"].as_str()), (Some("regio-b"), Some("failed")));
    assert_eq!((failed["since"].as_str(), failed["until"].as_str()), (Some("2026-08-19"), Some("2026-08-22")));
    assert!(failed["report"].as_str().unwrap().ends_with("4"));
    assert!(
        open.as_array()
            .unwrap()
            .iter()
            .any(|one| one["test_case"] == "ex-0110-docs (manual)" && one["since"] == "never reported")
    );
    // Expired: the date, and the last result.
    let open = json(root, &["show", "regio-cloud", "--at", "2026-08-25"]);
    let expired =
        open.as_array().unwrap().iter().find(|one| one["subject"] == "regio-a" && one["test_case"] == "ex-0102-images");
    assert_eq!(expired.unwrap()["since"], "2026-08-22");
    assert_eq!(expired.unwrap()["last_conclusive"], "passed 2026-08-20");
    let (status, _, error) = out(root, &["show", "regio-clod"]);
    assert_eq!(status, 2);
    assert!(error.contains("did you mean `regio-cloud`?"), "{error}");
}

#[test]
fn verdict_changes_have_a_cause() {
    let folder = reported();
    let root = folder.path();
    let cause = |from: &str, to: &str, subject: &str, version: &str| -> Vec<String> {
        let rows = json(root, &["diff", from, to]);
        let own = rows.as_array().unwrap().iter().filter(|row| row["subject"] == subject && row["version"] == version);
        own.map(|row| {
            format!(
                "{} {} {}",
                row["before"].as_str().unwrap(),
                row["after"].as_str().unwrap(),
                row["cause"].as_str().unwrap()
            )
        })
        .collect()
    };
    let run = |n: u32| format!("00000000-0000-4000-8000-{n:012}");
    assert_eq!(
        cause("2026-08-18", "2026-08-19", "regio-b", "v2"),
        [format!("PASS FAIL new result: ex-0102-images failed at 2026-08-19T03:00:00Z (run {})", run(3))]
    );
    assert_eq!(cause("2026-08-20", "2026-08-22", "regio-a", "v2"), ["PASS MISS expired on 2026-08-22: ex-0102-images"]);
    // What passed in the same run does not cause a failure, and one run is one cause.
    let mixed = "{ex-0100-names: 1, ex-0102-images: -1, ex-0110-docs: 1}";
    write(root, "Certification/reports/9.yaml", &report(9, "other-a", "2026-09-01 03:00:00", mixed));
    assert_eq!(
        cause("2026-08-31", "2026-09-01", "other-a", "v2"),
        [format!("MISS FAIL new result: ex-0102-images failed at 2026-09-01T03:00:00Z (run {})", run(9))]
    );
    write(root, "Certification/reports/9.yaml", &report(9, "other-a", "2026-09-01 03:00:00", GOOD));
    assert_eq!(
        cause("2026-08-31", "2026-09-01", "other-a", "v2"),
        [format!(
            "MISS PASS new result: ex-0100-names, ex-0102-images passed at 2026-09-01T03:00:00Z (run {})",
            run(9)
        )]
    );
    let timeline = cause("2026-08-09", "2026-08-10", "regio-a", "v2");
    assert_eq!(timeline, ["not in force MISS according to the timeline, since 2026-08-10"]);
    let (_, text, _) = out(root, &["diff", "2026-08-20", "2026-08-20"]);
    assert_eq!(text, "no verdict changed between 2026-08-20 and 2026-08-20\n");
    assert_eq!(out(root, &["diff", "2026-08-21", "2026-08-20"]).0, 2);
    let due = json(root, &["due", "--within", "2d", "--at", "2026-08-20"]);
    let due: Vec<&str> = due.as_array().unwrap().iter().map(|one| one["test_case"].as_str().unwrap()).collect();
    assert_eq!(due, ["ex-0102-images", "ex-0102-images"]);
    assert_eq!(json(root, &["due", "--within", "30d", "--at", "2026-08-20"]).as_array().unwrap().len(), 4);
    assert_eq!(out(root, &["due", "--within", "soon"]).0, 2);
}

#[test]
fn past_dates_use_the_scope_file_of_that_day() {
    let folder = reported();
    let root = folder.path();
    let git = |args: &[&str], date: &str| {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=x", "-c", "user.email=x@example.org"]).args(args).current_dir(root);
        command.env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(command.output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "-q"], "2026-08-01T12:00:00Z");
    git(&["add", "."], "2026-08-01T12:00:00Z");
    git(&["commit", "-qm", "x"], "2026-08-01T12:00:00Z");
    let changed = SCOPE.replace(
        "{version: v1, stabilized_at: 2026-01-01, include: [a]}",
        "{version: v1, stabilized_at: 2026-01-01, include: [a, b]}",
    );
    write(root, "Tests/scs-example-iaas.yaml", &changed);
    git(&["commit", "-qam", "y"], "2026-08-20T12:00:00Z");
    let verdict = |at: &str| {
        let answer = verdicts(root, &["--at", at, "--subject", "regio-b"]);
        answer["subjects"][0]["scopes"][0]["versions"][1]["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!((verdict("2026-08-19").as_str(), verdict("2026-08-20").as_str()), ("PASS", "FAIL"));
    let rows = json(root, &["diff", "2026-08-19", "2026-08-20"]);
    let row =
        rows.as_array().unwrap().iter().find(|row| row["subject"] == "regio-b" && row["version"] == "v1").unwrap();
    assert_eq!(row["cause"], "scope file: added ex-0102-images");
    // A named scope file is used unchanged.
    let answer =
        verdicts(root, &["--at", "2026-08-19", "--subject", "regio-b", "--scope", "Tests/scs-example-iaas.yaml"]);
    assert_eq!(answer["subjects"][0]["scopes"][0]["versions"][1]["verdict"], "FAIL");
}

#[test]
fn exit_status_is_0_if_all_effective_versions_pass() {
    let folder = reported();
    let root = folder.path();
    let status = |args: &[&str]| out(root, &[&["verdict"], args].concat()).0;
    let one = "Certification/reports/1.yaml";
    assert_eq!(status(&[one, "--at", "2026-08-20"]), 0);
    assert_eq!(status(&[one, "--at", "2026-08-22"]), 1);
    assert_eq!(status(&[one, "--at", "2026-08-20", "--version", "v3"]), 1);
    assert_eq!(status(&[one, "--at", "2026-08-20", "--version", "v1"]), 0);
    assert_eq!(status(&[one, "--at", "2025-08-20"]), 1);
    assert_eq!(status(&["--at", "2026-08-20"]), 1);
    assert_eq!(status(&["--subject", "nobody", "--at", "2026-08-20"]), 1);
    assert_eq!(status(&["missing.yaml"]), 2);
    assert_eq!(status(&[one, "--version", "v9"]), 2);
    let (_, log, _) = out(root, &["verdict", "--format", "log", "--at", "2026-08-20", "--subject", "regio-b"]);
    assert_eq!(
        log,
        "Verdict for subject regio-b, Example IaaS, version v2: 1 ERRORS\nmain: FAIL (1 passed, 1 failed)\nVerdict for subject regio-b, Example IaaS, version v1: PASSED\nmain: PASS (1 passed)\nVerdict for subject regio-b, Example IaaS, version v3: 2 ERRORS\nmain: FAIL (1 passed, 1 failed, 1 missing)\n"
    );
    // Without a register too.
    let elsewhere = tempfile::tempdir().unwrap();
    let (report, scope) = (root.join(one), root.join("Tests/scs-example-iaas.yaml"));
    let args = ["verdict", report.to_str().unwrap(), "--scope", scope.to_str().unwrap(), "--at", "2026-08-20"];
    assert_eq!(out(elsewhere.path(), &args).0, 0);
}
