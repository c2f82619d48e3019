//! Git repositories as a fetch can deliver them.

use super::case::{Case, Place, VICTIM, case, document};
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

fn repository(name: &str, make: impl Fn(&Place) + Send + Sync + 'static) -> Case {
    case("git", name, move |place| {
        place.commit();
        make(place);
    })
}

/// A tree of any entries, even those that git itself would not make.
fn raw_tree(place: &Place, entries: &[(&str, &[u8])]) -> String {
    let blob = place.git(&["rev-parse", &format!("HEAD:{VICTIM}")]);
    let id: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&blob[n * 2..n * 2 + 2], 16).unwrap()).collect();
    let mut bytes = Vec::new();
    for (mode, name) in entries {
        bytes.extend([mode.as_bytes(), b" ", name, b"\0", &id].concat());
    }
    write_tree(place, &bytes)
}

/// Writes a tree unverified; returns its name, or `None` if git refuses it.
fn write_tree(place: &Place, bytes: &[u8]) -> String {
    let mut child = Command::new("git")
        .args(["hash-object", "-t", "tree", "-w", "--literally", "--stdin"])
        .current_dir(&place.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
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
        repository("20,000 packed refs", |place| {
            let id = place.git(&["rev-parse", "HEAD"]);
            let refs: String = (0..20_000).map(|n| format!("{} refs/heads/b{n:05}\n", id.trim())).collect();
            fs::write(
                place.root.join(".git/packed-refs"),
                format!("# pack-refs with: peeled fully-peeled sorted \n{refs}"),
            )
            .unwrap();
        }),
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
        for mode in ["100644", "120000", "160000"] {
            cases.push(repository(&format!("a tree with {} as {mode}", name.escape_ascii()), move |place| {
                let tree =
                    raw_tree(place, &[(mode, name), ("100644", b"scs-0300-v1-x.md"), ("100644", b"scs-0300-v1-x.md")]);
                if tree.is_empty() {
                    return;
                }
                let id: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&tree[n * 2..n * 2 + 2], 16).unwrap()).collect();
                let bytes = [b"40000 Standards\0".as_slice(), &id].concat();
                commit_tree(place, &write_tree(place, &bytes));
            }));
        }
    }
    for branch in ["a..b", "a\u{1b}b", "::error::pwned", "##[error]pwned", "%0A"] {
        cases.push(repository(&format!("a branch named {}", branch.escape_debug()), move |place| {
            fs::copy(place.root.join(".git/refs/heads/main"), place.root.join(".git/refs/heads").join(branch)).unwrap();
        }));
    }
    cases
}
