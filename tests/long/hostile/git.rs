//! Git repositories, revisions and other arguments.

use super::case::{CANARY, Case, Place, VICTIM, arguments, case, document, fill};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

fn repository(name: &str, make: impl Fn(&Place) + Send + Sync + 'static) -> Case {
    case("git", name, move |place| {
        place.commit();
        make(place);
    })
}

/// A file that would make itself known if it were run.
fn bait(place: &Place) -> String {
    let path = place.outside.join("bait");
    fs::write(&path, format!("#!/bin/sh\ntouch '{}'\ncat\n", place.outside.join("was-run").display())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn damage(place: &Place, what: &str, bytes: &'static [u8]) {
    let id = place.git(&["rev-parse", what]);
    let (folder, file) = id.trim().split_at(2);
    let path = place.root.join(".git/objects").join(folder).join(file);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A tree of any entries, even those that git itself would not make.
fn raw_tree(place: &Place, entries: &[(&str, &[u8])]) -> String {
    let blob = place.git(&["rev-parse", &format!("HEAD:{VICTIM}")]);
    let id: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&blob[n * 2..n * 2 + 2], 16).unwrap()).collect();
    let mut bytes = Vec::new();
    for (mode, name) in entries {
        bytes.extend([mode.as_bytes(), b" ", name, b"\0", &id].concat());
    }
    let mut child = Command::new("git")
        .args(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"])
        .current_dir(&place.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap().trim().to_owned()
}

/// Makes the branch point at a commit of this tree.
fn commit_tree(place: &Place, tree: &str) {
    let commit = place.git(&["commit-tree", tree, "-p", "HEAD", "-m", "x"]);
    place.git(&["update-ref", "HEAD", commit.trim()]);
}

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        repository("sound", |_| {}),
        repository("without HEAD", |place| fs::remove_file(place.root.join(".git/HEAD")).unwrap()),
        repository("a HEAD of nonsense", |place| {
            fs::write(place.root.join(".git/HEAD"), "\u{1b}::error::pwned\n").unwrap()
        }),
        repository("a HEAD of itself", |place| fs::write(place.root.join(".git/HEAD"), "ref: HEAD\n").unwrap()),
        repository("a HEAD outside", |place| {
            fs::write(place.root.join(".git/HEAD"), "ref: ../../outside/passwd\n").unwrap()
        }),
        repository("a huge HEAD", |place| fs::write(place.root.join(".git/HEAD"), fill("x", 5_000_000)).unwrap()),
        repository("refs in a circle", |place| {
            fs::write(place.root.join(".git/HEAD"), "ref: refs/heads/a\n").unwrap();
            fs::write(place.root.join(".git/refs/heads/a"), "ref: refs/heads/b\n").unwrap();
            fs::write(place.root.join(".git/refs/heads/b"), "ref: refs/heads/a\n").unwrap();
        }),
        repository("a ref of nonsense", |place| fs::write(place.root.join(".git/refs/heads/main"), "zzz\n").unwrap()),
        repository("a ref to nothing", |place| {
            fs::write(place.root.join(".git/refs/heads/main"), "0123456789012345678901234567890123456789\n").unwrap()
        }),
        repository("packed refs of nonsense", |place| {
            fs::write(place.root.join(".git/packed-refs"), fill("\u{1b} x\n", 100_000)).unwrap()
        }),
        repository("20,000 packed refs", |place| {
            let id = place.git(&["rev-parse", "HEAD"]);
            let refs: String = (0..20_000).map(|n| format!("{} refs/heads/b{n:05}\n", id.trim())).collect();
            fs::write(
                place.root.join(".git/packed-refs"),
                format!("# pack-refs with: peeled fully-peeled sorted \n{refs}"),
            )
            .unwrap();
        }),
        repository("a ref that is a link to the outside", |place| {
            symlink(place.outside.join("passwd"), place.root.join(".git/refs/heads/x")).unwrap();
        }),
        repository("a ref that is a pipe", |place| {
            assert!(Command::new("mkfifo").arg(place.root.join(".git/refs/heads/x")).status().unwrap().success());
        }),
        repository("a damaged commit", |place| damage(place, "HEAD", b"x")),
        repository("an empty tree object", |place| damage(place, "HEAD^{tree}", b"")),
        repository("no objects", |place| fs::remove_dir_all(place.root.join(".git/objects")).unwrap()),
        repository("a damaged index", |place| {
            fs::write(place.root.join(".git/index"), "DIRC\0\0\0\u{2}\u{7f}\u{7f}\u{7f}\u{7f}").unwrap()
        }),
        repository("an index of nonsense", |place| {
            fs::write(place.root.join(".git/index"), fill("\u{1b}x", 1_000_000)).unwrap()
        }),
        repository("an index that is a pipe", |place| {
            fs::remove_file(place.root.join(".git/index")).unwrap();
            assert!(Command::new("mkfifo").arg(place.root.join(".git/index")).status().unwrap().success());
        }),
        repository("a damaged pack", |place| {
            place.git(&["repack", "-adq"]);
            for entry in fs::read_dir(place.root.join(".git/objects/pack")).unwrap().flatten() {
                fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o644)).unwrap();
                let mut bytes = fs::read(entry.path()).unwrap();
                let from = bytes.len() / 3;
                bytes[from..from * 2].fill(0xff);
                fs::write(entry.path(), bytes).unwrap();
            }
        }),
        repository("alternates outside", |place| {
            fs::write(
                place.root.join(".git/objects/info/alternates"),
                format!("{0}\n../../../outside\n", place.outside.display()),
            )
            .unwrap();
        }),
        repository("alternates of itself", |place| {
            fs::write(place.root.join(".git/objects/info/alternates"), "../objects\n").unwrap();
        }),
        repository("hostile configuration", |place| {
            let bait = bait(place);
            for key in [
                "core.fsmonitor",
                "core.pager",
                "core.editor",
                "core.sshCommand",
                "diff.external",
                "core.askPass",
                "gpg.program",
                "credential.helper",
                "core.gitProxy",
                "core.alternateRefsCommand",
                "uploadpack.packObjectsHook",
                "filter.x.clean",
                "filter.x.smudge",
                "filter.x.process",
                "diff.x.textconv",
                "merge.x.driver",
                "alias.status",
            ] {
                let value = if key.starts_with("alias") || key.starts_with("credential") {
                    format!("!{bait}")
                } else {
                    bait.clone()
                };
                place.git(&["config", key, &value]);
            }
            place.git(&["config", "filter.x.required", "true"]);
            place.write(
                ".gitattributes",
                "* filter=x diff=x merge=x ident text eol=crlf working-tree-encoding=UTF-16\n",
            );
        }),
        repository("hooks", |place| {
            let bait = bait(place);
            fs::create_dir_all(place.root.join(".git/hooks")).unwrap();
            for hook in [
                "pre-commit",
                "post-checkout",
                "post-index-change",
                "reference-transaction",
                "fsmonitor-watchman",
                "pre-auto-gc",
            ] {
                fs::copy(&bait, place.root.join(".git/hooks").join(hook)).unwrap();
            }
            place.git(&["config", "core.hooksPath", ".git/hooks"]);
        }),
        repository("configuration that includes itself", |place| {
            let config = fs::read_to_string(place.root.join(".git/config")).unwrap();
            fs::write(place.root.join(".git/config"), format!("{config}[include]\n\tpath = config\n")).unwrap();
        }),
        repository("configuration that includes the outside", |place| {
            let config = fs::read_to_string(place.root.join(".git/config")).unwrap();
            fs::write(
                place.root.join(".git/config"),
                format!("{config}[include]\n\tpath = {}\n", place.outside.join("passwd").display()),
            )
            .unwrap();
        }),
        repository("configuration of nonsense", |place| {
            fs::write(place.root.join(".git/config"), "[core\n\u{1b}::error::pwned").unwrap()
        }),
        repository("a huge configuration", |place| {
            fs::write(place.root.join(".git/config"), fill("[a]\n\tb = c\n", 3_000_000)).unwrap()
        }),
        repository("a work tree elsewhere", |place| {
            place.git(&["config", "core.worktree", &place.outside.display().to_string()]);
        }),
        repository("an attributes file that is a pipe", |place| {
            assert!(Command::new("mkfifo").arg(place.root.join(".gitattributes")).status().unwrap().success());
        }),
        case("git", ".git is a link to another repository", |place| {
            place.commit();
            fs::rename(place.root.join(".git"), place.outside.join("git")).unwrap();
            symlink(place.outside.join("git"), place.root.join(".git")).unwrap();
        }),
        case("git", ".git is a file that points outside", |place| {
            place.write(".git", format!("gitdir: {}\n", place.outside.display()))
        }),
        case("git", ".git is a file of nonsense", |place| place.write(".git", "\u{1b}::error::pwned")),
        case("git", ".git is a file that points to itself", |place| place.write(".git", "gitdir: .git\n")),
        case("git", ".git is an empty folder", |place| fs::create_dir(place.root.join(".git")).unwrap()),
        case("git", ".git is a pipe", |place| {
            assert!(Command::new("mkfifo").arg(place.root.join(".git")).status().unwrap().success());
        }),
        case("git", "no commit", |place| drop(place.git(&["init", "-q"]))),
        repository("documents that are links to the outside", |place| {
            place.remove(VICTIM);
            symlink(place.outside.join("scs-0199-v1-canary.md"), place.root.join(VICTIM)).unwrap();
            place.commit();
        }),
        repository("a submodule for the documents", |place| {
            let id = place.git(&["rev-parse", "HEAD"]);
            place.git(&["rm", "-rq", "--cached", "Standards"]);
            place.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},Standards", id.trim())]);
            place.write(
                ".gitmodules",
                "[submodule \"x\"]\n\tpath = Standards\n\turl = ext::sh -c 'touch hacked'\n\tupdate = !touch hacked\n",
            );
            place.git(&["commit", "-qm", "x"]);
        }),
        repository("a message that speaks", |place| {
            place.write(VICTIM, document("", "Other.").replace("Draft", "Stable"));
            place.git(&["add", "-A"]);
            let name = "user.name=\u{1b}[31m##[error]pwned";
            place.git(&["-c", name, "commit", "-qm", "::error::pwned\r::error::pwned\n\n##[error]pwned\u{1b}[2J"]);
        }),
        repository("times out of reach", |place| {
            for time in ["99999999999 +0000", "1 +9959", "4102444800 -1200"] {
                place.write(VICTIM, document("", time));
                place.git(&["add", "-A"]);
                let output = Command::new("git")
                    .args(["-c", "user.name=T", "-c", "user.email=t", "commit", "-qm", "x"])
                    .env("GIT_COMMITTER_DATE", format!("@{time}"))
                    .env("GIT_AUTHOR_DATE", format!("@{time}"))
                    .current_dir(&place.root)
                    .output()
                    .unwrap();
                drop(output);
            }
        }),
        repository("trees in trees", |place| {
            let blob = place.git(&["rev-parse", &format!("HEAD:{VICTIM}")]);
            let mut tree = format!("100644 blob {}\tscs-0100-v1-x.md\n", blob.trim());
            for _ in 0..40 {
                let mut child = Command::new("git")
                    .args(["mktree"])
                    .current_dir(&place.root)
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
                child.stdin.take().unwrap().write_all(tree.as_bytes()).unwrap();
                let id = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
                tree = ["Standards", "Tests", "a", "b", "c"]
                    .iter()
                    .map(|name| format!("040000 tree {}\t{name}\n", id.trim()))
                    .collect();
            }
            let mut child = Command::new("git")
                .args(["mktree"])
                .current_dir(&place.root)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(tree.as_bytes()).unwrap();
            let id = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
            commit_tree(place, id.trim());
        }),
        repository("200 commits", |place| {
            let mut input = String::new();
            for n in 0..200 {
                let text = document("", &format!("Version {n}."));
                input.push_str(&format!("commit refs/heads/main\ncommitter T <t@e.org> {} +0000\ndata 1\nx\nM 100644 inline {VICTIM}\ndata {}\n{text}\n", 1_700_000_000 + n, text.len()));
            }
            let mut child = Command::new("git")
                .args(["fast-import", "--quiet", "--force"])
                .current_dir(&place.root)
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            assert!(child.wait().unwrap().success());
        }),
        repository("a large blob in history", |place| {
            place.write(VICTIM, fill("x", 40_000_000));
            place.commit();
            place.write(VICTIM, document("", "x"));
            place.commit();
        }),
        repository("20,000 files in a folder", |place| {
            (0..20_000).for_each(|n| place.write(&format!("Standards/x{n}.txt"), ""));
            place.commit();
        }),
        repository("500 documents that moved", |place| {
            (0..500).for_each(|n| {
                place.write(
                    &format!("Standards/scs-03{:02}-v{}-x.md", n % 100, n / 100 + 1),
                    document("", &format!("Text {n}.")),
                )
            });
            place.commit();
            (0..500).for_each(|n| {
                fs::rename(
                    place.root.join(format!("Standards/scs-03{:02}-v{}-x.md", n % 100, n / 100 + 1)),
                    place.root.join(format!("Standards/scs-03{:02}-v{}-y.md", n % 100, n / 100 + 1)),
                )
                .unwrap()
            });
            place.commit();
            place.write(VICTIM, document("", "Changed."));
        }),
        repository("a large document that changed everywhere", |place| {
            place.write(VICTIM, document("", &(0..50_000).map(|n| format!("Clouds MUST {n}.\n")).collect::<String>()));
            place.commit();
            place.write(
                VICTIM,
                document(
                    "",
                    &(0..50_000).map(|n| format!("Clouds SHOULD {}.\n", n * 7919 % 50_000)).collect::<String>(),
                ),
            );
        }),
        repository("a large document whose lines moved", |place| {
            place.write(
                VICTIM,
                document("", &(0..9_000).map(|n| format!("Clouds MUST offer {n}.\n\n")).collect::<String>()),
            );
            place.commit();
            place.write(
                VICTIM,
                document("", &(0..9_000).rev().map(|n| format!("Clouds MUST offer {n}.\n\n")).collect::<String>()),
            );
        }),
        repository("what was large is gone", |place| {
            place.write(VICTIM, document("", &(0..40_000).map(|n| format!("[x](#n{n})\n\n")).collect::<String>()));
            place.commit();
            place.write(VICTIM, document("", &(0..40_000).map(|n| format!("[x](#m{n})\n\n")).collect::<String>()));
        }),
        case("git", "a canary in the history of another", |place| {
            place.commit();
            assert_eq!(fs::read_to_string(place.outside.join("passwd")).unwrap(), CANARY);
        }),
    ];
    let names: &[&[u8]] = &[
        b"..",
        b".",
        b".git",
        b"../../outside/x.md",
        b"scs-0100-v1-a/b.md",
        b"scs-0300-v1-\x1b[31m.md",
        b"scs-0300-v1-\n::error::pwned.md",
        b"scs-0300-v1-\xff.md",
        b"",
        b"con",
        b"scs-0300-v1-##[error]pwned.md",
    ];
    for name in names {
        for mode in ["100644", "120000", "40000", "160000", "777777", "0"] {
            cases.push(repository(&format!("a tree with {} as {mode}", name.escape_ascii()), move |place| {
                let tree =
                    raw_tree(place, &[(mode, name), ("100644", b"scs-0300-v1-x.md"), ("100644", b"scs-0300-v1-x.md")]);
                if tree.is_empty() {
                    return;
                }
                let id: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&tree[n * 2..n * 2 + 2], 16).unwrap()).collect();
                let bytes = [b"40000 Standards\0".as_slice(), &id].concat();
                let mut child = Command::new("git")
                    .args(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"])
                    .current_dir(&place.root)
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .spawn()
                    .unwrap();
                child.stdin.take().unwrap().write_all(&bytes).unwrap();
                let root = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
                commit_tree(place, root.trim());
            }));
        }
    }
    for branch in ["-x", "a..b", "a\u{1b}b", "::error::pwned", "##[error]pwned", "%0A", "x.lock", "HEAD", "a b", "ü"] {
        cases.push(repository(&format!("a branch named {}", branch.escape_debug()), move |place| {
            fs::copy(place.root.join(".git/refs/heads/main"), place.root.join(".git/refs/heads").join(branch)).unwrap();
        }));
    }
    cases.extend(all_arguments());
    cases
}

