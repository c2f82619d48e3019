//! Typical editor sessions.

use super::client::{Client, OTHER, STANDARD, register, short, text};
use serde_json::{Value, json};

fn range(a: u64, b: u64, c: u64, d: u64) -> Value {
    json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}})
}

#[test]
fn findings_appear_and_disappear_while_typing() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open(STANDARD, &text("One"));
    client.did_change(STANDARD, 2, json!([{"range": range(9, 0, 9, 0), "text": "[a](scs-0101-v1-two.md#nowhere) "}]));
    assert_eq!(client.findings(STANDARD), [("broken-anchor".into(), [9, 23, 9, 30])]);
    client.did_change(STANDARD, 3, json!([{"range": range(9, 23, 9, 30), "text": "decision"}]));
    assert_eq!(client.findings(STANDARD), []);
    // A document that is not open gets findings by an edit of another, and loses them.
    std::fs::write(folder.path().join(OTHER), text("Two").replace("on Two", "[one](scs-0100-v1-one.md#context)"))
        .unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": client.uri(OTHER), "type": 2}]}));
    client.did_change(STANDARD, 4, json!([{"text": text("One").replace("## Context", "## Contents")}]));
    let found = client.findings(OTHER);
    assert!(found.iter().any(|(code, _)| code == "broken-anchor"), "{found:?}");
    // A document that is closed without saving is read from disk again.
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri(STANDARD)}}));
    assert_eq!(client.findings(OTHER), []);
    assert_eq!(client.close(), 0);
}

#[test]
fn findings_have_all_fields_for_editors() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    std::fs::write(folder.path().join("Standards/scs-0001-v1-sovereign-cloud-standards.md"), text("Rules")).unwrap();
    let uri = client.uri("Standards/scs-0001-v1-sovereign-cloud-standards.md");
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 1}]}));
    client.did_open(STANDARD, &text("One").replace("status: Draft", "status: draft\nstatus: Stable"));
    let wanted = client.uri(STANDARD);
    let message = client.wait(|message| message["params"]["uri"] == wanted.as_str());
    let found = message["params"]["diagnostics"].as_array().unwrap();
    let twice = found.iter().find(|one| one["code"] == "duplicate-key").unwrap();
    assert_eq!(twice["severity"], 1);
    assert_eq!(twice["source"], "scsdoc");
    assert_eq!(twice["relatedInformation"][0]["location"], json!({"uri": wanted, "range": range(3, 0, 3, 6)}));
    let value = found.iter().find(|one| one["code"] == "invalid-value").unwrap();
    let href = value["codeDescription"]["href"].as_str().unwrap();
    assert!(href.starts_with("https://docs.scs.community/standards/scs-0001-v1"), "{href}");
    assert_eq!(twice["data"]["rule"], "duplicate-key");
    assert_eq!(message["params"]["version"], 1);
    assert_eq!(client.close(), 0);
}

#[test]
fn scope_files_and_settings_are_checked() {
    let folder = register();
    std::fs::create_dir(folder.path().join("Tests")).unwrap();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open("Tests/scs-new.yaml", "name: x\nname: y\n");
    let found = client.findings("Tests/scs-new.yaml");
    assert!(found.contains(&("duplicate-key".into(), [1, 0, 1, 4])) || !found.is_empty(), "{found:?}");
    client.did_open("scsdoc.toml", "[rules]\nno-such-rule = 'off'\n");
    assert_eq!(client.findings("scsdoc.toml")[0], ("unknown-rule".into(), [1, 0, 1, 12]));
    // Other folders are named: everything that was found before is gone.
    client.did_change("scsdoc.toml", 2, json!([{"text": "standards = 'Docs'\n[tests]\nfolder = 'T'\n"}]));
    assert_eq!(client.findings("Tests/scs-new.yaml"), []);
    assert_eq!(client.close(), 0);
}

#[test]
fn positions_use_the_negotiated_encoding() {
    for (offered, agreed, column) in [(json!(null), "utf-16", 8), (json!(["utf-16", "utf-8"]), "utf-8", 10)] {
        let folder = register();
        let mut client = Client::start(folder.path());
        let capabilities = json!({"general": {"positionEncodings": offered}});
        let params = json!({"processId": null, "rootUri": client.root, "capabilities": capabilities});
        let answer = client.request("initialize", params);
        assert_eq!(answer["capabilities"]["positionEncoding"], agreed);
        client.notify("initialized", json!({}));
        client.did_open(STANDARD, &text("One"));
        // After `Text 😀 `.
        client.did_change(STANDARD, 2, json!([{"range": range(9, column, 9, column), "text": "[a](#no) "}]));
        assert_eq!(client.findings(STANDARD), [("broken-anchor".into(), [9, column + 5, 9, column + 7])]);
        assert_eq!(client.close(), 0);
    }
}

