//! From keystroke to findings, as an editor sees it: a change goes in by the protocol, and the time counts until findings come out.
//!
//! `cargo bench --bench keystrokes [ROOT [DOCUMENTS [baseline]]]`: our own register, or another one; with a number, copies of its
//! documents under new numbers are added until there are so many; `baseline` keeps silent what is found before the first key.

#![allow(missing_docs)]
#![allow(clippy::disallowed_methods, reason = "it makes a large register")]

use scsdoc::load::worktree::Worktree;
use scsdoc::lsp::{self, Host};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write, pipe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Edits that are measured, of each sort.
const EDITS: usize = 300;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let root = args.first().map_or(env!("CARGO_MANIFEST_DIR"), String::as_str);
    let wanted = args.get(1).map_or(0, |count| count.parse().expect("a number of documents"));
    let worktree = Worktree::open(Some(Path::new(root)), Path::new(".")).expect("a register");
    let config = worktree.config(None).expect("settings");
    let tree = worktree.load(&config);
    let files = tree.entries.iter().map(|(path, entry)| (path.clone(), entry.bytes().to_vec()));
    let files = grown(files.collect(), wanted);
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in &files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let documents: Vec<&String> =
        files.keys().filter(|path| path.ends_with(".md") && !path.contains("template")).collect();
    println!("{} documents", documents.len());
    if args.get(2).is_some_and(|word| word == "baseline") {
        std::fs::write(folder.path().join("scsdoc.toml"), "baseline = \"scsdoc.baseline\"\n").expect("settings");
        let check = Command::new(env!("CARGO_BIN_EXE_scsdoc"))
            .args(["check", "--at", "2026-11-20", "--write-baseline"])
            .arg(folder.path().join("scsdoc.baseline"))
            .current_dir(folder.path())
            .output();
        println!("{}", String::from_utf8_lossy(&check.expect("a check").stderr).trim());
    }
    let mut editor = Editor::start(folder.path());
    for sort in ["prose", "heading", "front matter"] {
        let mut times = Vec::new();
        for round in 0..EDITS / 20 {
            let path = documents[(round * 7919) % documents.len()];
            let text = String::from_utf8_lossy(&files[path]).into_owned();
            let Some(line) = line_for(sort, &text) else { continue };
            times.extend(editor.type_into(folder.path(), path, &text, line));
        }
        say(sort, times);
    }
    let scopes = files.keys().filter(|path| path.ends_with(".yaml"));
    let mut times = Vec::new();
    for path in scopes {
        let text = String::from_utf8_lossy(&files[path]).into_owned();
        times.extend(editor.type_into(folder.path(), path, &text, text.lines().count() / 2));
    }
    say("scope file", times);
}

/// The line into which is typed.
fn line_for(sort: &str, text: &str) -> Option<usize> {
    let mut lines = text.lines().enumerate();
    match sort {
        "front matter" => lines.find(|(_, line)| line.starts_with("title:")).map(|(at, _)| at),
        "heading" => lines.find(|(_, line)| line.starts_with("## ")).map(|(at, _)| at),
        _ => lines.filter(|(_, line)| line.len() > 60).last().map(|(at, _)| at),
    }
}

fn say(sort: &str, mut times: Vec<Duration>) {
    times.sort();
    let Some(last) = times.len().checked_sub(1) else { return };
    let part = |part: usize| times[last * part / 100];
    println!("{sort:>14}: p50 {:?}, p99 {:?}, of {}", part(50), part(99), times.len());
}

