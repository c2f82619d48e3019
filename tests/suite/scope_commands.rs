//! `scsdoc scope`, end to end.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{self, expect_snapshot, public_register, root, text};
use std::path::Path;

/// Exit status, standard output, standard error.
fn run(root: &Path, args: &[&str]) -> (i32, String, String) {
    let output = common::run(root, &[&["scope"], args].concat());
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn own(args: &[&str]) -> (i32, String, String) {
    run(root(), args)
}

#[test]
fn scope_show_uses_the_date() {
    for (name, args) in [
        ("scope-show.txt", &["show", "iaas", "--at", "2025-02-15"][..]),
        ("scope-show.json", &["show", "iaas", "--at", "2025-02-15", "--format", "json"]),
        ("scope-show.csv", &["show", "SCS-compatible KaaS", "--format", "csv"]),
        ("scope-show.md", &["show", "scs-compatible-iaas.yaml", "--format", "markdown"]),
        ("scope-diff.txt", &["diff", "SCS-Compatible-IaaS", "v4", "v5.1"]),
        ("scope-diff.json", &["diff", "iaas", "4", "5.1", "--format", "json"]),
        ("scope-render.yaml", &["render", "kaas"]),
    ] {
        let (code, out, err) = own(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        expect_snapshot(name, &out);
    }
    let (code, out, _) = own(&["show", "iaas", "--at", "2020-01-01"]);
    assert!(code == 0 && out.contains("no version is named by the timeline"), "{out}");
}

#[test]
fn missing_inputs_are_reported_in_one_line() {
    for (args, words) in [
        (&["show", "scs-compatible-iass"][..], "did you mean scs-compatible-iaas?"),
        (&["show", "SCS-compatible Iaaas"], "did you mean"),
        (&["show", "compatible"], "expected one of scs-compatible-iaas, scs-compatible-kaas"),
        (&["check", "nothing"], "unknown scope `nothing`"),
        (&["diff", "iaas", "v4", "v5"], "has no version `v5`"),
        (&["render"], "there are several scopes: pass one of scs-"),
        (&["adopt", "scs-none.yaml"], "does not exist"),
        (&["adopt", "README.md"], "is not a scope file"),
    ] {
        let (code, out, err) = own(args);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{args:?}: {err}");
        assert!(err.contains(words), "{args:?}: {err}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Standards")).unwrap();
    let (code, _, err) = run(folder.path(), &["render"]);
    assert!(code == 2 && err.contains("has `scope` in its front matter"), "{err}");
    let (code, _, err) = run(folder.path(), &["show", "x"]);
    assert!(code == 2 && err.contains("no scope file"), "{err}");
}

#[test]
fn scopes_are_checked_by_name() {
    let (code, out, err) = own(&["check", "kaas", "--format", "json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["summary"]["errors"], 0);
    let Some(public) = public_register() else { return };
    let (code, out, _) = run(public.path(), &["check", "iaas", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found = report["diagnostics"].as_array().unwrap();
    assert_eq!(code, 1);
    for rule in ["test-case-in-no-module", "module-without-targets"] {
        assert!(found.iter().any(|one| one["rule"] == rule), "{rule}");
    }
    let concerns = |one: &serde_json::Value| {
        let file = "Tests/scs-compatible-iaas.yaml";
        one["path"] == file || one["related"].as_array().unwrap().iter().any(|place| place["path"] == file)
    };
    assert!(found.iter().all(concerns));
}

#[test]
fn scope_render_check_compares_with_the_committed_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/b");
    let out = out.to_string_lossy().into_owned();
    let (code, said, _) = own(&["render", "--check", "--out", &out]);
    assert!(code == 1 && said.contains("not found"), "{said}");
    let (code, said, _) = own(&["render", "--out", &out]);
    assert_eq!((code, said.lines().count()), (0, 2));
    let (code, said, _) = own(&["render", "--check", "--out", &out]);
    assert_eq!((code, said.matches(": unchanged").count()), (0, 2), "{said}");
    let path = Path::new(&out).join("scs-compatible-kaas.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# a remark\n{text}")).unwrap();
    let (code, said, _) = own(&["render", "kaas", "--check", "--out", &out]);
    assert!(code == 0 && said.contains(": no semantic change"), "{said}");
    std::fs::write(&path, text.replace("lifetime: month", "lifetime: day")).unwrap();
    let (code, said, _) = own(&["render", "kaas", "--check", "--out", &out]);
    let words = "would change: test case kaas-networking-check: lifetime day → month";
    assert!(code == 1 && said.contains(words), "{said}");
    std::fs::write(&path, "a: [").unwrap();
    let (code, said, _) = own(&["render", "kaas", "--check", "--out", &out]);
    assert!(code == 1 && said.contains("cannot be compared"), "{said}");
}

#[test]
fn the_public_files_are_adopted_atomically() {
    let Some(public) = public_register() else { return };
    let root = public.path();
    let standards = || {
        let files = std::fs::read_dir(root.join("Standards")).unwrap().flatten();
        let mut files: Vec<_> = files.map(|file| (file.path(), std::fs::read(file.path()).unwrap())).collect();
        files.sort();
        files
    };
    let before = standards();
    for file in ["scs-compatible-iaas.yaml", "scs-compatible-kaas.yaml"] {
        let path = root.join("Tests").join(file);
        let path = path.to_string_lossy();
        let (code, diff, err) = run(root, &["adopt", &path, "--dry-run"]);
        assert!(code == 0 && !err.contains("refused"), "{err}");
        let removed = |line: &&str| line.starts_with('-') && !line.starts_with("--- a/");
        assert!(diff.starts_with("diff --git a/Standards/") && !diff.lines().any(|line| removed(&line)), "{diff}");
    }
    assert_eq!(standards(), before);
    let (code, _, err) = run(root, &["adopt", "iaas"]);
    assert!(code == 2, "{err}");
    // A file with which the documents cannot agree is refused.
    let path = root.join("Tests/scs-compatible-iaas.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("version: v4\n", "version: v4.2\n").replace("v4:", "v4.2:")).unwrap();
    let (code, _, err) = run(root, &["adopt", &path.to_string_lossy(), "--yes"]);
    assert!(code == 1 && err.contains("no document describes the version `v4.2`"), "{err}");
    std::fs::write(&path, text.replace("      v4: warn\n      v3: deprecated", "      v4: effective")).unwrap();
    let (code, _, err) = run(root, &["adopt", &path.to_string_lossy(), "--yes"]);
    assert!(code == 1 && err.contains("timeline: v4 changes from effective to warn as of 2025-01-30"), "{err}");
    assert_eq!(standards(), before);
    std::fs::write(&path, text).unwrap();
    for file in ["scs-compatible-iaas.yaml", "scs-compatible-kaas.yaml"] {
        let path = root.join("Tests").join(file);
        let (code, out, err) = run(root, &["adopt", &path.to_string_lossy(), "--yes"]);
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
    }
    let (code, said, _) = run(root, &["render", "--check"]);
    assert_eq!((code, said.matches(": no semantic change").count()), (0, 2), "{said}");
}

#[test]
fn the_site_publishes_scope_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    assert!(common::run(root(), &["build", "--out", &out.to_string_lossy()]).status.success());
    for (name, file) in [("kaas", "scs-compatible-kaas.yaml"), ("iaas", "scs-compatible-iaas.yaml")] {
        let published = std::fs::read_to_string(out.join("scopes").join(file)).unwrap();
        assert_eq!(published, own(&["render", name]).1);
    }
}

#[test]
fn a_rendered_file_agrees_with_its_documents_in_every_command() {
    let register = common::own_register();
    let root = register.path();
    let check = || text(&common::run(root, &["check", "--format", "concise"]).stdout);
    let before = check();
    let (code, _, err) = run(root, &["render", "--out", "Tests"]);
    assert_eq!(code, 0, "{err}");
    // Findings stay where the documents waive them.
    let rules = ["[unused-waiver]", "[untested-standard]", "[test-case-prefix]"];
    let mine = |report: &str| -> Vec<String> {
        let lines = report.lines().filter(|line| rules.iter().any(|rule| line.contains(rule)));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(mine(&check()), mine(&before));
    for file in ["scs-compatible-iaas.yaml", "scs-compatible-kaas.yaml"] {
        let (code, out, err) = run(root, &["adopt", &format!("Tests/{file}"), "--yes"]);
        assert!(code == 0 && out.contains("nothing to change"), "{out}{err}");
    }
    // The next version of the scope is described in one document.
    let next = |version: u32| {
        let path = root.join(format!("Standards/scs-0501-v{version}-scs-compatible-iaas.md"));
        std::fs::read_to_string(path).unwrap().lines().any(|line| line == "  next:")
    };
    assert!(next(5));
    let revised = common::run(root, &["revise", "scs-0501-v5", "--supplements", "--yes"]);
    assert!(revised.status.success(), "{}", text(&revised.stderr));
    assert_eq!((next(5), next(6)), (false, true));
    // After an edit by hand of the rendered file, the refusal says how to go on.
    let path = root.join("Tests/scs-compatible-iaas.yaml");
    let rendered = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# a remark\n{rendered}")).unwrap();
    let refused = common::run(root, &["deprecate", "scs-0501-v5", "--on", "2027-04-01", "--yes"]);
    let said = text(&refused.stderr);
    assert!(said.contains("scsdoc scope render scs-compatible-iaas --out Tests"), "{said}");
}
