//! Capabilities of the client.

use crate::config::Config;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// It pulls diagnostics, so they are not pushed.
    pub(super) pulls: bool,
    /// It supports refreshing diagnostics.
    pub(super) refreshes: bool,
    /// It supports refreshing inlay hints.
    pub(super) refreshes_hints: bool,
    /// It watches files.
    pub(super) watches: bool,
    /// It answers `workspace/configuration`.
    pub(super) configured: bool,
    /// It supports versioned document changes.
    pub(super) document_changes: bool,
    pub(super) renames_files: bool,
    /// It supports `prepareRename`.
    pub(super) prepares_rename: bool,
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
            prepares_rename: yes("textDocument/rename/prepareSupport"),
            document_changes: yes("workspace/workspaceEdit/documentChanges"),
            renames_files: operations.is_some_and(|operations| operations.iter().any(|one| one == "rename")),
        }
    }
    /// Capabilities of the server for this client.
    pub(super) fn capabilities(&self, encoding: &str) -> Value {
        let kinds = ["quickfix", "quickfix.unsafe", "quickfix.waive", FIX_ALL];
        // Only clients that support `prepareRename` understand the longer form.
        let rename = if self.prepares_rename { json!({"prepareProvider": true}) } else { json!(true) };
        json!({
            "positionEncoding": encoding,
            "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
            "completionProvider": {"triggerCharacters": [":", " ", "/", "#", "(", "[", "-", "\"", "`"], "resolveProvider": false},
            "hoverProvider": true,
            "definitionProvider": true,
            "referencesProvider": true,
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "renameProvider": rename,
            "codeActionProvider": {"codeActionKinds": kinds},
            "foldingRangeProvider": true,
            "inlayHintProvider": true,
            "diagnosticProvider": {"identifier": "scsdoc", "interFileDependencies": true, "workspaceDiagnostics": true},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        })
    }
}

/// The kind of the action that applies all safe fixes; editors can run it on save.
pub(super) const FIX_ALL: &str = "source.fixAll.scsdoc";

/// Patterns of files that affect registers with these settings. Links may point to any file of their folders.
pub(super) fn patterns<'a>(configs: impl Iterator<Item = &'a Config>) -> Vec<String> {
    let configs: Vec<&Config> = configs.collect();
    let folders = configs.iter().flat_map(|config| [&config.standards, &config.tests.folder]);
    let folders: BTreeSet<&str> = folders.map(|folder| folder.trim_matches('/')).collect();
    let folders = folders.into_iter().filter(|folder| !folder.is_empty() && *folder != ".");
    // Patterns have no escapes; `?` matches the character too.
    let plain = |folder: &str| folder.replace(['*', '?', '{', '}', '[', ']', ',', '!'], "?");
    let inside = folders.map(|folder| format!("**/{}/**", plain(folder)));
    let baselines: BTreeSet<&str> = configs.iter().filter_map(|config| config.baseline.as_deref()).collect();
    let baselines = baselines.into_iter().map(|path| format!("**/{}", plain(path.trim_matches('/'))));
    std::iter::once("**/*.{md,yaml,toml}".to_owned()).chain(inside).chain(baselines).collect()
}

const WATCHING: &str = "workspace/didChangeWatchedFiles";

/// Asks the client to watch files.
pub(super) fn watch(patterns: &[String]) -> Value {
    let watchers: Vec<Value> = patterns.iter().map(|pattern| json!({"globPattern": pattern})).collect();
    json!({"registrations": [{"id": "files", "method": WATCHING, "registerOptions": {"watchers": watchers}}]})
}

/// Asks it to stop watching. The protocol has this typo in the key.
pub(super) fn unwatch() -> Value {
    json!({"unregisterations": [{"id": "files", "method": WATCHING}]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watches_configured_folders() {
        let mut other = Config::default();
        other.settings.standards = "docs/[old]/".into();
        other.settings.tests.folder.clear();
        other.settings.baseline = Some("scsdoc.baseline".into());
        let found = patterns([&Config::default(), &other, &Config::default()].into_iter());
        assert_eq!(
            found,
            ["**/*.{md,yaml,toml}", "**/Standards/**", "**/Tests/**", "**/docs/?old?/**", "**/scsdoc.baseline"]
        );
    }
}
