//! Repositories that cannot be read: one line with the reason and what to do.

use super::repo::{ONE, Repo, check_in, document};
use crate::common::{git, git_command};
use std::path::{Path, PathBuf};

#[test]
fn no_repository() {
    let repo = Repo::folder();
    repo.write(ONE, &document("one", "Draft", ""));
    repo.check(&["--base", "main"]).fails(&["not in a git repository", "work in a clone"]);
    repo.check(&["--staged"]).fails(&["not in a git repository"]);
    assert!(repo.check(&[]).code < 2);
}

#[test]
fn no_commit() {
    let repo = Repo::empty(&["--quiet", "--initial-branch=main"]);
    repo.write(ONE, &document("one", "Draft", ""));
    repo.git(&["add", "--all"]);
    repo.check(&["--base", "HEAD"]).fails(&["no commit yet"]);
    repo.check(&["--base", "main"]).fails(&["unknown revision `main`"]);
    // The first commit of all is checked like any other; there is nothing that it changes.
    assert!(repo.check(&["--staged"]).code < 2);
}

#[test]
fn unknown_and_ambiguous_bases_are_refused() {
    let repo = Repo::new();
    repo.git(&["remote", "add", "origin", "https://example.org/x"]);
    repo.check(&["--base", "nowhere"]).fails(&["`nowhere`", "fetch it first"]);
    repo.check(&["--base", "origin/main"]).fails(&["git fetch origin main"]);
    repo.check(&["--base", "main..HEAD"]).fails(&["is a range", "`main`"]);
    repo.check(&["--base", ""]).fails(&["unknown revision"]);
    repo.check(&["--base", "HEAD:Standards"]).fails(&["not a commit but a tree"]);
    repo.check(&["--base", "HEAD~5"]).fails(&["`HEAD~5`"]);
    repo.check(&["--base", "@{upstream}"]).fails(&["@{upstream}"]);
    repo.check(&["--base", "evil\n::error::x\u{1b}[31m"]).fails(&["unknown revision"]);
    let blob = repo.git(&["rev-parse", "HEAD:Standards/scs-0100-v1-one.md"]);
    repo.git(&["tag", "blob", &blob]);
    repo.check(&["--base", "blob"]).fails(&["not a commit but a blob"]);
    repo.git(&["tag", "same"]);
    repo.git(&["branch", "same"]);
    assert!(repo.check(&["--base", "same"]).code < 2, "a tag and a branch of one commit are no riddle");
    repo.write(ONE, &document("one", "Stable", "More.\n"));
    repo.commit("More");
    repo.git(&["branch", "--force", "same"]);
    repo.check(&["--base", "same"]).fails(&["refs/heads/same", "refs/tags/same"]);
    assert!(repo.check(&["--base", "refs/tags/same"]).code < 2);
}

#[test]
fn short_names_of_several_objects() {
    let repo = Repo::new();
    // The names of these two begin with the same four characters.
    for text in ["142", "784"] {
        std::fs::write(repo.root.join("x"), text).unwrap();
        assert!(repo.git(&["hash-object", "-w", "x"]).starts_with("8324"));
    }
    repo.check(&["--base", "8324"]).fails(&["`8324` is ambiguous; use a longer prefix"]);
}

#[test]
fn no_common_ancestor() {
    let repo = Repo::new();
    repo.git(&["checkout", "--quiet", "--orphan", "island"]);
    repo.commit("Island");
    repo.check(&["--base", "main"]).fails(&["no common ancestor"]);
}

#[test]
fn shallow_clone() {
    let repo = Repo::new();
    for n in 0..4 {
        repo.write(ONE, &document("one", "Stable", &format!("{n}\n")));
        repo.commit("More");
    }
    repo.git(&["checkout", "--quiet", "-b", "work", "main~3"]);
    repo.write(ONE, &document("one", "Draft", ""));
    repo.commit("Work");
    let url = format!("file://{}", repo.root.display());
    let clone = repo.beside("shallow");
    git(
        &repo.root,
        &["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch", "work", &url, clone.to_str().unwrap()],
    );
    check_in(&clone, &["--base", "origin/main"]).fails(&["too shallow", "git fetch --unshallow"]);
    check_in(&clone, &["--base", "HEAD~1"]).fails(&["shallow", "git fetch --unshallow"]);
    // What needs no more than is here works.
    std::fs::write(clone.join(ONE), document("one", "Stable", "")).unwrap();
    assert!(check_in(&clone, &["--base", "HEAD"]).code < 2);
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    git(&clone, &["checkout", "--quiet", "."]);
    check_in(&clone, &["--base", "origin/main"]).finds(&[("illegal-transition", ONE)]);
}

#[test]
fn bare_repository() {
    let repo = Repo::new();
    let bare = repo.beside("bare.git");
    git(&repo.root, &["clone", "--quiet", "--bare", ".", bare.to_str().unwrap()]);
    let at = bare.to_str().unwrap();
    for mode in [["--base", "main"].as_slice(), ["--staged"].as_slice()] {
        let args: Vec<&str> = ["--root", at].into_iter().chain(mode.iter().copied()).collect();
        check_in(&bare, &args).fails(&["bare repository", "git worktree add"]);
    }
}

#[test]
fn sha256_repository() {
    let repo = Repo::with(&["--quiet", "--initial-branch=main", "--object-format=sha256"]);
    repo.check(&["--base", "main"]).fails(&["SHA-256"]);
    repo.check(&["--staged"]).fails(&["SHA-256"]);
    assert!(repo.check(&[]).code < 2);
}

