//! `scsdoc history` on small git repositories, and on the public history.

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{self, expect_snapshot, public_history, stdout as text};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A repository in a temporary folder; each commit has a different date.
struct Repo {
    _folder: tempfile::TempDir,
    path: PathBuf,
    day: u32,
}

fn git(folder: &Path, args: &[&str], day: u32) -> String {
    let date = format!("2024-01-{day:02}T12:00:00Z");
    let mut command = common::git_command(folder);
    command.args(["-c", "user.name=A", "-c", "core.hooksPath=/dev/null"]).args(args);
    text(&command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date).output().unwrap())
}

impl Repo {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register");
        std::fs::create_dir_all(path.join("Standards")).unwrap();
        git(&path, &["init", "-q"], 1);
        Repo { _folder: folder, path, day: 0 }
    }

    fn write(&mut self, name: &str, text: &str) -> &mut Self {
        std::fs::write(self.path.join("Standards").join(name), text).unwrap();
        self
    }

    fn remove(&mut self, name: &str) -> &mut Self {
        std::fs::remove_file(self.path.join("Standards").join(name)).unwrap();
        self
    }

    fn git(&mut self, args: &[&str]) -> String {
        self.day += 1;
        git(&self.path, args, self.day)
    }

    fn commit(&mut self, message: &str) -> &mut Self {
        git(&self.path, &["add", "-A"], 1);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
        self
    }
}

fn scsdoc(root: &Path, args: &[&str]) -> Output {
    // A bare repository has no register in its folder, so its path is passed.
    common::run(root, &[&["history", "--root", &root.display().to_string()], args].concat())
}

/// Day, kind, from and to of all transitions.
fn steps(root: &Path, args: &[&str]) -> Vec<String> {
    let json = text(&scsdoc(root, &[args, &["--format", "json"]].concat()));
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    let step = |row: &serde_json::Value| {
        let value = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let day = value("date")[8..].to_owned();
        let mark = if value("judgment") == "illegal" { " !" } else { "" };
        format!("{day} {}: {} {} → {}{mark}", value("id"), value("kind"), value("from"), value("to"))
    };
    rows.as_array().unwrap().iter().map(step).collect()
}

fn document(status: &str) -> String {
    format!(
        "---\ntitle: One\ntype: Standard\n{status}\ntrack: IaaS\n---\n\n## Introduction\n\nSome text.\n\nMore of it.\n"
    )
}

fn life() -> Repo {
    let mut repo = Repo::new();
    repo.write("scs-xxxx-v1-one.md", &document("status: Draft")).write("README.md", "x");
    repo.commit("Propose one");
    repo.git(&["mv", "Standards/scs-xxxx-v1-one.md", "Standards/scs-0110-v1-one.md"]);
    repo.commit("Number one");
    repo.git(&["mv", "Standards/scs-0110-v1-one.md", "Standards/scs-0112-v1-one.md"]);
    repo.commit("Renumber one");
    repo.write("scs-0112-v1-one.md", "---\ntitle: [One\nstatus: Draft\n---\n").commit("Break one");
    repo.write("scs-0112-v1-one.md", &document("status: Stable\nstabilized_at: 2024-01-09")).commit("Mend one");
    repo.git(&["revert", "--no-edit", "HEAD~1..HEAD"]);
    repo.git(&["revert", "--no-edit", "HEAD"]);
    repo.remove("scs-0112-v1-one.md").commit("Remove one");
    repo.write("scs-0112-v1-one.md", &document("status: Draft")).commit("Bring one back");
    repo
}

#[test]
fn a_document_is_followed_across_renames_and_removals() {
    let repo = life();
    let told = [
        "01 scs-0112-v1: created - → Draft",
        "03 scs-0112-v1: numbered scs-xxxx-v1-one → scs-0110-v1-one",
        "05 scs-0112-v1: renumbered scs-0110-v1-one → scs-0112-v1-one",
        "06 scs-0112-v1: unreadable - → -",
        "07 scs-0112-v1: readable - → -",
        "07 scs-0112-v1: status Draft → Stable",
        "07 scs-0112-v1: stabilized_at - → 2024-01-09",
        "08 scs-0112-v1: unreadable - → -",
        "09 scs-0112-v1: readable - → -",
        "10 scs-0112-v1: removed Stable → -",
        "11 scs-0112-v1: restored - → Stable",
        "11 scs-0112-v1: status Stable → Draft !",
        "11 scs-0112-v1: stabilized_at 2024-01-09 → -",
    ];
    assert_eq!(steps(&repo.path, &[]), told);
    for id in ["scs-0112", "SCS-0112-v1", "0112", "scs-0110-v1", "Standards/scs-0112-v1-one.md", "scs-xxxx-v1-one"] {
        assert_eq!(steps(&repo.path, &[id]), told, "{id}");
    }
    assert_eq!(steps(&repo.path, &["--rev", "HEAD~7"]).len(), 2);
}

