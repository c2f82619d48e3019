//! Rules on hostile documents: the work of a check grows with the size of what it reads.

#![allow(clippy::disallowed_methods, reason = "a test")]

use crate::common::corpus;
use crate::growth::hard::{MARKDOWN, RULES_ON};
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

#[test]
fn nothing_hard_makes_a_rule_panic() {
    for (_, make) in RULES_ON.iter().chain(MARKDOWN) {
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
