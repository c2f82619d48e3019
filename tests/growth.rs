//! The quadratic guard: each input family is doubled four times, and the work for a byte must not grow more than eightfold.
//!
//! Work is counted and not timed: a child of this test runs under callgrind, which counts the instructions of one function
//! and of nothing else, so that a busy machine changes no figure. Sixteen times the input costs sixteen times the
//! work for a byte where something is quadratic, and hardly more than once where nothing is; between them lies the limit.
//! The lines `KIND FAMILY: instructions a byte, small and large, ratio` are printed with `-- --nocapture`.

#![allow(clippy::disallowed_methods, reason = "a test")]

#[path = "growth/families.rs"]
mod families;
#[path = "growth/hard.rs"]
mod hard;

use families::{FAMILIES, Family};
use jiff::civil::date;
use scsdoc::check::{self, Options};
use scsdoc::config::{Config, FILE_NAME};
use scsdoc::edit::fix::{Wanted, fix};
use scsdoc::load::{Tree, config_of};
use scsdoc::model::Corpus;
use scsdoc::model::change::Comparison;
use scsdoc::model::trace::Trace;
use scsdoc::render::links::{Anchors, Links};
use scsdoc::render::words::Dictionary;
use scsdoc::render::{markdown, sanitise, scopes};
use scsdoc::report::trace::{Cases, Filter, matrix};
use scsdoc::report::{Format, Settings, write};
use std::hint::black_box;
use std::process::Command;
use std::sync::LazyLock;

/// How often an input is doubled: sixteen times as much in the end.
const DOUBLED: u32 = 4;
/// How much more work a byte of the largest input may cost than one of the smallest.
const MOST: f64 = 8.0;
/// Set in the child that is counted, to the kind of work.
const CHILD: &str = "SCSDOC_GROWTH";

/// A sort of work over a register.
type Work = fn(&Tree, &Tree);

const WORKS: &[(&str, Work)] = &[("check", checked), ("page", paged), ("change", changed), ("fix", fixed)];

fn corpus(tree: &Tree) -> Corpus {
    let config = tree.entries.get(FILE_NAME).map_or_else(Config::default, |entry| config_of(FILE_NAME, entry));
    Corpus::build(tree, config, tree)
}

fn options() -> Options {
    Options::at(date(2026, 11, 20))
}

fn checked(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let outcome = check::run(&corpus, &options());
    let settings =
        Settings { at: date(2026, 11, 20), color: false, width: 100, quiet: false, files: None, strict: false };
    for format in [Format::Json, Format::Human] {
        black_box(write(format, &outcome, &corpus, &settings));
    }
    let trace = Trace::at(&corpus, options().at);
    black_box(matrix(&Cases::of(&trace), options().at, &Filter::default()).rows.len());
}

fn paged(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let anchors = Anchors::of(&corpus);
    let words = Dictionary::with(None).expect("the words").language("en");
    for document in &corpus.documents {
        let links = Links { corpus: &corpus, anchors: &anchors, document, root: "../".into() };
        let headings = document.body.headings.iter().map(|heading| heading.anchor.clone()).collect();
        let rendered = markdown::html(&links, &words);
        let marks = rendered.marks.iter().map(|mark| mark.id.clone()).collect();
        black_box(sanitise::clean(&rendered.html, headings, marks));
    }
    for draft in scopes::drafts(&corpus) {
        black_box(draft.text());
    }
}

fn changed(tree: &Tree, old: &Tree) {
    let (old, new) = (corpus(old), corpus(tree));
    black_box(check::run(&Comparison::new(&old, &new), &options()));
}

fn fixed(tree: &Tree, _: &Tree) {
    let look = |tree: &Tree| check::run(&corpus(tree), &options()).diagnostics;
    black_box(fix(tree, &Wanted::default(), &look));
}

fn tree(family: &Family, n: usize) -> Tree {
    Tree::in_memory(family.files(n))
}

fn bytes(tree: &Tree) -> usize {
    tree.entries.values().map(|entry| entry.bytes().len()).sum()
}

/// The one function whose instructions are counted. Its work happens in this thread alone.
#[inline(never)]
fn growth_counted_work(work: Work, tree: &Tree, old: &Tree) {
    work(black_box(tree), black_box(old));
}

/// Where the counter of the child writes what it has and begins anew.
#[inline(never)]
fn growth_write_count() {
    black_box(());
}

/// The families of a kind of work, with their sizes.
fn inputs(kind: &str) -> impl Iterator<Item = (&'static Family, [usize; 2])> {
    static HARD: LazyLock<Vec<Family>> = LazyLock::new(|| {
        let all = hard::MARKDOWN.iter().chain(hard::RULES_ON);
        all.map(|(name, make)| Family::of_bodies(name, *make)).collect()
    });
    let all = FAMILIES.iter().chain(HARD.iter()).filter(move |family| family.works.contains(&kind));
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
    for (family, sizes) in inputs(&kind) {
        for n in sizes {
            growth_counted_work(work, &tree(family, n), &Tree::in_memory((family.before)(n)));
            growth_write_count();
        }
    }
}

#[test]
fn work_grows_with_the_size_of_the_input() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: valgrind is not here, and nothing else counts instructions");
        return;
    }
    let mut wrong = Vec::new();
    for (kind, _) in WORKS {
        let counts = count(kind);
        let inputs: Vec<_> = inputs(kind).collect();
        assert_eq!(counts.len(), inputs.len() * 2, "a count for each input of {kind}");
        for ((family, sizes), counts) in inputs.iter().zip(counts.chunks(2)) {
            let a_byte = |at: usize| counts[at] as f64 / bytes(&tree(family, sizes[at])) as f64;
            let ratio = a_byte(1) / a_byte(0);
            println!("{kind} {}: {:.0} and {:.0}, ratio {ratio:.2}", family.name, a_byte(0), a_byte(1));
            if ratio > MOST {
                wrong.push(format!("{kind} {}: a byte costs {ratio:.1} times the work", family.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Runs a child under callgrind, which writes a count behind each input.
fn count(kind: &str) -> Vec<u64> {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--collect-atstart=no", "--toggle-collect=*growth_counted_work*"])
        .args(["--dump-before=*growth_write_count*", "--compress-strings=no"])
        .arg(format!("--callgrind-out-file={}/out", folder.path().display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "counted_child", "--test-threads=1"])
        .env(CHILD, kind)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let counts = (1..).map_while(|part| {
        let text = std::fs::read_to_string(folder.path().join(format!("out.{part}"))).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("summary: "))?;
        line.split_whitespace().next()?.parse().ok()
    });
    // What is written at the end of the process, behind the last call, counts nothing.
    counts.filter(|count| *count > 0).collect()
}
