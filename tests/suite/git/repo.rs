//! Small real repositories, created with the git command.

use crate::common::{git, program};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a repository in it. The folder is removed in the end.
pub struct Repo {
    folder: tempfile::TempDir,
    /// The folder of the repository, or of its replacement.
    pub root: PathBuf,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The work could not be done: one line on standard error, with these words, and nothing else.
    pub fn fails(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.out, "", "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("error: "), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is missing: {self:?}");
        }
    }

    /// There is a report, with these findings among it (rule and path), and nothing on standard error.
    pub fn finds(&self, expected: &[(&str, &str)]) {
        assert!(self.code < 2, "{self:?}");
        assert_eq!(self.err, "", "{self:?}");
        let found = self.findings();
        for (rule, path) in expected {
            assert!(found.iter().any(|(r, p)| r == rule && p == path), "{rule} in {path} is missing: {found:#?}");
        }
    }

    /// Rule and path of all findings of the JSON report.
    pub fn findings(&self) -> Vec<(String, String)> {
        let list = self.json()["diagnostics"].as_array().cloned().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        list.iter().map(|found| (text(&found["rule"]), text(&found["path"]))).collect()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// A document with this status; `more` is put after its text.
pub fn document(title: &str, status: &str, more: &str) -> String {
    let date = if status == "Stable" { "stabilized_at: 2024-02-08\n" } else { "" };
    format!(
        "---\ntitle: {title}\ntype: Standard\nstatus: {status}\ntrack: IaaS\n{date}---\n\n## Introduction\n\n\
         This is about {title}.\n\n## Decision\n\nA cloud MUST have {title}.\n{more}"
    )
}

pub const ONE: &str = "Standards/scs-0100-v1-one.md";
pub const TWO: &str = "Standards/scs-0101-v1-two.md";

impl Repo {
    /// A repository with two documents in one commit on `main`.
    pub fn new() -> Self {
        Self::with(&["--quiet", "--initial-branch=main"])
    }

    /// The same, by other arguments for `git init`.
    pub fn with(init: &[&str]) -> Self {
        let repo = Self::empty(init);
        repo.write(ONE, &document("one", "Stable", ""));
        repo.write(TWO, &document("two", "Draft", ""));
        repo.commit("Begin");
        repo
    }

    /// A repository without a commit.
    pub fn empty(init: &[&str]) -> Self {
        let repo = Self::folder();
        let mut args = vec!["init"];
        args.extend(init);
        repo.git(&args);
        repo
    }

    /// A folder without a repository.
    pub fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("register");
        std::fs::create_dir(&root).unwrap();
        Repo { folder, root }
    }

    /// A path next to the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root, args)
    }

    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// `scsdoc check --format json` with these arguments.
    pub fn check(&self, args: &[&str]) -> Said {
        check_in(&self.root, args)
    }
}

pub fn check_in(root: &Path, args: &[&str]) -> Said {
    let mut command = Command::new("timeout");
    let program = check_command(root, args);
    // What hangs has failed.
    command.arg("60").arg(program.get_program()).args(program.get_args()).current_dir(root);
    for (key, value) in program.get_envs() {
        match value {
            Some(value) => command.env(key, value),
            None => command.env_remove(key),
        };
    }
    said(command.output().unwrap())
}

/// The command in its folder, with no settings of the person who runs the tests.
pub fn check_command(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    let home = root.parent().unwrap_or(root);
    command.current_dir(root).env("HOME", home).env("XDG_CONFIG_HOME", home);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE");
    command.args(["--at", "2026-11-20", "check", "--format", "json"]).args(args.iter().map(OsStr::new));
    command
}

pub fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
