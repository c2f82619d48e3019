//! A fault of the server itself: it is answered, and the conversation goes on.

use super::client::{STANDARD, register, text};
use scsdoc::lsp::{self, Host};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Writes messages one after another, and reads all that was said.
fn converse(messages: &[Value], host: &Host) -> Vec<Value> {
    let mut input = Vec::new();
    for message in messages {
        let body = message.to_string();
        input.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }
    let mut output = Vec::new();
    assert!(lsp::run(std::io::Cursor::new(input), &mut output, host).unwrap());
    let output = String::from_utf8(output).unwrap();
    let bodies = output.split("Content-Length: ").skip(1).filter_map(|part| part.split_once("\r\n\r\n"));
    bodies.map(|(_, body)| serde_json::from_str(body).unwrap()).collect()
}

#[test]
fn a_panic_is_answered_and_the_server_goes_on() {
    let folder = register();
    let uri = format!("file://{}/{STANDARD}", folder.path().canonicalize().unwrap().display());
    let document = json!({"uri": uri, "version": 1, "text": text("One").replace("on One", "[a](#no)")});
    let ask = |id: u64, method: &str| {
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
    };
    let messages = [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"rootUri": format!("file://{}", folder.path().display())}}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}),
        ask(2, "textDocument/diagnostic"),
        ask(3, "textDocument/diagnostic"),
        ask(4, "textDocument/hover"),
        json!({"jsonrpc": "2.0", "id": 5, "method": "shutdown"}),
        json!({"jsonrpc": "2.0", "method": "exit"}),
    ];
    // The clock fails once in each round, and in each at another place.
    let mut failures = 0;
    for fault in 0..6 {
        let asked = Arc::new(AtomicUsize::new(0));
        let date = move || {
            assert!(asked.fetch_add(1, Ordering::SeqCst) != fault, "a fault on purpose");
            jiff::civil::date(2026, 11, 20)
        };
        let said = converse(&messages, &Host { root: None, config: None, date: Box::new(date) });
        for id in 1..=5 {
            let answer = said.iter().find(|message| message["id"] == id).unwrap_or_else(|| panic!("{id}: {said:?}"));
            match answer.get("error") {
                Some(error) => {
                    assert_eq!(error["code"], -32603, "{error}");
                    failures += 1;
                }
                None if [2, 3].contains(&id) => {
                    assert_eq!(answer["result"]["items"][0]["code"], "broken-anchor", "after {fault}: {answer}");
                }
                None => {}
            }
        }
    }
    assert!(failures > 1, "the clock was asked, and failed");
}
