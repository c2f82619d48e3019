//! Pages that are made from the program itself. `SCSDOC_BLESS=1 cargo test --test docs` makes them anew.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use scsdoc::config::Config;
use scsdoc::load::worktree::Worktree;
use scsdoc::model::Corpus;
use scsdoc::report::rule_text;
use std::path::Path;

#[test]
fn the_page_of_rules_is_what_the_rules_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let worktree = Worktree::open(Some(root), root).unwrap();
    let config: Config = worktree.config(None).unwrap();
    let corpus = Corpus::build(&worktree.load(&config), config, &worktree);
    common::expect_file(&root.join("docs/rules.md"), &rule_text::page(&corpus));
}
