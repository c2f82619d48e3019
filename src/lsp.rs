//! The language server, over standard input and output.
//!
//! It implements the Language Server Protocol 3.17. `lsp-server` does the framing; findings come from [`crate::check`],
//! answers from [`crate::assist`]. Messages are parsed into types of our own (`types`): `lsp-types` 0.97
//! rejects messages with a malformed URI, and `gen-lsp-types` adds 17,000 lines to each build.

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
    /// The root; by default, the nearest one at or above each folder.
    pub root: Option<PathBuf>,
    /// The configuration.
    pub config: Option<PathBuf>,
    /// The assumed date. A function, because a server may run for days.
    pub date: Box<dyn Fn() -> Date>,
}

impl Host {
    fn today(&self) -> Date {
        (self.date)()
    }
}

/// Serves one client until `exit` or the end of input. Returns whether `shutdown` came first.
pub fn run(connection: &Connection, host: &Host) -> bool {
    server::Server::new(connection, host).run()
}

/// Runs `work`; `None` if it panics. A document that makes a parser panic must not end the server, since most editors do
/// not restart it. The panic is printed to standard error, which editors log.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
