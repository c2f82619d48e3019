//! `--base` and `--staged` in an ordinary repository.

use super::repo::{ONE, Repo, TWO, check_command, document, said};
use crate::common::{git, git_command};

/// A stable document goes back to draft: an error that only a comparison can find.
fn spoil(repo: &Repo) {
    repo.write(ONE, &document("one", "Draft", ""));
}

const SPOILT: (&str, &str) = ("illegal-transition", ONE);

#[test]
fn base_is_the_merge_base() {
    let repo = Repo::new();
    let base = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.write("Standards/scs-xxxx-v1-mine.md", &document("mine", "Stable", ""));
    repo.commit("Mine");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("Standards/scs-0102-v1-theirs.md", &document("theirs", "Draft", ""));
    repo.commit("Theirs");
    repo.git(&["checkout", "--quiet", "work"]);
    let said = repo.check(&["--base", "main"]);
    said.finds(&[("not-born-draft", "Standards/scs-xxxx-v1-mine.md")]);
    // What was added to main since is not missing here.
    assert!(said.findings().iter().all(|(rule, _)| rule != "removed-document"), "{said:?}");
    assert_eq!(said.json()["base"], base);
}

#[test]
fn restoring_the_stabilized_text_is_not_a_change() {
    let repo = Repo::new();
    let changed = |base: &str| repo.check(&["--base", base, "--only", "stable-text-changed"]).findings().len();
    let more = "\nA cloud MUST have more.\n\nAs you know.\n";
    repo.write(ONE, &document("one", "Stable", more));
    let added = repo.commit("More");
    assert_eq!(changed("HEAD~1"), 2, "a requirement and another sentence");
    repo.write(ONE, &document("one", "Stable", ""));
    assert_eq!(changed(&added), 0);
    // What was not in that text either is reported.
    repo.write(ONE, &document("one", "Stable", "\nA cloud SHOULD have less.\n"));
    assert_eq!(changed(&added), 1);
    // A text that was stable before the history of a shallow clone begins is not known.
    repo.write(ONE, &document("one", "Stable", ""));
    repo.commit("Back");
    let clone = repo.beside("clone");
    git(
        &repo.root,
        &["clone", "--quiet", "--depth", "2", &format!("file://{}", repo.root.display()), clone.to_str().unwrap()],
    );
    let said = super::repo::check_in(&clone, &["--base", "HEAD~1", "--only", "stable-text-changed"]);
    assert_eq!(said.findings().len(), 2);
}

#[test]
fn push_to_main_is_checked_like_a_pull_request() {
    let repo = Repo::new();
    repo.git(&["mv", ONE, "Standards/scs-0100-v1-uno.md"]);
    repo.git(&["rm", "--quiet", TWO]);
    repo.commit("Push");
    let found = repo.check(&["--base", "HEAD~1"]);
    found.finds(&[("renamed-slug", "Standards/scs-0100-v1-uno.md"), ("removed-document", TWO)]);
    // A removed file can be named.
    let named = repo.check(&["--base", "HEAD~1", TWO]);
    assert_eq!(named.findings(), [("removed-document".to_owned(), TWO.to_owned())]);
    // Documents that exist only on another branch may still be renamed.
    let repo = Repo::new();
    repo.git(&["checkout", "--quiet", "-b", "work"]);
    repo.write("Standards/scs-0102-v1-mine.md", &document("mine", "Draft", ""));
    repo.commit("Mine");
    repo.git(&["mv", "Standards/scs-0102-v1-mine.md", "Standards/scs-0102-v1-my.md"]);
    repo.commit("Renamed");
    assert_eq!(repo.check(&["--base", "HEAD~1", "--only", "renamed-slug"]).findings(), []);
}

#[test]
fn oversized_staged_document_gets_one_finding() {
    let repo = Repo::new();
    repo.write(TWO, &document("two", "Draft", &"A line.\n".repeat(200_000)));
    repo.git(&["add", "--all"]);
    let found = repo.check(&["--staged"]).findings();
    assert!(found.iter().any(|(rule, _)| rule == "oversized"), "{found:?}");
    assert!(found.iter().all(|(rule, _)| rule != "missing-front-matter"), "{found:?}");
}

