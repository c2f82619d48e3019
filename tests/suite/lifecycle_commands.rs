//! Lifecycle commands, end to end, on copies of registers.
//!
//! Snapshots are in tests/snapshots/lifecycle_commands; SCSDOC_BLESS=1 updates them.

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{expect_snapshot, files_below, git, own_register, public_register, register, run, text};
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// Runs a command that must succeed; its standard output.
fn done(root: &Path, args: &[&str]) -> String {
    let output = run(root, args);
    assert!(output.status.success(), "{args:?}: {}", shown(&output));
    text(&output.stdout)
}

fn shown(output: &Output) -> String {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    format!("status {}\n-- out --\n{out}-- err --\n{err}", output.status.code().unwrap_or(-1))
}

fn snapshot(name: &str, actual: &str) {
    expect_snapshot(&format!("lifecycle_commands/{name}.txt"), actual);
}

fn read(root: &TempDir, path: &str) -> String {
    std::fs::read_to_string(root.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Number of errors that `check` reports, in all or in one file.
fn errors(root: &Path, file: Option<&str>) -> usize {
    let mut args = vec!["check", "--format", "json"];
    args.extend(file);
    let report: serde_json::Value = serde_json::from_slice(&run(root, &args).stdout).unwrap();
    let found = report["diagnostics"].as_array().unwrap();
    found.iter().filter(|found| found["severity"] == "error").count()
}

pub const DRAFT: &str = "---\ntitle: A decision\ntype: Decision Record\nstatus: Draft\ntrack: IaaS\n---\n\n## Abstract\n\nText.\n\n## Context\n\nText.\n\n## Decision\n\nText.\n\n## Consequences\n\nText.\n";

#[test]
fn new_documents_pass_check() {
    let empty = register(&[("Standards/README.md", "Nothing here yet.\n")]);
    for root in std::iter::once(empty).chain(public_register()) {
        let root = root.path();
        let before = errors(root, None);
        for (kind, file) in [
            ("standard", "Standards/scs-xxxx-v1-a-standard-born-today.md"),
            ("procedural", "Standards/scs-xxxx-v1-a-procedural-born-today.md"),
            ("decision-record", "Standards/scs-xxxx-v1-a-decision-record-born-today.md"),
        ] {
            let title = format!("A {} born today", kind.replace('-', " "));
            let said = done(root, &["new", kind, &title, "--track", "iaas"]);
            assert!(said.contains(file), "{said}");
            assert_eq!(errors(root, Some(file)), 0, "{}", shown(&run(root, &["check", file])));
            let text = std::fs::read_to_string(root.join(file)).unwrap();
            assert!(text.starts_with("---\ntitle: A "), "{text}");
            assert!(!text.contains("\n_") && !text.contains("OPTIONAL") && !text.contains("# |"), "{text}");
        }
        assert_eq!(errors(root, None), before);
        if root.join("Standards/scs-0101-v1-entropy.md").exists() {
            let said = done(root, &["new", "supplement", "More Notes", "--of", "scs-0101-v1"]);
            assert!(said.contains("scs-0101-w2-entropy-more-notes.md"), "{said}");
            assert_eq!(errors(root, None), before);
        }
        let said = done(root, &["new", "supplement", "--of", "scs-xxxx-v1-a-standard-born-today"]);
        assert!(said.contains("scs-xxxx-w1-a-standard-born-today-implementation-testing.md"), "{said}");
        assert_eq!(errors(root, None), before);
    }
}

#[test]
fn new_reports_missing_arguments_and_overwrites_nothing() {
    let root = own_register();
    let before = files_below(root.path());
    for args in [
        &["new"][..],
        &["new", "standard", "Title"],
        &["new", "supplement", "Notes"],
        &["new", "standard", "漢字", "--track", "IaaS"],
        &["new", "standard", "A | B", "--track", "IaaS"],
        &["new", "standard", "T", "--track", "IaaS", "--slug", "Not A Slug"],
        &["new", "novel", "T", "--track", "IaaS"],
        &["new", "standard", "T", "--track", "IaaS", "--of", "scs-0101-v1"],
        &["new", "supplement", "N", "--of", "scs-0101-v1", "--track", "IaaS"],
        &["new", "supplement", "N", "--of", "scs-0101-w1"],
        &["new", "supplement", "N", "--of", "scs-0101-v1", "scs-0102-v1"],
    ] {
        let output = run(root.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?} {}", shown(&output));
    }
    assert_eq!(files_below(root.path()), before);
    done(root.path(), &["new", "dr", "Same", "--track", "IaaS"]);
    assert_eq!(run(root.path(), &["new", "dr", "Same!", "--track", "Ops"]).status.code(), Some(2));
    snapshot("new-supplement", &done(root.path(), &["new", "supplement", "--of", "0101-v1", "--dry-run"]));
}

#[test]
fn stabilize_edits_two_lines() {
    let draft = DRAFT.replace("status: Draft", "status:   Draft  # since May").replace('\n', "\r\n");
    let root = register(&[("Standards/scs-0100-v1-x.md", &draft)]);
    snapshot("stabilize-dry-run", &done(root.path(), &["stabilize", "scs-0100-v1", "--dry-run"]).replace('\r', "<CR>"));
    assert_eq!(read(&root, "Standards/scs-0100-v1-x.md"), draft);
    snapshot("stabilize-without-terminal", &shown(&run(root.path(), &["stabilize", "scs-0100-v1"])));
    snapshot("stabilize", &done(root.path(), &["stabilize", "scs-0100-v1", "--on", "2026-12-01", "--yes"]));
    let expected = draft.replace("  Draft  #", "  Stable  #").replace("track:", "stabilized_at: 2026-12-01\r\ntrack:");
    assert_eq!(read(&root, "Standards/scs-0100-v1-x.md"), expected);
    snapshot("stabilize-again", &shown(&run(root.path(), &["stabilize", "0100"])));
}

#[test]
fn forbidden_transitions_are_refused_with_reasons() {
    let standard = DRAFT.replace("Decision Record", "Standard");
    let stable = DRAFT.replace("status: Draft", "status: Stable\nstabilized_at: 2020-01-01");
    let rejected = DRAFT.replace("status: Draft", "status: Rejected\nrejected_at: 2020-01-01");
    let root = register(&[
        ("Standards/scs-0100-v1-standard.md", &standard),
        ("Standards/scs-0101-v1-stable.md", &stable),
        ("Standards/scs-0102-v1-rejected.md", &rejected),
        ("Standards/scs-xxxx-v1-proposal.md", DRAFT),
        ("Standards/scs-0103-v1-broken.md", "---\ntitle: [\n---\n"),
        ("Standards/scs-0104-v1-draft.md", DRAFT),
    ]);
    let before = files_below(root.path());
    let mut all = String::new();
    for args in [
        &["stabilize", "scs-0100-v1", "--yes"][..],
        &["reject", "scs-0101-v1", "--yes"],
        &["stabilize", "scs-0102-v1", "--yes"],
        &["deprecate", "scs-0102-v1", "--yes"],
        &["stabilize", "proposal", "--yes"],
        &["stabilize", "scs-0103-v1", "--yes"],
        &["deprecate", "scs-0104-v1", "--yes"],
        &["deprecate", "scs-0101-v1", "--replaced-by", "scs-0101-v1", "--yes"],
        &["deprecate", "scs-0101-v1", "--on", "2019-01-01", "--yes"],
        &["accept", "scs-0104-v1", "--yes"],
        &["accept", "nonsense", "--yes"],
        &["accept", "proposal", "--number", "0100", "--yes"],
        &["accept", "proposal", "--number", "0200", "--yes"],
        &["stabilize", "scs-0199-v1", "--yes"],
        &["stabilize", "scs-0104-v1", "--on", "1.1.2026", "--yes"],
        &["stabilize", "scs-0104-v1", "--force", ""],
    ] {
        let output = run(root.path(), args);
        assert!(!output.status.success(), "{args:?}");
        all.push_str(&format!("$ scsdoc {}\n{}", args.join(" "), shown(&output)));
    }
    snapshot("refusals", &all);
    assert_eq!(files_below(root.path()), before);
    let forced = done(root.path(), &["stabilize", "scs-0100-v1", "--yes", "--force", "tests follow next week"]);
    snapshot("forced", &forced);
    assert!(read(&root, "Standards/scs-0100-v1-standard.md").contains("status: Stable\nstabilized_at: 2026-11-20\n"));
}

#[test]
fn a_standard_with_documented_test_cases_becomes_stable() {
    let supplement = "---\ntitle: \"A decision: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\n---\n\n## Automated tests\n\n`scs-0100-some-check` looks.\n";
    let root = register(&[
        ("Standards/scs-0100-v1-x.md", &DRAFT.replace("Decision Record", "Standard")),
        ("Standards/scs-0100-w1-x-notes.md", supplement),
    ]);
    let plan = run(root.path(), &["stabilize", "scs-0100-v1", "--dry-run"]);
    assert!(!shown(&plan).contains("no test case"), "{}", shown(&plan));
}

#[test]
fn accept_renames_every_mention() {
    let commit = "https://github.com/SovereignCloudStack/standards/blob/0123abcd/Standards/scs-xxxx-v1-new.md";
    let main = "https://github.com/SovereignCloudStack/standards/blob/main/Standards/scs-xxxx-v1-new.md";
    let other = format!(
        "{}\n[a](scs-xxxx-v1-new.md#abstract) [b](https://docs.scs.community/standards/scs-xxxx-v1-new)\n[c]({main}) [d]({commit})\n`scs-xxxx-v1-new` and scs-xxxx-v1-new-other and xscs-xxxx-v1-new\n\n[e]: ./scs-xxxx-v1-new.md\n",
        DRAFT.replace("track: IaaS", "replaces: [\"scs-xxxx-v1-new.md\"]  # odd\ntrack: IaaS")
    );
    let supplement = "---\ntitle: \"A decision: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n- 'scs-xxxx-v1-new.md'\n---\n\n## Notes\n\nText.\n";
    let scope = format!(
        "uuid: d912d0a5-826a-4b01-bafd-b48f65f76f43\nname: X\nurl: https://x.org\nscripts: []\nmodules:\n  - id: m\n    name: M\n    url: {main}\n    targets: {{main: []}}\n  - id: n\n    name: N\n    url: {commit}\n    targets: {{main: []}}\ntimeline: []\nversions: []\n"
    );
    let toml = "[[waiver]]\nrule = \"slug-charset\"\npath = \"Standards/scs-xxxx-v1-new.md\"\nreason = \"why not\"\n";
    let root = register(&[
        ("Standards/scs-0101-v1-other.md", &other),
        ("Standards/scs-xxxx-v1-new.md", DRAFT),
        ("Standards/scs-xxxx-w1-new-notes.md", supplement),
        ("Tests/scs-x.yaml", &scope),
        ("scsdoc.toml", toml),
    ]);
    snapshot("accept-dry-run", &done(root.path(), &["accept", "new", "--dry-run"]));
    snapshot("accept", &done(root.path(), &["accept", "Standards/scs-xxxx-v1-new.md", "--yes"]));
    let after = files_below(root.path());
    let names: Vec<&str> = after.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Standards/scs-0101-v1-other.md",
            "Standards/scs-0102-v1-new.md",
            "Standards/scs-0102-w1-new-notes.md",
            "Tests/scs-x.yaml",
            "scsdoc.toml"
        ]
    );
    let left: usize = after.values().map(|bytes| String::from_utf8_lossy(bytes).matches("scs-xxxx").count()).sum();
    // Two pinned commits, a longer name, and one with a different prefix.
    assert_eq!(left, 4);
}

