//! What is done when a part of the server fails where it never should: a bug is answered, and does not end the conversation.

use super::server::Server;
use super::workspace::Workspace;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl<W: std::io::Write> Server<'_, W> {
    /// Does something; nothing where it panics. The reason is on standard error already, which editors keep as a log.
    ///
    /// Going on is right here. No lock is held and nothing was written halfway: a message is written whole after it was made. All that
    /// can be left between two states are the registers in memory, and those are read anew, with the texts of the editor over them.
    pub(super) fn guarded<T>(&mut self, what: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| what(self)));
        if done.is_err() {
            read_anew(&mut self.workspace);
        }
        done.ok()
    }
}

/// Reads all registers anew. One that cannot even be read without a panic is closed: its folder is served with silence.
fn read_anew(workspace: &mut Workspace<'_>) {
    workspace.open.retain_mut(|open| catch_unwind(AssertUnwindSafe(|| open.register.read_again())).is_ok());
}
