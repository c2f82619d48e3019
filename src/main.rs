//! Arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    scsdoc::cli::run(std::env::args_os())
}
