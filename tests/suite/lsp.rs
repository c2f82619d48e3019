//! `scsdoc lsp` as an editor sees it: frames to the real program, and what comes back.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod client;
mod editors;
mod invalid_messages;
mod panics;
mod sessions;
