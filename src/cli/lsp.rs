//! `scsdoc lsp`

use super::{Done, Failure, Global};
use crate::lsp::{self, Host};
use lsp_server::Connection;
use std::io::{self, IsTerminal};

pub(super) fn run(global: &Global) -> Done {
    let at = global.at;
    let date = Box::new(move || at.unwrap_or_else(super::today));
    let host = Host { root: global.root.clone(), config: global.config.clone(), date };
    if let Some(root) = &host.root {
        // Report a wrong root immediately.
        crate::load::worktree::Worktree::open(Some(root), root)?;
    }
    if io::stdin().is_terminal() && !global.quiet {
        // Started from a terminal, it would wait without a client.
        super::apply::say("the language server reads from standard input; press Ctrl-C to stop it")?;
    }
    let (connection, threads) = Connection::stdio();
    let done = lsp::run(&connection, &host);
    drop(connection);
    match threads.join() {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(Failure::Message(error.to_string())),
        joined => joined.map(|()| done).map_err(Failure::Io),
    }
}