/// A register with copies of its documents under numbers that are free.
fn grown(mut files: BTreeMap<String, Vec<u8>>, wanted: usize) -> BTreeMap<String, Vec<u8>> {
    let number = |path: &str| path.find("/scs-0").and_then(|at| path.get(at + 5..at + 9)?.parse::<u32>().ok());
    let first: Vec<(String, Vec<u8>)> =
        files.iter().filter(|(path, _)| path.ends_with(".md")).map(|(a, b)| (a.clone(), b.clone())).collect();
    let numbers: BTreeSet<u32> = first.iter().filter_map(|(path, _)| number(path)).collect();
    let mut taken = numbers.clone();
    while files.len() < wanted && taken.len() + numbers.len() < 10_000 {
        let mut new = BTreeMap::new();
        for number in &numbers {
            let track = number / 100 % 10;
            let same = (0..10).flat_map(|d| (0..100).map(move |n| d * 1000 + track * 100 + n));
            let free = same.chain(0..10_000).find(|free| !taken.contains(free)).expect("a free number");
            taken.insert(free);
            new.insert(*number, free);
        }
        for (path, bytes) in first.iter().filter(|(path, _)| number(path).is_some()) {
            let text = String::from_utf8_lossy(bytes);
            files.insert(renumbered(path, &new), renumbered(&text, &new).into_bytes());
        }
    }
    files
}

/// The text with other numbers in `scs-0100-v1` and `scs-0100-w1`.
fn renumbered(text: &str, new: &BTreeMap<u32, u32>) -> String {
    let mut out = String::new();
    let mut pieces = text.split("scs-");
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.get(..4).and_then(|digits| digits.parse().ok()).and_then(|number: u32| new.get(&number));
        let named = piece.get(4..6).is_some_and(|rest| rest == "-v" || rest == "-w");
        match digits.filter(|_| named) {
            Some(number) => out.push_str(&format!("scs-{number:04}{}", &piece[4..])),
            None => out.push_str(&format!("scs-{piece}")),
        }
    }
    out
}

struct Editor {
    input: std::io::PipeWriter,
    output: BufReader<std::io::PipeReader>,
}

impl Editor {
    fn start(folder: &Path) -> Self {
        let (theirs, input) = pipe().expect("a pipe");
        let (output, ours) = pipe().expect("a pipe");
        std::thread::spawn(move || {
            let host = Host { root: None, config: None, date: Box::new(|| jiff::civil::date(2026, 11, 20)) };
            let _ = lsp::run(theirs, ours, &host);
        });
        let mut editor = Editor { input, output: BufReader::new(output) };
        let start = Instant::now();
        let params = json!({"rootUri": uri(folder.to_path_buf()), "capabilities": {"general": {"positionEncodings": ["utf-8"]}}});
        editor.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}));
        editor.read();
        println!("ready after {:?}", start.elapsed());
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a header");
        let length = line.trim().strip_prefix("Content-Length: ").expect("a length").parse().expect("a number");
        self.output.read_line(&mut line).expect("an empty line");
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    /// Types letters at the end of a line, and takes the time of each. A broken link is put there first, so that there are findings
    /// to be told after each letter.
    fn type_into(&mut self, folder: &Path, path: &str, text: &str, line: usize) -> Vec<Duration> {
        let uri = uri(folder.join(path));
        let broken = if path.ends_with(".md") {
            format!("{}\n\n[x](#no-such-place)\n", text.trim_end())
        } else {
            format!("{text}\nno_such_key: 1\n")
        };
        let document = json!({"uri": uri, "languageId": "x", "version": 0, "text": broken});
        self.send(&json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}));
        self.until(&uri, 0);
        let mut times = Vec::new();
        for version in 1..=20 {
            let at = json!({"line": line, "character": 9999});
            let changes = json!([{"range": {"start": at, "end": at}, "text": "x"}]);
            let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes});
            let start = Instant::now();
            self.send(&json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}));
            self.until(&uri, version);
            times.push(start.elapsed());
        }
        self.send(
            &json!({"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}}),
        );
        times
    }

    fn until(&mut self, uri: &str, version: u64) {
        loop {
            let params = &self.read()["params"];
            if params["uri"] == uri && params["version"] == version {
                return;
            }
        }
    }
}

fn uri(path: PathBuf) -> String {
    format!("file://{}", path.display())
}