#[test]
fn unknown_kinds_of_repositories() {
    let repo = Repo::new();
    repo.git(&["config", "core.repositoryFormatVersion", "1"]);
    repo.git(&["config", "extensions.somethingNew", "true"]);
    repo.check(&["--base", "main"]).fails(&["not supported"]);
    let repo = Repo::new();
    repo.git(&["config", "core.repositoryFormatVersion", "99"]);
    repo.check(&["--base", "main"]).fails(&["not supported"]);
}

#[test]
fn a_folder_with_foreign_files_is_refused() {
    let repo = Repo::new();
    let chown = |path: &Path| {
        std::process::Command::new("chown").arg("-R").arg("65534:65534").arg(path).output().unwrap().status.success()
    };
    if !chown(&repo.root) {
        crate::common::skip("root", "only root can change the owner of a folder");
        return;
    }
    repo.check(&["--base", "main"]).fails(&["belongs to another user", "safe.directory"]);
    repo.check(&["--staged"]).fails(&["safe.directory"]);
    // Trusted by name, as the line says.
    let config = format!("[safe]\n\tdirectory = {}\n", repo.root.display());
    std::fs::write(repo.root.parent().unwrap().join(".gitconfig"), config).unwrap();
    assert!(repo.check(&["--base", "main"]).code < 2);
}

fn object(repo: &Repo, rev: &str) -> PathBuf {
    let id = repo.git(&["rev-parse", rev]);
    repo.root.join(".git/objects").join(&id[..2]).join(&id[2..])
}

#[test]
fn damaged_objects() {
    for (rev, content) in
        [("HEAD:Standards/scs-0100-v1-one.md", ""), ("HEAD^{tree}", "this is no object"), ("HEAD", "")]
    {
        let repo = Repo::new();
        let path = object(&repo, rev);
        std::fs::remove_file(&path).unwrap();
        if rev != "HEAD" {
            std::fs::write(&path, content).unwrap();
        }
        repo.check(&["--base", "main"]).fails(&["damaged or incomplete", "git fsck"]);
        repo.check(&["--staged"]).fails(&["damaged or incomplete"]);
    }
}

/// A tree that contains the same tree many times, on many levels: exponentially many paths.
#[test]
fn recursive_trees() {
    let repo = Repo::new();
    repo.write("deep/x", "x");
    repo.commit("Deep");
    let mut tree = repo.git(&["rev-parse", "HEAD:deep"]);
    for _ in 0..12 {
        let lines: String = (0..10).map(|n| format!("040000 tree {tree}\td{n}\n")).collect();
        std::fs::write(repo.root.join("lines"), lines).unwrap();
        let output = git_command(&repo.root)
            .arg("mktree")
            .stdin(std::fs::File::open(repo.root.join("lines")).unwrap())
            .output()
            .unwrap();
        tree = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    }
    std::fs::remove_file(repo.root.join("lines")).unwrap();
    let standards = repo.git(&["rev-parse", "HEAD:Standards"]);
    std::fs::write(repo.root.join("lines"), format!("040000 tree {standards}\tStandards\n040000 tree {tree}\tbomb\n"))
        .unwrap();
    let output = git_command(&repo.root)
        .arg("mktree")
        .stdin(std::fs::File::open(repo.root.join("lines")).unwrap())
        .output()
        .unwrap();
    let tree = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let commit = repo.git(&["commit-tree", &tree, "-m", "Bomb", "-p", "HEAD"]);
    repo.git(&["update-ref", "refs/heads/main", &commit]);
    repo.check(&["--base", "main"]).fails(&["too many to read"]);
}

#[test]
fn partial_clone() {
    let repo = Repo::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.write(ONE, &document("one", "Stable", "More.\n"));
    repo.commit("More");
    let url = format!("file://{}", repo.root.display());
    let clone = repo.beside("partial");
    git(&repo.root, &["clone", "--quiet", "--filter=blob:none", &url, clone.to_str().unwrap()]);
    // The blobs of HEAD are here, those before are not, and the network is not asked for them.
    check_in(&clone, &["--base", "HEAD~1"]).fails(&["the clone is partial", "git fetch --refetch --no-filter"]);
    git(&clone, &["fetch", "--quiet", "--refetch", "--no-filter"]);
    assert!(check_in(&clone, &["--base", "HEAD~1"]).code < 2);
}

/// 300 MiB of zeros are some 300 KiB in a pack that is fetched.
#[test]
#[cfg(target_os = "linux")]
fn an_object_that_is_too_large_is_not_unpacked() {
    let repo = Repo::new();
    let bomb = "head -c 300M /dev/zero | git hash-object -w --stdin";
    let output = std::process::Command::new("sh").args(["-c", bomb]).current_dir(&repo.root).output().unwrap();
    let blob = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let cacheinfo = format!("100644,{blob},Standards/scs-0101-v1-large.md");
    repo.git(&["update-index", "--add", "--cacheinfo", &cacheinfo]);
    repo.git(&["commit", "--quiet", "--message", "Large"]);
    repo.git(&["rm", "--quiet", "--cached", "Standards/scs-0101-v1-large.md"]);
    repo.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},Standards/scs-0102-v1-large.md")]);
    repo.git(&["commit", "--quiet", "--message", "Renamed"]);
    repo.git(&["gc", "--quiet", "--prune=now"]);
    for command in ["history", "check --base HEAD~1", "build --out site"] {
        let limited = format!("ulimit -v 1000000; exec \"$0\" --root \"$1\" {command}");
        let output = std::process::Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_scsdoc"), repo.root.to_str().unwrap()])
            .current_dir(repo.root.parent().unwrap())
            .output()
            .unwrap();
        assert!(output.status.code().is_some_and(|code| code < 2), "{command}: {output:?}");
    }
}
