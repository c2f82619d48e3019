//! Detects superlinear work: each input family is doubled four times, and the work per byte must not grow more than
//! eightfold.
//!
//! Work is counted, not timed: a child process of this test runs under Callgrind, which counts the instructions of one
//! function only, so the load of the machine does not matter. The cost of a nearly empty input is subtracted. If the
//! input grows sixteenfold, quadratic work grows sixteenfold per byte, and linear work hardly at all; the limit lies
//! between. `-- --nocapture` prints lines `KIND FAMILY: instructions per byte, small and large, ratio`.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod families;
mod outputs;
mod work;
pub mod worst_cases;

use families::{FAMILIES, Family};
use outputs::OUTPUTS;
use scsdoc::testing::load::Tree;
use std::hint::black_box;
use std::process::Command;
use std::sync::LazyLock;
use work::{WORKS, Work};

/// How often an input is doubled: sixteen times as much in the end.
const DOUBLED: u32 = 4;
/// How much more work a byte of the largest input may cost than one of the smallest.
const MOST: f64 = 8.0;
/// Set in the child that is counted, to the kind of work.
const CHILD: &str = "SCSDOC_GROWTH";

fn tree(family: &Family, n: usize) -> Tree {
    Tree::in_memory(family.files(n))
}

/// The size of an input, with its older state.
fn bytes(family: &Family, n: usize) -> usize {
    let files = family.files(n).into_iter().chain((family.before)(n));
    files.map(|(_, text)| text.len()).sum()
}

/// The one function whose instructions are counted. Its work happens in this thread alone.
#[inline(never)]
fn growth_counted_work(work: Work, tree: &Tree, old: &Tree) {
    work(black_box(tree), black_box(old));
}

/// Where the counter of the child writes its value and starts again.
#[inline(never)]
fn growth_write_count() {
    black_box(());
}

/// The families of a kind of work, with their sizes.
fn inputs(kind: &str) -> impl Iterator<Item = (&'static Family, [usize; 2])> {
    static WORST_CASES: LazyLock<Vec<Family>> = LazyLock::new(|| {
        let all = worst_cases::MARKDOWN.iter().chain(worst_cases::RULES_ON);
        all.map(|(name, make)| Family::of_bodies(name, *make)).collect()
    });
    let all =
        FAMILIES.iter().chain(OUTPUTS).chain(WORST_CASES.iter()).filter(move |family| family.works.contains(&kind));
    all.map(|family| (family, [family.small, family.small << DOUBLED]))
}

#[test]
fn counted_child() {
    let Ok(kind) = std::env::var(CHILD) else { return };
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().unwrap();
    let work = WORKS.iter().find(|(name, _)| *name == kind).unwrap().1;
    // What is made once for a process is made here, and not counted.
    let warm = tree(&FAMILIES[0], 2);
    work(&warm, &warm);
    // What nearly nothing costs would hide how a small input compares with a large one.
    growth_counted_work(work, &warm, &warm);
    growth_write_count();
    for (family, sizes) in inputs(&kind) {
        for n in sizes {
            growth_counted_work(work, &tree(family, n), &Tree::in_memory((family.before)(n)));
            growth_write_count();
        }
    }
}

/// Work of one kind, on all inputs that it is measured on.
fn grows(kind: &str) {
    if !crate::common::has("valgrind", "valgrind") {
        return;
    }
    let mut wrong = Vec::new();
    let counts = count(kind);
    let inputs: Vec<_> = inputs(kind).collect();
    let (fixed, counts) = counts.split_first().expect("a count");
    assert_eq!(counts.len(), inputs.len() * 2, "a count for each input of {kind}");
    for ((family, sizes), counts) in inputs.iter().zip(counts.chunks(2)) {
        // Where hardly more than that is left, it says nothing.
        let own = |count: u64| count.saturating_sub(*fixed).max(count / 4);
        let a_byte = |at: usize| own(counts[at]) as f64 / bytes(family, sizes[at]) as f64;
        let ratio = a_byte(1) / a_byte(0);
        println!("{kind} {}: {:.0} and {:.0}, ratio {ratio:.2}", family.name, a_byte(0), a_byte(1));
        if ratio > MOST {
            wrong.push(format!("{}: a byte costs {ratio:.1} times the work", family.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

macro_rules! sorts_of_work {
    ($($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            grows(stringify!($name));
        })*

        #[test]
        fn every_kind_of_work_is_measured() {
            let all: Vec<&str> = WORKS.iter().map(|(name, _)| *name).collect();
            assert_eq!(all, [$(stringify!($name)),*]);
        }
    };
}

sorts_of_work! {
    check, page, change, fix, reports, baseline, summary, statements, build, export, history,
}

/// Runs a child under callgrind, which writes a count after each input.
fn count(kind: &str) -> Vec<u64> {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*growth_counted_work*"])
        .args(["--dump-before=*growth_write_count*", "--compress-strings=no"])
        .arg(format!("--callgrind-out-file={}/out", folder.path().display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "growth::counted_child", "--test-threads=1"])
        .env(CHILD, kind)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts = (1..).map_while(|part| {
        let text = std::fs::read_to_string(folder.path().join(format!("out.{part}"))).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("summary: "))?;
        line.split_whitespace().next()?.parse().ok()
    });
    // What is written at the end of the process, after the last call, counts nothing.
    counts.filter(|count| *count > 0).collect()
}
