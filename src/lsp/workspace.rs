//! What is open in the editor: folders, registers, texts.

use super::buffers::Buffer;
use super::place::Encoding;
use super::register::Register;
use super::{Host, uri};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// A register with what the client knows of it.
pub(super) struct Open {
    pub(super) register: Register,
    /// Addresses that the client gave to files of it, by path.
    pub(super) uris: HashMap<String, String>,
}

/// What is open.
pub(super) struct Workspace<'a> {
    host: &'a Host,
    /// Folders, with or without a register.
    pub(super) folders: Vec<PathBuf>,
    /// Registers.
    pub(super) open: Vec<Open>,
    /// Texts, by the addresses that the client gave them.
    pub(super) buffers: BTreeMap<String, Buffer>,
}

impl<'a> Workspace<'a> {
    pub(super) fn new(host: &'a Host) -> Self {
        Workspace { host, folders: Vec::new(), open: Vec::new(), buffers: BTreeMap::new() }
    }

    /// Opens and closes folders. Gives the registers that nothing belongs to any more.
    pub(super) fn exchange(&mut self, added: &[PathBuf], removed: &[PathBuf]) -> Vec<Open> {
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend_from_slice(added);
        let used = |open: &Open| {
            let file = |buffer: &Buffer| open.register.part(&buffer.file).is_some();
            let folder = |folder: &PathBuf| open.register.holds(folder);
            self.folders.iter().any(folder) || self.buffers.values().any(file)
        };
        let (kept, closed) = std::mem::take(&mut self.open).into_iter().partition(used);
        self.open = kept;
        self.open_registers();
        closed
    }

    /// Opens the registers of folders that have one and are not open yet.
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
            self.open.push(Open { register, uris: HashMap::new() });
            let at = self.open.len() - 1;
            let buffers: Vec<String> = self.buffers.keys().cloned().collect();
            for uri in buffers {
                if self.place(&uri).is_some_and(|(place, _)| place == at) {
                    self.write(&uri);
                }
            }
        }
    }

    /// The register that a file is part of, and its path there.
    pub(super) fn place(&self, uri: &str) -> Option<(usize, String)> {
        let file = match self.buffers.get(uri) {
            Some(buffer) => buffer.file.clone(),
            None => uri::to_path(uri)?,
        };
        let places = self.open.iter().enumerate().filter_map(|(at, open)| Some((at, open.register.part(&file)?)));
        places.max_by_key(|(at, _)| self.open.get(*at).map(|open| open.register.root().as_os_str().len()))
    }

    /// A text was opened.
    pub(super) fn opened(&mut self, uri: &str, params: &Value) {
        let text = params.pointer("/textDocument/text").and_then(Value::as_str);
        let (Some(text), Some(file)) = (text, uri::to_path(uri)) else { return };
        let version = params.pointer("/textDocument/version").cloned().unwrap_or_default();
        let source = crate::text::Source::new(text.as_bytes());
        self.buffers.insert(uri.to_owned(), Buffer { file: file.clone(), source, version });
        if self.place(uri).is_none()
            && let Some(folder) = file.parent()
        {
            self.open_register(folder);
        }
        self.write(uri);
    }

    /// A text was changed.
    pub(super) fn changed(&mut self, uri: &str, params: &Value, encoding: Encoding) {
        let Some(buffer) = self.buffers.get_mut(uri) else { return };
        buffer.change(params.get("contentChanges").unwrap_or(&Value::Null), encoding);
        buffer.version = params.pointer("/textDocument/version").cloned().unwrap_or_default();
        self.write(uri);
    }

    /// Lays the text of a buffer over its file.
    fn write(&mut self, uri: &str) {
        let Some((at, path)) = self.place(uri) else { return };
        if let (Some(open), Some(buffer)) = (self.open.get_mut(at), self.buffers.get(uri)) {
            open.register.write(&path, buffer.source.text());
            open.uris.insert(path, uri.to_owned());
        }
    }

    /// A text was closed.
    pub(super) fn closed(&mut self, uri: &str) {
        let place = self.place(uri);
        if self.buffers.remove(uri).is_some()
            && let Some((at, path)) = place
            && let Some(open) = self.open.get_mut(at)
        {
            open.register.close(&path);
            open.uris.remove(&path);
        }
    }

    /// Files on the disk have changed.
    pub(super) fn watched(&mut self, params: &Value) {
        let events = params.get("changes").and_then(Value::as_array).into_iter().flatten();
        let files: HashSet<PathBuf> = events.filter_map(|event| uri::to_path(event.get("uri")?.as_str()?)).collect();
        self.open_registers();
        for open in &mut self.open {
            let paths: Vec<Option<String>> = files.iter().map(|file| open.register.part(file)).collect();
            // A folder may have gone with all that was in it.
            if files.iter().zip(&paths).any(|(file, path)| path.is_none() && file.extension().is_none()) {
                open.register.read_again();
            } else {
                let mut paths: Vec<&str> = paths.iter().flatten().map(String::as_str).collect();
                paths.sort_unstable();
                open.register.renew(&paths);
            }
            open.register.look_again();
        }
    }

    /// A text was saved. That may have made what a link leads to.
    pub(super) fn saved(&mut self, uri: &str) {
        if let Some((at, _)) = self.place(uri)
            && let Some(open) = self.open.get_mut(at)
        {
            open.register.look_again();
        }
    }
}