#[test]
fn accept_considers_all_branches_and_renames_like_git_mv() {
    let root = register(&[
        ("sub/Standards/scs-0100-v1-x.md", &format!("{DRAFT}\n[n](scs-xxxx-v1-new.md)\n")),
        ("sub/Standards/scs-xxxx-v1-new.md", DRAFT),
    ]);
    git(root.path(), &["init", "-q"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-qm", "one"]);
    git(root.path(), &["checkout", "-qb", "elsewhere"]);
    std::fs::write(root.path().join("sub/Standards/scs-0107-v1-taken.md"), DRAFT).unwrap();
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "-qm", "two"]);
    git(root.path(), &["checkout", "-q", "main"]);
    git(root.path(), &["update-ref", "refs/remotes/origin/far", "elsewhere"]);
    git(root.path(), &["branch", "-qD", "elsewhere"]);
    // A hook or filter that runs would be noticed.
    let hook = root.path().join(".git/hooks/post-index-change");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, format!("#!/bin/sh\ntouch '{}'\n", root.path().join("ran").display())).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = root.path().join("sub/Standards/scs-xxxx-v1-new.md");
    std::fs::write(&path, format!("{DRAFT}\nMore.\n")).unwrap();
    let note =
        "note: Standards/scs-xxxx-v1-new.md has changes that are not committed yet; they become part of this change\n";
    let planned = run(root.path().join("sub"), &["accept", "new", "--dry-run"]);
    assert!(shown(&planned).contains(note), "{}", shown(&planned));
    std::fs::write(&path, DRAFT).unwrap();
    let said = done(&root.path().join("sub"), &["accept", "new", "--yes"]);
    assert!(!said.contains(note), "{said}");
    assert!(!root.path().join("ran").exists());
    let status = git(root.path(), &["status", "--porcelain=v1", "-uall"]);
    let mut lines: Vec<&str> = status.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "M  sub/Standards/scs-0100-v1-x.md",
            "R  sub/Standards/scs-xxxx-v1-new.md -> sub/Standards/scs-0108-v1-new.md"
        ]
    );
}

