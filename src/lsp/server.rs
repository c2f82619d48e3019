//! The server: what it knows, and what it does with each message.

use super::answers::{self, Question};
use super::client::{self, Client};
use super::findings::{Writer, result_id};
use super::frame::{self, Frame};
use super::place::Encoding;
use super::queue::{Queue, method};
use super::workspace::Workspace;
use super::{Host, uri};
use crate::assist::Desk;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::path::PathBuf;

/// Where the conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Before,
    Open,
    ShutDown,
}

/// Why a request has no answer: code and words.
pub(super) type Refusal = (i64, String);

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const INTERNAL_ERROR: i64 = -32603;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const NOT_INITIALIZED: i64 = -32002;
const REQUEST_FAILED: i64 = -32803;
const CONTENT_MODIFIED: i64 = -32801;
const CANCELLED: i64 = -32800;

/// The server.
pub(super) struct Server<'a, W> {
    out: W,
    host: &'a Host,
    stage: Stage,
    client: Client,
    encoding: Encoding,
    hints: bool,
    /// Whether the client said that it may be asked.
    initialized: bool,
    pub(super) workspace: Workspace<'a>,
    /// Patterns of the files that the client watches for us.
    watched: Vec<String>,
    asked: u64,
}

impl<'a, W: Write> Server<'a, W> {
    pub(super) fn new(out: W, host: &'a Host) -> Self {
        Server {
            out,
            host,
            stage: Stage::Before,
            client: Client::default(),
            encoding: Encoding::default(),
            hints: false,
            initialized: false,
            workspace: Workspace::new(host),
            watched: Vec::new(),
            asked: 0,
        }
    }

    /// Serves until the client says `exit` or ends the input. Whether it said `shutdown` before.
    pub(super) fn run(mut self, mut queue: Queue) -> io::Result<bool> {
        loop {
            // Findings wait until nothing else does: a newer text makes those of an older one needless.
            if queue.is_empty() {
                self.guarded(Self::tell).unwrap_or(Ok(()))?;
                self.watch()?;
            }
            match queue.next() {
                None => return Ok(self.stage == Stage::ShutDown),
                Some(Frame::Broken(reason)) => self.refuse(&Value::Null, (PARSE_ERROR, reason))?,
                Some(Frame::Message(message)) => {
                    if method(&message) == Some("exit") {
                        return Ok(self.stage == Stage::ShutDown);
                    }
                    self.receive(&message, &mut queue)?;
                }
            }
        }
    }