#[test]
fn pull_diagnostics_return_findings() {
    let folder = register();
    let mut client = Client::open(
        folder.path(),
        json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}),
    );
    client.did_open(STANDARD, &text("One").replace("on One", "[a](#no)"));
    let document = json!({"textDocument": {"uri": client.uri(STANDARD)}});
    let report = client.request("textDocument/diagnostic", document.clone());
    assert_eq!(report["kind"], "full");
    assert_eq!(short(&report["items"][0]).0, "broken-anchor");
    let again = json!({"textDocument": document["textDocument"], "previousResultId": report["resultId"]});
    assert_eq!(client.request("textDocument/diagnostic", again)["kind"], "unchanged");
    let all = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
    let known =
        json!([{"uri": client.uri(STANDARD), "value": report["resultId"]}, {"uri": client.uri(OTHER), "value": "x"}]);
    let all = client.request("workspace/diagnostic", json!({"previousResultIds": known}));
    assert_eq!((&all["items"][0]["kind"], &all["items"][1]["items"]), (&json!("unchanged"), &json!([])));
    // Nothing is pushed to a client that pulls.
    assert_eq!(client.close(), 0);
}

#[test]
fn findings_are_correct_after_rapid_edits() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open(STANDARD, "");
    let whole = text("One").replace("on One", "[a](#no)");
    let mut typed = String::new();
    let mut asked = Vec::new();
    for (version, c) in whole.chars().enumerate() {
        let end = json!({"line": 999, "character": 0});
        client.did_change(
            STANDARD,
            version as u64 + 2,
            json!([{"range": {"start": end, "end": end}, "text": c.to_string()}]),
        );
        typed.push(c);
        if version % 40 == 0 {
            asked.push(client.ask("textDocument/codeAction", json!({"textDocument": {"uri": client.uri(STANDARD)}, "range": range(0, 0, 1, 0), "context": {"diagnostics": []}})));
        }
    }
    assert_eq!(typed, whole);
    for id in asked {
        let answer = client.answer(id);
        assert!(answer.is_array() || answer["code"] == -32801, "{answer}");
    }
    let last = whole.chars().count() + 1;
    let uri = client.uri(STANDARD);
    let message =
        client.wait(|message| message["params"]["version"] == last && message["params"]["uri"] == uri.as_str());
    let found: Vec<_> = message["params"]["diagnostics"].as_array().unwrap().iter().map(short).collect();
    assert_eq!(found, [("broken-anchor".into(), [9, 13, 9, 15])]);
    assert_eq!(client.close(), 0);
}

#[test]
fn a_folder_without_a_register_gets_empty_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open("Standards/scs-0100-v1-x.md", "---\n");
    client.did_open("README.md", "[a](#b)\n");
    let uri = client.uri("README.md");
    for method in ["hover", "completion", "definition", "prepareRename"] {
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 1}});
        assert_eq!(client.request(&format!("textDocument/{method}"), params), Value::Null);
    }
    assert_eq!(client.request("workspace/symbol", json!({"query": ""})), json!([]));
    assert_eq!(client.close(), 0);
}

#[test]
fn files_are_added_and_removed() {
    let folder = register();
    let mut client =
        Client::open(folder.path(), json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}));
    let asked = client.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    client.did_open(STANDARD, &text("One").replace("on One", "[two](scs-0101-v1-two.md) [three](three.txt)"));
    assert_eq!(client.findings(STANDARD).len(), 1);
    std::fs::remove_file(folder.path().join(OTHER)).unwrap();
    std::fs::write(folder.path().join("Standards/three.txt"), "").unwrap();
    let changes = json!([{"uri": client.uri(OTHER), "type": 3}, {"uri": client.uri("Standards/three.txt"), "type": 1}]);
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    assert_eq!(client.findings(STANDARD), [("broken-relative-link".into(), [9, 14, 9, 32])]);
    std::fs::remove_dir_all(folder.path().join("Standards")).unwrap();
    client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": client.uri("Standards"), "type": 3}]}));
    assert_eq!(client.findings(STANDARD).len(), 2);
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri(STANDARD)}}));
    assert_eq!(client.findings(STANDARD), []);
    assert_eq!(client.close(), 0);
}

