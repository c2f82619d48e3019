//! The server: its state, and the handling of messages.

use super::answers::{self, Question};
use super::client::{self, Client};
use super::findings::{Writer, result_id};
use super::place::Encoding;
use super::register::Checked;
use super::types::{Addressed, AllDiagnosticsParams, DocumentParams, FoldersParams};
use super::workspace::{Open, Workspace};
use super::{Host, guarded, uri};
use crate::assist::AssistContext;
use crossbeam_channel::{Receiver, Sender, after, never, select_biased, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Pause after a change before a check, so that it does not run for each typed letter.
const DEBOUNCE: Duration = Duration::from_millis(40);

/// Reason why a request failed.
pub(super) type Refusal = (ErrorCode, String);

pub(super) struct Server<'a> {
    connection: &'a Connection,
    host: &'a Host,
    client: Client,
    encoding: Encoding,
    hints: bool,
    shut_down: bool,
    workspace: Workspace<'a>,
    /// Patterns of the files that the client watches.
    watched: Vec<String>,
    /// Number of requests to the client.
    asked: u64,
    /// Requests waiting for a check.
    pending: Vec<Request>,
    results: (Sender<Checked>, Receiver<Checked>),
    /// Fires when nothing has changed for [`DEBOUNCE`].
    debounce: Receiver<Instant>,
    /// Whether it has fired since the last change.
    quiet: bool,
}

impl<'a> Server<'a> {
    pub(super) fn new(connection: &'a Connection, host: &'a Host) -> Self {
        Server {
            connection,
            host,
            client: Client::default(),
            encoding: Encoding::default(),
            hints: false,
            shut_down: false,
            workspace: Workspace::new(host),
            watched: Vec::new(),
            asked: 0,
            pending: Vec::new(),
            results: unbounded(),
            debounce: never(),
            quiet: true,
        }
    }

    /// Serves until `exit` or the end of input. Returns whether `shutdown` came first.
    pub(super) fn run(mut self) -> bool {
        let Ok((id, params)) = self.connection.initialize_start() else { return false };
        let result = self.initialize(&params);
        self.send(Response::new_ok(id, result));
        loop {
            if self.quiet || !self.pending.is_empty() {
                self.start_checks();
            }
            select_biased! {
                recv(self.connection.receiver) -> message => match message {
                    Err(_) => return false,
                    Ok(Message::Notification(notification)) if notification.method == "exit" => return self.shut_down,
                    Ok(Message::Notification(notification)) => self.notified(notification),
                    Ok(Message::Request(request)) => self.request(request),
                    Ok(Message::Response(response)) => self.response(response),
                },
                recv(self.results.1) -> checked => checked.into_iter().for_each(|checked| self.checked(checked)),
                recv(self.debounce) -> _ => (self.debounce, self.quiet) = (never(), true),
            }
        }
    }

    fn start_checks(&mut self) {
        let at = self.host.today();
        for open in self.workspace.open.iter_mut().filter(|open| open.register.wants_check(at)) {
            open.register.start_check(at, self.results.0.clone());
        }
    }

