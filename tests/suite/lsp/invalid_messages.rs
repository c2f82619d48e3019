//! Invalid messages.

use super::client::{Client, STANDARD, register, text};
use serde_json::{Value, json};

#[test]
fn malformed_input_stops_the_server_with_a_reason() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.raw(b"no header at all\r\n\r\n");
    assert_eq!(client.status(), 2);
}

#[test]
fn out_of_order_messages_are_rejected() {
    let folder = register();
    let mut client = Client::start(folder.path());
    client.notify("textDocument/didOpen", json!({}));
    assert_eq!(client.request("textDocument/hover", json!({}))["code"], -32002);
    client.request("initialize", json!({}));
    assert_eq!(client.request("initialize", json!({}))["code"], -32600);
    assert_eq!(client.request("no/such", json!({}))["code"], -32601);
    assert_eq!(client.request("textDocument/noSuch", json!({}))["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!([1]))["code"], -32602);
    assert_eq!(client.request("shutdown", Value::Null), Value::Null);
    assert_eq!(client.request("textDocument/hover", json!({}))["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 0);
    let mut client = Client::start(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.status(), 1);
}

#[test]
fn unusual_parameters_are_ignored() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_change(STANDARD, 1, json!([{"text": "was never opened"}]));
    client.did_open(STANDARD, &text("One"));
    let huge = json!({"start": {"line": u64::MAX, "character": u64::MAX}, "end": {"line": -1, "character": 1.5}});
    client.did_change(STANDARD, 2, json!([{"range": huge, "text": "x"}]));
    for uri in ["", "untitled:1", "file:///%00", "http://x/y.md", "file:///../../etc/passwd", &client.uri(STANDARD)] {
        for position in [json!({"line": u32::MAX, "character": u32::MAX}), json!({"line": -1}), Value::Null] {
            let params = json!({"textDocument": {"uri": uri}, "position": position, "newName": 3});
            client.request("textDocument/hover", params.clone());
            client.request("textDocument/rename", params);
        }
    }
    client.send(&json!({"jsonrpc": "2.0", "id": "settings/9", "result": [{"inlayHints": "x"}]}));
    // Two spellings of an address are one file; messages have the one it was opened with.
    let odd = client.uri(STANDARD).replace("scs-", "%73cs%2D");
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri(STANDARD)}}));
    let document = json!({"uri": odd, "version": 1, "text": text("One").replace("on One", "[a](#no)")});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    let told = client.wait(|message| message["params"]["uri"] == odd.as_str());
    assert_eq!(told["params"]["diagnostics"][0]["code"], "broken-anchor");
    client.did_change(STANDARD, 2, json!([{"text": text("One")}]));
    let told = client.wait(|message| message["params"]["uri"] == odd.as_str());
    assert_eq!(told["params"]["diagnostics"], json!([]));
    assert_eq!(client.close(), 0);
}

#[test]
fn canceled_request_returns_request_canceled() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open(STANDARD, &text("One"));
    // All in one write, so that the cancellation comes while the second request waits for a check.
    let mut bytes = Vec::new();
    for message in [
        json!({"jsonrpc": "2.0", "id": 98, "method": "workspace/symbol", "params": {"query": ""}}),
        json!({"jsonrpc": "2.0", "id": 99, "method": "workspace/diagnostic", "params": {"previousResultIds": []}}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}),
    ] {
        let body = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
    }
    client.raw(&bytes);
    assert!(client.answer(98).is_array());
    let answer = client.answer(99);
    assert!(answer["code"] == -32800 || answer["items"].is_array(), "{answer}");
    assert_eq!(client.close(), 0);
}

#[test]
fn closed_pipe_stops_the_server_quietly() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    drop(client.hang_up());
    client.did_open(STANDARD, "---\n");
    client.ask("textDocument/hover", json!({}));
    client.notify("exit", Value::Null);
    assert!([0, 1].contains(&client.status()));
}
