//! The kinds of work that are measured, by name.

use crate::common::{AT, corpus};
use scsdoc::testing::check::baseline::Baseline;
use scsdoc::testing::check::{self, Options, Outcome};
use scsdoc::testing::edit::fix::{FixRequest, fix};
use scsdoc::testing::load::{Entry, Tree};
use scsdoc::testing::model::change::Comparison;
use scsdoc::testing::model::history::{Commit, Facts, FileChange, History};
use scsdoc::testing::model::statements::{diff, other_sentences, statements};
use scsdoc::testing::model::trace::{CaseTraces, Trace};
use scsdoc::testing::render::images::Images;
use scsdoc::testing::render::links::{Anchors, Links};
use scsdoc::testing::render::templates::Templates;
use scsdoc::testing::render::{self, docusaurus, markdown, sanitize};
use scsdoc::testing::report::{Format, Settings, write};
use scsdoc::testing::scope::compile;
use scsdoc::testing::text::layout::Screen;
use scsdoc::testing::view::document::Register;
use scsdoc::testing::view::register;
use scsdoc::testing::view::table::TableFormat;
use scsdoc::testing::view::trace::{Filter, matrix};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

/// A kind of work on a register, with an older state.
pub type Work = fn(&Tree, &Tree);

/// All kinds of work.
pub const WORKS: &[(&str, Work)] = &[
    ("check", checked),
    ("page", paged),
    ("change", changed),
    ("fix", fixed),
    ("reports", reported),
    ("baseline", listed),
    ("summary", summarised),
    ("statements", compared),
    ("build", built),
    ("export", exported),
    ("history", told),
];

/// The path of a list of pre-existing findings.
pub const BASELINE: &str = "baseline.txt";

fn options() -> Options {
    Options::at(AT)
}

fn settings() -> Settings {
    Settings { screen: Screen { width: Some(100), color: false }, ..Settings::at(AT) }
}

fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    std::str::from_utf8(tree.entries.get(path).map_or(&[], |entry| entry.bytes())).unwrap()
}

fn checked(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let outcome = check::run(&corpus, &options());
    for format in [Format::Json, Format::Human] {
        black_box(write(format, &outcome, &corpus, &settings()));
    }
    let trace = Trace::at(&corpus, AT);
    black_box(matrix(&CaseTraces::of(&trace), AT, &Filter::default()).rows.len());
}

fn paged(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let anchors = Anchors::of(&corpus);
    let words = scsdoc::testing::words::english().clone();
    for document in &corpus.documents {
        let links = Links { corpus: &corpus, anchors: &anchors, document, root: "../".into(), images: &Images::new() };
        let headings = document.body.headings.iter().map(|heading| heading.anchor.clone()).collect();
        let rendered = markdown::html(&links, &words);
        let marks = rendered.marks.iter().map(|mark| mark.id.clone()).collect();
        black_box(sanitize::clean(&rendered.html, headings, marks, &[]));
    }
    for compiled in compile(&corpus) {
        black_box(compiled.text());
    }
}

fn changed(tree: &Tree, old: &Tree) {
    let (old, new) = (corpus(old), corpus(tree));
    black_box(check::run(&Comparison::new(&old, &new), &options()));
}

fn fixed(tree: &Tree, _: &Tree) {
    let look = |tree: &Tree| check::run(&corpus(tree), &options()).diagnostics;
    black_box(fix(tree, &FixRequest::default(), &look));
}

/// Every report that `check` above leaves out, and all findings into a baseline and out of it again.
fn reported(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let outcome = check::run(&corpus, &options());
    for format in [Format::Sarif, Format::Github, Format::Junit, Format::Gitlab, Format::Legacy] {
        black_box(write(format, &outcome, &corpus, &settings()));
    }
    black_box(write(Format::Summary, &outcome, &corpus, &settings()));
    let baseline = Baseline::parse(&Baseline::of(&outcome.diagnostics).write()).unwrap();
    assert_eq!(baseline.len(), outcome.diagnostics.len());
    let left = check::run(&corpus, &Options { baseline: Some(baseline), ..options() });
    assert!(left.diagnostics.is_empty());
}

/// A baseline that came from somewhere.
fn listed(tree: &Tree, _: &Tree) {
    if !tree.entries.contains_key(BASELINE) {
        return;
    }
    let baseline = Baseline::parse(text(tree, BASELINE)).unwrap();
    black_box(baseline.clone().within(&baseline).write());
    let corpus = corpus(tree);
    let outcome = check::run(&corpus, &Options { baseline: Some(baseline), ..options() });
    black_box(write(Format::Human, &outcome, &corpus, &settings()));
}

fn summarised(tree: &Tree, old: &Tree) {
    let (old, new) = (corpus(old), corpus(tree));
    let comparison = Comparison::new(&old, &new);
    let outcome = check::run(&comparison, &Options { new_only: true, ..options() });
    black_box(write(Format::Summary, &outcome, &comparison, &settings()));
}

fn compared(tree: &Tree, old: &Tree) {
    let (old, new) = (corpus(old), corpus(tree));
    for (old, new) in old.documents.iter().zip(&new.documents) {
        for read in [statements, other_sentences] {
            black_box(diff(&read(old), &read(new)).altered.len());
        }
    }
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::compile(&BTreeMap::new()).unwrap());

fn built(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let outcome = check::run(&corpus, &options());
    black_box(render::site(&corpus, &outcome, AT, &TEMPLATES).unwrap().len());
}

fn exported(tree: &Tree, _: &Tree) {
    let corpus = corpus(tree);
    let localized = TEMPLATES.localized(&TEMPLATES.words("en"));
    black_box(docusaurus::files(&corpus, AT, &TEMPLATES, &localized).unwrap().len());
    let outcome = Outcome::default();
    let table = register::list(&Register::new(&corpus, &outcome, AT), &Default::default());
    for format in [TableFormat::Csv, TableFormat::Json] {
        black_box(register::write(&table, format, Screen::PLAIN));
    }
}

/// Each file is a state of a document, one commit each; `NAME@NUMBER` is the document and the number of the state.
fn told(tree: &Tree, _: &Tree) {
    let facts = |entry: &Entry| Some(Arc::new(Facts::read(entry)));
    let mut commits = Vec::new();
    for (number, (path, entry)) in tree.entries.iter().enumerate() {
        let (path, _) = path.split_once('@').unwrap_or((path, ""));
        let change = FileChange { path: path.to_owned(), from: None, new: facts(entry) };
        let (summary, author) = (String::new(), String::new());
        commits.push(Commit {
            id: format!("{number:040}"),
            summary,
            author,
            date: AT,
            cut: false,
            changes: vec![change],
        });
    }
    black_box(History::build(commits).documents.len());
}
