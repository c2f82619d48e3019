//! The hook in `.pre-commit-hooks.yaml`, run by the real pre-commit on a scratch repository.
//!
//! pre-commit comes from PyPI into a virtual environment under `target/`; without Python, git or the index
//! the test says so and does nothing. pre-commit builds the hook with `cargo install`; a target folder of its
//! own that is kept makes every run after the first quick.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn run(program: impl AsRef<OsStr>, folder: &Path, args: &[&str]) -> std::io::Result<Output> {
    let home = work();
    Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("PRE_COMMIT_HOME", home.join("home"))
        .env("CARGO_TARGET_DIR", home.join("build"))
        // The hook is built quickly rather than well, and from what cargo already has.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_NET_OFFLINE", "true")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Test")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "test@example.org")))
        // The same files give the same commit, and pre-commit then takes what it has built before.
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

/// pre-commit in a virtual environment, or why there is none.
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

/// A repository with the files of this one as they are now, and its commit.
fn hook_repository() -> Result<(PathBuf, String), String> {
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
    let commit = git(&folder, &["rev-parse", "HEAD"]).trim().to_owned();
    // What pre-commit installed for other files is of no use any more.
    let last = work().join("commit");
    if std::fs::read_to_string(&last).ok().as_deref() != Some(commit.as_str()) {
        let _ = std::fs::remove_dir_all(work().join("home"));
    }
    std::fs::write(last, &commit).unwrap();
    Ok((folder, commit))
}

#[test]
fn a_commit_with_a_fault_is_refused_and_a_mended_one_passes() {
    std::fs::create_dir_all(work()).unwrap();
    let (pre_commit, (hook, commit)) = match pre_commit().and_then(|program| Ok((program, hook_repository()?))) {
        Ok(found) => found,
        Err(reason) => {
            println!("skipped: no pre-commit here ({reason})");
            return;
        }
    };
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    std::fs::create_dir(folder.join("Standards")).unwrap();
    let write = |path: &str, text: &str| std::fs::write(folder.join(path), text).unwrap();
    write(
        ".pre-commit-config.yaml",
        &format!("repos:\n  - repo: {}\n    rev: {commit}\n    hooks:\n      - id: scsdoc-check\n", hook.display()),
    );
    // A fault that is in the register already must not stop a commit that has nothing to do with it.
    let old = "---\ntitle: Old\ntype: Decision Record\nstatus: Draft\ntrack: IaaS\n---\n\n## Abstract\n\nText.\n";
    write("Standards/scs-0101-v1-Old_fault.md", old);
    git(folder, &["init", "--quiet", "--initial-branch=main"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message=start"]);
    let installed = run(&pre_commit, folder, &["install"]).unwrap();
    assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));

    let commit = |message: &str| {
        git(folder, &["add", "--all"]);
        let output = run("git", folder, &["commit", "--quiet", &format!("--message={message}")]).unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.success(), said)
    };
    write("scsdoc.toml", "[rules]\nslug-charset = \"loud\"\n");
    let (passed, said) = commit("fault");
    assert!(!passed, "a commit with a fault went through:\n{said}");
    assert!(said.contains("invalid-config") && said.contains("scsdoc.toml:2:"), "{said}");
    assert!(!said.contains("scs-0101-v1-Old_fault.md"), "an old fault elsewhere was reported:\n{said}");

    write("scsdoc.toml", "[rules]\nslug-charset = \"error\"\n");
    let (passed, said) = commit("mended");
    assert!(passed, "a mended commit was refused:\n{said}");
    assert!(said.contains("Passed"), "{said}");
}
