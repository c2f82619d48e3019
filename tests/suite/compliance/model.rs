//! Properties of verdicts for any reports.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use scsdoc::testing::config::Config;
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::Corpus;
use scsdoc::testing::model::compliance::moment::Lifetime;
use scsdoc::testing::model::compliance::verdict::{Question, Reason, Verdict, VersionVerdict};
use std::collections::BTreeMap;

const AT: Date = date(2026, 8, 21);
const CASES: [(&str, Lifetime); 4] =
    [("ex-1", Lifetime::Day), ("ex-2", Lifetime::Week), ("ex-3", Lifetime::Month), ("ex-4", Lifetime::Year)];

/// `v2` requires all test cases, `v1` the first two; `next` recommends only.
const SCOPE: &str = "name: Example
uuid: 11111111-1111-4111-8111-111111111111
url: https://example.org/
scripts:
- executable: suite.py
  testcases:
  - {id: ex-1, lifetime: day}
  - {id: ex-2}
  - {id: ex-3, lifetime: month}
  - {id: ex-4, lifetime: year}
modules:
- {id: a, name: A, url: x, targets: {main: [ex-1, ex-2], recommended: [ex-4]}}
- {id: b, name: B, url: x, targets: {main: [ex-3, ex-4]}}
- {id: c, name: C, url: x, targets: {recommended: [ex-3]}}
timeline:
- {date: 2026-01-01, versions: {v1: warn, v2: effective, next: draft, gone: deprecated}}
versions:
- {version: next, include: [c]}
- {version: v2, include: [a, b]}
- {version: v1, include: [a]}
";

#[derive(Clone, Debug)]
struct Made {
    run: usize,
    days: i32,
    seconds: u32,
    results: Vec<(usize, i8)>,
}

impl Made {
    fn checked(&self) -> Date {
        AT.checked_sub(jiff::Span::new().days(self.days)).unwrap()
    }

    fn text(&self) -> String {
        let time = jiff::civil::time(0, 0, 0, 0).wrapping_add(jiff::Span::new().seconds(self.seconds));
        let results = self
            .results
            .iter()
            .map(|(case, result)| format!("      x{case}-{result}: {{results: {{{}: {result}}}}}\n", CASES[*case].0));
        format!(
            "---\nspec: {{uuid: 11111111-1111-4111-8111-111111111111}}\nchecked_at: {} {time}\nsubject: cloud-a\nrun:\n  uuid: run-{}\n  invocations:\n{}    none: {{results: {{}}}}\n",
            self.checked(),
            self.run,
            results.collect::<String>().replace("      x", "    x"),
        )
    }
}

fn made() -> impl Strategy<Value = Made> {
    let results = prop::collection::vec((0..CASES.len(), -1..=1i8), 0..5);
    (0..20usize, -3..70i32, 0..3u32, results).prop_map(|(run, days, seconds, mut results)| {
        results.sort_unstable();
        results.dedup();
        Made { run, days, seconds, results }
    })
}

type Decided = BTreeMap<String, (Option<Verdict>, BTreeMap<String, Option<Verdict>>, Option<Reason>)>;

fn decide(files: &[(String, String)]) -> Decided {
    let tree = files.iter().map(|(name, text)| (format!("Certification/reports/{name}.yaml"), text.clone()));
    let tree = Tree::in_memory(tree.chain([("Tests/scs-x.yaml".to_owned(), SCOPE.to_owned())]));
    let corpus = Corpus::build(&tree, Config::default(), &Tree::default());
    let question = Question::new(&corpus.evidence, corpus.scopes.iter().map(|scope| &***scope), AT);
    let found = question.subject("cloud-a", |_| true);
    let version = |one: &VersionVerdict<'_>| {
        let targets = one.targets.iter().map(|(name, tally)| ((*name).to_owned(), tally.verdict())).collect();
        (one.name.to_owned(), (one.verdict, targets, one.reason))
    };
    found.scopes[0].versions.iter().map(version).collect()
}

fn files(all: &[Made]) -> Vec<(String, String)> {
    all.iter().enumerate().map(|(at, one)| (format!("r{at}"), one.text())).collect()
}

