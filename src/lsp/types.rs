//! Parameters of messages: only the fields used.

use serde::{Deserialize, Serialize};

/// A position: line and character, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A text document, with its text when it is opened.
#[derive(Debug, Deserialize)]
pub(super) struct TextDocument {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i32>,
    #[serde(default)]
    pub(super) text: String,
}

/// A change of a text; without a range, all of it is replaced.
#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// Context of a code action.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Context {
    pub(super) only: Option<Vec<String>>,
    pub(super) include_declaration: Option<bool>,
}

/// Parameters of all requests and notifications on a text document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentParams {
    pub(super) text_document: TextDocument,
    pub(super) position: Option<Position>,
    pub(super) range: Option<Range>,
    #[serde(default)]
    pub(super) context: Context,
    pub(super) new_name: Option<String>,
    pub(super) previous_result_id: Option<String>,
    #[serde(default)]
    pub(super) content_changes: Vec<ContentChange>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct AllDiagnosticsParams {
    pub(super) previous_result_ids: Vec<PreviousResult>,
}

/// ID of the findings of a file that the client has.
#[derive(Debug, Deserialize)]
pub(super) struct PreviousResult {
    pub(super) uri: String,
    pub(super) value: String,
}

/// The URI of a folder or changed file.
#[derive(Debug, Deserialize)]
pub(super) struct Addressed {
    pub(super) uri: String,
}

/// Parameters of `workspace/didChangeWorkspaceFolders`.
#[derive(Debug, Deserialize)]
pub(super) struct FoldersParams {
    pub(super) event: FoldersEvent,
}

/// Folders that were opened and closed.
#[derive(Debug, Deserialize)]
pub(super) struct FoldersEvent {
    pub(super) added: Vec<Addressed>,
    pub(super) removed: Vec<Addressed>,
}
