//! `build` and `scope render` killed at random moments, while a reader looks on; and what cannot be written is said.
//!
//! SCSDOC_KILLS sets how often; 20 times by default.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn register(root: &Path) {
    fs::create_dir(root.join("Standards")).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(from.join("Standards")).unwrap().flatten() {
        fs::copy(entry.path(), root.join("Standards").join(entry.file_name())).unwrap();
    }
    fs::copy(from.join("scsdoc.toml"), root.join("scsdoc.toml")).unwrap();
}

fn command(root: &Path, args: &[&str]) -> Command {
    let mut command =
        Command::new(std::env::var("SCSDOC_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_scsdoc").into()));
    command.arg("--root").arg(root).args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(root: &Path, args: &[&str]) -> Output {
    command(root, args).output().unwrap()
}

/// Files below a folder with their bytes, without what a killed run leaves lying about.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk =
        walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let files = walk.map(|entry| {
        (
            entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(),
            fs::read(entry.path()).unwrap_or_default(),
        )
    });
    files.filter(|(path, _)| !(path.rsplit('/').next().unwrap().starts_with('.') && path.ends_with(".tmp"))).collect()
}

/// Names in a folder with the numbers of the files: another one as soon as anything is written.
fn numbers(folder: &Path) -> BTreeMap<std::ffi::OsString, u64> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.file_name(), entry.metadata().ok()?.ino()))).collect()
}

/// Waits for a command to begin to write into a folder, or to end.
fn begun(child: &mut Child, folder: &Path, before: &BTreeMap<std::ffi::OsString, u64>) {
    while numbers(folder) == *before && child.try_wait().unwrap().is_none() {
        std::hint::spin_loop();
    }
}

/// Ends the reader, whatever happens: a scope of threads waits for all of them.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Two runs that write different files into one folder, each killed at random, every other time after it has begun
/// to write, while a reader looks on: every file is one of the two at any moment, and none that both have is ever gone.
fn killed(one: &[&str], two: &[&str], folder: &Path, root: &Path) {
    let kills: usize = std::env::var("SCSDOC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20);
    let quiet = |args: &[&str]| command(root, args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    assert!(run(root, one).status.success());
    let first = files(folder);
    let (start, before) = (Instant::now(), numbers(folder));
    let mut child = quiet(two);
    begun(&mut child, folder, &before);
    let begins = start.elapsed();
    assert!(child.wait().unwrap().success());
    let (whole, writing) = (start.elapsed(), start.elapsed().saturating_sub(begins));
    let second = files(folder);
    assert!(first != second, "the two runs write the same");
    let marker = |path: &str| path.starts_with(".scsdoc-");
    let good =
        |path: &str, bytes: &Vec<u8>| marker(path) || first.get(path) == Some(bytes) || second.get(path) == Some(bytes);
    let both: Vec<&String> = first.keys().filter(|path| second.contains_key(*path) && !marker(path)).collect();
    let (stop, looks) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (mut untouched, mut midway, mut finished) = (0, 0, 0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                for path in &both {
                    let bytes = fs::read(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
                    assert!(good(path, &bytes), "a reader sees {path} neither old nor new");
                    looks.fetch_add(1, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_micros(500));
            }
        });
        let _stop = Stop(&stop);
        let mut last = second.clone();
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        for kill in 0..kills {
            let before = numbers(folder);
            let (args, whole_one) = if kill % 4 < 2 { (one, &first) } else { (two, &second) };
            let mut child = quiet(args);
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let waits = kill % 2 == 1;
            if waits {
                begun(&mut child, folder, &before);
            }
            let most = if waits { writing } else { whole };
            std::thread::sleep(Duration::from_micros(seed % u64::try_from(most.as_micros()).unwrap().max(1)));
            let _ = child.kill();
            child.wait().unwrap();
            let now = files(folder);
            for (path, bytes) in &now {
                assert!(good(path, bytes), "{path} is neither old nor new after kill {kill}");
            }
            let gone = both.iter().find(|path| !now.contains_key(**path));
            assert_eq!(gone, None, "gone after kill {kill}");
            match &now {
                now if now == whole_one => finished += 1,
                now if *now == last => untouched += 1,
                _ => midway += 1,
            }
            last = now;
            assert!(!reader.is_finished(), "the reader has found a fault");
        }
    });
    assert!(run(root, two).status.success());
    assert_eq!(files(folder), second, "the next run puts all right");
    println!(
        "{two:?}: {kills} kills: {untouched} before the first change, {midway} midway, {finished} after the last; {} files were read meanwhile; a whole run takes {whole:?}, of which {writing:?} to write",
        looks.into_inner()
    );
}