#[test]
fn accept_stages_all_files_of_the_change_and_names_other_edits_in_them() {
    let supplement = "---\ntitle: \"A decision: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n- scs-xxxx-v1-new.md\n---\n\n## Notes\n\nText.\n";
    let other = format!("{DRAFT}\n[n](scs-xxxx-v1-new.md)\n");
    let root = register(&[("Standards/scs-xxxx-v1-new.md", DRAFT), ("Standards/scs-0100-v1-x.md", &other)]);
    crate::common::commit_all(root.path());
    std::fs::write(root.path().join("Standards/scs-xxxx-w1-new-notes.md"), supplement).unwrap();
    std::fs::write(root.path().join("Standards/scs-0100-v1-x.md"), format!("{other}\nMore.\n")).unwrap();
    let said = done(root.path(), &["accept", "new", "--yes"]);
    let note =
        "note: Standards/scs-0100-v1-x.md has changes that are not committed yet; they become part of this change";
    assert!(said.contains(note), "{said}");
    let status = git(root.path(), &["status", "--porcelain=v1", "-uall"]);
    assert!(status.lines().all(|line| ["M ", "R ", "A "].iter().any(|kind| line.starts_with(kind))), "{status}");
    assert_eq!(status.lines().count(), 3, "{status}");
}

