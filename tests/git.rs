//! `check --base` and `check --staged` in git as it really is: each strange repository gives its result, or exit status 2
//! and one line that says what to do; never a silent pass.

#![allow(clippy::disallowed_methods, reason = "a test")]

#[path = "git/broken.rs"]
mod broken;
#[path = "git/change.rs"]
mod change;
#[path = "git/repo.rs"]
mod repo;
#[path = "git/strange.rs"]
mod strange;
