//! Traces the system calls of the program: it runs nothing, opens no connection, and writes only the requested files.

#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::{git, program, register, skip, text};
use std::process::Command;

#[test]
fn commands_start_no_process_or_connection_and_write_only_expected_files() {
    let trace = |args: &[&str]| Command::new("strace").args(["-f", "-e", "trace=execve"]).args(args).output();
    if !trace(&["true"]).is_ok_and(|output| output.status.success()) {
        skip("strace", "strace cannot run here");
        return;
    }
    // `fix` removes the byte order mark.
    let document =
        "\u{feff}---\ntitle: Names\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n\n## Introduction\n\nText.\n";
    let (root, out) = (register(&[("Standards/scs-0009-v1-names.md", document)]), tempfile::tempdir().unwrap());
    git(root.path(), &["init", "-q"]);
    let site = out.path().join("site").display().to_string();
    let log = out.path().join("trace").display().to_string();
    let commands: [&[&str]; 10] = [
        &["check"],
        &["check", "--staged"],
        &["check", "--format", "sarif"],
        &["list"],
        &["tests"],
        &["history"],
        &["init", "--dry-run"],
        &["fix", "--diff"],
        &["build", "--out", &site],
        &["fix"],
    ];
    for args in commands {
        let calls = "trace=execve,execveat,socket,connect,bind,open,openat,openat2,creat,rename,renameat,renameat2,unlink,link,symlink";
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", &log, "-e", calls]).arg(program()).args(["--at", "2026-11-20"]).args(args);
        let output = command.current_dir(&root).output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}: {}", text(&output.stderr));
        // A call that another thread interrupts has a second line, without its arguments.
        let trace = std::fs::read_to_string(&log).unwrap();
        let trace: String = trace.split_inclusive('\n').filter(|line| !line.contains("resumed>")).collect();
        let is = |line: &&str, names: &[&str]| {
            let call = line.split_once(' ').map_or(*line, |(_, call)| call).trim_start();
            names.iter().any(|name| call.starts_with(&format!("{name}(")))
        };
        let run = trace.lines().filter(|line| is(line, &["execve", "execveat"])).count();
        assert_eq!(run, 1, "{args:?} runs something\n{trace}");
        let opened = trace.lines().find(|line| is(line, &["socket", "connect", "bind"]));
        assert_eq!(opened, None, "{args:?} opens a connection");
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "rename", "unlink", "link(", "symlink("];
        let writes: Vec<&str> = trace.lines().filter(|line| writes.iter().any(|word| line.contains(word))).collect();
        // Paths below the current folder are relative in some calls.
        let inside = |line: &str| line.contains(&root.path().display().to_string()) || line.contains("\"Standards/");
        let allowed = |line: &str| line.contains(&out.path().display().to_string()) || line.contains("/dev/null");
        let outside = writes.iter().find(|line| !inside(line) && !allowed(line));
        assert_eq!(outside, None, "{args:?} writes elsewhere");
        let changed = writes.iter().find(|line| inside(line));
        assert!(*args == ["fix"] || changed.is_none(), "{args:?} writes: {changed:?}");
    }
}
