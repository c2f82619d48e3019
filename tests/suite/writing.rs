//! Writing files of a register: atomically, preserving modes, and never through a symlink that leads out of it.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{files_below, program, register, run};
use crate::lifecycle_commands::DRAFT;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;
use tempfile::TempDir;

/// `fix` removes the byte order mark.
const FAULTY: &str =
    "\u{feff}---\ntitle: Names\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n\n## Introduction\n\nText.\n";

fn small() -> TempDir {
    register(&[("Standards/scs-0009-v1-names.md", FAULTY)])
}

/// A limit on the size of files simulates a full disk: writing fails halfway.
#[test]
fn write_errors_name_the_path() {
    let root = small();
    let file = root.path().join("Standards/scs-0009-v1-names.md");
    let large = format!("{FAULTY}{}", "Words. ".repeat(20_000));
    fs::write(&file, &large).unwrap();
    let limited = |args: &[&str]| {
        let program = program();
        let words = ["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", &program, "--root"];
        Command::new("sh").args(words).arg(root.path()).args(["--at", "2026-11-20"]).args(args).output().unwrap()
    };
    let output = limited(&["fix"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("scs-0009-v1-names.md"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), large, "the old text is whole");
    let output = limited(&["build"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write") && said.contains("public"), "{said}");
    let litter = walkdir::WalkDir::new(root.path())
        .into_iter()
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "tmp"));
    assert_eq!(litter.count(), 0, "nothing is left lying about");
    let output = Command::new("sh")
        .args(["-c", "exec \"$0\" --root \"$1\" list > /dev/full", &program()])
        .arg(root.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write output"));
}

#[test]
fn fix_preserves_modes_links_and_names() {
    let root = small();
    let file = root.path().join("Standards/scs-0009-v1-names.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o604)).unwrap();
    let other = root.path().join("other-name");
    fs::hard_link(&file, &other).unwrap();
    run(root.path(), &["fix"]);
    assert!(!fs::read_to_string(&file).unwrap().starts_with('\u{feff}'));
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o604);
    // The other name of the file keeps the old text: nothing outside the register is changed through a link.
    assert_eq!(fs::read_to_string(&other).unwrap(), FAULTY);
}

#[test]
fn writes_do_not_follow_symlinks_out_of_the_root() {
    let (root, outside) = (small(), tempfile::tempdir().unwrap());
    let target = outside.path().join("target");
    fs::write(&target, "kept").unwrap();
    symlink(&target, root.path().join("report")).unwrap();
    let report = root.path().join("report").display().to_string();
    let also = format!("sarif={report}");
    // A folder in the path, and a file to be created.
    symlink(outside.path(), root.path().join("folder")).unwrap();
    let below = root.path().join("folder/target").display().to_string();
    symlink(outside.path().join("new"), root.path().join("dangling")).unwrap();
    let dangling = root.path().join("dangling").display().to_string();
    for args in [
        &["check", "--output", &report][..],
        &["export", "csv", &report],
        &["export", "json", &report],
        &["check", "--summary", &report],
        &["check", "--also", &also],
        &["check", "--write-baseline", &report],
        &["check", "--output", &below],
        &["check", "--summary", &dangling],
    ] {
        let output = run(root.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("leads out of the register"), "{args:?}");
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "kept");
    assert!(!outside.path().join("new").exists());
    let empty = tempfile::tempdir().unwrap();
    symlink(empty.path(), root.path().join("public")).unwrap();
    assert_eq!(run(root.path(), &["build"]).status.code(), Some(2));
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
    // A link given explicitly by the user is followed.
    let link = outside.path().join("link");
    symlink(&target, &link).unwrap();
    assert!(run(root.path(), &["export", "csv", &link.display().to_string()]).status.success());
    assert!(fs::read_to_string(&target).unwrap().starts_with("id"));
}

#[test]
fn document_links_cannot_escape_the_root() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x.md"), DRAFT).unwrap();
    let root = register(&[("Standards/scs-0101-v1-y.md", DRAFT), ("real/z.md", DRAFT)]);
    symlink(outside.path().join("x.md"), root.path().join("Standards/scs-0100-v1-x.md")).unwrap();
    let output = run(root.path(), &["stabilize", "scs-0100-v1", "--yes"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(outside.path().join("x.md")).unwrap(), DRAFT);
    // A link inside the root stays a link.
    symlink("../real/z.md", root.path().join("Standards/scs-0102-v1-z.md")).unwrap();
    assert!(run(root.path(), &["stabilize", "scs-0102-v1", "--yes"]).status.success());
    assert!(root.path().join("Standards/scs-0102-v1-z.md").is_symlink());
    assert!(fs::read_to_string(root.path().join("real/z.md")).unwrap().contains("Stable"));
    // A folder that is a link out of the root.
    let root = register(&[("scsdoc.toml", "")]);
    symlink(outside.path(), root.path().join("Standards")).unwrap();
    let output = run(root.path(), &["new", "dr", "T", "--track", "IaaS"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_overwritten() {
    use scsdoc::testing::edit::set::FileChange;
    use scsdoc::testing::output::transaction::{Error, commit};
    let root = register(&[("Standards/a.md", "old"), ("Standards/b.md", "saved meanwhile")]);
    let bytes = |text: &str| Some(text.as_bytes().into());
    let change = |path: &str, old: &str, new: &str| FileChange {
        from: Some(path.into()),
        to: Some(path.into()),
        old: bytes(old),
        new: bytes(new),
    };
    let changes = [change("Standards/a.md", "old", "new"), change("Standards/b.md", "old", "new")];
    assert!(matches!(commit(root.path(), &changes), Err(Error::Changed(path)) if path == "Standards/b.md"));
    let create = FileChange { from: None, to: Some("Standards/b.md".into()), old: None, new: bytes("x") };
    assert!(commit(root.path(), &[changes[0].clone(), create]).is_err());
    let after = files_below(root.path());
    assert_eq!(after.values().map(Vec::as_slice).collect::<Vec<_>>(), [b"old".as_slice(), b"saved meanwhile"]);
}