    /// Sends a message. Errors are ignored, since the input of a closed client ends too.
    fn send(&self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into());
    }

    fn refuse(&self, id: RequestId, (code, message): Refusal) {
        self.send(Response::new_err(id, code as i32, message));
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.into(), params });
    }

    fn ask(&mut self, name: &str, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(format!("{name}/{}", self.asked));
        self.send(Request { id, method: method.into(), params });
    }

    fn request(&mut self, request: Request) {
        match guarded(|| self.answer(&request)) {
            Some(Ok(Some(result))) => self.send(Response::new_ok(request.id, result)),
            Some(Ok(None)) => self.pending.push(request),
            Some(Err(refusal)) => self.refuse(request.id, refusal),
            None => self.refuse(request.id, (ErrorCode::InternalError, "internal error; see the log".into())),
        }
    }

    /// Answers a request; `None` if it has to wait for a check.
    fn answer(&mut self, request: &Request) -> Result<Option<Value>, Refusal> {
        match request.method.as_str() {
            _ if self.shut_down => Err((ErrorCode::InvalidRequest, "the server is shut down".into())),
            "initialize" => Err((ErrorCode::InvalidRequest, "`initialize` was sent before".into())),
            "shutdown" => {
                self.shut_down = true;
                for pending in std::mem::take(&mut self.pending) {
                    self.refuse(pending.id, (ErrorCode::RequestCanceled, "the server is shut down".into()));
                }
                Ok(Some(Value::Null))
            }
            "workspace/symbol" => Ok(Some(self.symbols(&request.params))),
            "workspace/diagnostic" => Ok(self.all_findings(&read(request.params.clone())?)),
            method => match method.strip_prefix("textDocument/") {
                Some(name) if answers::QUESTIONS.contains(&name) => self.question(name, &read(request.params.clone())?),
                _ => Err((ErrorCode::MethodNotFound, format!("unknown method `{method}`"))),
            },
        }
    }

    fn question(&mut self, name: &str, params: &DocumentParams) -> Result<Option<Value>, Refusal> {
        let empty = if name == "diagnostic" { json!({"kind": "full", "items": []}) } else { Value::Null };
        let (client, at) = (self.client, self.host.today());
        let file = uri::to_path(&params.text_document.uri);
        let place = file.and_then(|file| self.workspace.place(&file));
        let Some((open, path)) = place.and_then(|(at, path)| Some((self.workspace.open.get_mut(at)?, path))) else {
            return Ok(Some(empty));
        };
        let corpus = open.register.corpus();
        let writer = Writer { open, corpus: &corpus, encoding: self.encoding };
        let findings = match name {
            "diagnostic" | "codeAction" => {
                let Some(findings) = open.register.findings(at) else { return Ok(None) };
                findings.get(&path).map(Vec::as_slice).unwrap_or_default()
            }
            _ => &[],
        };
        let context = AssistContext { corpus: &corpus, at };
        let question = Question { writer: &writer, context, path: &path, params };
        match name {
            "diagnostic" => Ok(report(writer.findings(findings), params.previous_result_id.as_deref())),
            "inlayHint" if !self.hints => Ok(json!([])),
            "rename" => question
                .rename(client.renames_files, client.document_changes)
                .map_err(|reason| (ErrorCode::RequestFailed, reason)),
            "codeAction" => Ok(question.actions(findings, client.document_changes)),
            name => Ok(question.answer(name)),
        }
        .map(Some)
    }

    fn initialize(&mut self, params: &Value) -> Value {
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

    /// Settings of the client: those of `scsdoc`, or all.
    fn configure(&mut self, settings: &Value) {
        let settings = settings.get("scsdoc").unwrap_or(settings);
        let hints = settings.get("inlayHints");
        let hints = hints.and_then(|hints| hints.get("enable").unwrap_or(hints).as_bool());
        self.hints = hints.unwrap_or(self.hints);
    }

    fn response(&mut self, response: Response) {
        let is_settings = response.id.to_string().starts_with("\"settings/");
        if let Some(settings) = response.response_result.ok().filter(|_| is_settings) {
            let before = self.hints;
            self.configure(settings.get(0).unwrap_or(&Value::Null));
            if before != self.hints && self.client.refreshes_hints {
                self.ask("hints", "workspace/inlayHint/refresh", Value::Null);
            }
        }
    }

    fn notified(&mut self, Notification { method, params }: Notification) {
        (self.debounce, self.quiet) = (after(DEBOUNCE), false);
        match method.as_str() {
            _ if self.shut_down => {}
            "initialized" => {
                self.watch();
                self.ask_settings();
            }
            "workspace/didChangeConfiguration" => {
                self.configure(params.get("settings").unwrap_or(&Value::Null));
                self.ask_settings();
            }
            "textDocument/didOpen" | "textDocument/didChange" | "textDocument/didSave" | "textDocument/didClose" => {
                if let Ok(params) = read::<DocumentParams>(params) {
                    if method != "textDocument/didSave" {
                        self.drop_outdated(&params.text_document.uri);
                    }
                    self.workspace.edited(&method, params, self.encoding);
                    self.watch();
                }
            }
            "workspace/didChangeWatchedFiles" => {
                self.workspace.watched();
                self.watch();
            }
            "workspace/didChangeWorkspaceFolders" => {
                if let Ok(params) = read(params) {
                    self.folders_changed(&params);
                    self.watch();
                }
            }
            "$/cancelRequest" => {
                let id = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
                let is = |request: &Request| Some(&request.id) == id.as_ref();
                self.drop_pending(is, ErrorCode::RequestCanceled, "canceled");
            }
            _ => {}
        }
    }

    /// Refuses waiting requests on a text that has changed.
    fn drop_outdated(&mut self, uri: &str) {
        let is = |request: &Request| request.params.pointer("/textDocument/uri").is_some_and(|other| other == uri);
        self.drop_pending(is, ErrorCode::ContentModified, "the text was changed");
    }

    fn drop_pending(&mut self, is: impl Fn(&Request) -> bool, code: ErrorCode, reason: &str) {
        let (dropped, kept): (Vec<Request>, Vec<Request>) = std::mem::take(&mut self.pending).into_iter().partition(is);
        self.pending = kept;
        dropped.into_iter().for_each(|request| self.refuse(request.id, (code, reason.into())));
    }

    /// Updates the files that the client watches, which depend on settings.
    fn watch(&mut self) {
        let patterns = client::patterns(self.workspace.open.iter().map(|open| open.register.config()));
        if !self.client.watches || patterns == self.watched {
            return;
        }
        if !std::mem::replace(&mut self.watched, patterns).is_empty() {
            self.ask("watch", "client/unregisterCapability", client::unwatch());
        }
        self.ask("watch", "client/registerCapability", client::watch(&self.watched));
    }

    fn ask_settings(&mut self) {
        if self.client.configured {
            self.ask("settings", "workspace/configuration", json!({"items": [{"section": "scsdoc"}]}));
        }
    }

    /// Publishes the result of a check and answers waiting requests.
    fn checked(&mut self, checked: Checked) {
        let is = |open: &Open| open.register.root() == checked.root;
        let Some(at) = self.workspace.open.iter().position(is) else { return };
        let Some(open) = self.workspace.open.get_mut(at) else { return };
        let Some(differing) = open.register.take(checked) else { return };
        let touched = std::mem::take(&mut open.touched);
        if !self.client.pulls {
            self.publish_diagnostics(at);
        } else if self.client.refreshes && !differing.is_subset(&touched) {
            self.ask("findings", "workspace/diagnostic/refresh", Value::Null);
        }
        std::mem::take(&mut self.pending).into_iter().for_each(|request| self.request(request));
    }

    /// Sends changed findings of all files.
    fn publish_diagnostics(&mut self, at: usize) {
        let Some(open) = self.workspace.open.get_mut(at) else { return };
        let corpus = open.register.corpus();
        let writer = Writer { open, corpus: &corpus, encoding: self.encoding };
        let paths = open.register.last_findings().keys().chain(open.published.keys());
        let mut news = Vec::new();
        for path in paths.collect::<BTreeSet<_>>() {
            let items = writer.findings(open.register.last_findings().get(path).map_or(&[], Vec::as_slice));
            let version = open.texts.get(path).and_then(|(_, version)| *version);
            let uri = writer.uri(path);
            let has_news = match open.published.get(path) {
                None => !items.is_empty(),
                Some((before, ..)) if *before != uri => true,
                Some((_, old, before)) => *before != items || (*old != version && !items.is_empty()),
            };
            if has_news {
                news.push((path.clone(), uri, version, items));
            }
        }
        let mut messages = Vec::new();
        for (path, uri, version, items) in news {
            // A client may spell the URI of a file differently than this server does.
            if let Some((before, ..)) = open.published.get(&path).filter(|(before, ..)| *before != uri) {
                messages.push(json!({"uri": before, "diagnostics": []}));
            }
            let mut params = json!({"uri": uri, "diagnostics": items});
            if let (Some(version), Some(params)) = (version, params.as_object_mut()) {
                params.insert("version".into(), json!(version));
            }
            messages.push(params);
            match items.is_empty() {
                true => drop(open.published.remove(&path)),
                false => drop(open.published.insert(path, (uri, version, items))),
            }
        }
        messages.into_iter().for_each(|params| self.notify("textDocument/publishDiagnostics", params));
    }

    /// Handles changed folders. Findings in closed ones are cleared.
    fn folders_changed(&mut self, params: &FoldersParams) {
        let paths = |list: &[Addressed]| list.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect::<Vec<_>>();
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        for closed in self.workspace.exchange(&added, &removed) {
            for (uri, ..) in closed.published.values() {
                self.notify("textDocument/publishDiagnostics", json!({"uri": uri, "diagnostics": []}));
            }
        }
    }

    /// All findings by file; `None` if a check has to run first. Files without findings are included if the client has some.
    fn all_findings(&mut self, params: &AllDiagnosticsParams) -> Option<Value> {
        let known = params.previous_result_ids.iter();
        let mut known: BTreeMap<&str, &str> = known.map(|known| (known.uri.as_str(), known.value.as_str())).collect();
        let at = self.host.today();
        let mut items = Vec::new();
        for open in &mut self.workspace.open {
            let corpus = open.register.corpus();
            let writer = Writer { open, corpus: &corpus, encoding: self.encoding };
            for (path, found) in open.register.findings(at)? {
                let uri = writer.uri(path);
                let mut item = report(writer.findings(found), known.remove(uri.as_str()));
                if let Some(item) = item.as_object_mut() {
                    item.insert("version".into(), json!(open.texts.get(path).and_then(|(_, version)| *version)));
                    item.insert("uri".into(), json!(uri));
                }
                items.push(item);
            }
        }
        let gone = known.into_keys().map(|uri| json!({"kind": "full", "uri": uri, "version": null, "items": []}));
        items.extend(gone);
        Some(json!({"items": items}))
    }

    fn symbols(&mut self, params: &Value) -> Value {
        let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
        let at = self.host.today();
        let found = self.workspace.open.iter_mut().flat_map(|open| {
            let corpus = open.register.corpus();
            let writer = Writer { open, corpus: &corpus, encoding: self.encoding };
            answers::find(&writer, AssistContext { corpus: &corpus, at }, query)
        });
        found.collect()
    }
}

/// Parses the parameters of a message.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// The findings of a file, or that they are unchanged.
fn report(items: Vec<Value>, known: Option<&str>) -> Value {
    let id = result_id(&items);
    if known == Some(id.as_str()) {
        return json!({"kind": "unchanged", "resultId": id});
    }
    json!({"kind": "full", "resultId": id, "items": items})
}
