//! Commands killed while they write: every file is old or new at any moment, and the next run completes the work.
//!
//! SCSDOC_KILLS sets how often each command is killed (default: 20).

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{files_below, folder, run, scsdoc};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

type Files = BTreeMap<String, Vec<u8>>;

/// Files below a folder, without leftovers of a killed run, which the next one removes.
fn files(folder: &Path) -> Files {
    let mut files = files_below(folder);
    files.retain(|path, _| {
        !path.rsplit('/').next().is_some_and(|name| name.starts_with(".scsdoc-") || name.ends_with(".tmp"))
    });
    files
}

/// Starts a command in `root` and kills it: each second time at a random moment of `whole`, and else at a random moment
/// after the first change below `target`.
fn kill(root: &Path, args: &[&str], target: &Path, whole: Duration, kill: u64) {
    let state =
        || fs::read_dir(target).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect::<Vec<_>>();
    let before = state();
    let mut child = scsdoc(root, args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let random = (kill + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    let most = if kill.is_multiple_of(2) {
        whole
    } else {
        while state() == before && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        whole / 10
    };
    std::thread::sleep(Duration::from_micros(random % u64::try_from(most.as_micros()).unwrap().max(1)));
    let _ = child.kill();
    child.wait().unwrap();
}

fn kills() -> u64 {
    std::env::var("SCSDOC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20)
}

#[test]
fn a_killed_accept_loses_no_document() {
    let text = |more: &str| {
        format!(
            "---\ntitle: A decision\ntype: Decision Record\nstatus: Draft\ntrack: IaaS\n---\n\n{}{more}\n",
            "Words. ".repeat(500)
        )
    };
    let (proposal, accepted) = ("Standards/scs-xxxx-v1-new.md", "Standards/scs-0150-v1-new.md");
    let others =
        (0..299).map(|n| (format!("Standards/scs-{:04}-v1-document.md", 1000 + n), text("[new](scs-xxxx-v1-new.md)")));
    let root = folder(others.chain([(proposal.to_owned(), text(""))]));
    let args = ["accept", "new", "--number", "0150", "--yes", "--force", "a test"];
    let before = files(root.path());
    let start = Instant::now();
    run(root.path(), &args);
    let (whole, after) = (start.elapsed(), files(root.path()));
    assert!(after.len() == 300 && after != before);
    let reset = || {
        let _ = fs::remove_file(root.path().join(accepted));
        crate::common::write(root.path(), &before);
    };
    for number in 0..kills() {
        reset();
        kill(root.path(), &args, &root.path().join("Standards"), whole, number);
        let now = files(root.path());
        for (path, bytes) in &now {
            assert!(
                [&before, &after].iter().any(|state| state.get(path) == Some(bytes)),
                "{path} is neither old nor new"
            );
        }
        let lost =
            before.keys().find(|path| !(now.contains_key(*path) || *path == proposal && now.contains_key(accepted)));
        assert_eq!(lost, None, "gone after kill {number}");
    }
    reset();
    run(root.path(), &args);
    assert_eq!(files(root.path()), after, "the next run completes the work");
    assert_eq!(files_below(root.path()).len(), after.len(), "and removes what the killed ones left");
}