#[test]
fn accept_stages_the_content_of_files_added_with_intent_only() {
    let root = register(&[("Standards/scs-0100-v1-x.md", DRAFT)]);
    crate::common::commit_all(root.path());
    std::fs::write(root.path().join("Standards/scs-xxxx-v1-new.md"), DRAFT).unwrap();
    git(root.path(), &["add", "-N", "."]);
    done(root.path(), &["accept", "new", "--yes"]);
    assert_eq!(git(root.path(), &["status", "--porcelain=v1"]).trim_end(), "A  Standards/scs-0101-v1-new.md");
}

#[test]
fn deprecating_a_draft_points_to_its_rejection() {
    let root = register(&[("Standards/scs-0100-v1-x.md", DRAFT), ("Standards/scs-0101-v1-y.md", DRAFT)]);
    let said = done(root.path(), &["deprecate", "scs-0100-v1", "--replaced-by", "scs-0101-v1", "--yes"]);
    assert!(
        said.contains("note: scs-0100-v1 was never Stable") && said.contains("scsdoc reject scs-0100-v1"),
        "{said}"
    );
}

#[test]
fn proposal_accepted_on_another_branch_keeps_its_number() {
    let root = register(&[("Standards/scs-xxxx-v1-new.md", DRAFT), ("Standards/scs-0100-v1-x.md", DRAFT)]);
    crate::common::commit_all(root.path());
    git(root.path(), &["checkout", "-qb", "try"]);
    done(root.path(), &["accept", "new", "--yes"]);
    crate::common::commit_all(root.path());
    git(root.path(), &["checkout", "-q", "main"]);
    let said = done(root.path(), &["accept", "new", "--yes"]);
    assert!(said.contains("scs-xxxx-v1-new.md becomes scs-0101-v1-new.md"), "{said}");
}

