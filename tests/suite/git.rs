//! `check --base` and `check --staged` in git as it really is: each strange repository gives its result, or exit status 2
//! and one line that says what to do; never a silent pass.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod broken;
mod change;
mod repo;
mod strange;