#[test]
fn all_safe_fixes_can_be_applied_at_once() {
    let folder = register();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open(STANDARD, &text("One").replace("status: Draft", "status: proposal"));
    let mut ask = |only: Value| {
        let params = json!({"textDocument": {"uri": client.uri(STANDARD)}, "range": range(0, 0, 0, 0), "context": {"diagnostics": [], "only": only}});
        client.request("textDocument/codeAction", params)
    };
    // Requests of an editor before saving.
    let all = ask(json!(["source.fixAll"]));
    assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
    assert_eq!(all[0]["kind"], "source.fixAll.scsdoc");
    assert_eq!(all[0]["edit"]["changes"].as_object().unwrap().values().next().unwrap()[0]["newText"], "Draft");
    assert_eq!(ask(json!(["source.fixAll.scsdoc"])), all);
    assert_eq!(ask(json!(["quickfix"])), json!([]), "nothing is wrong on the first line");
    assert_eq!(ask(json!(["source.organizeImports"])), json!([]));
    assert_eq!(client.close(), 0);
}

#[test]
fn configured_folders_are_watched() {
    let folder = register();
    let mut client =
        Client::open(folder.path(), json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}));
    let patterns = |message: &Value| -> Vec<String> {
        let watchers = message["params"]["registrations"][0]["registerOptions"]["watchers"].as_array().unwrap().clone();
        watchers.iter().map(|watcher| watcher["globPattern"].as_str().unwrap().to_owned()).collect()
    };
    let asked = client.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(patterns(&asked), ["**/*.{md,yaml,toml}", "**/Standards/**", "**/Tests/**"]);
    client.did_open("scsdoc.toml", "standards = 'Docs'\n");
    let gone = client.wait(|message| message["method"] == "client/unregisterCapability");
    assert_eq!(gone["params"]["unregisterations"][0]["id"], asked["params"]["registrations"][0]["id"]);
    let asked = client.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(patterns(&asked), ["**/*.{md,yaml,toml}", "**/Docs/**", "**/Tests/**"]);
    assert_eq!(client.close(), 0);
}

#[test]
fn the_baseline_suppresses_findings_in_the_editor_too() {
    let folder = register();
    let faulty = text("One").replace("Text.", "See [there](#nowhere).");
    std::fs::write(folder.path().join(STANDARD), &faulty).unwrap();
    let check = |args: &[&str]| {
        let program = env!("CARGO_BIN_EXE_scsdoc");
        std::process::Command::new(program).arg("check").args(args).current_dir(folder.path()).output().unwrap()
    };
    assert!(check(&["--write-baseline", "known.txt"]).status.success());
    std::fs::write(folder.path().join("scsdoc.toml"), "baseline = \"known.txt\"\n").unwrap();
    let mut client = Client::open(folder.path(), json!({}));
    client.did_open(STANDARD, &faulty);
    // Lines above may come, and only a new finding is shown.
    let moved = faulty.replace("## Context\n", "## Context\n\nAnd [here](#not-there).\n");
    client.did_change(STANDARD, 2, json!([{"text": moved}]));
    assert_eq!(client.findings(STANDARD), [("broken-anchor".into(), [13, 12, 13, 21])]);
    client.did_change(STANDARD, 3, json!([{"text": faulty.replacen("#nowhere", "#elsewhere", 1)}]));
    assert_eq!(client.findings(STANDARD).len(), 1);
    client.did_change(STANDARD, 4, json!([{"text": faulty}]));
    assert_eq!(client.findings(STANDARD), []);
    // The file is written again without content; then the settings no longer name it.
    let known = std::fs::read(folder.path().join("known.txt")).unwrap();
    let changed = |client: &mut Client, path: &str| {
        client.notify("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": client.uri(path), "type": 2}]}));
    };
    std::fs::write(folder.path().join("known.txt"), "# scsdoc baseline 1\n").unwrap();
    changed(&mut client, "known.txt");
    let all = client.findings(STANDARD).len();
    assert!(all > 1, "{all}");
    std::fs::write(folder.path().join("known.txt"), known).unwrap();
    changed(&mut client, "known.txt");
    assert_eq!(client.findings(STANDARD), []);
    std::fs::write(folder.path().join("scsdoc.toml"), "").unwrap();
    changed(&mut client, "scsdoc.toml");
    assert_eq!(client.findings(STANDARD).len(), all);
    assert_eq!(client.close(), 0);
}
