//! Where `check` spends its time: reading, parsing and indexing, rules, report.
//!
//! `cargo bench --bench stages` measures our own register; `SCSDOC_BENCH_ROOT=DIR` another one.

#![allow(missing_docs)]

use divan::{Bencher, black_box};
use jiff::civil::date;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::config::Config;
use scsdoc::testing::load::Tree;
use scsdoc::testing::load::worktree::Worktree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::report::{self, Format, Settings};
use scsdoc::testing::text::layout::Screen;
use std::path::PathBuf;

fn main() {
    divan::main();
}

fn open() -> (Worktree, Config, Tree) {
    let root = std::env::var_os("SCSDOC_BENCH_ROOT").map(PathBuf::from);
    let root = root.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let worktree = Worktree::open(Some(&root), &root).expect("a register");
    let config = worktree.config(None).expect("a configuration");
    let tree = worktree.load(&config);
    (worktree, config, tree)
}

#[divan::bench]
fn read(bencher: Bencher) {
    let (worktree, config, _) = open();
    bencher.bench(|| black_box(worktree.load(&config)));
}

#[divan::bench]
fn parse_and_index(bencher: Bencher) {
    let (worktree, config, tree) = open();
    bencher.bench(|| black_box(Corpus::build(&tree, config.clone(), &worktree)));
}

#[divan::bench]
fn rules(bencher: Bencher) {
    let (worktree, config, tree) = open();
    let corpus = Corpus::build(&tree, config, &worktree);
    let options = Options::at(date(2026, 11, 20));
    bencher.bench(|| black_box(check::run(&corpus, &options)));
}

#[divan::bench]
fn report(bencher: Bencher) {
    let (worktree, config, tree) = open();
    let corpus = Corpus::build(&tree, config, &worktree);
    let outcome = check::run(&corpus, &Options::at(date(2026, 11, 20)));
    let settings = Settings { screen: Screen { width: Some(100), color: false }, ..Settings::at(date(2026, 11, 20)) };
    bencher.bench(|| black_box(report::write(Format::Json, &outcome, &corpus, &settings)));
}

/// For reference: only the Markdown parser on the same bytes, in one thread.
#[divan::bench]
fn markdown_parser_alone(bencher: Bencher) {
    let (_, _, tree) = open();
    let texts: Vec<String> =
        tree.entries.values().map(|entry| String::from_utf8_lossy(entry.bytes()).into_owned()).collect();
    bencher.bench(|| {
        for text in &texts {
            let parser = pulldown_cmark::Parser::new_ext(text, scsdoc::testing::model::markdown::options());
            black_box(parser.into_offset_iter().count());
        }
    });
}
