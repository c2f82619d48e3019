//! What needs a system that can be held: a full disk, read-only folders, an editor that saves in between, files that change
//! while they are read, and a trace of what the program asks of the system.

#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::skip;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A fix puts these right: a byte order mark goes.
const FAULTY: &str =
    "\u{feff}---\ntitle: Names\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n\n## Introduction\n\nText.\n";
const NAME: &str = "Standards/scs-0009-v1-names.md";

fn small() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("Standards")).unwrap();
    fs::write(root.path().join(NAME), FAULTY).unwrap();
    root
}

fn binary() -> String {
    std::env::var("SCSDOC_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_scsdoc").into())
}

fn run(words: &[&str], root: &Path, args: &[&str]) -> Output {
    let words: Vec<&str> = words.iter().copied().chain([binary().leak() as &str, "--root"]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(root).args(["--at", "2026-11-20"]).args(args).stdin(Stdio::null());
    command.output().unwrap()
}

fn works(words: &[&str]) -> bool {
    Command::new(words[0]).args(&words[1..]).output().is_ok_and(|output| output.status.success())
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs a script where file systems may be mounted: `$0` is the program, `$1` a folder. Nothing where this is not permitted.
fn mounted(script: &str, folder: &Path) -> Option<Output> {
    let spaces: [&[&str]; 2] = [&["unshare", "-m"], &["unshare", "-rm"]];
    let probe = |words: &&&[&str]| works(&[words, &["mount", "-t", "tmpfs", "none", "/mnt"][..]].concat());
    let Some(words) = spaces.iter().find(probe) else {
        skip("mount", "file systems cannot be mounted here");
        return None;
    };
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(["sh", "-c", script]).arg(binary()).arg(folder);
    Some(command.stdin(Stdio::null()).output().unwrap())
}

#[test]
fn a_full_disk_loses_nothing() {
    let base = tempfile::tempdir().unwrap();
    let large = format!("{FAULTY}{}", "Words. ".repeat(20_000));
    fs::create_dir_all(base.path().join("from/Standards")).unwrap();
    fs::create_dir(base.path().join("small")).unwrap();
    fs::write(base.path().join("from").join(NAME), &large).unwrap();
    let script = "mount -t tmpfs -o size=1m none \"$1/small\" && cp -r \"$1/from/.\" \"$1/small\" || exit 9
        dd if=/dev/zero of=\"$1/small/filler\" bs=4k 2> /dev/null
        \"$0\" --root \"$1/small\" --at 2026-11-20 fix; echo \"status $?\"
        \"$0\" --root \"$1/small\" --at 2026-11-20 build; echo \"status $?\"
        \"$0\" --root \"$1/small\" --at 2026-11-20 check --output \"$1/small/report\"; echo \"status $?\"
        find \"$1/small\" -name '*.tmp'; cp -r \"$1/small/Standards\" \"$1/after\"";
    let Some(output) = mounted(script, base.path()) else { return };
    let text = said(&output);
    assert_eq!(text.matches("status 2").count(), 3, "{text}");
    assert!(text.contains("scs-0009-v1-names.md: No space left"), "{text}");
    assert!(text.contains("cannot write") && !text.contains(".tmp\n"), "{text}");
    let after = base.path().join("after/scs-0009-v1-names.md");
    assert_eq!(fs::read_to_string(after).unwrap(), large, "the old text is whole");
}

#[test]
fn a_file_system_that_is_read_only_is_named() {
    let root = small();
    let script = "mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 9
        \"$0\" --root \"$1\" --at 2026-11-20 fix; echo \"status $?\"
        \"$0\" --root \"$1\" --at 2026-11-20 build; echo \"status $?\"
        \"$0\" --root \"$1\" --at 2026-11-20 check --quiet > /dev/null; echo \"status $?\"";
    let Some(output) = mounted(script, root.path()) else { return };
    let text = said(&output);
    assert_eq!((text.matches("status 2").count(), text.matches("status 0").count()), (2, 1), "{text}");
    assert!(text.contains("scs-0009-v1-names.md: Read-only file system") && text.contains("public"), "{text}");
    assert_eq!(fs::read_to_string(root.path().join(NAME)).unwrap(), FAULTY);
}

/// Modes say nothing to root, so the program runs as somebody else there.
#[test]
fn a_folder_that_may_not_be_written_is_named_and_a_file_keeps_its_mode() {
    let root = small();
    let folder = root.path().join("Standards");
    let somebody: &[&str] = &["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
    let is_root = fs::metadata(root.path()).unwrap().uid() == 0;
    let program = root.path().join("program");
    fs::copy(binary(), &program).unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(root.path(), 0o755);
    mode(&program, 0o755);
    mode(&folder, 0o555);
    let program = program.display().to_string();
    let place = root.path().display().to_string();
    let words: Vec<&str> = if is_root { somebody.to_vec() } else { Vec::new() };
    if is_root && !works(&[somebody, &[&program, "--version"]].concat()) {
        skip("root", "the program cannot run as another user");
        return;
    }
    let fix = || {
        let words: Vec<&str> = words.iter().copied().chain([program.as_str(), "--root", &place, "fix"]).collect();
        Command::new(words[0]).args(&words[1..]).output().unwrap()
    };
    let output = fix();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("scs-0009-v1-names.md: Permission denied"), "{}", said(&output));
    assert_eq!(fs::read_to_string(root.path().join(NAME)).unwrap(), FAULTY);
    // A file that is read-only in a folder that is not is replaced, as by an editor or git, and stays read-only.
    mode(&folder, 0o777);
    mode(&root.path().join(NAME), 0o444);
    fix();
    assert!(!fs::read_to_string(root.path().join(NAME)).unwrap().starts_with('\u{feff}'));
    assert_eq!(fs::metadata(root.path().join(NAME)).unwrap().mode() & 0o777, 0o444);
}

/// Writing waits half a second before the disk has the new text; in the meantime the document is saved.
#[test]
fn what_an_editor_saves_in_between_is_kept() {
    if !works(&["strace", "-e", "inject=fsync:delay_enter=1", "true"]) {
        skip("strace", "strace cannot run here");
        return;
    }
    let root = small();
    let file = root.path().join(NAME);
    let saved = FAULTY.replace("Text.", "Text that somebody has just written.");
    let output = std::thread::scope(|scope| {
        let fix = scope.spawn(|| {
            let words =
                ["strace", "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:delay_enter=1500000"];
            run(&words, root.path(), &["fix"])
        });
        // The temporary file is there as soon as writing has begun.
        let begun = || fs::read_dir(root.path().join("Standards")).unwrap().count() > 1;
        while !begun() && !fix.is_finished() {
            std::thread::sleep(Duration::from_millis(2));
        }
        fs::write(&file, &saved).unwrap();
        fix.join().unwrap()
    });
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("scs-0009-v1-names.md was changed by another program"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&file).unwrap(), saved);
    assert_eq!(fs::read_dir(root.path().join("Standards")).unwrap().count(), 1, "nothing is left lying about");
}

#[test]
fn files_may_change_and_vanish_while_they_are_read() {
    let root = small();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (file, other) = (root.path().join(NAME), root.path().join("Standards/scs-0010-v1-other.md"));
            for turn in 0_usize.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let _ = fs::write(&file, FAULTY.repeat(turn % 50));
                let _ = fs::remove_file(&other);
                let _ = if turn % 2 == 0 { fs::create_dir(&other) } else { fs::write(&other, FAULTY) };
                let _ = fs::remove_dir(&other);
                let _ = fs::rename(&file, root.path().join("Standards/away.md"));
            }
        });
        let results: Vec<Output> = (0..40)
            .map(|turn| match turn % 4 {
                0 => run(&["env"], root.path(), &["fix", "--diff"]),
                1 => run(&["env"], root.path(), &["build", "--out", "/dev/null/none"]),
                _ => run(&["env"], root.path(), &["check", "--format", "json"]),
            })
            .collect();
        stop.store(true, Ordering::Relaxed);
        for (turn, output) in results.iter().enumerate() {
            let text = said(output);
            assert!(matches!(output.status.code(), Some(0..=2)) && !text.contains("panicked"), "{text}");
            let json = || serde_json::from_slice::<serde_json::Value>(&output.stdout);
            assert!(turn % 4 < 2 || json().is_ok(), "{text}");
        }
    });
}

