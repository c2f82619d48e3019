//! `check --base` and `check --staged` on real git repositories: each unusual repository gives correct findings, or exit
//! status 2 and one line that says what to do; never a silent pass.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod change;
mod errors;
mod layouts;
mod repo;