/// The results that count, by the words of the contract: the newest, and of one moment the worst.
fn current(all: &[Made], case: usize) -> Option<i8> {
    let results = all.iter().filter(|one| one.days >= 0).flat_map(|one| {
        let own = one.results.iter().filter(move |(other, _)| *other == case);
        own.map(move |(_, result)| (one.checked(), one.seconds, *result))
    });
    let fresh = results.filter(|(day, ..)| CASES[case].1.expires(*day) > AT);
    fresh.max_by_key(|(day, seconds, result)| (*day, *seconds, -result)).map(|(.., result)| result)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_do_not_depend_on_file_order_names_or_grouping(
        all in prop::collection::vec(made(), 0..8), shuffled in any::<prop::sample::Index>(),
    ) {
        let straight = decide(&files(&all));
        let mut other: Vec<Made> = all.clone();
        other.reverse();
        if !other.is_empty() {
            let at = shuffled.index(other.len());
            other.rotate_left(at);
        }
        prop_assert_eq!(&straight, &decide(&files(&other)));
        let (first, second) = other.split_at(other.len() / 2);
        let together = |part: &[Made]| part.iter().map(Made::text).collect::<String>();
        prop_assert_eq!(&straight, &decide(&[("z".into(), together(first)), ("a".into(), together(second))]));
        // Adding the same report again changes nothing.
        if let Some(one) = all.first() {
            let mut more = files(&all);
            more.push(("again".into(), one.text()));
            prop_assert_eq!(&straight, &decide(&more));
        }
    }

    #[test]
    fn version_passes_only_if_every_main_test_case_passed(all in prop::collection::vec(made(), 0..8)) {
        let found = decide(&files(&all));
        for (version, cases) in [("v2", 0..4), ("v1", 0..2)] {
            let values: Vec<Option<i8>> = cases.map(|case| current(&all, case)).collect();
            let expected = if values.contains(&Some(-1)) {
                Verdict::Fail
            } else if values.contains(&None) {
                Verdict::Miss
            } else if values.contains(&Some(0)) {
                Verdict::Dnf
            } else {
                Verdict::Pass
            };
            prop_assert_eq!(found[version].0, Some(expected));
        }
        prop_assert_eq!((found["next"].0, found["next"].2), (None, Some(Reason::NothingToTest)));
        prop_assert_eq!((found["gone"].0, found["gone"].2), (None, Some(Reason::UnknownVersion)));
    }

    #[test]
    fn an_expired_report_changes_no_verdict(all in prop::collection::vec(made(), 0..6), mut old in made()) {
        let before = decide(&files(&all));
        old.days = 1000;
        let after = decide(&files(&[all.as_slice(), &[old]].concat()));
        for (version, (verdict, targets, _)) in &before {
            prop_assert_eq!((verdict, targets), (&after[version].0, &after[version].1));
        }
    }

    #[test]
    fn only_a_newer_report_of_the_same_test_case_removes_a_failure(
        all in prop::collection::vec(made(), 1..6), more in made(),
    ) {
        let added = [all.as_slice(), std::slice::from_ref(&more)].concat();
        for case in 0..CASES.len() {
            if current(&all, case) == Some(-1) && current(&added, case) != Some(-1) {
                prop_assert!(more.results.iter().any(|(other, _)| *other == case) && more.days >= 0);
            }
        }
        let (before, after) = (decide(&files(&all)), decide(&files(&added)));
        if before["v2"].0 == Some(Verdict::Fail) && after["v2"].0 != Some(Verdict::Fail) {
            let failed = |case: &usize| current(&all, *case) == Some(-1);
            let newer = |case: usize| {
                let last = all.iter().filter(|one| one.days >= 0 && one.results.contains(&(case, -1)));
                let last = last.map(|one| (one.checked(), one.seconds)).max().unwrap();
                more.results.iter().any(|(other, _)| *other == case) && (more.checked(), more.seconds) > last
            };
            prop_assert!((0..4).filter(failed).all(newer));
        }
    }
}

#[test]
fn oversized_report_is_rejected_without_affecting_others() {
    let mut tree = Tree::in_memory([("Tests/scs-x.yaml", SCOPE)]);
    let large = Entry::TooLarge { start: b"---".as_slice().into(), size: 40 << 20, limit: 32 << 20 };
    tree.entries.insert("Certification/reports/a.yaml".into(), large);
    let good = Made { run: 1, days: 0, seconds: 0, results: vec![(0, 1)] };
    tree = tree.with("Certification/reports/b.yaml", good.text());
    let corpus = Corpus::build(&tree, Config::default(), &Tree::default());
    assert_eq!((corpus.evidence.reports.len(), corpus.evidence.refused), (1, 1));
}