#[test]
fn revise_and_deprecate_update_both_documents() {
    let old = "---\ntitle: X\ntype: Decision Record\nstatus: Stable\nstabilized_at: 2020-01-01  # long ago\nreplaces: older.md # x\ntrack: IaaS\n# keep me\n---\n\n## Abstract\n\nText.\n";
    let supplement = "---\ntitle: \"X: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements: [scs-0100-v1-x.md]\n---\n\n## Notes\n\nText.\n";
    let root = register(&[("Standards/scs-0100-v1-x.md", old), ("Standards/scs-0100-w1-x-notes.md", supplement)]);
    snapshot("revise-dry-run", &done(root.path(), &["revise", "0100", "--dry-run", "--supplements"]));
    snapshot("revise", &done(root.path(), &["revise", "scs-0100-v1", "--supplements", "--yes"]));
    let new = read(&root, "Standards/scs-0100-v2-x.md");
    assert_eq!(
        new,
        "---\ntitle: X\ntype: Decision Record\nstatus: Draft\nreplaces: # x\n  - scs-0100-v1-x.md\ntrack: IaaS\n# keep me\n---\n\n## Abstract\n\nText.\n"
    );
    assert!(read(&root, "Standards/scs-0100-w1-x-notes.md").contains("[scs-0100-v1-x.md, scs-0100-v2-x.md]"));
    let path = root.path().join("Standards/scs-0100-v2-x.md");
    let args = ["deprecate", "scs-0100-v1", "--replaced-by", "scs-0100-v2", "--on", "2027-01-01"];
    // The successor has to be stable first.
    assert_eq!(run(root.path(), &[&args[..], &["--yes"]].concat()).status.code(), Some(1));
    std::fs::write(&path, &new).unwrap();
    snapshot("stabilize-successor", &done(root.path(), &["stabilize", "scs-0100-v2", "--yes"]));
    let stable = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, stable.replace("replaces: # x\n  - scs-0100-v1-x.md\n", "")).unwrap();
    snapshot("deprecate-dry-run", &done(root.path(), &[&args[..], &["--dry-run"]].concat()));
    snapshot("deprecate", &done(root.path(), &[&args[..], &["--yes"]].concat()));
    assert!(read(&root, "Standards/scs-0100-v2-x.md").contains("replaces:\n  - scs-0100-v1-x.md\n"));
    let again = run(root.path(), &["deprecate", "scs-0100-v1", "--yes"]);
    assert_eq!(again.status.code(), Some(2), "{}", shown(&again));
}