#[test]
fn a_killed_build_leaves_no_page_in_halves() {
    let (root, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    register(root.path());
    let site = out.path().join("site").display().to_string();
    killed(
        &["--at", "2026-11-20", "build", "--out", &site],
        &["--at", "2021-01-01", "build", "--out", &site],
        Path::new(&site),
        root.path(),
    );
}

#[test]
fn a_killed_scope_render_leaves_no_file_in_halves() {
    let (root, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    register(root.path());
    // Forty more scopes, so that there is something between the first file and the last.
    for n in 20..60 {
        let text = format!(
            "---\ntitle: Scope {n}\ntype: Standard\nstatus: Draft\ntrack: Scopes\nscope:\n  file: scs-more-{n}.yaml\n  uuid: d912d0a5-826a-4b01-bafd-b48f65f76f{n}\n  name: More {n}\n  include: []\n---\n\n## Introduction\n\nText.\n"
        );
        fs::write(root.path().join(format!("Standards/scs-05{n}-v1-more-{n}.md")), text).unwrap();
    }
    // Other settings make other addresses.
    let settings = fs::read_to_string(root.path().join("scsdoc.toml")).unwrap();
    let settings =
        settings.replace("sovereigncloudstack.github.io", "example.org").replace("SovereignCloudStack/", "Example/");
    let other = out.path().join("other.toml");
    fs::write(&other, settings).unwrap();
    let (scopes, other) = (out.path().join("scopes").display().to_string(), other.display().to_string());
    let one = ["scope", "render", "--out", &scopes];
    let two = ["--config", &other, "scope", "render", "--out", &scopes];
    killed(&one, &two, Path::new(&scopes), root.path());
}

const FAULTY: &str =
    "\u{feff}---\ntitle: Names\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n\n## Introduction\n\nText.\n";

fn small() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("Standards")).unwrap();
    fs::write(root.path().join("Standards/scs-0009-v1-names.md"), FAULTY).unwrap();
    root
}

/// A limit on the size of files stands for a full disk: writing fails in the middle.
#[test]
fn what_cannot_be_written_is_said_with_its_path() {
    let root = small();
    let file = root.path().join("Standards/scs-0009-v1-names.md");
    let large = format!("{FAULTY}{}", "Words. ".repeat(20_000));
    fs::write(&file, &large).unwrap();
    let limited = |args: &[&str]| {
        let words = ["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_scsdoc"), "--root"];
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
        .args(["-c", "exec \"$0\" --root \"$1\" list > /dev/full", env!("CARGO_BIN_EXE_scsdoc")])
        .arg(root.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the result"));
}

#[test]
fn modes_links_and_names_survive_a_fix() {
    let root = small();
    let file = root.path().join("Standards/scs-0009-v1-names.md");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o604)).unwrap();
    let other = root.path().join("other-name");
    fs::hard_link(&file, &other).unwrap();
    run(root.path(), &["fix"]);
    assert!(!fs::read_to_string(&file).unwrap().starts_with('\u{feff}'));
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o604);
    // The other name of the file keeps the old text: nothing outside of the register changes by a link.
    assert_eq!(fs::read_to_string(&other).unwrap(), FAULTY);
}

#[test]
fn no_link_in_the_register_leads_a_writer_out_of_it() {
    let (root, outside) = (small(), tempfile::tempdir().unwrap());
    let target = outside.path().join("target");
    fs::write(&target, "kept").unwrap();
    symlink(&target, root.path().join("report")).unwrap();
    let report = root.path().join("report").display().to_string();
    let also = format!("sarif={report}");
    // A folder on the way, and a file that a writer would make.
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
    // Where the person names a link elsewhere, it is theirs.
    let link = outside.path().join("link");
    symlink(&target, &link).unwrap();
    assert!(run(root.path(), &["export", "csv", &link.display().to_string()]).status.success());
    assert!(fs::read_to_string(&target).unwrap().starts_with("id"));
}
