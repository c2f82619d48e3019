//! Runs the fuzz bodies on the stable toolchain, on the fixtures unmodified and randomly mutated.
//!
//! `PROPTEST_CASES=10000 cargo test --release --test long fuzz::` runs longer; `fuzz/run` uses libFuzzer.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod regressions;
mod seeds;

use crate::fuzz_bodies::{ALL, Food};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// One alteration. Places are fractions of the text, so that a case shrinks well.
#[derive(Clone, Debug)]
enum Change {
    Insert(Index, Index),
    Delete(Index, usize),
    Repeat(Index, usize, usize),
    Byte(Index, u8),
    DropLine(Index),
    SwapLines(Index, Index),
    ReplaceWord(Index, Index),
    TakeLine(Index, Index),
    Cut(Index),
    Crlf,
    Mark,
}

fn alteration() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        6 => (place(), place()).prop_map(|(at, word)| Change::Insert(at, word)),
        3 => (place(), 1..40usize).prop_map(|(at, len)| Change::Delete(at, len)),
        2 => (place(), 1..60usize, 1..6usize).prop_map(|(at, len, times)| Change::Repeat(at, len, times)),
        1 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        3 => place().prop_map(Change::DropLine),
        2 => (place(), place()).prop_map(|(one, two)| Change::SwapLines(one, two)),
        4 => (place(), place()).prop_map(|(at, word)| Change::ReplaceWord(at, word)),
        3 => (place(), place()).prop_map(|(at, line)| Change::TakeLine(at, line)),
        1 => place().prop_map(Change::Cut),
        1 => Just(Change::Crlf),
        1 => Just(Change::Mark),
    ]
}

fn at(place: &Index, len: usize) -> usize {
    place.index(len + 1)
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

fn apply(mut bytes: Vec<u8>, changes: &[Change], other: &[u8]) -> Vec<u8> {
    for change in changes {
        let len = bytes.len();
        match change {
            Change::Insert(place, word) => {
                let place = at(place, len);
                bytes.splice(place..place, seeds::WORDS[word.index(seeds::WORDS.len())].iter().copied());
            }
            Change::Delete(place, count) => {
                let place = at(place, len);
                bytes.drain(place..(place + count).min(len));
            }
            Change::Repeat(place, count, times) => {
                let place = at(place, len);
                let part = bytes[place..(place + count).min(len)].repeat(*times);
                bytes.splice(place..place, part);
            }
            Change::Byte(place, byte) if len > 0 => bytes[place.index(len)] = *byte,
            Change::DropLine(place) => {
                let mut all = lines(&bytes);
                if !all.is_empty() {
                    all.remove(place.index(all.len()));
                }
                bytes = all.concat();
            }
            Change::SwapLines(one, two) => {
                let mut all = lines(&bytes);
                if !all.is_empty() {
                    let (one, two) = (one.index(all.len()), two.index(all.len()));
                    all.swap(one, two);
                }
                bytes = all.concat();
            }
            Change::ReplaceWord(place, word) => {
                let start = at(place, len);
                let blank = |byte: &u8| byte.is_ascii_whitespace();
                let start = bytes[start..].iter().position(|byte| !blank(byte)).map_or(len, |more| start + more);
                let end = bytes[start..].iter().position(blank).map_or(len, |more| start + more);
                bytes.splice(start..end, seeds::WORDS[word.index(seeds::WORDS.len())].iter().copied());
            }
            Change::TakeLine(place, line) => {
                let (mut all, theirs) = (lines(&bytes), lines(other));
                if !theirs.is_empty() {
                    all.insert(at(place, all.len()), theirs[line.index(theirs.len())].clone());
                }
                bytes = all.concat();
            }
            Change::Cut(place) => bytes.truncate(at(place, len)),
            Change::Crlf => {
                bytes = lines(&bytes).concat().split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
            }
            Change::Mark => drop(bytes.splice(0..0, "\u{feff}".bytes())),
            Change::Byte(..) => {}
        }
    }
    bytes
}

fn body(name: &str) -> (Food, fn(&[u8])) {
    let found = ALL.iter().find(|(other, ..)| *other == name).unwrap_or_else(|| panic!("no body {name}"));
    (found.1, found.2)
}

/// Runs a body on mutated seeds; fewer cases if one takes long.
fn altered(name: &str, cases: u32) {
    let (food, body) = body(name);
    let seeds = seeds::seeds(food);
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let config =
        ProptestConfig { failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::with_cases(cases) };
    let strategy = (any::<Index>(), any::<Index>(), proptest::collection::vec(alteration(), 1..8));
    let result = TestRunner::new(config).run(&strategy, |(seed, other, changes)| {
        let bytes = apply(seeds[seed.index(seeds.len())].clone(), &changes, &seeds[other.index(seeds.len())]);
        catch_unwind(AssertUnwindSafe(|| body(&bytes)))
            .map_err(|_| TestCaseError::fail(format!("{name} fails on:\n{}", bytes.escape_ascii())))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

macro_rules! bodies {
    ($($name:ident: $cases:expr),* $(,)?) => {
        $(#[test]
        fn $name() {
            altered(stringify!($name), $cases);
        })*

        #[test]
        fn every_body_is_run_and_has_a_fuzz_target() {
            let mut here = vec![$(stringify!($name)),*];
            here.sort_unstable();
            let all: Vec<&str> = ALL.iter().map(|(name, ..)| *name).collect();
            assert_eq!(here, all);
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
            let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
            for name in all {
                let target = std::fs::read_to_string(root.join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
                assert!(target.contains(&format!("fuzz_bodies::{name}(")), "{name}");
                assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
            }
        }
    };
}

bodies! {
    change: 48, check: 48, edit: 400, encode: 200, fix: 24, front_matter: 200, history: 100, html: 200,
    lsp: 24, markdown: 200, name: 200, plan: 12, rebuild: 48, report: 48, scope: 48, toml: 200, yaml: 300,
}

#[test]
fn past_fuzzer_findings_stay_fixed() {
    for (name, what, input) in regressions::REGRESSIONS {
        let held = catch_unwind(AssertUnwindSafe(|| body(name).1(input)));
        assert!(held.is_ok(), "{name}: {what}");
    }
}

/// With SCSDOC_SEEDS set to a folder, the seeds are written there for libFuzzer: a folder for each body.
#[test]
fn unmodified_fixtures_pass() {
    if let Some(folder) = std::env::var_os("SCSDOC_SEEDS") {
        let folder = Path::new(&folder);
        for (name, food, _) in ALL {
            std::fs::create_dir_all(folder.join(name)).unwrap();
            for (index, seed) in seeds::seeds(*food).iter().enumerate() {
                std::fs::write(folder.join(name).join(format!("seed-{index:04}")), seed).unwrap();
            }
        }
        return;
    }
    for (name, food, body) in ALL {
        for seed in seeds::seeds(*food) {
            let held = catch_unwind(AssertUnwindSafe(|| body(&seed)));
            assert!(held.is_ok(), "{name} fails on:\n{}", seed.escape_ascii());
        }
    }
}
