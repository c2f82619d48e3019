//! Verdicts from many reports: a ledger of 10,000 reports (a million results of 27 subjects) on a date, a year of daily
//! verdicts for all subjects, and one report of 5 MB including its logs.
//!
//! `cargo bench --bench compliance` prints time and memory, each with a reference: the same bytes only parsed by
//! serde_json, or hashed.

#![allow(missing_docs)]

use divan::{AllocProfiler, Bencher, black_box};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::compliance::changes::ScopeFileHistory;
use scsdoc::testing::model::compliance::history::Years;
use scsdoc::testing::model::compliance::verdict::Question;
use scsdoc::testing::model::compliance::{Evidence, Paths, report};
use scsdoc::testing::model::scope::{Scope, ScopeFile};
use scsdoc::testing::text::Source;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const AT: Date = date(2026, 11, 20);
const SUBJECTS: usize = 27;
const CASES: usize = 100;

fn main() {
    divan::main();
}

/// A scope with 100 test cases that expire daily, and two versions.
static SCOPE: LazyLock<ScopeFile> = LazyLock::new(|| {
    let mut text = "uuid: 11111111-1111-4111-8111-111111111111\nname: Example\nurl: https://example.org/\nscripts:\n- executable: suite.py\n  testcases:\n".to_owned();
    (0..CASES).for_each(|case| writeln!(text, "  - {{id: ex-{case}-test-case, lifetime: day}}").unwrap());
    let list =
        |cases: std::ops::Range<usize>| cases.map(|case| format!("ex-{case}-test-case")).collect::<Vec<_>>().join(", ");
    writeln!(text, "modules:\n- {{id: a, name: A, url: x, targets: {{main: [{}]}}}}", list(0..CASES / 2)).unwrap();
    writeln!(text, "- {{id: b, name: B, url: x, targets: {{main: [{}]}}}}", list(CASES / 2..CASES)).unwrap();
    text.push_str("timeline:\n- {date: 2025-01-01, versions: {v2: effective, v1: warn}}\nversions:\n- {version: v2, include: [a, b]}\n- {version: v1, include: [a]}\n");
    ScopeFile::parse("Tests/scs-example.yaml", &Entry::File(text.as_bytes().into()))
});

/// The ledger: a report for each subject and day, with a failure here and there.
static LEDGER: LazyLock<Tree> = LazyLock::new(|| {
    let mut text = String::new();
    for number in 0..10_000usize {
        let (day, subject) = (number / SUBJECTS, number % SUBJECTS);
        let day = AT.checked_sub(i64::try_from(day).unwrap().days()).unwrap();
        write!(text, r#"{{"run":"00000000-0000-4000-8000-{number:012}","subject":"cloud-{subject}","scope":"11111111-1111-4111-8111-111111111111","checked_at":"{day}T03:14:15Z","sha256":"{number:064}","signed_by":null,"results":{{"#).unwrap();
        for case in 0..CASES {
            let comma = if case == 0 { "" } else { "," };
            let result = if number % 97 == 0 && case == 7 { -1 } else { 1 };
            write!(text, r#"{comma}"ex-{case}-test-case":{result}"#).unwrap();
        }
        text.push_str("}}\n");
    }
    Tree::in_memory([("Certification/ledger/2026.jsonl", text)])
});

fn evidence() -> Evidence {
    let paths = Paths { ledger: vec!["Certification/ledger/2026.jsonl".into()], ..Paths::default() };
    Evidence::read(&paths, Arc::new(LEDGER.clone()), None)
}

fn subjects() -> Vec<String> {
    (0..SUBJECTS).map(|subject| format!("cloud-{subject}")).collect()
}

#[divan::bench]
fn ledger_read_and_evaluated(bencher: Bencher) {
    let _ = (&*SCOPE, &*LEDGER);
    bencher.bench(|| {
        let evidence = evidence();
        let question = Question::new(&evidence, [&**SCOPE], AT);
        let versions = |subject: &String| question.subject(subject, |_| true).scopes[0].versions.len();
        black_box(subjects().iter().map(versions).sum::<usize>())
    });
}

/// For reference: only parsing the same lines with serde_json, in one thread.
#[divan::bench]
fn ledger_by_serde_json_alone(bencher: Bencher) {
    let Some(Entry::File(bytes)) = LEDGER.entries.values().next() else { return };
    let text = std::str::from_utf8(bytes).unwrap();
    bencher.bench(|| {
        text.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .filter(|one| one.is_object())
            .count()
    });
}

#[divan::bench]
fn year_of_daily_verdicts(bencher: Bencher) {
    let evidence = evidence();
    let (past, scope): (_, &Scope) = (ScopeFileHistory::default(), &SCOPE);
    bencher.bench(|| {
        let years = Years::new(&evidence, &past, &[scope], AT.checked_sub(1.year()).unwrap(), AT);
        let borders = subjects().iter().map(|subject| years.history(subject, "scs-example").len()).sum::<usize>();
        black_box(borders)
    });
}

/// A report of 5 MB, of which nearly everything is a log.
static REPORT: LazyLock<String> = LazyLock::new(|| {
    let mut text = "---\nspec:\n  uuid: 11111111-1111-4111-8111-111111111111\n  name: Example\nchecked_at: 2026-11-20 03:14:15.857464\nreference_date: 2026-11-20\nsubject: cloud-1\nrun:\n  uuid: 22ee6fea-1b0e-4b47-b93a-9614702e86b1\n  invocations:\n    78a9adf3-92c4-43f2-820e-431ae99b2761:\n      results:\n".to_owned();
    (0..CASES).for_each(|case| writeln!(text, "        ex-{case}-test-case: 1").unwrap());
    text.push_str("      rc: 0\n      stdout: []\n      stderr:\n");
    while text.len() < 5 << 20 {
        let line = text.len();
        writeln!(text, "      - 'WARNING: flavor ''x-{line}'' has no property ''y'' that the standard asks for'")
            .unwrap();
    }
    text
});

#[divan::bench]
fn report_of_5_mb(bencher: Bencher) {
    let bytes = REPORT.as_bytes();
    bencher.bench(|| black_box(report::read(&"report.yaml".into(), bytes, &Source::new(bytes), 0).reports.len()));
}

/// For reference: only its hash.
#[divan::bench]
fn report_hash_alone(bencher: Bencher) {
    use sha2::Digest;
    bencher.bench(|| black_box(sha2::Sha256::digest(REPORT.as_bytes())));
}