#[test]
fn history_table_fits_the_terminal() {
    let repo = life();
    let table = text(&scsdoc(&repo.path, &[]));
    let ids: Vec<String> =
        git(&repo.path, &["log", "--reverse", "--format=%h", "--abbrev=7"], 1).lines().map(str::to_owned).collect();
    let mut plain = table.clone();
    for id in &ids {
        plain = plain.replace(id.as_str(), "-------");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    expect_snapshot("history-100.txt", &plain);
    let csv = text(&scsdoc(&repo.path, &["--format", "csv"]));
    assert!(csv.starts_with("date,short,id,words,author,summary,kind,from,to,judgment,file,commit\r\n"), "{csv}");
    let markdown = text(&scsdoc(&repo.path, &["--format", "markdown", "0112"]));
    assert!(markdown.starts_with("| Date | Commit | Document | Change | By | Message |\n"), "{markdown}");
}

#[test]
fn a_merge_is_one_step() {
    let mut repo = Repo::new();
    repo.write("scs-0100-v1-one.md", &document("status: Draft")).commit("One");
    repo.git(&["checkout", "-q", "-b", "work"]);
    repo.write("scs-0101-v1-two.md", &document("status: Stable")).commit("Two");
    repo.write("scs-0101-v1-two.md", &document("status: Draft")).commit("Two, better");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("Nothing");
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merge two", "work"]);
    assert_eq!(steps(&repo.path, &[]), ["01 scs-0100-v1: created - → Draft", "07 scs-0101-v1: created - → Draft"]);
}

#[test]
fn history_works_in_every_kind_of_repository() {
    let repo = life();
    let told = steps(&repo.path, &[]);
    let at = |name: &str| repo.path.parent().unwrap().join(name);
    let source = repo.path.to_string_lossy().into_owned();
    let clone = |args: &[&str]| {
        git(&repo.path, &[&["clone", "-q"], args].concat(), 1);
    };
    // Bare, packed, without a checkout.
    let bare = at("bare.git");
    clone(&["--bare", &source, &bare.to_string_lossy()]);
    git(&bare, &["gc", "-q"], 1);
    assert_eq!(steps(&bare, &[]), told);
    let empty = at("empty");
    clone(&["--no-checkout", &source, &empty.to_string_lossy()]);
    assert_eq!(steps(&empty, &[]), told);
    // A linked work tree with a detached HEAD.
    let linked = at("linked work tree");
    git(&repo.path, &["worktree", "add", "-q", "--detach", &linked.to_string_lossy(), "HEAD~2"], 1);
    assert_eq!(steps(&linked, &[]), told[..told.len() - 4]);
    // Shallow: older documents have no creation, and the output says so.
    let shallow = at("shallow");
    clone(&["--depth", "5", &format!("file://{source}"), &shallow.to_string_lossy()]);
    let output = scsdoc(&shallow, &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let short = git(&shallow, &["log", "--format=%h", "--abbrev=7"], 1);
    let oldest = short.lines().last().unwrap();
    assert_eq!(
        said,
        format!("scsdoc: the clone is shallow and starts at {oldest}; run git fetch --unshallow for the rest\n")
    );
    assert_eq!(steps(&shallow, &[])[0], "07 scs-0112-v1: known - → Stable");
    assert!(scsdoc(&shallow, &["--quiet"]).stderr.is_empty());
}

#[test]
fn register_in_a_subfolder_of_the_repository() {
    let mut repo = Repo::new();
    let inner = repo.path.join("docs/register");
    std::fs::create_dir_all(inner.join("Pages")).unwrap();
    std::fs::write(inner.join("scsdoc.toml"), "standards = \"Pages\"\n").unwrap();
    std::fs::write(inner.join("Pages/scs-0100-v1-one.md"), document("status: Draft")).unwrap();
    repo.write("scs-0101-v1-other.md", &document("status: Draft")).commit("One");
    assert_eq!(steps(&inner, &[]), ["01 scs-0100-v1: created - → Draft"]);
}

#[test]
fn a_violation_is_found_across_unreadable_commits() {
    let mut repo = Repo::new();
    repo.write("scs-0100-v1-one.md", &document("status: Stable\nstabilized_at: 2024-01-01")).commit("Stable");
    repo.write("scs-0100-v1-one.md", "---\ntitle: [\n---\n").commit("Break");
    repo.write("README.md", "x").commit("Other");
    repo.write("scs-0100-v1-one.md", &document("status: Draft")).commit("Draft");
    let found = common::text(&scsdoc(&repo.path, &["--violations", "--format", "csv"]).stdout);
    assert!(found.lines().any(|line| line.contains("2024-01-04") && line.contains("illegal-transition")), "{found}");
}

#[test]
fn past_dates_hide_later_documents() {
    let mut repo = Repo::new();
    let stable = "status: Stable\nstabilized_at: 2024-01-01";
    repo.write("scs-0100-v1-one.md", &document(stable)).commit("One");
    repo.write("scs-0100-v2-one.md", &document("status: Draft\nreplaces: [scs-0100-v1-one.md]")).commit("Two");
    let run = |args: &[&str], at: &str| text(&common::run(&repo.path, &[args, &["--at", at]].concat()));
    for args in [
        &["list"][..],
        &["tests"],
        &["export", "csv"],
        &["export", "json"],
        &["show", "scs-0100-v1", "--format", "json"],
    ] {
        let (before, after) = (run(args, "2024-01-01"), run(args, "2024-01-02"));
        let listed = |text: &str| match args[0] {
            "show" => {
                serde_json::from_str::<serde_json::Value>(text).unwrap()["versions"].as_array().unwrap().len() == 2
            }
            "export" => text.matches("scs-0100-v2-one.md").count() > 0,
            _ => text.contains("scs-0100-v2"),
        };
        assert!(!listed(&before) && listed(&after), "{args:?}: {before}{after}");
    }
    assert!(run(&["show", "scs-0100-v1"], "2024-01-01").contains("scs-0100-v2 (not in the register on 2024-01-01)"));
    assert!(
        run(&[], "2024-01-01").contains("Register  1 document;") && run(&[], "2024-01-02").contains("2 documents;")
    );
    assert!(run(&["list"], "2024-01-01").contains("1 document added later, according to git"));
    let steps = |at: &str| run(&["history", "--format", "csv"], at).lines().count();
    assert!(steps("2024-01-01") < steps("2024-01-02"));
    // On a day on which git shows a Draft, the dates of today are left out.
    repo.write("scs-0100-v2-one.md", &document("status: Stable\nstabilized_at: 2024-01-02")).commit("Stable");
    let shown = text(&common::run(&repo.path, &["show", "scs-0100-v2", "--format", "json", "--at", "2024-01-02"]));
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["status"], &shown["stabilized_at"]), (&"Draft".into(), &serde_json::Value::Null), "{shown}");
}