#[test]
fn a_rejected_version_is_skipped_and_replaces_nothing() {
    let old = DRAFT.replace("status: Draft", "status: Stable\nstabilized_at: 2020-01-01");
    let root = register(&[("Standards/scs-0100-v1-x.md", &old)]);
    done(root.path(), &["revise", "scs-0100", "--yes"]);
    done(root.path(), &["reject", "scs-0100-v2", "--yes"]);
    let by_rejected = ["deprecate", "scs-0100-v1", "--replaced-by", "scs-0100-v2", "--yes"];
    let refused = shown(&run(root.path(), &by_rejected));
    assert!(
        refused.contains("its successor `scs-0100-v2-x.md` is not stable (deprecated-before-successor)"),
        "{refused}"
    );
    let said = done(root.path(), &["revise", "scs-0100", "--yes"]);
    assert!(said.contains("Standards/scs-0100-v3-x.md: copied from Standards/scs-0100-v1-x.md"), "{said}");
    assert!(said.contains("next: scsdoc stabilize scs-0100-v3\n"), "{said}");
    assert!(read(&root, "Standards/scs-0100-v3-x.md").contains("replaces:\n  - scs-0100-v1-x.md\n"));
    assert!(read(&root, "Standards/scs-0100-v2-x.md").contains("replaced_by:\n  - scs-0100-v3-x.md\n"));
    let said = done(root.path(), &["stabilize", "scs-0100-v3", "--yes"]);
    assert!(said.contains("next: scsdoc deprecate scs-0100-v1 --replaced-by scs-0100-v3 --on 2026-11-20\n"), "{said}");
}

#[test]
fn a_version_that_is_not_effective_yet_is_replaced_when_it_becomes_effective() {
    let old = DRAFT.replace("status: Draft", "status: Stable\nstabilized_at: 2027-03-01");
    let root = register(&[("Standards/scs-0100-v1-x.md", &old)]);
    let said = done(root.path(), &["revise", "scs-0100", "--yes"]);
    assert!(said.contains("next: scsdoc stabilize scs-0100-v2 --on 2027-03-01\n"), "{said}");
    let early = shown(&run(root.path(), &["stabilize", "scs-0100-v2", "--yes"]));
    let reason = "because scs-0100-v1, which it replaces, does not become effective until 2027-03-01";
    assert!(early.contains(reason) && early.contains("help: pass --on 2027-03-01, or a later date"), "{early}");
    done(root.path(), &["stabilize", "scs-0100-v2", "--on", "2027-04-01", "--yes"]);
    // An announced date can be changed until it is reached.
    let said = done(root.path(), &["stabilize", "scs-0100-v2", "--on", "2027-03-01", "--yes"]);
    assert!(said.contains("next: scsdoc deprecate scs-0100-v1 --replaced-by scs-0100-v2 --on 2027-03-01\n"), "{said}");
    done(root.path(), &["deprecate", "scs-0100-v1", "--replaced-by", "scs-0100-v2", "--on", "2027-03-01", "--yes"]);
}

#[test]
fn a_rendered_scope_file_follows_its_documents() {
    let root = own_register();
    let check = || run(root.path(), &["scope", "render", "--check"]);
    done(root.path(), &["scope", "render", "--out", "Tests"]);
    let said = done(root.path(), &["revise", "scs-0501-v5", "--supplements", "--yes"]);
    assert!(said.contains("Tests/scs-compatible-iaas.yaml: rendered again\n"), "{said}");
    done(root.path(), &["stabilize", "scs-0501-v6", "--on", "2027-02-01", "--yes"]);
    let end = ["deprecate", "scs-0501-v5", "--replaced-by", "scs-0501-v6", "--on", "2027-03-01", "--yes"];
    done(root.path(), &end);
    assert_eq!(check().status.code(), Some(0), "{}", shown(&check()));
    let scope = read(&root, "Tests/scs-compatible-iaas.yaml");
    assert!(scope.contains("date: 2027-02-01") && scope.contains("date: 2027-03-01"), "{scope}");
    // A file that was edited is left alone.
    std::fs::write(root.path().join("Tests/scs-compatible-iaas.yaml"), format!("{scope}# mine\n")).unwrap();
    let said = done(root.path(), &["revise", "scs-0501-v6", "--yes"]);
    assert!(!said.contains("rendered again"), "{said}");
}

#[test]
fn a_revision_does_not_begin_with_a_byte_order_mark() {
    let root = register(&[("Standards/scs-0100-v1-x.md", &format!("\u{feff}{DRAFT}"))]);
    done(root.path(), &["revise", "scs-0100", "--yes"]);
    assert!(read(&root, "Standards/scs-0100-v2-x.md").starts_with("---\n"));
}

