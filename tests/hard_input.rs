//! Rules on hostile documents: the work of a check grows with the size of what it reads.

#![allow(clippy::disallowed_methods, reason = "a test")]

mod common;

use common::corpus;
use jiff::civil::date;
use proptest::prelude::*;
use scsdoc::check::{Options, run};
use scsdoc::load::Tree;
use scsdoc::model::Corpus;

/// The rules that are measured here.
const RULES: &[&str] = &[
    "broken-relative-link",
    "broken-anchor",
    "broken-document-link",
    "broken-repository-link",
    "link-text-mismatch",
    "link-to-deprecated",
    "relative-parent-link",
    "undefined-footnote",
    "undefined-reference",
    "unused-reference",
    "bare-document-mention",
    "mixed-negation",
    "undeclared-keywords",
    "page-hazard",
    "broken-table",
];

const BASE: &str = "https://github.com/SovereignCloudStack/standards/blob/main";

/// A name, and what makes a body of the size that is asked for.
type Hard = (&'static str, fn(usize) -> String);

/// Bodies of documents with many faults, or with many places that might be some.
const HARD: &[Hard] = &[
    ("broken anchors and headings", |n| (0..n).map(|i| format!("# word {i}\n\n[a](#wrd-{i})\n\n")).collect()),
    ("one broken link", |n| "[a](none.md) ".repeat(n)),
    ("pages that are not there", |n| "[scs-0100-v1](/standards/scs-0102-v1-x) ".repeat(n)),
    ("addresses that are not there", |n| format!("[a]({BASE}/none.py) ").repeat(n)),
    ("mismatches", |n| "[scs-0100-v1](scs-0101-v1-old.md) ".repeat(n)),
    ("links to what is over", |n| format!("# History\n\n{}", "###### a\n\n[b](scs-0101-v1-old.md)\n\n".repeat(n))),
    ("undefined references and definitions", |n| {
        (0..n).map(|i| format!("[a][label {i}] [Some Words {i}]\n\n[lable {i}]: x\n\n")).collect()
    }),
    ("undefined footnotes and footnotes", |n| (0..n).map(|i| format!("a[^x{i}]\n\n[^y{i}]: b\n\n")).collect()),
    ("mentions", |n| (0..n).map(|i| format!("scs-{:04}-v{i} scs-0101-v1 ", i % 9999)).collect()),
    ("keywords", |n| "MUST not\nMAY NOT SHOULD ".repeat(n)),
    ("keywords and blanks", |n| format!("MUST{}", "_ ".repeat(n))),
    ("nearly the word", |n| "2119 8174 14 MUST ".repeat(n)),
    ("less than", |n| "a <b ".repeat(n)),
    ("less than with values", |n| "<a ={ ".repeat(n)),
    ("braces", |n| "{".repeat(n)),
    ("comments in braces", |n| "{/* a */} ".repeat(n)),
    ("braces in images", |n| "![{](x) ".repeat(n)),
    ("braces in addresses", |n| format!("www.{}", "{".repeat(n))),
    ("autolinks", |n| "<https://e.org> ".repeat(n)),
    ("open tags", |n| "<b> ".repeat(n)),
    ("closing tags", |n| "</b> ".repeat(n)),
    ("tags in tags", |n| format!("{}{}", "<b>".repeat(n), "</b>".repeat(n))),
    ("tags in tags on lines", |n| format!("{}\n{}", "x <b>\n".repeat(n), "</b>\n".repeat(n))),
    ("backticks in HTML", |n| format!("<div>{}", "`<b>".repeat(n))),
    ("braces in HTML", |n| format!("<div>{}", "{/* a */} <b c='{'> ".repeat(n))),
    ("indented code", |n| "    a < b\n\ntext\n\n".repeat(n)),
    ("rows", |n| format!("|a|b|\n|-|-|\n{}", "|c|\n".repeat(n))),
];

fn register(body: &str) -> Corpus {
    let front = "---\ntitle: Hard\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---\n\n";
    let old = "---\ntitle: Old\ntype: Standard\nstatus: Deprecated\ntrack: IaaS\ndeprecated_at: 2024-01-01\n---\n";
    let files = [
        ("Standards/scs-0100-v1-hard.md", format!("{front}{body}\n")),
        ("Standards/scs-0101-v1-old.md", old.to_owned()),
    ];
    corpus(&Tree::in_memory(files))
}

fn options() -> Options {
    Options { only: RULES.iter().map(|rule| (*rule).to_owned()).collect(), ..Options::at(date(2026, 11, 20)) }
}

/// As for the reader of Markdown: eight times the text may take some thirty times the time.
#[test]
fn work_grows_with_the_size_of_a_document() {
    fn shortest(corpus: &Corpus) -> f64 {
        let options = options();
        let runs = (0..3).map(|_| {
            let start = std::time::Instant::now();
            std::hint::black_box(run(corpus, &options));
            start.elapsed().as_secs_f64()
        });
        runs.fold(f64::INFINITY, f64::min)
    }
    for (name, make) in HARD {
        let (small, large) = (register(&make(1_000)), register(&make(8_000)));
        let mut ratio = f64::INFINITY;
        for _ in 0..4 {
            ratio = ratio.min(shortest(&large) / shortest(&small).max(2e-4));
            if ratio < 30.0 {
                break;
            }
        }
        assert!(ratio < 30.0, "{name}: eight times the text took {ratio:.0} times the work");
    }
}

#[test]
fn nothing_hard_makes_a_rule_panic() {
    for (_, make) in HARD {
        for n in [0, 1, 2, 99, 300] {
            let text = make(n);
            for body in [text.replace('\n', "\r\n"), format!("{text}\u{1f600}"), text] {
                run(&register(&body), &options());
            }
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_a_rule_panic(parts in proptest::collection::vec(part(), 0..60)) {
        let corpus = register(&parts.concat());
        for found in run(&corpus, &options()).diagnostics {
            let source = corpus.source(&found.path).map(|source| source.text()).unwrap_or_default();
            let edits = found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
            for span in edits.chain([found.span]) {
                prop_assert!(source.get(span.range()).is_some(), "{}: {span:?} in {source:?}", found.rule);
            }
        }
    }
}

fn part() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "](",
        "]: ",
        "][",
        "[^a]",
        "<",
        ">",
        "</",
        "/>",
        "<b>",
        "<a href=\"",
        "\"",
        "<!--",
        "-->",
        "`",
        "|",
        "|-|-|\n",
        "\n",
        "\r\n",
        "\n\n",
        "# ",
        "- ",
        "> ",
        "    ",
        "\\",
        "*",
        "{",
        "}",
        "{#a}",
        "import ",
        "www.",
        "https://docs.scs.community/standards/scs-0101-v1-old",
        "#",
        "..",
        "/",
        ".md",
        "/standards/",
        "iaas/",
        "scs-0101-v1",
        "-old",
        "scs-0101",
        "MUST",
        " not",
        " NOT ",
        "MAY",
        "\u{e4}",
        "\u{1f600}",
        "\u{0}",
        "%C3",
        "?",
        " ",
    ])
}