#[test]
fn history_errors_are_one_line() {
    let fails = |root: &Path, args: &[&str], words: &str| {
        let output = scsdoc(root, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.lines().count() == 1 && said.contains(words), "{said}");
        assert!(output.stdout.is_empty());
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("Standards")).unwrap();
    fails(folder.path(), &[], "not in a git repository");
    let mut repo = Repo::new();
    fails(&repo.path, &[], "no commit yet");
    repo.write("scs-0100-v1-one.md", &document("status: Draft")).commit("One");
    fails(&repo.path, &["--rev", "nowhere"], "unknown revision `nowhere`");
    fails(&repo.path, &["scs-0100-v2"], "did you mean scs-0100-v1?");
    fails(&repo.path, &["\u{1b}[2J"], "`scsdoc list WORD`");
}

#[test]
fn text_of_documents_is_escaped_for_the_terminal() {
    let mut repo = Repo::new();
    let hostile =
        "---\ntitle: \"\\e[2J ##[error]\"\nstatus: \"\\e[31m\\n::error::x\"\nstabilized_at: \"\\u202e\"\n---\n";
    repo.write("scs-0100-v1-one.md", hostile);
    repo.commit("\u{1b}]0;x\u{7} ::error::y");
    for format in ["table", "json", "csv", "markdown"] {
        let output = text(&scsdoc(&repo.path, &["--format", format]));
        assert!(!output.contains(['\u{1b}', '\u{7}', '\u{202e}']) && !output.contains("##["), "{output}");
        assert!(output.lines().all(|line| !line.trim_start().starts_with("::")), "{output}");
    }
}

