//! Helpers of all test binaries.

#![allow(dead_code, reason = "not every binary uses all of it")]

pub mod browser;
pub mod dangers;
mod fixture;
pub mod html;

#[allow(unused_imports, reason = "not every binary uses all of it")]
pub use fixture::{Fixture, corpus, fixtures};

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

/// Skips the rest of a test, visibly: fails unless the environment variable `SCSDOC_ALLOW_SKIP` (a list with commas) names
/// `need`, and notes the test in `target/tmp/skipped`, which `tests/run` prints.
#[track_caller]
pub fn skip(need: &str, reason: &str) {
    let allowed = std::env::var("SCSDOC_ALLOW_SKIP").unwrap_or_default();
    let allowed = allowed.split(',').any(|allowed| allowed.trim() == need);
    assert!(allowed, "{reason}; to skip what needs it, set SCSDOC_ALLOW_SKIP={need}, as tests/run does where it must");
    let test = std::thread::current().name().unwrap_or("?").to_owned();
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skipped");
    let mut log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    log.write_all(format!("{test} ({need}): {reason}\n").as_bytes()).unwrap();
}

/// Whether a program is installed; skips as `need` where it is not.
#[track_caller]
pub fn has(program: &str, need: &str) -> bool {
    let found = Command::new(program).arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        skip(need, &format!("{program} is not installed"));
    }
    found
}

/// The `node_modules` with these packages (`name@version`), fetched with npm where they are not there yet.
pub fn npm(packages: &[&str]) -> Option<PathBuf> {
    static LOCK: Mutex<()> = Mutex::new(());
    let _lock = LOCK.lock();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers");
    let modules = folder.join("node_modules");
    let missing = |package: &&str| !modules.join(package.rsplit_once('@').map_or(*package, |(name, _)| name)).exists();
    if packages.iter().any(missing) {
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("npm");
        command.args(["install", "--silent", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix"]).arg(&folder);
        let _ = command.args(packages).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
    if packages.iter().any(missing) {
        skip("npm", &format!("npm cannot fetch {}", packages.join(", ")));
        return None;
    }
    Some(modules)
}

/// The public register, laid out as a checkout.
pub fn public_register() -> Option<tempfile::TempDir> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/checkout");
    if !script.exists() {
        skip("register", "there is no ../shared/corpus");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(script).arg(folder.path()).status().unwrap();
    assert!(status.success());
    Some(folder)
}

/// Compares with `tests/snapshots/NAME`; with SCSDOC_BLESS set, writes it instead.
pub fn expect_snapshot(name: &str, actual: &str) {
    expect_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name), actual);
}

/// Compares with a file; with SCSDOC_BLESS set, writes it instead.
pub fn expect_file(path: &Path, actual: &str) {
    if std::env::var_os("SCSDOC_BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{}\n--- expected\n{expected}\n--- actual\n{actual}\n(run with SCSDOC_BLESS=1 to accept)",
        path.display()
    );
}