#[test]
fn nothing_is_run_and_nothing_opened_for_writing_but_what_is_asked_for() {
    if !works(&["strace", "-f", "-e", "trace=execve", "true"]) {
        skip("strace", "strace cannot run here");
        return;
    }
    let (root, out) = (small(), tempfile::tempdir().unwrap());
    assert!(works(&["git", "-C", &root.path().display().to_string(), "init", "-q"]));
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
        let output = run(&["strace", "-f", "-qq", "-o", &log, "-e", calls], root.path(), args);
        assert!(matches!(output.status.code(), Some(0..=2)), "{args:?}: {}", said(&output));
        // A call that another thread cut into has a second line, without its arguments.
        let trace = fs::read_to_string(&log).unwrap();
        let trace: String = trace.split_inclusive('\n').filter(|line| !line.contains("resumed>")).collect();
        let is = |line: &&str, names: &[&str]| {
            let call = line.split_once(' ').map_or(*line, |(_, call)| call).trim_start();
            names.iter().any(|name| call.starts_with(&format!("{name}(")))
        };
        let run = trace.lines().filter(|line| is(line, &["execve", "execveat"])).count();
        assert_eq!(run, 1, "{args:?} runs something\n{trace}");
        let opened = trace.lines().find(|line| is(line, &["socket", "connect", "bind"]));
        assert_eq!(opened, None, "{args:?} speaks to somebody");
        let writes = ["O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "rename", "unlink", "link(", "symlink("];
        let places = [root.path().display().to_string(), out.path().display().to_string(), "/dev/null".into()];
        let outside = trace.lines().find(|line| {
            writes.iter().any(|word| line.contains(word)) && !places.iter().any(|place| line.contains(place.as_str()))
        });
        assert_eq!(outside, None, "{args:?} writes elsewhere");
        let changes = matches!(args, ["build", ..] | ["fix"]);
        let inside =
            trace.lines().find(|line| writes.iter().any(|word| line.contains(word)) && line.contains(&places[0]));
        assert!(changes || inside.is_none(), "{args:?} writes: {inside:?}");
    }
}
