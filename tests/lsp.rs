//! `scsdoc lsp` as an editor sees it: frames to the real program, and what comes back.

#![allow(clippy::disallowed_methods, reason = "a test")]

#[path = "lsp/client.rs"]
mod client;
mod common;
#[path = "lsp/editors.rs"]
mod editors;
#[path = "lsp/faults.rs"]
mod faults;
#[path = "lsp/hostile.rs"]
mod hostile;
#[path = "lsp/sessions.rs"]
mod sessions;
