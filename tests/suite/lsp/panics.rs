//! A panic in a request is answered with an error, and the session continues.

use super::client::{STANDARD, register, text};
use lsp_server::{Connection, Message};
use scsdoc::testing::lsp::{self, Host};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_panic_is_answered_and_the_server_continues() {
    let folder = register();
    let root = folder.path().canonicalize().unwrap();
    let uri = format!("file://{}/{STANDARD}", root.display());
    let document = json!({"uri": uri, "version": 1, "text": text("One").replace("on One", "[a](#no)")});
    let (client, server) = Connection::memory();
    let send = |message: Value| client.sender.send(serde_json::from_value(message).unwrap()).unwrap();
    let ask = |id: i32, method: &str| {
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
        send(json!({"id": id, "method": format!("textDocument/{method}"), "params": params}));
        loop {
            match client.receiver.recv().unwrap() {
                Message::Response(response) if response.id == id.into() => {
                    break serde_json::to_value(response).unwrap();
                }
                _ => {}
            }
        }
    };
    let fails = Arc::new(AtomicBool::new(false));
    let failing = fails.clone();
    std::thread::spawn(move || {
        // The clock is asked once before a message is waited for, and once to answer it.
        let date = move || {
            assert!(!failing.swap(false, Ordering::SeqCst), "a fault on purpose");
            jiff::civil::date(2026, 11, 20)
        };
        lsp::run(&server, &Host { root: Some(root), config: None, date: Box::new(date) })
    });
    send(json!({"id": 0, "method": "initialize", "params": {}}));
    send(json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
    assert_eq!(ask(1, "diagnostic")["result"]["items"][0]["code"], "broken-anchor");
    assert_eq!(ask(2, "hover")["error"], Value::Null);
    // By now the server waits for the next message.
    std::thread::sleep(std::time::Duration::from_millis(300));
    fails.store(true, Ordering::SeqCst);
    assert_eq!(ask(3, "hover")["error"]["code"], -32603);
    assert_eq!(ask(4, "diagnostic")["result"]["items"][0]["code"], "broken-anchor");
}