#[test]
fn a_successor_of_another_number_is_not_added_to_the_supplements() {
    let stable = DRAFT.replace("status: Draft", "status: Stable\nstabilized_at: 2020-01-01");
    let notes = "---\ntitle: \"A decision: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements: [scs-0100-v1-x.md]\n---\n\n## Notes\n\nText.\n";
    let root = register(&[
        ("Standards/scs-0100-v1-x.md", &stable),
        ("Standards/scs-0100-w1-x-notes.md", notes),
        ("Standards/scs-0101-v1-y.md", &stable.replace("A decision", "Another")),
    ]);
    let said = done(root.path(), &["deprecate", "scs-0100-v1", "--replaced-by", "scs-0101-v1", "--yes"]);
    assert!(!said.contains("supplements"), "{said}");
    // An end date that is already set is not announced again.
    let said = done(root.path(), &["deprecate", "scs-0100-v1", "--replaced-by", "scs-0101-v1", "--yes"]);
    assert!(!said.contains("future date"), "{said}");
}

#[test]
fn stabilize_lists_remaining_work() {
    let root = register(&[("Standards/scs-0100-v1-x.md", &DRAFT.replace("## Decision\n\nText.", "## Decision\n"))]);
    let said = done(root.path(), &["stabilize", "scs-0100-v1", "--yes"]);
    let note = "note: 1 finding left in the document; `scsdoc check Standards/scs-0100-v1-x.md` shows them\n";
    assert!(said.contains(note), "{said}");
}

#[test]
fn accept_renames_the_module_of_the_proposal() {
    let module = |id: &str, name: &str| {
        format!(
            "  - id: {id}\n    name: X\n    url: https://docs.scs.community/standards/scs-xxxx-v1-{name}\n    targets: {{main: []}}\n"
        )
    };
    let scope = format!(
        "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: X\nurl: https://example.org/x\nscripts: []\nmodules:\n{}{}timeline: []\nversions:\n  - version: next\n    include: ['scs-xxxx-v1', scs-xxxx-v1-two]\n",
        module("\"scs-xxxx-v1\"", "new"),
        module("scs-xxxx-v1-two", "other"),
    );
    let root = register(&[("Standards/scs-xxxx-v1-new.md", DRAFT), ("Tests/scs-x.yaml", &scope)]);
    let said = done(root.path(), &["accept", "new", "--yes"]);
    assert!(said.contains("Tests/scs-x.yaml: the module scs-xxxx-v1 becomes scs-0100-v1\n"), "{said}");
    let scope = read(&root, "Tests/scs-x.yaml");
    assert!(
        scope.contains("id: \"scs-0100-v1\"\n") && scope.contains("include: ['scs-0100-v1', scs-xxxx-v1-two]"),
        "{scope}"
    );
}

#[test]
fn a_revision_keeps_what_still_applies() {
    // A slug that is not allowed, and tests that are in the supplement.
    let old = "---\ntitle: X\ntype: Standard\nstatus: Stable\nstabilized_at: 2020-01-01\ntrack: IaaS\n---\n\n## Introduction\n\nText.\n\n## Motivation\n\nText.\n\n## Regulation\n\nA cloud MUST be.\n";
    let notes = "---\ntitle: \"X: Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements: [scs-0100-v1-Ex_Y.md]\n---\n\n## Conformance Tests\n\nNone can be written.\n";
    let root = register(&[("Standards/scs-0100-v1-Ex_Y.md", old), ("Standards/scs-0100-w1-ex-notes.md", notes)]);
    snapshot("revise-refused", &shown(&run(root.path(), &["revise", "0100", "--yes"])));
    snapshot("revise-slug", &done(root.path(), &["revise", "0100", "--supplements", "--yes"]));
    assert_eq!(errors(root.path(), Some("Standards/scs-0100-v2-ex-y.md")), 0);
    // A document that describes a version of a scope: the next one describes the next version.
    let root = own_register();
    std::fs::create_dir(root.path().join("Tests")).unwrap();
    let path = "Standards/scs-0501-v5-scs-compatible-iaas.md";
    let text = read(&root, path).replace("  version: v5.1\n", "  version: \"v5.1\"\n  warn_from: 2026-01-01\n");
    std::fs::write(root.path().join(path), text).unwrap();
    done(root.path(), &["revise", "scs-0501-v5", "--yes"]);
    let new = read(&root, "Standards/scs-0501-v6-scs-compatible-iaas.md");
    assert!(new.contains("  name: SCS-compatible IaaS\n  version: \"v6\"\n  variables:\n"), "{new}");
}

