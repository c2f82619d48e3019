//! `scsdoc lsp`

use super::{Done, Failure, Global};
use crate::lsp::{self, Host};
use std::io::{self, IsTerminal};

pub(super) fn run(global: &Global) -> Done {
    let at = global.at;
    let date = Box::new(move || at.unwrap_or_else(super::today));
    let host = Host { root: global.root.clone(), config: global.config.clone(), date };
    if let Some(root) = &host.root {
        // A root that was named by mistake is told at once, and not by silence.
        crate::load::worktree::Worktree::open(Some(root), root)?;
    }
    if io::stdin().is_terminal() && !global.quiet {
        // Somebody has typed it, and would wait for ever.
        super::moving::say("this is for an editor, which talks to it on standard input; Ctrl-C ends it")?;
    }
    lsp::run(io::stdin(), io::stdout().lock(), &host).map_err(Failure::Io)
}
