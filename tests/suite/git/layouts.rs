//! Repositories with an unusual layout that are supported.

use super::repo::{ONE, Repo, TWO, check_in, document};
use crate::common::{git, git_command};
use std::path::Path;

const SPOILT: (&str, &str) = ("illegal-transition", ONE);

fn spoil(root: &Path) {
    std::fs::write(root.join(ONE), document("one", "Draft", "")).unwrap();
}

#[test]
fn detached_head() {
    let repo = Repo::new();
    repo.git(&["checkout", "--quiet", "--detach"]);
    spoil(&repo.root);
    repo.check(&["--base", "main"]).finds(&[SPOILT]);
}

#[test]
fn linked_worktree() {
    let repo = Repo::new();
    let other = repo.beside("linked");
    repo.git(&["worktree", "add", "--quiet", "-b", "other", other.to_str().unwrap()]);
    spoil(&other);
    check_in(&other, &["--base", "main"]).finds(&[SPOILT]);
    assert_eq!(check_in(&other, &["--staged", "--only", "illegal-transition"]).findings(), []);
    git(&other, &["add", "--all"]);
    check_in(&other, &["--staged"]).finds(&[SPOILT]);
    assert_eq!(repo.check(&["--staged", "--only", "illegal-transition"]).findings(), []);
}

#[test]
fn register_as_a_submodule() {
    let inner = Repo::new();
    let outer = Repo::empty(&["--quiet", "--initial-branch=main"]);
    outer.git(&["submodule", "--quiet", "add", inner.root.to_str().unwrap(), "docs"]);
    outer.commit("Add");
    let root = outer.root.join("docs");
    spoil(&root);
    check_in(&root, &["--base", "HEAD"]).finds(&[SPOILT]);
}

#[test]
fn documents_as_a_submodule() {
    let inner = Repo::empty(&["--quiet", "--initial-branch=main"]);
    inner.write("scs-0100-v1-one.md", &document("one", "Stable", ""));
    inner.commit("Begin");
    let outer = Repo::empty(&["--quiet", "--initial-branch=main"]);
    outer.git(&["submodule", "--quiet", "add", inner.root.to_str().unwrap(), "Standards"]);
    outer.commit("Add");
    outer.check(&["--base", "HEAD"]).fails(&["Standards is a submodule"]);
    outer.check(&["--staged"]).fails(&["Standards is a submodule"]);
}

#[test]
fn root_below_the_repository_with_a_strange_name() {
    for name in ["sub/register", "Mit Leer & Ümlaut", "new\nline"] {
        let repo = Repo::empty(&["--quiet", "--initial-branch=main"]);
        let root = repo.root.join(name);
        repo.write(&format!("{name}/{ONE}"), &document("one", "Stable", ""));
        repo.write(&format!("{name}/{TWO}"), &document("two", "Draft", ""));
        repo.write(&format!("elsewhere/{TWO}"), &document("two", "Stable", ""));
        repo.commit("Begin");
        spoil(&root);
        let said = check_in(&root, &["--base", "main"]);
        said.finds(&[SPOILT]);
        assert!(said.findings().iter().all(|(rule, _)| rule != "removed-document"));
        repo.git(&["add", "--all"]);
        check_in(&root, &["--staged"]).finds(&[SPOILT]);
    }
}

#[test]
fn strange_file_names() {
    let repo = Repo::new();
    let names =
        ["scs-0102-v1-mit leer.md", "scs-0103-v1-süß.md", "scs-0104-v1-new\nline.md", "scs-0105-v1-\"quote\".md"];
    for name in names {
        repo.write(&format!("Standards/{name}"), &document("x", "Stable", ""));
    }
    repo.commit("Names");
    for name in names {
        repo.write(&format!("Standards/{name}"), &document("x", "Draft", ""));
    }
    let paths: Vec<String> = names.iter().map(|name| format!("Standards/{name}")).collect();
    let expected: Vec<(&str, &str)> = paths.iter().map(|path| ("illegal-transition", path.as_str())).collect();
    repo.check(&["--base", "main"]).finds(&expected);
}

#[test]
fn packed_objects_refs_and_alternates() {
    let repo = Repo::new();
    repo.git(&["gc", "--quiet", "--aggressive", "--prune=now"]);
    repo.git(&["pack-refs", "--all"]);
    let clone = repo.beside("shared");
    git(&repo.root, &["clone", "--quiet", "--shared", ".", clone.to_str().unwrap()]);
    for root in [repo.root.as_path(), clone.as_path()] {
        spoil(root);
        check_in(root, &["--base", "main"]).finds(&[SPOILT]);
    }
}

