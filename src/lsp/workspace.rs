//! Open folders, registers and texts.

use super::place::Encoding;
use super::register::Register;
use super::types::{ContentChange, DocumentParams};
use super::{Host, uri};
use crate::text::Source;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A register with the state of the client.
pub(super) struct Open {
    pub(super) register: Register,
    /// Its open texts by path: URI, as the client spells it, and version.
    pub(super) texts: HashMap<String, (String, Option<i32>)>,
    /// Last published URI, version and findings of each file.
    pub(super) published: BTreeMap<String, (String, Option<i32>, Vec<Value>)>,
    /// Files whose text changed since the last check.
    pub(super) touched: BTreeSet<String>,
}

/// An open text, saved or not.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// Its URI, as the client spells it.
    pub(super) uri: String,
    pub(super) version: Option<i32>,
    pub(super) source: Source,
}

impl Buffer {
    /// Applies changes in order.
    fn change(&mut self, changes: &[ContentChange], encoding: Encoding) {
        for change in changes {
            let text = match change.range {
                None => change.text.clone(),
                Some(range) => {
                    let mut text = self.source.text().to_owned();
                    text.replace_range(encoding.span(&self.source, range).range(), &change.text);
                    text
                }
            };
            self.source = Source::new(text.as_bytes());
        }
    }
}

/// Open folders, registers and texts.
pub(super) struct Workspace<'a> {
    host: &'a Host,
    /// Folders, with or without a register.
    pub(super) folders: Vec<PathBuf>,
    pub(super) open: Vec<Open>,
    /// Open texts by file.
    pub(super) buffers: BTreeMap<PathBuf, Buffer>,
}

impl<'a> Workspace<'a> {
    pub(super) fn new(host: &'a Host) -> Self {
        Workspace { host, folders: Vec::new(), open: Vec::new(), buffers: BTreeMap::new() }
    }

    /// Opens and closes folders. Returns the registers that are no longer used.
    pub(super) fn exchange(&mut self, added: &[PathBuf], removed: &[PathBuf]) -> Vec<Open> {
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend_from_slice(added);
        let used = |open: &Open| {
            let file = |file: &PathBuf| open.register.part(file).is_some();
            let folder = |folder: &PathBuf| open.register.holds(folder);
            self.folders.iter().any(folder) || self.buffers.keys().any(file)
        };
        let (kept, closed) = std::mem::take(&mut self.open).into_iter().partition(used);
        self.open = kept;
        self.open_registers();
        closed
    }

    /// Opens registers of folders that are not open yet.
    pub(super) fn open_registers(&mut self) {
        for folder in self.folders.clone() {
            self.open_register(&folder);
        }
    }

    fn open_register(&mut self, from: &Path) {
        let Host { root, config, .. } = self.host;
        if self.open.iter().any(|open| root.is_some() || from == open.register.root()) {
            return;
        }
        let Some(register) = Register::open(root.as_deref(), from, config.as_deref()) else { return };
        if self.open.iter().all(|open| open.register.root() != register.root()) {
            let (texts, published) = (HashMap::new(), BTreeMap::new());
            self.open.push(Open { register, texts, published, touched: BTreeSet::new() });
            let at = self.open.len() - 1;
            let is_inside = |file: &PathBuf| self.place(file).is_some_and(|(place, _)| place == at);
            let files: Vec<PathBuf> = self.buffers.keys().filter(|file| is_inside(file)).cloned().collect();
            files.iter().for_each(|file| self.write(file));
        }
    }

    /// The register that contains a file, and its path there.
    pub(super) fn place(&self, file: &Path) -> Option<(usize, String)> {
        let places = self.open.iter().enumerate().filter_map(|(at, open)| Some((at, open.register.part(file)?)));
        places.max_by_key(|(at, _)| self.open.get(*at).map(|open| open.register.root().as_os_str().len()))
    }

    /// Handles an opened, changed, saved or closed text.
    pub(super) fn edited(&mut self, method: &str, params: DocumentParams, encoding: Encoding) {
        let Some(file) = uri::to_path(&params.text_document.uri) else { return };
        let document = params.text_document;
        match method {
            "textDocument/didOpen" => {
                let source = Source::new(document.text.as_bytes());
                let buffer = Buffer { uri: document.uri, version: document.version, source };
                self.buffers.insert(file.clone(), buffer);
                if self.place(&file).is_none()
                    && let Some(folder) = file.parent()
                {
                    self.open_register(folder);
                }
                self.write(&file);
            }
            "textDocument/didChange" => {
                let Some(buffer) = self.buffers.get_mut(&file) else { return };
                buffer.change(&params.content_changes, encoding);
                buffer.version = document.version;
                self.write(&file);
            }
            "textDocument/didClose" => {
                let place = self.place(&file);
                if self.buffers.remove(&file).is_some()
                    && let Some((at, path)) = place
                    && let Some(open) = self.open.get_mut(at)
                {
                    open.register.close(&path);
                    open.texts.remove(&path);
                }
            }
            // A link may point to the saved file.
            _ => self.open.iter_mut().for_each(|open| open.register.reload()),
        }
    }

    /// Overlays a file with the text of its buffer.
    fn write(&mut self, file: &Path) {
        let Some((at, path)) = self.place(file) else { return };
        if let (Some(open), Some(buffer)) = (self.open.get_mut(at), self.buffers.get(file)) {
            open.register.write(&path, buffer.source.text());
            open.texts.insert(path.clone(), (buffer.uri.clone(), buffer.version));
            open.touched.insert(path);
        }
    }

    /// Handles changed files on disk.
    pub(super) fn watched(&mut self) {
        self.open_registers();
        self.open.iter_mut().for_each(|open| open.register.reload());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn changed(text: &str, changes: Value) -> String {
        let mut buffer = Buffer { source: Source::new(text.as_bytes()), ..Buffer::default() };
        buffer.change(&serde_json::from_value::<Vec<ContentChange>>(changes).unwrap(), Encoding::Utf16);
        buffer.source.text().to_owned()
    }

    #[test]
    fn changes_apply_one_after_another() {
        let at = |l, c, m, d| json!({"start": {"line": l, "character": c}, "end": {"line": m, "character": d}});
        assert_eq!(
            changed(
                "a😀b\nc\n",
                json!([
                    {"range": at(0, 1, 0, 3), "text": "XY\n"},
                    {"range": at(1, 0, 2, 0), "text": ""},
                    {"range": at(9, 9, 99, 9), "text": "end"},
                ])
            ),
            "aXY\nc\nend"
        );
        assert_eq!(changed("x", json!([{"text": "whole"}])), "whole");
    }

    proptest! {
        #[test]
        fn out_of_range_changes_are_safe(
            text in "[aä😀\r\n]{0,20}",
            (a, b, c, d) in (0u32..9, 0u32..9, 0u32..9, 0u32..9),
            new in "[x\r\n]{0,3}",
        ) {
            let range = json!({"start": {"line": a, "character": b}, "end": {"line": c, "character": d}});
            changed(&text, json!([{"range": range, "text": new}]));
        }
    }
}