    fn receive(&mut self, message: &Value, queue: &mut Queue) -> io::Result<()> {
        let id = message.get("id").filter(|id| id.is_string() || id.is_number());
        let params = message.get("params").unwrap_or(&Value::Null);
        match (method(message), id) {
            (Some(method), Some(id)) => {
                if queue.cancelled(id) {
                    return self.refuse(id, (CANCELLED, "cancelled".into()));
                }
                let failed =
                    || Err((INTERNAL_ERROR, "a fault of scsdoc, and not of the text; the log tells where".into()));
                match self.guarded(|server| server.request(method, params, queue)).unwrap_or_else(failed) {
                    Ok(result) => self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}))?,
                    Err(refusal) => self.refuse(id, refusal)?,
                }
                Ok(())
            }
            (Some(method), None) if message.get("id").is_none() => {
                self.guarded(|server| server.notice(method, params)).unwrap_or(Ok(()))
            }
            (None, Some(id)) if message.get("result").is_some() || message.get("error").is_some() => {
                self.response(id, message)
            }
            _ => self.refuse(&Value::Null, (INVALID_REQUEST, "this is no message of the protocol".into())),
        }
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        frame::write(&mut self.out, message)
    }

    fn refuse(&mut self, id: &Value, (code, message): Refusal) -> io::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}))
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn ask(&mut self, name: &str, method: &str, params: &Value) -> io::Result<()> {
        self.asked += 1;
        let id = format!("{name}/{}", self.asked);
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
    }

    fn request(&mut self, method: &str, params: &Value, queue: &mut Queue) -> Result<Value, Refusal> {
        match (self.stage, method) {
            (Stage::Before, "initialize") => return Ok(self.initialize(params)),
            (Stage::Before, _) => return Err((NOT_INITIALIZED, "`initialize` has to come first".into())),
            (Stage::ShutDown, _) => return Err((INVALID_REQUEST, "the server is shut down".into())),
            (Stage::Open, "initialize") => return Err((INVALID_REQUEST, "`initialize` comes only once".into())),
            (Stage::Open, "shutdown") => {
                self.stage = Stage::ShutDown;
                return Ok(Value::Null);
            }
            (Stage::Open, "workspace/symbol") => return Ok(self.symbols(params)),
            (Stage::Open, "workspace/diagnostic") => return Ok(self.all_findings(params)),
            (Stage::Open, _) => {}
        }
        let unknown = || (METHOD_NOT_FOUND, format!("`{method}` is not known here"));
        let name = method.strip_prefix("textDocument/").ok_or_else(unknown)?;
        let known = matches!(
            name,
            "completion"
                | "hover"
                | "definition"
                | "references"
                | "documentSymbol"
                | "prepareRename"
                | "rename"
                | "codeAction"
                | "foldingRange"
                | "inlayHint"
                | "diagnostic"
        );
        if !known {
            return Err(unknown());
        }
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let uri = uri.ok_or_else(|| (INVALID_PARAMS, "a text document is needed".to_owned()))?;
        let whole = matches!(name, "documentSymbol" | "codeAction" | "foldingRange" | "inlayHint" | "diagnostic");
        if whole && queue.outdated(uri) {
            return Err((CONTENT_MODIFIED, "the text is going to be another one".into()));
        }
        self.question(name, uri, params)
    }

    fn question(&mut self, name: &str, uri: &str, params: &Value) -> Result<Value, Refusal> {
        let empty = if name == "diagnostic" { json!({"kind": "full", "items": []}) } else { Value::Null };
        let Some((at, path)) = self.workspace.place(uri) else { return Ok(empty) };
        let (encoding, client, date) = (self.encoding, self.client, self.host.today());
        let Some(open) = self.workspace.open.get_mut(at) else { return Ok(empty) };
        let findings = match name {
            "diagnostic" | "codeAction" => open.register.findings(&path, date).to_vec(),
            _ => Vec::new(),
        };
        let writer = Writer { register: &open.register, encoding, uris: &open.uris };
        if name == "diagnostic" {
            let items = writer.findings(&findings);
            return Ok(report(items, params.get("previousResultId").and_then(Value::as_str)));
        }
        if name == "inlayHint" && !self.hints {
            return Ok(json!([]));
        }
        let desk = Desk { corpus: open.register.corpus(), at: date };
        let question = Question { writer, desk, path: &path, params };
        match name {
            "rename" => {
                let edit = question.rename(client.renames_files, client.document_changes);
                edit.map_err(|reason| (REQUEST_FAILED, reason))
            }
            "codeAction" => Ok(question.actions(&findings, client.document_changes)),
            name => Ok(question.answer(name).unwrap_or(Value::Null)),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.stage = Stage::Open;
        self.client = Client::read(params);
        let offered = params.pointer("/capabilities/general/positionEncodings").unwrap_or(&Value::Null);
        self.encoding = Encoding::negotiate(offered);
        self.configure(params.get("initializationOptions").unwrap_or(&Value::Null));
        let listed = params.get("workspaceFolders").and_then(Value::as_array);
        let listed = listed.into_iter().flatten().filter_map(|folder| folder.get("uri").and_then(Value::as_str));
        let mut folders: Vec<PathBuf> = listed.filter_map(uri::to_path).collect();
        if folders.is_empty() {
            let root = params.get("rootUri").and_then(Value::as_str).and_then(uri::to_path);
            folders.extend(root.or_else(|| params.get("rootPath").and_then(Value::as_str).map(PathBuf::from)));
        }
        self.workspace.folders = folders;
        self.workspace.open_registers();
        let capabilities = self.client.capabilities(self.encoding.name());
        json!({"capabilities": capabilities, "serverInfo": {"name": "scsdoc", "version": env!("CARGO_PKG_VERSION")}})
    }

    /// Settings of the client: those of `scsdoc` alone, or all of them.
    fn configure(&mut self, settings: &Value) {
        let settings = settings.get("scsdoc").unwrap_or(settings);
        let hints = settings.get("inlayHints");
        let hints = hints.and_then(|hints| hints.get("enable").unwrap_or(hints).as_bool());
        self.hints = hints.unwrap_or(self.hints);
    }

    fn response(&mut self, id: &Value, message: &Value) -> io::Result<()> {
        let ours = id.as_str().is_some_and(|id| id.starts_with("settings/"));
        if let Some(settings) = message.pointer("/result/0").filter(|_| ours) {
            let before = self.hints;
            self.configure(settings);
            if before != self.hints && self.client.refreshes_hints {
                return self.ask("hints", "workspace/inlayHint/refresh", &Value::Null);
            }
        }
        Ok(())
    }

    fn notice(&mut self, method: &str, params: &Value) -> io::Result<()> {
        if self.stage != Stage::Open {
            return Ok(());
        }
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        match method {
            "initialized" => {
                self.initialized = true;
                return self.ask_settings();
            }
            "workspace/didChangeConfiguration" => {
                self.configure(params.get("settings").unwrap_or(&Value::Null));
                return self.ask_settings();
            }
            "textDocument/didOpen" => self.workspace.opened(uri, params),
            "textDocument/didChange" => self.workspace.changed(uri, params, self.encoding),
            "textDocument/didSave" => self.workspace.saved(uri),
            "textDocument/didClose" => self.workspace.closed(uri),
            "workspace/didChangeWatchedFiles" => self.workspace.watched(params),
            "workspace/didChangeWorkspaceFolders" => {
                let event = params.get("event").unwrap_or(&Value::Null);
                return self.folders_changed(event);
            }
            _ => {}
        }
        Ok(())
    }

    /// Lets the client watch the files that matter, which other settings change.
    fn watch(&mut self) -> io::Result<()> {
        let configs = self.workspace.open.iter().map(|open| &open.register.corpus().config);
        let patterns = client::patterns(configs);
        if !self.initialized || !self.client.watches || patterns == self.watched {
            return Ok(());
        }
        if !std::mem::replace(&mut self.watched, patterns).is_empty() {
            self.ask("watch", "client/unregisterCapability", &client::unwatch())?;
        }
        self.ask("watch", "client/registerCapability", &client::watch(&self.watched))
    }

    fn ask_settings(&mut self) -> io::Result<()> {
        if self.client.configured {
            self.ask("settings", "workspace/configuration", &json!({"items": [{"section": "scsdoc"}]}))?;
        }
        Ok(())
    }

    /// Sends what is found now where it differs from what the client knows.
    fn tell(&mut self) -> io::Result<()> {
        if self.stage != Stage::Open {
            return Ok(());
        }
        let date = self.host.today();
        let mut messages = Vec::new();
        let mut others = false;
        for open in &mut self.workspace.open {
            let (news, more) = open.register.news(date);
            others |= more;
            if self.client.pulls {
                continue;
            }
            let writer = Writer { register: &open.register, encoding: self.encoding, uris: &open.uris };
            for path in news {
                let found = writer.findings(open.register.told(&path));
                let mut params = json!({"uri": writer.uri(&path), "diagnostics": found});
                let buffer = open.uris.get(&path).and_then(|uri| self.workspace.buffers.get(uri));
                if let (Some(buffer), Some(params)) = (buffer.filter(|it| it.version.is_i64()), params.as_object_mut())
                {
                    params.insert("version".into(), buffer.version.clone());
                }
                messages.push(params);
            }
        }
        for params in messages {
            self.notify("textDocument/publishDiagnostics", &params)?;
        }
        if others && self.client.pulls && self.client.refreshes {
            self.ask("findings", "workspace/diagnostic/refresh", &Value::Null)?;
        }
        Ok(())
    }

    /// Other folders are open. The findings in those that are closed are taken back.
    fn folders_changed(&mut self, event: &Value) -> io::Result<()> {
        let read = |key: &str| -> Vec<PathBuf> {
            let list = event.get(key).and_then(Value::as_array);
            let uris = list.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str());
            uris.filter_map(uri::to_path).collect()
        };
        for closed in self.workspace.exchange(&read("added"), &read("removed")) {
            let writer = Writer { register: &closed.register, encoding: self.encoding, uris: &closed.uris };
            let uris: Vec<String> = closed.register.told_all().map(|(path, _)| writer.uri(path)).collect();
            if self.client.pulls {
                continue;
            }
            for uri in uris {
                self.notify("textDocument/publishDiagnostics", &json!({"uri": uri, "diagnostics": []}))?;
            }
        }
        Ok(())
    }

    /// All findings, by file. Files without any are named where the client has some.
    fn all_findings(&mut self, params: &Value) -> Value {
        let known: HashMap<&str, &str> = params
            .get("previousResultIds")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|known| Some((known.get("uri")?.as_str()?, known.get("value")?.as_str()?)))
            .collect();
        let date = self.host.today();
        let mut items = Vec::new();
        let mut named = HashSet::new();
        for open in &mut self.workspace.open {
            open.register.look(date);
            let writer = Writer { register: &open.register, encoding: self.encoding, uris: &open.uris };
            for (path, found) in open.register.told_all() {
                let uri = writer.uri(path);
                let mut item = report(writer.findings(found), known.get(uri.as_str()).copied());
                let version = self.workspace.buffers.get(&uri).map(|buffer| buffer.version.clone()).unwrap_or_default();
                if let Some(item) = item.as_object_mut() {
                    item.insert("uri".into(), json!(uri));
                    item.insert("version".into(), version);
                }
                items.push(item);
                named.insert(uri);
            }
        }
        let mut gone: Vec<&&str> = known.keys().filter(|uri| !named.contains(**uri)).collect();
        gone.sort_unstable();
        items.extend(gone.into_iter().map(|uri| json!({"kind": "full", "uri": uri, "version": null, "items": []})));
        json!({"items": items})
    }

    /// Symbols anywhere.
    fn symbols(&self, params: &Value) -> Value {
        let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
        let found = self.workspace.open.iter().flat_map(|open| {
            let writer = Writer { register: &open.register, encoding: self.encoding, uris: &open.uris };
            let desk = Desk { corpus: open.register.corpus(), at: self.host.today() };
            answers::find(&writer, desk, query)
        });
        found.collect()
    }
}

/// The findings of a file, or that they are as the client has them.
fn report(items: Vec<Value>, known: Option<&str>) -> Value {
    let id = result_id(&items);
    if known == Some(id.as_str()) {
        return json!({"kind": "unchanged", "resultId": id});
    }
    json!({"kind": "full", "resultId": id, "items": items})
}