#[test]
fn repository_without_remote_or_with_a_grafted_worktree_setting() {
    let repo = Repo::new();
    let elsewhere = repo.beside("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    repo.git(&["config", "core.worktree", elsewhere.to_str().unwrap()]);
    repo.check(&["--base", "main"]).fails(&["core.worktree"]);
}

#[test]
fn merge_in_progress() {
    let repo = Repo::new();
    repo.git(&["checkout", "--quiet", "-b", "other"]);
    repo.write(ONE, &document("one", "Stable", "Theirs.\n"));
    repo.commit("Theirs");
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write(ONE, &document("one", "Stable", "Ours.\n"));
    repo.commit("Ours");
    let merge = git_command(&repo.root).args(["merge", "other"]).output().unwrap();
    assert!(!merge.status.success());
    repo.check(&["--staged"]).fails(&[ONE, "has conflicts", "git add"]);
    // The work tree is read as it is, with conflict markers.
    repo.check(&["--base", "main"]).finds(&[("stable-text-changed", ONE)]);
    repo.write(ONE, &document("one", "Draft", "Both.\n"));
    repo.git(&["add", "--all"]);
    repo.check(&["--staged"]).finds(&[SPOILT]);
}

#[test]
fn sparse_checkout() {
    let repo = Repo::new();
    repo.git(&["sparse-checkout", "set", "--no-cone", "/Standards/scs-0101*"]);
    assert!(!repo.root.join(ONE).exists());
    repo.check(&["--base", "main"]).fails(&[ONE, "sparse-checkout"]);
    // Without git, absent files are missing; a note says that this is intended.
    let said = repo.check(&[]);
    assert!(said.err.starts_with("note: ") && said.err.contains("git sparse-checkout add Standards"), "{said:?}");
    assert_eq!(repo.check(&["--quiet"]).err, "");
    // The index has all of it.
    assert_eq!(repo.check(&["--staged", "--only", "removed-document"]).findings(), []);
}

#[test]
fn symlinks_and_folders_named_like_documents() {
    let repo = Repo::new();
    let link = |target: &str, name: &str| std::os::unix::fs::symlink(target, repo.root.join(name)).unwrap();
    repo.write("real.md", &document("linked", "Stable", ""));
    link("../real.md", "Standards/scs-0102-v1-linked.md");
    link("/etc/passwd", "Standards/scs-0103-v1-out.md");
    link("../../..", "Standards/scs-0104-v1-up.md");
    link("scs-0105-v1-loop.md", "Standards/scs-0105-v1-loop.md");
    repo.write("Standards/scs-0106-v1-folder.md/x", "x");
    repo.commit("Links");
    repo.write("real.md", &document("linked", "Draft", ""));
    repo.check(&["--base", "main"]).finds(&[("illegal-transition", "Standards/scs-0102-v1-linked.md")]);
    repo.git(&["add", "--all"]);
    let said = repo.check(&["--staged"]);
    said.finds(&[("illegal-transition", "Standards/scs-0102-v1-linked.md")]);
    assert!(!said.out.contains("root:"), "{said:?}");
}

#[test]
fn never_executes_repository_code() {
    let repo = Repo::new();
    let marker = repo.beside("marker");
    let run = format!("sh -c 'touch {}; cat'", marker.display());
    repo.write(".gitattributes", "*.md filter=evil diff=evil merge=evil\n");
    repo.commit("Attributes");
    for key in
        ["filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command"]
    {
        repo.git(&["config", key, &run]);
    }
    let hooks = repo.root.join("hooks");
    std::fs::create_dir(&hooks).unwrap();
    for hook in ["fsmonitor", "post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"] {
        let path = hooks.join(hook);
        std::fs::write(&path, format!("#!/bin/sh\ntouch {}\n", marker.display())).unwrap();
        std::process::Command::new("chmod").arg("+x").arg(&path).status().unwrap();
    }
    repo.git(&["config", "core.hooksPath", hooks.to_str().unwrap()]);
    repo.git(&["config", "core.fsmonitor", hooks.join("fsmonitor").to_str().unwrap()]);
    for key in [
        "core.sshCommand",
        "core.editor",
        "core.pager",
        "core.askPass",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "alias.log",
        "gpg.program",
    ] {
        repo.git(&["config", key, &run]);
    }
    repo.git(&["config", "include.path", "/does/not/exist"]);
    // The commands of git above may have run them.
    let _ = std::fs::remove_file(&marker);
    spoil(&repo.root);
    repo.check(&["--base", "main"]).finds(&[SPOILT]);
    let _ = repo.check(&["--staged"]);
    assert!(!marker.exists(), "something of the repository was run");
}
