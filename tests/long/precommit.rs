//! The hook in `.pre-commit-hooks.yaml`, run by the real pre-commit on a scratch repository.
//!
//! pre-commit comes from PyPI into a virtual environment under `target/`. The hook installs the wheel of its version, which is built
//! here from this checkout (`.ci/wheel`) and found by `PIP_FIND_LINKS`.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Where `init` gets the hook from.
const HOME: &str = scsdoc::testing::edit::init::HOME;

fn run(program: impl AsRef<OsStr>, folder: &Path, args: &[&str]) -> std::io::Result<Output> {
    let home = work();
    Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("PRE_COMMIT_HOME", home.join("home"))
        .env("PIP_FIND_LINKS", home.join("wheels"))
        // git reads the files of this checkout instead of the address of the hook.
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", home.join("scsdoc").display()))
        .env("GIT_CONFIG_VALUE_0", HOME)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Test")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "test@example.org")))
        // The same files give the same commit, so pre-commit reuses its environment.
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z")))
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_WORK_TREE")
        .output()
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = run("git", folder, args).unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Where everything is kept between runs.
fn work() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("precommit")
}

/// pre-commit in a virtual environment, or why there is not one.
fn pre_commit() -> Result<PathBuf, String> {
    let venv = work().join("venv");
    let program = venv.join("bin/pre-commit");
    if program.exists() {
        return Ok(program);
    }
    let step = |program: &OsStr, args: &[&str]| match run(program, Path::new(ROOT), args) {
        Err(error) => Err(format!("{program:?} does not run: {error}")),
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("").to_owned()),
    };
    let folder = venv.to_string_lossy().into_owned();
    step("python3".as_ref(), &["-m", "venv", &folder])?;
    let pip = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", "pre-commit>=4,<5"];
    step(venv.join("bin/python").as_os_str(), &pip)?;
    Ok(program)
}

/// Builds the wheel that the hook installs.
fn wheel() -> bool {
    let out = work().join("wheels");
    let arguments = [".ci/wheel".as_ref(), out.as_os_str(), "dev".as_ref()];
    Command::new("bash").args(arguments).current_dir(ROOT).status().is_ok_and(|status| status.success())
}

/// A repository with the files of this one as they are now, and its commit.
fn hook_repository() -> Result<(), String> {
    let folder = work().join("scsdoc");
    let _ = std::fs::remove_dir_all(&folder);
    let list = run("git", Path::new(ROOT), &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let list = list.map_err(|error| format!("git does not run: {error}"))?;
    if !list.status.success() {
        return Err("this is not a git checkout".into());
    }
    for file in String::from_utf8_lossy(&list.stdout).split('\0').filter(|file| !file.is_empty()) {
        let (from, to) = (Path::new(ROOT).join(file), folder.join(file));
        // A file that was removed and not yet committed is still listed.
        if from.is_file() {
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(from, to).unwrap();
        }
    }
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message=files"]);
    git(&folder, &["tag", scsdoc::testing::edit::init::TAG]);
    let commit = git(&folder, &["rev-parse", "HEAD"]).trim().to_owned();
    // What pre-commit installed for other files is of no use any more.
    let last = work().join("commit");
    if std::fs::read_to_string(&last).ok().as_deref() != Some(commit.as_str()) {
        let _ = std::fs::remove_dir_all(work().join("home"));
    }
    std::fs::write(last, &commit).unwrap();
    Ok(())
}

/// pre-commit, with the hook of this checkout available; `None` if it cannot be installed.
fn ready() -> Option<&'static Path> {
    static READY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let ready = READY.get_or_init(|| {
        std::fs::create_dir_all(work()).unwrap();
        match pre_commit().and_then(|program| hook_repository().map(|()| program)) {
            Ok(program) if !wheel() => panic!("{}: `.ci/wheel` failed", program.display()),
            Ok(program) => Some(program),
            Err(reason) => {
                crate::common::skip("pre-commit", &reason);
                None
            }
        }
    });
    ready.as_deref()
}

/// A repository that somebody works in.
struct Scratch<'a> {
    folder: &'a Path,
    pre_commit: &'static Path,
}

impl<'a> Scratch<'a> {
    /// Takes a folder with files as the first commit.
    fn begin(folder: &'a Path, pre_commit: &'static Path) -> Self {
        git(folder, &["init", "--quiet", "--initial-branch=main"]);
        git(folder, &["add", "--all"]);
        git(folder, &["commit", "--quiet", "--message=start"]);
        Scratch { folder, pre_commit }
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.join(path), text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder.join(path)).unwrap()
    }

    /// Whether it went well, and everything that was said.
    fn run(&self, program: impl AsRef<OsStr>, args: &[&str]) -> (bool, String) {
        let output = run(program, self.folder, args).unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
        (output.status.success(), said.concat())
    }

    fn pre_commit(&self, args: &[&str]) -> (bool, String) {
        self.run(self.pre_commit, args)
    }

    /// Commits the staged files.
    fn commit_staged(&self) -> (bool, String) {
        self.run("git", &["commit", "--quiet", "--message=change"])
    }

    /// Stages everything and commits it.
    fn commit(&self) -> (bool, String) {
        git(self.folder, &["add", "--all"]);
        self.commit_staged()
    }

    #[track_caller]
    fn passes(&self) -> String {
        let (passed, said) = self.commit();
        assert!(passed, "a commit was refused:\n{said}");
        said
    }

    #[track_caller]
    fn is_refused(&self, words: &[&str]) -> String {
        let (passed, said) = self.commit();
        assert!(!passed, "a commit with a fault went through:\n{said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word} is not in:\n{said}"));
        said
    }
}