#[test]
fn uncompared_scope_files_are_listed() {
    let repo = Repo::new();
    repo.write("Tests/scs-x.yaml", "name: X\niaas:\n  - version: v1\n");
    repo.commit("Scope");
    repo.write("Tests/scs-x.yaml", "name: X\niaas:\n  - version: v2\n");
    let said = repo.check(&["--base", "HEAD"]);
    assert!(said.err.contains("note: Tests/scs-x.yaml changed, but is not compared"), "{said:?}");
}

#[test]
fn untracked_files_count_only_in_the_work_tree() {
    let repo = Repo::new();
    let path = "Standards/scs-xxxx-v1-new.md";
    repo.write(path, &document("new", "Stable", ""));
    repo.check(&["--base", "HEAD"]).finds(&[("not-born-draft", path)]);
    assert_eq!(repo.check(&["--staged", "--only", "not-born-draft"]).findings(), []);
    // The intent to add a file is not the file.
    repo.git(&["add", "--intent-to-add", path]);
    assert_eq!(repo.check(&["--staged", "--only", "not-born-draft"]).findings(), []);
    repo.git(&["add", path]);
    repo.check(&["--staged"]).finds(&[("not-born-draft", path)]);
}

#[test]
fn staged_check_reads_only_the_index() {
    let repo = Repo::new();
    spoil(&repo);
    repo.git(&["add", "--all"]);
    repo.git(&["show", "HEAD:Standards/scs-0100-v1-one.md"]);
    repo.write(ONE, &document("one", "Stable", ""));
    repo.check(&["--staged"]).finds(&[SPOILT]);
    assert_eq!(repo.check(&["--base", "HEAD", "--only", "illegal-transition"]).findings(), []);
    // A file that is gone from the folder is still in the index, and links to it are right.
    repo.write(TWO, &document("two", "Draft", "\nSee [one](scs-0100-v1-one.md).\n"));
    repo.git(&["add", "--all"]);
    std::fs::remove_file(repo.root.join(ONE)).unwrap();
    let found = repo.check(&["--staged"]).findings();
    assert!(found.iter().all(|(rule, _)| !rule.starts_with("broken") && rule != "removed-document"), "{found:?}");
    // The settings of the index count too.
    repo.write("scsdoc.toml", "[rules]\nillegal-transition = 'off'\n");
    let codes = |repo: &Repo| repo.check(&["--staged", "--only", "not-born-draft"]).code;
    assert_eq!(codes(&repo), 0);
}

#[test]
fn errors_in_new_config_count_as_new() {
    let repo = Repo::new();
    repo.write("scsdoc.toml", "[rules]\nslug-charset = \"loud\"\n");
    repo.git(&["add", "--all"]);
    repo.check(&["--staged"]).finds(&[("invalid-config", "scsdoc.toml")]);
    repo.check(&["--base", "HEAD"]).finds(&[("invalid-config", "scsdoc.toml")]);
}

