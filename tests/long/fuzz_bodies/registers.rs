//! A small register: all rules, all reports, and the fixes.

use super::{AT, Files, MOST, corpus, files, settings, tree};
use jsonschema::Validator;
use scsdoc::testing::check::{self, Options, Outcome};
use scsdoc::testing::diagnostic::{Diagnostic, Severity};
use scsdoc::testing::edit::fix::{FixRequest, fix as run_fix};
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::change::{Comparison, Snapshot};
use scsdoc::testing::model::{Corpus, statements};
use scsdoc::testing::report::{Format, Settings, write};
use scsdoc::testing::text::escape::hidden;
use scsdoc::testing::text::layout::Screen;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Maximum number of files of a register that is looked at.
pub const MOST_FILES: usize = 12;

/// The files in some bytes, if there are not too many.
pub fn small(data: &[u8]) -> Option<Files> {
    let files = (data.len() <= MOST).then(|| files(data))?;
    (files.new.len() <= MOST_FILES && files.old.len() <= MOST_FILES && !files.new.is_empty()).then_some(files)
}

/// Every rule on a register, alone and compared with an older state.
pub fn check(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let (old, new) = (tree(files.old), tree(files.new));
    let corpus = corpus(&new);
    let options = Options::at(AT);
    let outcome = check::run(&corpus, &options);
    found_well(&outcome, Snapshot::from(&corpus));
    let again = check::run(&super::corpus(&new), &options);
    assert_eq!(outcome.diagnostics, again.diagnostics, "the same input gives the same findings");
    if !old.entries.is_empty() {
        let base = super::corpus(&old);
        let comparison = Comparison::new(&base, &corpus);
        found_well(&check::run(&comparison, &options), Snapshot::from(&comparison));
    }
}

/// Findings are sorted, have valid locations, and are all in the reports.
fn found_well(outcome: &Outcome, snapshot: Snapshot<'_>) {
    let corpus = snapshot.corpus;
    assert!(outcome.diagnostics.is_sorted_by(|a, b| a.order() < b.order()), "in order, and each once");
    for found in &outcome.diagnostics {
        places(found, corpus, snapshot);
        assert!(!found.message.is_empty() && !found.message.ends_with('.'), "{}: {:?}", found.rule, found.message);
    }
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github] {
        let settings = Settings { screen: Screen { width: Some(100), color: false }, ..Settings::at(AT) };
        let text = write(format, outcome, snapshot, &settings);
        let raw = text.chars().find(|c| hidden(*c) && *c != '\n');
        assert_eq!(raw, None, "a hidden character in {format:?}: {text:?}");
        assert!(!text.contains("##["), "a workflow command in {format:?}: {text:?}");
        if format != Format::Github {
            let command = text.lines().find(|line| line.trim_start().starts_with("::"));
            assert_eq!(command, None, "a workflow command in {format:?}");
        } else {
            // A line with the number of the findings that it represents.
            let more = |line: &str| -> usize {
                let Some((number, _)) = line.rsplit_once(" more in this ") else { return 0 };
                let digits = number.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                digits.parse().unwrap_or(0)
            };
            let findings: usize = text.lines().filter(|line| line.starts_with("::")).map(|line| 1 + more(line)).sum();
            assert_eq!(findings, outcome.diagnostics.len(), "{text}");
        }
        if format == Format::Json {
            let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let wrong = schema().iter_errors(&report).next().map(|error| error.to_string());
            assert_eq!(wrong, None, "the report and its schema");
            let messages = report["diagnostics"].as_array().expect("findings").iter().map(|found| &found["message"]);
            let ours = outcome.diagnostics.iter().map(|found| found.message.as_str());
            assert!(messages.eq(ours), "messages as they were");
        }
        if format == Format::Sarif {
            let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let results = report["runs"][0]["results"].as_array().map_or(0, Vec::len);
            assert_eq!(results, outcome.diagnostics.len());
        }
    }
}

fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let text = include_str!("../../../schemas/report.schema.json");
        jsonschema::validator_for(&serde_json::from_str(text).expect("JSON")).expect("a schema")
    })
}

fn places(found: &Diagnostic, corpus: &Corpus, snapshot: Snapshot<'_>) {
    let what = format!("{}: {}", found.rule, found.message);
    if let Some(source) = corpus.source(&found.path) {
        super::fits(source.text(), found.span, &what);
    } else {
        assert_eq!(found.span.end, 0, "{what}: a place in {} that nothing is known of", found.path);
    }
    for label in &found.related {
        if let Some(source) = scsdoc::testing::report::source_of(&snapshot, label) {
            super::fits(source.text(), label.span, &what);
        }
    }
    if let Some(fix) = &found.fix {
        assert!(fix.edits.is_sorted(), "{what}: edits in order");
        for edit in &fix.edits {
            let source = corpus.source(&edit.path).expect("a file to edit");
            super::fits(source.text(), edit.span, &what);
        }
        let apart = |pair: &[scsdoc::testing::diagnostic::Edit]| {
            pair[0].path != pair[1].path || pair[0].span.end <= pair[1].span.start
        };
        assert!(fix.edits.windows(2).all(apart), "{what}: edits that overlap");
    }
}

fn errors(found: &[Diagnostic]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for found in found.iter().filter(|found| found.severity == Severity::Error) {
        *counts.entry((found.rule, found.path.as_str())).or_default() += 1;
    }
    counts
}

/// Safe fixes are idempotent, introduce no error, and do not change requirements.
pub fn fix(data: &[u8]) {
    let Some(files) = small(data) else { return };
    let before = tree(files.new);
    let look = |tree: &Tree| check::run(&Corpus::build(tree, settings(tree), tree), &Options::at(AT)).diagnostics;
    let fixed = run_fix(&before, &FixRequest::default(), &look);
    let (was, is) = (look(&before), look(&fixed.tree));
    assert_eq!(is, fixed.left, "what is said to be left is left");
    let was = errors(&was);
    for (key, count) in errors(&is) {
        assert!(count <= was.get(&key).copied().unwrap_or(0), "{key:?} is new or more than before: {is:#?}");
    }
    let again = run_fix(&fixed.tree, &FixRequest::default(), &look);
    for (path, entry) in &fixed.tree.entries {
        let twice = again.tree.entries.get(path).map(|entry| entry.bytes());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(twice.map(text), Some(text(entry.bytes())), "{path}: fixed twice");
    }
    let (old, new) = (corpus(&before), corpus(&fixed.tree));
    assert!(before.entries.keys().eq(fixed.tree.entries.keys()), "no file comes or goes");
    for (old, new) in old.documents.iter().zip(&new.documents) {
        assert_eq!(old.path, new.path);
        // An unclosed front matter that is closed by a fix takes lines out of the text, as was meant.
        let demands = |document| statements::statements(document).into_iter().map(|one| one.words).collect::<Vec<_>>();
        if old.front.fence == new.front.fence {
            assert_eq!(demands(old), demands(new), "{}: what it demands", old.path);
        }
    }
    // Each fix by itself can be made.
    for found in look(&before) {
        let Some(fix) = &found.fix else { continue };
        let set = scsdoc::testing::edit::set::EditSet::from(fix);
        assert!(set.apply(&before).is_ok(), "{}: {:?}", found.rule, set.apply(&before).err());
    }
}
