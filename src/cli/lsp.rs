//! `scsdoc lsp`

use super::{Done, Failure, Global};
use crate::lsp::{self, Host};
use std::io;

pub(super) fn run(global: &Global) -> Done {
    let at = global.at;
    let date = Box::new(move || at.unwrap_or_else(super::today));
    let host = Host { root: global.root.clone(), config: global.config.clone(), date };
    if let Some(root) = &host.root {
        // A root that was named by mistake is told at once, and not by silence.
        crate::load::worktree::Worktree::open(Some(root), root)?;
    }
    lsp::run(io::stdin(), io::stdout().lock(), &host).map_err(Failure::Io)
}
