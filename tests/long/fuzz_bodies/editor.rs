//! The language server: any text in its register, and in the responses to its requests.

use super::{AT, MOST};
use lsp_server::Connection;
use scsdoc::testing::lsp::{self, Host};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const ONE: &str = "Standards/scs-0100-v1-one.md";
const TWO: &str = "Standards/scs-0100-v2-two.md";
const NOTES: &str = "Standards/scs-0100-w1-notes.md";
const SCOPE: &str = "Tests/scs-x.yaml";

/// Maximum number of questions and edits that one input makes.
const MOST_LINES: usize = 24;

/// A register of which each file leads to the others.
fn files() -> [(&'static str, String); 4] {
    let standard = |status: &str, link: &str| {
        format!(
            "---\ntitle: A\ntype: Standard\n{status}track: IaaS\n---\n\n## Introduction\n\n[x]({link}#introduction) `scs-0100-a-b`\n"
        )
    };
    [
        (ONE, standard("status: Stable\nstabilized_at: 2024-01-01\n", "scs-0100-v2-two.md")),
        (TWO, standard("status: Draft\nreplaces:\n  - scs-0100-v1-one.md\n", "scs-0100-v1-one.md")),
        (
            NOTES,
            "---\ntitle: N\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-one.md\n---\n\n## Tests\n\n`scs-0100-a-b`\n"
                .into(),
        ),
        (
            SCOPE,
            "uuid: x\nname: X\nscripts:\n- executable: a.py\n  testcases:\n  - id: scs-0100-a-b\nmodules:\n- id: scs-0100-v1\n  targets:\n    main: scs-0100-a-b\n"
                .into(),
        ),
    ]
}

/// The same on the disk, because a server looks there. It is made once and stays below `target`.
fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz-register");
        for (path, text) in files().into_iter().chain([("scsdoc.toml", String::new())]) {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root.canonicalize().unwrap()
    })
}

fn uri(path: &str) -> String {
    format!("file://{}", root().join(path).display())
}

/// What the server says to these messages, after a beginning that opens the register. `shutdown` waits for all answers.
fn said(messages: Vec<Value>) -> Vec<Value> {
    let host = Host { root: Some(root().to_path_buf()), config: None, date: Box::new(|| AT) };
    let capabilities = json!({"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-8"]}});
    let begin = json!({"id": 0, "method": "initialize", "params": {"rootUri": uri(""), "capabilities": capabilities}});
    let (ours, theirs) = Connection::memory();
    let mut questions = 0;
    for message in std::iter::once(begin).chain(messages) {
        questions += usize::from(message.get("id").is_some());
        ours.sender.send(serde_json::from_value(message).unwrap()).unwrap();
    }
    let client = std::thread::spawn(move || {
        let mut messages = Vec::new();
        while questions > 0 {
            let message = serde_json::to_value(ours.receiver.recv().unwrap()).unwrap();
            questions -= usize::from(message.get("method").is_none());
            messages.push(message);
        }
        let exit = json!({"method": "exit", "params": null});
        ours.sender.send(serde_json::from_value(exit).unwrap()).unwrap();
        messages
    });
    lsp::run(&theirs, &host);
    let messages = client.join().unwrap();
    let fault = messages.iter().find(|message| message["error"]["code"] == -32603);
    assert_eq!(fault, None, "a panic inside");
    messages
}

/// Any text to the server.
pub fn lsp(data: &[u8]) {
    if data.len() <= MOST {
        converse(&String::from_utf8_lossy(data));
    }
}

/// Each line is a change of a text, and a part of a question. In the end the findings are those of the last text.
fn converse(text: &str) {
    const METHODS: &str =
        "hover completion definition references documentSymbol prepareRename rename codeAction foldingRange inlayHint";
    let files = files();
    let (path, mut now) = (files[text.len() % 4].0, files[text.len() % 4].1.clone());
    let uri = uri(path);
    let open = |text: &str| json!({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "version": 0, "text": text}}});
    let mut input = vec![open(&now)];
    let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    for (number, line) in lines.iter().enumerate() {
        // The position is derived from the line, so that the fuzzer can move it.
        let at = line.bytes().fold(number, |sum, byte| sum * 31 % 1009 + usize::from(byte)) % (now.len() + 1);
        let at = (0..=at).rev().find(|at| now.is_char_boundary(*at)).unwrap_or(0);
        now.insert_str(at, line);
        let before = &now[..at];
        let position = |before: &str| {
            let begin = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
            let rows = before.matches('\n').count() + before.replace("\r\n", "").matches('\r').count();
            json!({"line": rows, "character": before.len() - begin})
        };
        let place = position(before);
        let changes = json!([{"range": {"start": place, "end": place}, "text": line}]);
        let document = json!({"uri": uri, "version": number + 1});
        input.push(json!({"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": changes}}));
        let method = METHODS.split(' ').nth((number + line.len()) % 10).unwrap();
        let params = json!({"textDocument": {"uri": uri}, "position": place, "range": {"start": place, "end": place}, "newName": line});
        input.push(json!({"id": number + 1, "method": format!("textDocument/{method}"), "params": params}));
        input.push(json!({"id": 500 + number, "method": "workspace/symbol", "params": {"query": line}}));
    }
    let ask =
        |id: u64| json!({"id": id, "method": "textDocument/diagnostic", "params": {"textDocument": {"uri": uri}}});
    input.push(ask(1000));
    // What the server has as the text now is sent as a whole too: the findings stay.
    let whole = json!({"textDocument": {"uri": uri, "version": 999}, "contentChanges": [{"text": now}]});
    input.push(json!({"method": "textDocument/didChange", "params": whole}));
    input.push(ask(1001));
    let messages = said(input);
    let found =
        |id: u64| messages.iter().find(|message| message["id"] == id).map(|message| &message["result"]["items"]);
    let answered = messages.iter().filter(|message| message["id"].is_number()).count();
    assert_eq!(answered, 2 * lines.len() + 3, "each question is answered");
    // The first is refused where it is looked at while the second text waits.
    if let Some(items) = found(1000).filter(|items| items.is_array()) {
        assert_eq!(Some(items), found(1001), "changes by pieces, and as a whole");
    }
}