#[test]
fn violations_are_listed_by_commit() {
    let mut repo = Repo::new();
    let (draft, stable) = (document("status: Draft"), document("status: Stable\nstabilized_at: 2024-01-01"));
    repo.write("scs-0100-v1-one.md", &stable).commit("Found the register");
    repo.write("scs-0100-v1-one.md", &draft).commit("Take it back");
    repo.write("scs-0100-v1-one.md", "---\ntitle: [\nstatus: Rejected\n---\n").commit("Break it");
    repo.write("scs-0101-v1-two.md", &stable).commit("Slip one in");
    std::fs::create_dir_all(repo.path.join("Other")).unwrap();
    std::fs::write(repo.path.join("Other/x"), "x").unwrap();
    repo.commit("Something else");
    let output = scsdoc(&repo.path, &["--violations", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told = |rule: &str| -> Vec<String> {
        let rows = rows.iter().filter(|row| row["rule"] == rule);
        rows.map(|row| format!("{} {} {}", row["date"], row["id"], row["summary"]).replace('"', "")).collect()
    };
    assert_eq!(told("illegal-transition"), ["2024-01-02 scs-0100-v1 Take it back"]);
    assert_eq!(told("not-born-draft"), ["2024-01-04 scs-0101-v1 Slip one in"]);
    assert!(rows.iter().all(|row| row["summary"] != "Something else" && row["summary"] != "Break it"));
    // One document, without violations.
    let output = scsdoc(&repo.path, &["--violations", "0101", "--rev", "HEAD~3"]);
    assert_eq!(output.status.code(), Some(2));
    let output = scsdoc(&repo.path, &["--violations", "0100", "--rev", "HEAD~4"]);
    assert_eq!(output.status.code(), Some(0), "a register is founded as it is");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0 errors, 0 warnings and 0 notes in 0 commits\n");
    let table = String::from_utf8(scsdoc(&repo.path, &["--violations"]).stdout).unwrap();
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    assert!(table.contains("  error    scs-0100-v1: "), "{table}");
}

#[test]
fn the_public_history() {
    let Some(folder) = public_history() else { return };
    let json = text(&scsdoc(folder.path(), &["--format", "json"]));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let kinds: BTreeSet<&str> = rows.iter().filter_map(|row| row["kind"].as_str()).collect();
    for kind in ["created", "numbered", "renumbered", "renamed", "status", "title", "stabilized_at", "deprecated_at"] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
    // A document is created once, however often it is renamed.
    let created = rows.iter().filter(|row| row["kind"] == "created").map(|row| row["file"].to_string());
    let created: Vec<String> = created.collect();
    assert_eq!(BTreeSet::from_iter(&created).len(), created.len());
    // Each of these was read in its commit.
    let forbidden = rows.iter().filter(|row| row["judgment"] == "illegal");
    let forbidden: Vec<String> =
        forbidden.map(|row| format!("{} {} {}", row["short"], row["id"], row["words"]).replace('"', "")).collect();
    for expected in [
        "934942f scs-0002-v1 created as Stable (only a Decision Record may start like this)",
        "9c04778 scs-0100-v1 status Stable (only a Decision Record may start like this)",
        "c3818c2 scs-0102-v1 created as Stable (only a Decision Record may start like this)",
    ] {
        assert!(forbidden.iter().any(|found| found == expected), "{expected}\n{forbidden:#?}");
    }
}

#[test]
fn public_register_history_violations() {
    let Some(folder) = public_history() else { return };
    let output = scsdoc(folder.path(), &["--violations", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told = |rule: &str| -> Vec<String> {
        let rows = rows.iter().filter(|row| row["rule"] == rule);
        rows.map(|row| format!("{} {}", row["short"], row["id"]).replace('"', "")).collect()
    };
    // Each of these was read in its commit.
    for (rule, commit) in [
        ("not-born-draft", "bac67ad scs-0210-v1"),
        ("not-born-draft", "934942f scs-0002-v1"),
        ("renumbered", "0df065d scs-0410-v1"),
        ("renumbered", "28e1573 scs-0119-v1"),
    ] {
        assert!(told(rule).iter().any(|found| found == commit), "{rule} {commit}: {:?}", told(rule));
    }
}