#[test]
fn reject_writes_the_date() {
    let root = register(&[("Standards/scs-0100-v1-x.md", DRAFT)]);
    done(root.path(), &["reject", "scs-0100-v1", "--yes"]);
    assert!(read(&root, "Standards/scs-0100-v1-x.md").contains("status: Rejected\nrejected_at: 2026-11-20\n"));
    let again = shown(&run(root.path(), &["reject", "scs-0100-v1", "--on", "2027-01-01", "--yes"]));
    assert!(again.contains("scs-0100-v1 is already Rejected"), "{again}");
}

#[test]
fn diffs_can_be_applied_by_git() {
    let make = || {
        register(&[
            ("Standards/scs-0101-v1-other.md", &format!("{DRAFT}[a](scs-xxxx-v1-new.md)")),
            ("Standards/scs-xxxx-v1-new.md", DRAFT),
            (
                "Standards/scs-xxxx-w1-new-notes.md",
                "---\ntitle: \"A decision: N\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n- scs-xxxx-v1-new.md\n---\n",
            ),
        ])
    };
    let (one, two) = (make(), make());
    let patch = done(one.path(), &["accept", "new", "--dry-run"]);
    done(two.path(), &["accept", "new", "--yes"]);
    let patch_file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(patch_file.path(), patch).unwrap();
    git(one.path(), &["init", "-q"]);
    git(one.path(), &["apply", patch_file.path().to_str().unwrap()]);
    assert_eq!(files_below(one.path()), files_below(two.path()));
}

#[test]
fn fix_diff_and_fix_agree() {
    for root in std::iter::once(own_register()).chain(public_register()) {
        let before = files_below(root.path());
        let diff = run(root.path(), &["fix", "--diff"]);
        assert_eq!(files_below(root.path()), before);
        let anything = !diff.stdout.is_empty();
        assert_eq!(diff.status.code(), Some(i32::from(anything)), "{}", shown(&diff));
        let errors_before = errors(root.path(), None);
        run(root.path(), &["fix"]);
        assert!(errors(root.path(), None) <= errors_before);
        assert_eq!(files_below(root.path()) != before, anything);
        let again = run(root.path(), &["fix", "--diff"]);
        assert!(again.stdout.is_empty(), "{}", shown(&again));
    }
}

#[test]
fn lifecycle_commands_work_on_real_registers() {
    for root in std::iter::once(own_register()).chain(public_register()) {
        let drafts: Vec<PathBuf> =
            std::fs::read_dir(root.path().join("Standards")).unwrap().flatten().map(|e| e.path()).collect();
        let mut moved = 0;
        for path in drafts.into_iter().step_by(6) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let Some(id) = name.get(..11).filter(|id| id.starts_with("scs-0") && id.as_bytes()[9] == b'v') else {
                continue;
            };
            let text = std::fs::read_to_string(&path).unwrap();
            let verb = if text.contains("\nstatus: Draft") { "stabilize" } else { "revise" };
            let output = run(root.path(), &[verb, id, "--dry-run"]);
            assert!(matches!(output.status.code(), Some(0..=2)), "{}", shown(&output));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!said.contains("panicked") && !said.contains("cannot be edited"), "{id}: {said}");
            moved += usize::from(output.status.success());
        }
        assert!(moved > 2, "{moved}");
    }
}