#[test]
fn a_commit_with_an_error_is_refused_and_a_fixed_one_passes() {
    let Some(pre_commit) = ready() else { return };
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("Standards")).unwrap();
    // A pre-existing error must not block an unrelated commit.
    let old = "---\ntitle: Old\ntype: Decision Record\nstatus: Draft\ntrack: IaaS\n---\n\n## Abstract\n\nText.\n";
    std::fs::write(folder.path().join("Standards/scs-0101-v1-Old_fault.md"), old).unwrap();
    let tag = scsdoc::testing::edit::init::TAG;
    let config = format!(
        "repos:\n  - repo: {HOME}\n    rev: {tag}\n    hooks:\n      - id: scsdoc-fix\n      - id: scsdoc-check\n"
    );
    std::fs::write(folder.path().join(".pre-commit-config.yaml"), config).unwrap();
    let scratch = Scratch::begin(folder.path(), pre_commit);
    let (installed, said) = scratch.pre_commit(&["install"]);
    assert!(installed, "{said}");

    scratch.write("scsdoc.toml", "[rules]\nslug-charset = \"loud\"\n");
    let said = scratch.is_refused(&["invalid-config", "scsdoc.toml:2:"]);
    assert!(!said.contains("scs-0101-v1-Old_fault.md"), "an old fault elsewhere was reported:\n{said}");
    // Only staged content counts, not the work tree.
    scratch.write("scsdoc.toml", "[rules]\nslug-charset = \"error\"\n");
    let (passed, said) = scratch.commit_staged();
    assert!(!passed && said.contains("invalid-config"), "{said}");
    let said = scratch.passes();
    assert!(said.contains("Passed"), "{said}");

    // The other hook applies safe fixes, which are then reviewed.
    let draft = "---\ntitle: A thought\ntype: decision record\nstatus: Draft\ntrack: IaaS\n---\n\n## Abstract\n\nText.\n\n\
                 ## Context\n\nText.\n\n## Decision\n\nText.\n\n## Consequences\n\nText.\n";
    scratch.write("Standards/scs-0102-v1-thought.md", draft);
    scratch.is_refused(&["files were modified by this hook", "invalid-value, 1 fixed"]);
    assert!(scratch.read("Standards/scs-0102-v1-thought.md").contains("type: Decision Record\n"));
    scratch.passes();
    // Without anything staged nothing is new, also with all files.
    let (passed, said) = scratch.pre_commit(&["run", "--all-files", "scsdoc-check"]);
    assert!(passed, "{said}");
}

/// From nothing to a guarded commit: `scsdoc init`, `pre-commit install`, and the commit itself.
fn adopt(folder: &Path, args: &[&str], old_errors: bool) {
    let Some(pre_commit) = ready() else { return };
    let scratch = Scratch::begin(folder, pre_commit);
    let scsdoc = &crate::common::program();
    let (set_up, said) = scratch.run(scsdoc, &[&["init", "--yes"], args].concat());
    assert!(set_up && said.contains("pre-commit install"), "{said}");
    let (installed, said) = scratch.pre_commit(&["install"]);
    assert!(installed, "{said}");
    scratch.passes();
    // Once more, it changes nothing.
    let (again, said) = scratch.run(scsdoc, &[&["init"], args].concat());
    assert!(again && said.starts_with("nothing to change\n"), "{said}");
    assert_eq!(git(folder, &["status", "--porcelain"]), "");

    // A document that already has an error in the register.
    let (_, report) = scratch.run(scsdoc, &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let found = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["rule"] == "missing-section" && found["severity"] == "error");
    assert_eq!(found.is_some(), old_errors);
    let path = found.map_or("Standards/scs-0101-v1-entropy.md", |found| found["path"].as_str().unwrap());
    let text = scratch.read(path);
    scratch.write(path, &text.replacen("\ntrack: ", "\ntrack: Un", 1));
    scratch.is_refused(&["invalid-value", path]);
    scratch.write(path, &format!("{text}\nOne more remark.\n"));
    let said = scratch.passes();
    assert!(said.contains("Passed"), "{said}");
    let (passed, said) = scratch.pre_commit(&["run", "--all-files"]);
    assert!(passed, "{said}");
}

#[test]
fn our_own_documents_are_checked_on_commit() {
    let folder = crate::common::own_register();
    std::fs::remove_file(folder.path().join("scsdoc.toml")).unwrap();
    adopt(folder.path(), &[], false);
}

#[test]
fn the_public_register_is_checked_on_commit() {
    let Some(folder) = crate::common::public_register() else { return };
    // It has a hook of another kind; here it is to have this one.
    adopt(folder.path(), &["--hook", "pre-commit"], true);
}
