//! The language server: findings while one types, and what else an editor asks, over standard input and output.
//!
//! It speaks the Language Server Protocol 3.17. Messages are trees of JSON, read with care for what is missing or wrong,
//! because the types of the protocol refuse a whole message for one odd address. What is found comes from
//! [`crate::check::session`], what is answered from [`crate::assist`]: nothing is decided here.

mod answers;
mod buffers;
mod client;
mod findings;
mod frame;
mod guard;
mod place;
mod queue;
mod register;
mod server;
mod uri;
mod workspace;

use jiff::civil::Date;
use std::io::{self, Read, Write};
use std::path::PathBuf;

/// What the command line says.
pub struct Host {
    /// The root; the nearest one at or above each folder where nothing is said.
    pub root: Option<PathBuf>,
    /// The configuration.
    pub config: Option<PathBuf>,
    /// The date to assume, asked anew each time, because a server may run for days.
    pub date: Box<dyn Fn() -> Date>,
}

impl Host {
    fn today(&self) -> Date {
        (self.date)()
    }
}

/// Serves one client, until it says `exit` or ends the input. Whether it said `shutdown` before, as it should.
///
/// # Errors
/// When the output cannot be written.
pub fn run(input: impl Read + Send + 'static, output: impl Write, host: &Host) -> io::Result<bool> {
    server::Server::new(output, host).run(queue::Queue::of(input))
}
