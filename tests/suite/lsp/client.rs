//! A language client for tests.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub const STANDARD: &str = "Standards/scs-0100-v1-one.md";
pub const OTHER: &str = "Standards/scs-0101-v1-two.md";

/// A small register without findings.
pub fn register() -> tempfile::TempDir {
    crate::common::folder([(STANDARD, text("One")), (OTHER, text("Two"))])
}

/// A document without findings.
pub fn text(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ntype: Procedural\nstatus: Draft\ntrack: IaaS\n---\n\n## Abstract\n\nText 😀 on {title}.\n\n\
         ## Context\n\nText.\n\n## Decision\n\nText.\n\n## Consequences\n\nText.\n"
    )
}

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    seen: Vec<Value>,
    ids: u64,
    pub root: String,
}

impl Client {
    /// Starts the program in a folder, and sends nothing yet.
    pub fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scsdoc"))
            .args(["--at", "2026-11-20", "lsp"])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        let root = format!("file://{}", folder.canonicalize().unwrap().display());
        Client { child, input, output: receiver, seen: Vec::new(), ids: 0, root }
    }

    /// Starts it, and initializes it with these capabilities.
    pub fn open(folder: &Path, capabilities: Value) -> Self {
        let mut client = Self::start(folder);
        let folders = json!([{"uri": client.root, "name": "x"}]);
        let params = json!({"processId": null, "rootUri": client.root, "workspaceFolders": folders, "capabilities": capabilities});
        client.request("initialize", params);
        client.notify("initialized", json!({}));
        client
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks, and waits for the answer: result or error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    pub fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.ids += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.ids, "method": method, "params": params}));
        self.ids
    }

    pub fn answer(&mut self, id: u64) -> Value {
        let message = self.wait(|message| message.get("method").is_none() && message["id"] == id);
        message.get("error").cloned().unwrap_or_else(|| message["result"].clone())
    }

    /// Waits for a message, and keeps all others.
    pub fn wait(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&fits) {
            return self.seen.remove(at);
        }
        loop {
            let message = self.output.recv_timeout(Duration::from_secs(60)).expect("the server says nothing");
            if fits(&message) {
                return message;
            }
            self.seen.push(message);
        }
    }

    /// The next findings in a file: code, and range as four numbers.
    pub fn findings(&mut self, path: &str) -> Vec<(String, [u64; 4])> {
        let uri = self.uri(path);
        let published = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri.as_str()
        };
        let message = self.wait(published);
        message["params"]["diagnostics"].as_array().unwrap().iter().map(short).collect()
    }

    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    pub fn did_open(&mut self, path: &str, text: &str) {
        let document = json!({"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub fn did_change(&mut self, path: &str, version: u64, changes: Value) {
        let document = json!({"uri": self.uri(path), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// Shuts it down properly, and returns the exit status.
    pub fn close(mut self) -> i32 {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.status()
    }

    /// Ends the input, and gives the exit status.
    pub fn status(mut self) -> i32 {
        self.input = None;
        self.child.wait().unwrap().code().expect("no signal ended it")
    }

    /// Stops reading its output.
    pub fn hang_up(&mut self) -> Receiver<Value> {
        std::mem::replace(&mut self.output, channel().1)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn short(diagnostic: &Value) -> (String, [u64; 4]) {
    let at = |pointer: &str| diagnostic.pointer(&format!("/range/{pointer}")).and_then(Value::as_u64).unwrap();
    let range = [at("start/line"), at("start/character"), at("end/line"), at("end/character")];
    (diagnostic["code"].as_str().unwrap().to_owned(), range)
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().unwrap(),
            None if line.trim().is_empty() => break,
            None => panic!("{line}"),
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
