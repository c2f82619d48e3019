//! What the client can do, as it said at the beginning.

use serde_json::{Value, json};

/// What the client can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// Asks for findings by itself; then they are not sent to it.
    pub(super) pulls: bool,
    /// Can be told to ask for findings again.
    pub(super) refreshes: bool,
    /// Can be told to ask for hints again.
    pub(super) refreshes_hints: bool,
    /// Watches files for us.
    pub(super) watches: bool,
    /// Answers what its settings are.
    pub(super) configured: bool,
    /// Takes changes with versions, and with names of files.
    pub(super) document_changes: bool,
    /// Renames files for us.
    pub(super) renames_files: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn read(params: &Value) -> Self {
        let value = |path: &str| params.pointer(&format!("/capabilities/{path}"));
        let yes = |path: &str| value(path).and_then(Value::as_bool).unwrap_or(false);
        let operations = value("workspace/workspaceEdit/resourceOperations").and_then(Value::as_array);
        Client {
            pulls: value("textDocument/diagnostic").is_some_and(Value::is_object),
            refreshes: yes("workspace/diagnostics/refreshSupport"),
            refreshes_hints: yes("workspace/inlayHint/refreshSupport"),
            watches: yes("workspace/didChangeWatchedFiles/dynamicRegistration"),
            configured: yes("workspace/configuration"),
            document_changes: yes("workspace/workspaceEdit/documentChanges"),
            renames_files: operations.is_some_and(|operations| operations.iter().any(|one| one == "rename")),
        }
    }
}

/// What the server can do.
pub(super) fn capabilities(encoding: &str) -> Value {
    json!({
        "positionEncoding": encoding,
        "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
        "completionProvider": {"triggerCharacters": [":", " ", "/", "#", "(", "[", "-", "\"", "`"], "resolveProvider": false},
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "renameProvider": {"prepareProvider": true},
        "codeActionProvider": {"codeActionKinds": ["quickfix", "quickfix.unsafe", "quickfix.silence"]},
        "foldingRangeProvider": true,
        "inlayHintProvider": true,
        "diagnosticProvider": {"identifier": "scsdoc", "interFileDependencies": true, "workspaceDiagnostics": true},
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    })
}

/// Asks the client to watch the files that matter. What links lead to may be any file, so all of them do.
pub(super) fn watch() -> Value {
    let watchers = json!([{"globPattern": "**/*.{md,yaml,toml}"}, {"globPattern": "**/{Standards,Tests}/**"}]);
    let options = json!({"watchers": watchers});
    json!({"registrations": [{"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": options}]})
}