#[test]
fn hook_uses_the_index_of_its_commit() {
    // `git commit --all` and `git commit FILE` pass a different index to the hook.
    let repo = Repo::new();
    let hook = repo.root.join(".git/hooks/pre-commit");
    let program = crate::common::program();
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, format!("#!/bin/sh\nexec {program} check --staged --only illegal-transition >/dev/null\n"))
        .unwrap();
    std::process::Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    spoil(&repo);
    for args in [["commit", "--all", "-m", "x"], ["commit", ONE, "-m", "x"]] {
        let output = git_command(&repo.root).args(args).output().unwrap();
        assert!(!output.status.success(), "{args:?} {output:?}");
    }
    // What is not part of the commit does not stop it.
    repo.write(TWO, &document("two", "Draft", "More.\n"));
    let output = git_command(&repo.root).args(["commit", TWO, "-m", "x"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // An index from elsewhere is left alone.
    repo.git(&["add", "--all"]);
    let other = Repo::new();
    let mut command = check_command(&repo.root, &["--staged"]);
    said(command.env("GIT_INDEX_FILE", other.root.join(".git/index")).output().unwrap()).finds(&[SPOILT]);
}

#[test]
fn json_report_has_both_locations_and_matches_its_schema() {
    let repo = Repo::new();
    spoil(&repo);
    let said = repo.check(&["--base", "main"]);
    said.finds(&[SPOILT]);
    let json = said.json();
    let errors = scsdoc::testing::value::schema::Schema::Report.errors_in(&json);
    assert!(errors.is_empty(), "{errors:?}");
    let found = json["diagnostics"].as_array().unwrap().iter().find(|found| found["rule"] == SPOILT.0).unwrap();
    let head = repo.git(&["rev-parse", "HEAD"]);
    assert_eq!(found["related"][0]["revision"], head[..7]);
    assert_eq!(found["related"][0]["range"]["start"]["line"], 4);
    let mut command = check_command(&repo.root, &["--base", "main"]);
    let human = command.args(["--format", "human"]).output();
    drop(human);
    assert_eq!(repo.check(&["--base", "main"]).out, said.out);
}

#[test]
fn pre_existing_findings_are_reported_only_with_all() {
    let repo = Repo::empty(&["--quiet", "--initial-branch=main"]);
    let bad = "Standards/scs-0102-v1-Bad.md";
    repo.write(bad, &document("bad", "Draft", ""));
    repo.write(ONE, &document("one", "Draft", "\n<!-- scsdoc: allow(slug-charset) useless -->\n"));
    repo.commit("Begin");
    // The same findings on other lines, and one more of the same rule.
    repo.write(bad, &document("bad", "Draft", "\nMore.\n"));
    let twice = "\nMore text.\n\n<!-- scsdoc: allow(slug-charset) useless -->\n\n<!-- scsdoc: allow(slug-charset) useless -->\n";
    repo.write(ONE, &document("one", "Draft", twice));
    repo.write("Standards/scs-0103-v1-Worse.md", &document("worse", "Draft", ""));
    let only = ["slug-charset", "unused-waiver"];
    let rules = |findings: Vec<(String, String)>| -> Vec<(String, String)> {
        findings.into_iter().filter(|(rule, _)| only.contains(&rule.as_str())).collect()
    };
    let all = repo.check(&["--base", "main", "--all"]);
    assert_eq!(rules(all.findings()).len(), 4, "{all:?}");
    let pre_existing = |json: &serde_json::Value| {
        let list = json["diagnostics"].as_array().unwrap().clone();
        list.iter()
            .filter(|found| found["pre_existing"] == true && only.contains(&found["rule"].as_str().unwrap()))
            .count()
    };
    assert_eq!(pre_existing(&all.json()), 2);
    let new = repo.check(&["--base", "main"]);
    let pair = |rule: &str, path: &str| (rule.to_owned(), path.to_owned());
    assert_eq!(
        rules(new.findings()),
        [pair("unused-waiver", ONE), pair("slug-charset", "Standards/scs-0103-v1-Worse.md")]
    );
    let hidden = new.json()["summary"]["pre_existing"].as_u64().unwrap();
    assert_eq!(all.findings().len() as u64 - new.findings().len() as u64, hidden);
    // A document that was renamed had its findings before.
    repo.commit("More");
    repo.git(&["mv", "Standards/scs-0103-v1-Worse.md", "Standards/scs-0104-v1-Worse.md"]);
    let found = rules(repo.check(&["--base", "HEAD"]).findings());
    assert_eq!(found, []);
    assert_eq!(repo.check(&["--all"]).code, 2);
    assert_eq!(repo.check(&["--base", "HEAD", "--staged"]).code, 2);
}

#[test]
fn numbers_on_other_branches_are_taken() {
    let repo = Repo::new();
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write("Standards/scs-0102-v1-theirs.md", &document("theirs", "Draft", ""));
    repo.commit("Theirs");
    let clone = repo.beside("clone");
    git(&repo.root, &["clone", "--quiet", "--branch", "main", ".", clone.to_str().unwrap()]);
    let path = "Standards/scs-0102-v1-mine.md";
    std::fs::write(clone.join(path), document("mine", "Draft", "")).unwrap();
    let said = super::repo::check_in(&clone, &["--base", "origin/main"]);
    said.finds(&[("number-not-next", path)]);
    assert!(said.out.contains("already taken on `origin/other`"), "{said:?}");
}

#[test]
fn documents_that_leave_with_the_folder_of_the_settings_are_removed() {
    let repo = Repo::new();
    repo.write("scsdoc.toml", "standards = 'Drafts'\n[rules]\nillegal-transition = 'off'\n");
    let said = repo.check(&["--base", "HEAD"]);
    said.finds(&[("removed-document", ONE), ("removed-document", TWO), ("settings-changed", "scsdoc.toml")]);
    repo.git(&["add", "--all"]);
    repo.check(&["--staged"]).finds(&[("removed-document", ONE), ("settings-changed", "scsdoc.toml")]);
    repo.commit("Away");
    repo.check(&["--base", "HEAD~1"]).finds(&[("removed-document", ONE)]);
}

#[test]
fn nothing_is_new_in_a_folder_that_moves_with_its_setting() {
    let repo = Repo::new();
    repo.write(ONE, &document("one", "Stable", "\nSee [this](#gone).\n"));
    repo.write("Standards/scs-xxxx-v1-template.md", "---\ntitle: T\nfoo: x\n---\n");
    repo.commit("Faults");
    repo.git(&["mv", "Standards", "Norms"]);
    repo.write("scsdoc.toml", "standards = 'Norms'\n");
    for args in [["--base", "HEAD"].as_slice(), &["--staged"]] {
        repo.git(&["add", "--all"]);
        let said = repo.check(args);
        assert_eq!(said.findings(), [("settings-changed".to_owned(), "scsdoc.toml".to_owned())], "{args:?}");
    }
}

#[test]
fn a_growing_baseline_is_reported() {
    let repo = Repo::new();
    repo.write("scsdoc.toml", "baseline = 'known'\n");
    repo.write("known", "# scsdoc baseline 1\n");
    repo.commit("Baseline");
    repo.write(TWO, &document("two", "Draft", "\nSee [this](#gone).\n"));
    let written = repo.check(&["--write-baseline", "known"]);
    assert_eq!(written.code, 0, "{written:?}");
    for args in [["--base", "HEAD"].as_slice(), &["--staged"]] {
        repo.git(&["add", "--all"]);
        repo.check(args).finds(&[("settings-changed", "known")]);
    }
    let summary = summary(&repo);
    assert!(summary.contains("### Settings") && summary.contains("| baseline | "), "{summary}");
}

/// The summary of the change in the work tree.
fn summary(repo: &Repo) -> String {
    let path = repo.beside("summary.md");
    let path = path.to_str().unwrap();
    let _ = std::fs::remove_file(path);
    repo.check(&["--base", "HEAD", "--summary", path]);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_rewritten_ledger_is_reported_with_the_verdicts_it_alters() {
    let line = |run: &str, result: i8| {
        format!(
            "{{\"run\":\"{run}\",\"subject\":\"regio\",\"scope\":\"50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\",\"checked_at\":\"2026-11-09T03:14:15Z\",\
             \"sha256\":\"{}\",\"signed_by\":null,\"results\":{{\"scs-0100-a\":{result}}}}}\n",
            "8".repeat(64)
        )
    };
    let repo = Repo::new();
    let (month, environments) = ("Certification/ledger/2026-11.jsonl", "Certification/environments.yaml");
    repo.write(month, &line("run-1", -1));
    repo.write(environments, "environments:\n  - {id: regio, name: Regio, subjects: {scs-x: [regio]}}\n");
    repo.write(
        "Tests/scs-x.yaml",
        "name: X\nuuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nurl: https://example.org\nscripts:\n  - executable: check.py\n    \
         testcases:\n      - {id: scs-0100-a, description: a, url: https://example.org}\nmodules:\n  - {id: m, name: m, url: \
         https://example.org, targets: {main: [scs-0100-a]}}\ntimeline:\n  - {date: 2024-01-01, versions: {v1: \
         effective}}\nversions:\n  - {version: v1, stabilized_at: 2024-01-01, include: [m]}\n",
    );
    repo.commit("Results");
    // Adding a line is what the ledger is for.
    repo.write(month, &(line("run-1", -1) + &line("run-2", -1)));
    assert_eq!(repo.check(&["--base", "HEAD"]).findings(), []);
    repo.write(month, &line("run-1", 1));
    for args in [["--base", "HEAD"].as_slice(), &["--staged"]] {
        repo.git(&["add", "--all"]);
        repo.check(args).finds(&[("ledger-rewritten", month)]);
    }
    assert!(summary(&repo).contains("| regio | X v1 | FAIL | **PASS** |"), "{}", summary(&repo));
    std::fs::remove_file(repo.root.join(month)).unwrap();
    std::fs::remove_file(repo.root.join(environments)).unwrap();
    repo.check(&["--base", "HEAD"]).finds(&[("ledger-rewritten", month)]);
    assert!(summary(&repo).contains("| regio | Regio | listed | **removed** |"), "{}", summary(&repo));
}
