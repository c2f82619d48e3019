//! `scsdoc lsp` from an editor's point of view: messages to the real program, and its responses.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod client;
mod editors;
mod invalid_messages;
mod panics;
mod sessions;
