//! Helpers for all test binaries.

#![allow(dead_code, reason = "not every binary uses all of it")]

pub mod browser;
pub mod dangers;
mod fixture;
pub mod html;
pub mod readers;

#[allow(unused_imports, reason = "not every binary uses all of it")]
pub use fixture::{Fixture, corpus, fixtures};

use jiff::civil::{Date, date};
use scsdoc::testing::check::rules;
use scsdoc::testing::diagnostic::{Diagnostic, Severity};
use scsdoc::testing::load::worktree::Worktree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::text::Span;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, Mutex};
use tempfile::TempDir;

/// The date of tests.
pub const AT: Date = date(2026, 11, 20);

/// This repository, which is a register too.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program; `SCSDOC_BINARY` names another one. A second name, since a test that builds packages replaces the first.
pub fn program() -> String {
    static OWN: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("program");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::hard_link(env!("CARGO_BIN_EXE_scsdoc"), folder.join("scsdoc")).unwrap();
        folder.join("scsdoc")
    });
    std::env::var("SCSDOC_BINARY").unwrap_or_else(|_| OWN.display().to_string())
}

/// The program in a folder, on the date of tests unless `args` name one, on a terminal of 100 columns.
pub fn scsdoc(folder: impl AsRef<Path>, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.current_dir(folder).env("COLUMNS", "100").env_remove("NO_COLOR").stdin(Stdio::null());
    if !args.contains(&"--at") {
        command.args(["--at", "2026-11-20"]);
    }
    command.args(args);
    command
}

pub fn run(folder: impl AsRef<Path>, args: &[&str]) -> Output {
    scsdoc(folder, args).output().unwrap()
}

/// Standard output of a run that must succeed.
#[track_caller]
pub fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Git without the settings of this machine.
pub fn git_command(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    for setting in ["user.name=Test", "user.email=test@example.org", "init.defaultBranch=main"] {
        command.args(["-c", setting]);
    }
    command.args(["-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"]);
    command
}

/// What a git command prints, which must succeed.
#[track_caller]
pub fn git(folder: impl AsRef<Path>, args: &[&str]) -> String {
    let output = git_command(folder).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

/// Commits all files of a folder; creates the repository if needed.
pub fn commit_all(folder: impl AsRef<Path>) -> String {
    let folder = folder.as_ref();
    if !folder.join(".git").exists() {
        git(folder, &["init", "--quiet"]);
    }
    git(folder, &["add", "--all", "--force"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message=commit"]);
    git(folder, &["rev-parse", "HEAD"])
}

/// Writes files below a folder.
pub fn write<P: AsRef<Path>, B: AsRef<[u8]>>(folder: impl AsRef<Path>, files: impl IntoIterator<Item = (P, B)>) {
    for (path, bytes) in files {
        let path = folder.as_ref().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A new folder with these files.
pub fn folder<P: AsRef<Path>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

/// A new folder with these texts.
pub fn register(files: &[(&str, &str)]) -> TempDir {
    folder(files.iter().copied())
}

/// A copy of this repository's register.
pub fn own_register() -> TempDir {
    let own =
        files_below(&root().join("Standards")).into_iter().map(|(path, bytes)| (format!("Standards/{path}"), bytes));
    let settings = ("scsdoc.toml".to_owned(), std::fs::read(root().join("scsdoc.toml")).unwrap());
    folder(own.chain([settings]))
}

/// All files below a folder with their bytes, except those of git.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().filter_entry(|entry| entry.file_name() != ".git");
    let files = walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    };
    files.map(file).collect()
}

/// The register in a folder.
pub fn load(folder: impl AsRef<Path>) -> Corpus {
    let worktree = Worktree::open(Some(folder.as_ref()), Path::new(".")).unwrap();
    let config = worktree.config(None).unwrap();
    Corpus::build(&worktree.load(&config), config.clone(), &worktree)
}

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

/// A Python with a module of a package, in a folder below `target`.
pub fn python(package: &str, module: &str, version: &str) -> Option<PathBuf> {
    let folder = root().join("target").join(package);
    let python = folder.join("bin/python");
    let there = |python: &Path| {
        let found = Command::new(python).args(["-c", &format!("import {module}")]).output();
        found.is_ok_and(|done| done.status.success())
    };
    if there(&python) {
        return Some(python);
    }
    let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).output();
    let install = ["-m", "pip", "install", "-q", &format!("{package}=={version}")];
    if made.is_ok_and(|done| done.status.success())
        && Command::new(&python).args(install).output().is_ok()
        && there(&python)
    {
        return Some(python);
    }
    skip(package, &format!("pip cannot install {package}"));
    None
}

/// Whether a program is installed; skips as `need` otherwise.
#[track_caller]
pub fn has(program: &str, need: &str) -> bool {
    let found = Command::new(program).arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        skip(need, &format!("{program} is not installed"));
    }
    found
}

/// The `node_modules` with these packages (`name@version`), fetched with npm if they are missing.
pub fn npm(packages: &[&str]) -> Option<PathBuf> {
    static LOCK: Mutex<()> = Mutex::new(());
    let _lock = LOCK.lock();
    let folder = root().join("target/peers");
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
pub fn public_register() -> Option<TempDir> {
    let script = root().join("../shared/corpus/checkout");
    if !script.exists() {
        skip("register", "there is no ../shared/corpus");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new(script).arg(folder.path()).status().unwrap();
    assert!(status.success());
    Some(folder)
}

/// The public history, as a bare clone.
pub fn public_history() -> Option<TempDir> {
    let bundle = root().join("../shared/corpus/history-until-2024-12.bundle");
    if !bundle.exists() {
        skip("register", "there is no ../shared/corpus");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let (bundle, target) = (bundle.display().to_string(), folder.path().display().to_string());
    git(folder.path(), &["clone", "--quiet", "--bare", "--branch", "main", &bundle, &target]);
    Some(folder)
}

/// A table in a test: a list of texts, as JSON, in each line.
pub fn rows<const N: usize>(table: &str) -> impl Iterator<Item = [String; N]> {
    table.lines().filter(|line| !line.is_empty()).map(|line| {
        let cells: Vec<String> = serde_json::from_str(line).unwrap();
        cells.try_into().unwrap()
    })
}

/// Compares with `tests/snapshots/NAME`; with SCSDOC_BLESS set, writes it instead.
pub fn expect_snapshot(name: &str, actual: &str) {
    expect_file(&root().join("tests/snapshots").join(name), actual);
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

/// A finding with nothing but the required fields.
pub fn finding(rule: &'static str, severity: Severity, path: &str, span: Span, message: &str) -> Diagnostic {
    let found = rules::all().next().unwrap().at(path, span, message);
    Diagnostic { rule, ..found.severity(severity) }
}

/// Compares the part of a file between `start` and the next `<!-- end -->`; with SCSDOC_BLESS set, writes it instead.
pub fn expect_part(path: &Path, start: &str, actual: &str) {
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(start).unwrap();
    let (_, after) = rest.split_once("\n<!-- end -->").unwrap();
    expect_file(path, &format!("{before}{start}{actual}\n<!-- end -->{after}"));
}
