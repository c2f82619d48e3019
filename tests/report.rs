//! Reports: what a person and a program see, from findings made by hand.

mod common;

use common::corpus;
use scsdoc::check::Outcome;
use scsdoc::diagnostic::{Diagnostic, Edit, Severity};
use scsdoc::load::Tree;
use scsdoc::model::Corpus;
use scsdoc::report::{self, Format, Settings};
use scsdoc::text::Span;

const DOCUMENT: &str = "Standards/scs-0100-v1-flavors.md";
const OTHER: &str = "Standards/scs-0001-v1-standards.md";
const TEXT: &str = "---\ntitle: Flavors\ntype: standard\nstatus: Proposal\nreplaces: scs-0100-v0-flavors.md\n---\n\n\
## Introduction\n\nA flavor says how much a machine gets, and it is named so that whoever reads [the name](#naming-scheme) knows it too.\n";

fn settings(width: usize) -> Settings {
    Settings { at: jiff::civil::date(2026, 11, 20), color: false, width, quiet: false, files: None }
}

fn register() -> Corpus {
    corpus(&Tree::in_memory([(DOCUMENT, TEXT), (OTHER, "---\ntitle: Standards\n---\n")]))
}

fn finding(rule: &'static str, severity: Severity, path: &str, span: Span, message: &str) -> Diagnostic {
    Diagnostic {
        rule,
        severity,
        message: message.into(),
        path: path.into(),
        span,
        label: String::new(),
        related: Vec::new(),
        help: None,
        fix: None,
    }
}

fn at(text: &str) -> Span {
    let start = TEXT.find(text).unwrap();
    Span::new(start, start + text.len())
}

fn outcome() -> Outcome {
    let title = at("Flavors");
    let diagnostics = vec![
        finding("slug-charset", Severity::Error, DOCUMENT, Span::at(0), "the slug `Flavors` has `F`")
            .help("rename the file while the document is a proposal; a slug accepted long ago cannot be changed"),
        finding(
            "slug-charset",
            Severity::Warning,
            DOCUMENT,
            title,
            "the title is the same as that of another document",
        )
        .label("this one")
        .related(OTHER, Span::new(11, 20), "the other one"),
        finding("slug-charset", Severity::Error, DOCUMENT, at("standard"), "`standard` is not a type")
            .help("did you mean `Standard`?")
            .fix(true, "replace `standard` by `Standard`", at("standard"), "Standard"),
        finding(
            "slug-charset",
            Severity::Note,
            DOCUMENT,
            at("(#naming-scheme)"),
            "no heading has the anchor `naming-scheme`, which is a rather long thing to say here",
        )
        .label("there is `introduction`, and this label is too long for a narrow terminal"),
        finding(
            "slug-charset",
            Severity::Error,
            DOCUMENT,
            at("replaces: scs-0100-v0-flavors.md\n"),
            "`replaces` must be a list",
        )
        .fix(true, "write a list", at(" scs-0100-v0-flavors.md"), "\n  - scs-0100-v0-flavors.md"),
        finding("slug-charset", Severity::Error, DOCUMENT, Span::new(0, TEXT.len()), "everything is wrong"),
    ];
    Outcome { diagnostics, suppressed: 4 }
}

#[test]
fn look() {
    for width in [60, 100] {
        println!("{}", report::write(Format::Human, &outcome(), &register(), &settings(width)));
    }
    let mut s = settings(80);
    s.color = true;
    println!("{:?}", report::write(Format::Human, &outcome(), &register(), &s));
}
