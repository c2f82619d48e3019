//! Whatever stands in a checkout: a finding or one clear line, no panic, and no other finding hidden.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const DOCUMENT: &str =
    "---\ntitle: Names\ntype: Procedural\nstatus: Draft\ntrack: Global\n---\n\n## Introduction\n\nText.\n";
/// This document has a fault of its own; its finding must always be there.
const WITNESS: &str = "Standards/scs-0009-v1-Witness.md";
const VICTIM: &str = "Standards/scs-0001-v1-victim.md";

fn register(root: &Path) {
    fs::create_dir_all(root.join("Standards")).unwrap();
    fs::create_dir_all(root.join("Tests")).unwrap();
    fs::write(root.join(WITNESS), DOCUMENT).unwrap();
}

fn run(root: &Path, args: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_scsdoc"))
        .arg("--root")
        .arg(root)
        .args(["--at", "2026-11-20", "--color", "never"])
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A process that hangs is killed, and its lack of a report fails the test.
    let id = child.id();
    let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let watch = done.clone();
    let guard = std::thread::spawn(move || {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(60) {
            if watch.load(std::sync::atomic::Ordering::Relaxed) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
    });
    let mut out = Vec::new();
    std::io::Read::read_to_end(child.stdout.as_mut().unwrap(), &mut out).unwrap();
    let output = child.wait_with_output().unwrap();
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    guard.join().unwrap();
    Output { stdout: out, ..output }
}

/// Checks one register: ends by itself, no panic, one finding or line on `about`, and the witness is heard.
fn survives(root: &Path, what: &str, about: &str) {
    for format in ["json", "human"] {
        let output = run(root, &["check", "--format", format]);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(matches!(output.status.code(), Some(0..=2)), "{what}: {:?}\n{err}", output.status);
        assert!(!err.contains("panicked"), "{what}: {err}");
        assert!(out.contains("scs-0009-v1-Witness.md"), "{what}: the other finding is hidden in {format}\n{out}{err}");
        assert!(out.contains(about) || err.contains(about), "{what}: nothing about {about} in {format}\n{out}{err}");
        let raw = out.chars().find(|c| c.is_control() && !matches!(c, '\n'));
        assert_eq!(raw, None, "{what}: a raw control character in {format}");
    }
}

fn with_victim(what: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    register(folder.path());
    fs::write(folder.path().join(VICTIM), bytes).unwrap();
    survives(folder.path(), what, "scs-0001-v1-victim.md");
}

fn front(lines: &str) -> Vec<u8> {
    DOCUMENT.replacen("title: Names\n", &format!("title: Names\n{lines}\n"), 1).into_bytes()
}

#[test]
fn faulty_bytes() {
    with_victim("empty", b"");
    with_victim("cut off in its front matter", &DOCUMENT.as_bytes()[..30]);
    with_victim("binary", &(0..=255u8).cycle().take(5_000).collect::<Vec<u8>>());
    with_victim("only NUL", &[0; 1_000]);
    with_victim("invalid UTF-8", b"---\ntitle: \xff\xfe\n---\n");
    with_victim(
        "UTF-16",
        &"\u{feff}---\ntitle: x\n---\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
    );
    with_victim("carriage returns alone", DOCUMENT.replace('\n', "\r").replace("Draft", "Draught").as_bytes());
    with_victim("gigantic", &DOCUMENT.as_bytes().repeat(100_000));
    with_victim("one line of ten megabytes", &vec![b'x'; 10_000_000]);
    with_victim("escape characters", &front("x: \"\\e[31m\"\ny\u{1b}: \u{1b}]0;x\u{7}"));
    with_victim("workflow commands", &front("\"::error::x\": \"##[error]\"\ny: \"a\\r::warning::\""));
    with_victim("bidirectional text", &front("\u{202e}x: \u{2066}y"));
}

#[test]
fn faulty_yaml() {
    let bomb: String = (b'b'..=b'j').fold("a: &a [x,x,x,x,x,x,x,x,x]\n".into(), |text, c| {
        let (c, before) = (char::from(c), char::from(c - 1));
        format!("{text}{c}: &{c} [*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before},*{before}]\n")
    });
    with_victim("an alias bomb", &front(bomb.trim_end()));
    with_victim("deep flow", &front(&format!("x: {}", "[".repeat(30_000))));
    with_victim(
        "deep blocks",
        &front(&(0..300).map(|n| format!("{}x:", " ".repeat(n))).collect::<Vec<_>>().join("\n")),
    );
    with_victim("a tag", &front("x: !!python/object/apply:os.system [\"touch hacked\"]"));
    with_victim("a recursive alias", &front("x: &a [*a]"));
    with_victim("a huge number", &front(&format!("x: {}", "9".repeat(10_000))));
    with_victim("many keys", &front(&(0..4_000).map(|n| format!("k{n}: 1")).collect::<Vec<_>>().join("\n")));
    with_victim("a mapping as a key", &front("? {a: b}\n: c"));
    with_victim("a list for everything", b"---\n- a\n- b\n---\n");
}

#[test]
fn faulty_markdown() {
    let body = |text: &str| format!("{DOCUMENT}\n[x](#none)\n\n{text}\n").into_bytes();
    for (what, text) in [
        ("quotes", "> ".repeat(100_000)),
        ("lists", "- ".repeat(50_000)),
        ("brackets", "[".repeat(100_000)),
        ("images", "![".repeat(100_000)),
        ("emphasis", "*a_ ".repeat(50_000)),
        ("backticks", (1..1_000).map(|n| format!("{} ", "`".repeat(n))).collect()),
        ("references", "[a][b]".repeat(50_000)),
        ("definitions", (0..30_000).map(|n| format!("[a{n}]: b\n")).collect()),
        ("footnotes", (0..20_000).map(|n| format!("[^{n}]: x[^{n}]\n\n")).collect()),
        ("headings", "## Again\n\n".repeat(30_000)),
        ("columns", format!("|{}\n|{}\n|{}\n", "a|".repeat(50_000), "-|".repeat(50_000), "b|".repeat(50_000))),
        ("html", "<div>".repeat(100_000)),
        ("comments", "<!--".repeat(100_000)),
        ("addresses", "http://a.b/((((".repeat(30_000)),
        ("entities", "&amp;".repeat(100_000)),
        ("mentions", "scs-0100-v1 ".repeat(50_000)),
        ("waivers", "<!-- scsdoc: allow(broken-anchor) why -->\n".repeat(10_000)),
    ] {
        with_victim(what, &body(&text));
    }
}

#[test]
fn faulty_scope_files_and_configuration() {
    for (what, text) in [
        ("empty", String::new()),
        ("binary", "\u{1}\u{2}\u{0}".repeat(100)),
        ("a list", "- a\n".into()),
        ("cut off", "name: X\nscripts:\n  - executable: [".into()),
        ("gigantic", "# comment\n".repeat(300_000)),
        ("deep", format!("modules: {}", "[".repeat(50_000))),
        (
            "wrong types everywhere",
            "name: [1]\nuuid: {}\nurl: 3\nscripts: x\nmodules: 7\ntimeline: {a: b}\nversions: null\n".into(),
        ),
        ("two documents", "name: X\n---\nname: Y\n".into()),
    ] {
        let folder = tempfile::tempdir().unwrap();
        register(folder.path());
        fs::write(folder.path().join("Tests/scs-victim.yaml"), &text).unwrap();
        survives(folder.path(), what, "Tests/scs-victim.yaml");
    }
    for (what, text) in [
        ("not TOML", "[[[\n".to_owned()),
        ("binary", "\u{0}\u{1}".repeat(50)),
        ("wrong types", "standards = 1\nsite = 2\nwaiver = 3\nrules = []\n".into()),
        ("out of the root", "standards = \"../../etc\"\ncolour = 1\n".into()),
        ("deep", format!("x = {}", "[".repeat(20_000))),
    ] {
        let folder = tempfile::tempdir().unwrap();
        register(folder.path());
        fs::write(folder.path().join("scsdoc.toml"), &text).unwrap();
        survives(folder.path(), what, "scsdoc.toml");
    }
}

#[cfg(unix)]
#[test]
fn faulty_file_systems() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    type Setup = fn(&Path);
    let setups: [(&str, Setup); 7] = [
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("a link to the outside", |path| symlink("/etc/passwd", path).unwrap()),
        ("a link to nothing", |path| symlink("nowhere.md", path).unwrap()),
        ("a link to itself", |path| symlink(path.file_name().unwrap(), path).unwrap()),
        ("a link to a device", |path| symlink("/dev/zero", path).unwrap()),
        ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("unreadable", |path| {
            fs::write(path, DOCUMENT.replace("Draft", "Draught")).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
        }),
    ];
    for (what, setup) in setups {
        let folder = tempfile::tempdir().unwrap();
        register(folder.path());
        setup(&folder.path().join(VICTIM));
        survives(folder.path(), what, "scs-0001-v1-victim.md");
    }
    let output = {
        let folder = tempfile::tempdir().unwrap();
        register(folder.path());
        symlink("/etc/passwd", folder.path().join(VICTIM)).unwrap();
        run(folder.path(), &["check", "--format", "json"])
    };
    assert!(!String::from_utf8_lossy(&output.stdout).contains("root:"), "nothing outside the root is read");
}

#[cfg(unix)]
#[test]
fn faulty_file_names() {
    for name in [
        "scs-0001-v1-a\nb.md",
        "scs-0001-v1-\u{1b}[31m.md",
        "scs-0001-v1-\u{202e}.md",
        "scs-0001-v1-::error::.md",
        "scs-0001-v1-##[group].md",
    ] {
        let folder = tempfile::tempdir().unwrap();
        register(folder.path());
        fs::write(folder.path().join("Standards").join(name), DOCUMENT).unwrap();
        survives(folder.path(), name, "scs-0001-v1-");
    }
}

#[test]
fn work_that_cannot_be_done_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    for (args, says) in [
        (vec!["--root", "/nowhere/at/all", "check"], "/nowhere/at/all"),
        (vec!["check"], "no register here"),
        (vec!["check", "--at", "2024-02-30"], "2026-01-31"),
        (vec!["check", "--only", "broken-anchors"], "broken-anchor"),
        (vec!["check", "--config", "/nowhere.toml", "--root", "."], "/nowhere.toml"),
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_scsdoc")).args(&args).current_dir(folder.path()).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
        assert!(err.contains(says), "{args:?}: {err}");
        assert!(output.stdout.is_empty());
    }
}
