//! The language server: findings while typing, and answers to what else an editor asks, over standard input and output.
//!
//! It speaks the Language Server Protocol 3.17. Framing and reading are those of `lsp-server`; findings come from [`crate::check`],
//! answers from [`crate::assist`]. The parts of messages that are read have types of their own (`types`): `lsp-types` 0.97
//! refuses a message for an address that is not well-formed, and `gen-lsp-types` adds 17,000 lines to each build.

mod answers;
mod client;
mod findings;
mod place;
mod register;
mod server;
mod types;
mod uri;
mod workspace;

use jiff::civil::Date;
use lsp_server::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

/// Arguments of the command line, and the clock.
pub struct Host {
    /// The root; the nearest one at or above each folder where none is named.
    pub root: Option<PathBuf>,
    /// The configuration.
    pub config: Option<PathBuf>,
    /// The date to assume. Asked each time, because a server may run for days.
    pub date: Box<dyn Fn() -> Date>,
}

impl Host {
    fn today(&self) -> Date {
        (self.date)()
    }
}

/// Serves one client until it says `exit` or ends the input. Returns whether it said `shutdown` before.
pub fn run(connection: &Connection, host: &Host) -> bool {
    server::Server::new(connection, host).run()
}

/// Does something; nothing where it panics. A document that makes a parser fail must not end the server: most editors do
/// not start it again. The panic itself is on standard error, which editors keep as a log.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
