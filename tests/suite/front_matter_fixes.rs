//! Fixes of front matter in every style of YAML: line endings, byte order mark, quotes, comments, block and flow style.
//! A safe fix removes its finding, adds no error, and changes nothing else.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used)]

use crate::common::corpus;
use scsdoc::testing::check::{self, Options};
use scsdoc::testing::diagnostic::{Diagnostic, Severity};
use scsdoc::testing::edit::fix::{FixRequest, fix};
use scsdoc::testing::load::Tree;

const PATH: &str = "Standards/scs-0101-v2-entropy.md";
const GROUP: [&str; 8] = [
    "unknown-key",
    "wrong-type",
    "scalar-for-list",
    "invalid-value",
    "invalid-date",
    "forbidden-key",
    "template-comment",
    "byte-order-mark",
];

/// Text before the fix, and text that must be there afterwards.
const SEEDS: [(&str, &str, &str); 11] = [
    ("status: Draft", "status: Proposal", "Draft"),
    ("status: Draft", "status: draft", "Draft"),
    ("status: Draft", "Status: Draft", "status"),
    ("type: Standard", "type: standard", "Standard"),
    ("track: IaaS", "track: IAAS", "IaaS"),
    ("track: IaaS", "trak: IaaS", "track"),
    ("description: Text", "desription: Text", "description"),
    ("description: Text", "description: 12", "12"),
    ("description: Text", "description: true", "true"),
    ("replaces: [scs-0101-v1-entropy.md]", "replaces: scs-0101-v1-entropy.md", "scs-0101-v1-entropy.md"),
    ("replaces: [scs-0101-v1-entropy.md]", "stabilized_at: 8.2.2024", "2024-02-08"),
];

fn run(tree: &Tree) -> Vec<Diagnostic> {
    check::run(&corpus(tree), &Options::at(jiff::civil::date(2026, 11, 20))).diagnostics
}

fn errors(found: &[Diagnostic]) -> usize {
    found.iter().filter(|found| found.severity == Severity::Error).count()
}

/// The front matter with one line replaced, written in one of many ways.
fn write(from: &str, to: &str, variant: usize) -> String {
    let lines = [
        "title: Entropy",
        "type: Standard",
        if to.starts_with("stabilized_at") { "status: Stable" } else { "status: Draft" },
        "track: IaaS",
        "description: Text",
        "replaces: [scs-0101-v1-entropy.md]",
    ];
    let lines = lines.map(|line| {
        let line = if line == from { to } else { line };
        let (key, value) = line.split_once(": ").unwrap();
        let quoted = |quote: char| format!("{quote}{value}{quote}");
        let list = value.starts_with('[');
        let value = match variant % 3 {
            1 if !list && line == to && !value.starts_with(|c: char| c.is_ascii_digit()) && value != "true" => {
                quoted('"')
            }
            2 if !list && line == to && !value.starts_with(|c: char| c.is_ascii_digit()) && value != "true" => {
                quoted('\'')
            }
            _ => value.to_owned(),
        };
        let key = if variant / 3 % 2 == 1 { format!("\"{key}\"") } else { key.to_owned() };
        format!("{key}: {value}")
    });
    let yaml = match variant / 6 % 3 {
        0 => lines.map(|line| format!("{line}\n")).concat(),
        1 => lines.map(|line| format!("{line}  # a comment\n")).concat(),
        _ => format!("{{{}}}\n", lines.join(", ")),
    };
    let mut text = format!("---\n{yaml}---\n\n## Introduction\n\nText.\n");
    if variant / 18 % 2 == 1 {
        text = text.replace('\n', "\r\n");
    }
    if variant / 36 % 2 == 1 {
        text.insert(0, '\u{feff}');
    }
    text
}

#[test]
fn safe_fixes_work_in_every_style_of_front_matter() {
    let first = write("", "", 0).replace("replaces: [scs-0101-v1-entropy.md]\n", "");
    let wanted = FixRequest { only: GROUP.map(str::to_owned).to_vec(), ..FixRequest::default() };
    for (from, to, expected) in SEEDS {
        for variant in 0..72 {
            let text = write(from, to, variant);
            let tree =
                Tree::in_memory([("Standards/scs-0101-v1-entropy.md", first.as_bytes()), (PATH, text.as_bytes())]);
            let before = errors(&run(&tree));
            let fixed = fix(&tree, &wanted, &run);
            let found = fixed.left;
            let after = String::from_utf8(fixed.tree.entries[PATH].bytes().to_vec()).unwrap();
            let shown = format!("{text}\n=>\n{after}\n{found:#?}");
            assert!(!found.iter().any(|found| GROUP.contains(&found.rule)), "{shown}");
            assert!(errors(&found) <= before, "{shown}");
            assert!(after.contains(expected), "{shown}");
            assert!(!after.starts_with('\u{feff}'), "{shown}");
            assert_eq!(after.matches('\n').count() == after.matches("\r\n").count(), text.contains('\r'), "{shown}");
            assert_eq!(after.matches("# a comment").count(), text.matches("# a comment").count(), "{shown}");
            assert_eq!(after.split("---").nth(2), text.split("---").nth(2), "{shown}");
        }
    }
}
