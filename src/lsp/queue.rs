//! What the client has sent and is not yet answered. A thread of its own reads on, so that the server can see what has become
//! needless before it does it.

use super::frame::{self, Frame};
use serde_json::Value;
use std::collections::VecDeque;
use std::io::BufReader;
use std::sync::mpsc::{Receiver, sync_channel};

/// Most messages that are looked at in advance.
const AHEAD: usize = 1000;

/// The messages in the order of their coming.
pub(super) struct Queue {
    incoming: Receiver<Frame>,
    waiting: VecDeque<Frame>,
}

impl Queue {
    /// Begins to read.
    pub(super) fn of(input: impl std::io::Read + Send + 'static) -> Self {
        let (sender, incoming) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            let mut input = BufReader::new(input);
            // An error of the input is its end.
            while let Ok(Some(frame)) = frame::read(&mut input) {
                if sender.send(frame).is_err() {
                    break;
                }
            }
        });
        Queue { incoming, waiting: VecDeque::new() }
    }

    /// The next message; waits for it. Nothing at the end of the input.
    pub(super) fn next(&mut self) -> Option<Frame> {
        self.fill();
        self.waiting.pop_front().or_else(|| self.incoming.recv().ok())
    }

    /// Whether nothing is to be done.
    pub(super) fn is_empty(&mut self) -> bool {
        self.fill();
        self.waiting.is_empty()
    }

    /// Whether the client takes this request back.
    pub(super) fn cancelled(&mut self, id: &Value) -> bool {
        self.any(|message| method(message) == Some("$/cancelRequest") && message.pointer("/params/id") == Some(id))
    }

    /// Whether the text under this address is going to be another one.
    pub(super) fn outdated(&mut self, uri: &str) -> bool {
        self.any(|message| {
            let changes = matches!(method(message), Some("textDocument/didChange" | "textDocument/didClose"));
            changes && message.pointer("/params/textDocument/uri").and_then(Value::as_str) == Some(uri)
        })
    }

    fn any(&mut self, test: impl Fn(&Value) -> bool) -> bool {
        self.fill();
        self.waiting.iter().any(|frame| matches!(frame, Frame::Message(message) if test(message)))
    }

    fn fill(&mut self) {
        while self.waiting.len() < AHEAD
            && let Ok(frame) = self.incoming.try_recv()
        {
            self.waiting.push_back(frame);
        }
    }
}

/// What a message is about.
pub(super) fn method(message: &Value) -> Option<&str> {
    message.get("method").and_then(Value::as_str)
}