fn all_arguments() -> Vec<Case> {
    let mut cases = Vec::new();
    for rev in [
        "",
        " ",
        "-x",
        "--",
        "HEAD~99999999999",
        "HEAD^99999999999",
        "HEAD@{99999999999}",
        "HEAD@{yesterday}",
        "@{-1}",
        ":/x",
        ":/(((((a+)+)+)+)+$",
        "HEAD^{/(a+)+$}",
        "HEAD:Standards",
        ":0:x",
        "HEAD..HEAD",
        "../../outside/passwd",
        "refs/heads/../../../outside",
        "\u{1b}[31m",
        "::error::pwned",
        "##[error]pwned",
        "a\nb",
        "\u{202e}",
        "0000000000000000000000000000000000000000",
        "ffff",
        "HEAD^{blob}",
        "HEAD^{",
        "@",
        "~",
        "^",
        "{",
        "*",
    ] {
        cases.push(arguments("revision", &["check", "--base", rev]));
        cases.push(arguments("revision", &["history", "--rev", rev]));
    }
    let long = ["HEAD", &"~1".repeat(20_000)].concat();
    cases.push(arguments("revision", &["check", "--base", &long]));
    cases.push(arguments("revision", &["check", "--base", &"^{}".repeat(20_000)]));
    for date in [
        "0000-01-01",
        "-0001-01-01",
        "9999-12-31",
        "99999-01-01",
        "2024-02-30",
        "today",
        "",
        "\u{1b}",
        "2024-01-01T00:00",
        "::error::pwned",
    ] {
        for command in ["check", "list", "build", "tests"] {
            cases.push(arguments("date", &["--at", date, command]));
        }
    }
    for name in [
        "",
        "-",
        "../../outside/passwd",
        "/etc/passwd",
        "/dev/zero",
        "/dev/stdin",
        ".",
        "..",
        "Standards",
        "\u{1b}[31m",
        "x::error::pwned",
        "##[error]pwned",
        "a\nb",
        "scs-99999999999999999999-v1",
        "\u{202e}",
        "*",
    ] {
        for command in [
            &["check"][..],
            &["fix", "--diff"],
            &["show"],
            &["history"],
            &["tests"],
            &["scope", "show"],
            &["scope", "render"],
            &["scope", "adopt", "--dry-run"],
            &["explain"],
            &["schema"],
            &["accept", "--dry-run"],
            &["stabilize", "--dry-run"],
            &["revise", "--dry-run"],
            &["list"],
            &["--config"],
            &["--root"],
            &["export", "docusaurus"],
        ] {
            cases.push(arguments(
                "argument",
                &[command, &["--", name][usize::from(command[0].starts_with("--"))..]].concat(),
            ));
        }
    }
    for to in ["/dev/full", "../outside/passwd/x", "/proc/x", "", "Standards", ".git"] {
        cases.push(arguments("output", &["check", "--output", to]));
        cases.push(arguments("output", &["build", "--out", to]));
        cases.push(arguments("output", &["scope", "render", "--out", to]));
    }
    cases
}
