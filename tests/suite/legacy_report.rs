//! `check --format legacy` compared with the register's old checker: we report everything that it reports.
//!
//! The old checker was run on the cases below and reported each.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{folder, rows, run};
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const BODY: &str = "\n## Introduction\n\nText.\n\n## Motivation\n\nText.\n\n## Regulations\n\nIt MUST be so.\n";

const DRAFT: &str = "title: X\ntype: Standard\nstatus: Draft\ntrack: IaaS\n";
const STABLE: &str = "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\nstabilized_at: 2024-01-01\n";
const SUPPLEMENT: &str = "title: X\ntype: Supplement\ntrack: IaaS\n";
const ONE: &str = "scs-0100-v1-x.md";

const CASES: &[Case] = &[
    ("too few parts", &[("scs-0100-v1.md", DRAFT)], "scs-0100-v1.md", "malformed-name"),
    ("a short number", &[("scs-100-v1-x.md", DRAFT)], "scs-100-v1-x.md", "malformed-name"),
    ("a number with a letter", &[("scs-01o0-v1-x.md", DRAFT)], "scs-01o0-v1-x.md", "malformed-name"),
    ("another letter", &[("scs-0100-x1-foo.md", DRAFT)], "scs-0100-x1-foo.md", "malformed-name"),
    ("no version", &[("scs-0100-vx-foo.md", DRAFT)], "scs-0100-vx-foo.md", "malformed-name"),
    ("no front matter", &[(ONE, "")], ONE, "missing-front-matter"),
    ("no type", &[(ONE, "title: X\nstatus: Draft\ntrack: IaaS\n")], ONE, "missing-key"),
    ("another type", &[(ONE, "title: X\ntype: standard\nstatus: Draft\ntrack: IaaS\n")], ONE, "invalid-value"),
    ("no status", &[(ONE, "title: X\ntype: Standard\ntrack: IaaS\n")], ONE, "missing-key"),
    ("another status", &[(ONE, "title: X\ntype: Standard\nstatus: Final\ntrack: IaaS\n")], ONE, "invalid-value"),
    ("no track", &[(ONE, "title: X\ntype: Standard\nstatus: Draft\n")], ONE, "missing-key"),
    ("another track", &[(ONE, "title: X\ntype: Standard\nstatus: Draft\ntrack: PaaS\n")], ONE, "invalid-value"),
    (
        "no date",
        &[(ONE, "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\nstabilized_at: soon\n")],
        ONE,
        "invalid-date",
    ),
    (
        "a replacement",
        &[
            (ONE, "title: X\ntype: Standard\nstatus: Draft\ntrack: IaaS\nreplaced_by:\n  - scs-0100-v2-x.md\n"),
            ("scs-0100-v2-x.md", DRAFT),
        ],
        ONE,
        "forbidden-key",
    ),
    (
        "deprecated without a date",
        &[(ONE, "title: X\ntype: Standard\nstatus: Deprecated\ntrack: IaaS\nstabilized_at: 2024-01-01\n")],
        ONE,
        "missing-deprecated-at",
    ),
    (
        "stable without a date",
        &[(ONE, "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\n")],
        ONE,
        "missing-stabilized-at",
    ),
    (
        "rejected without a date",
        &[(ONE, "title: X\ntype: Standard\nstatus: Rejected\ntrack: IaaS\n")],
        ONE,
        "missing-rejected-at",
    ),
    ("two of one version", &[(ONE, DRAFT), ("scs-0100-v1-y.md", DRAFT)], "scs-0100-v1-y.md", "duplicate-number"),
    ("two stable versions", &[(ONE, STABLE), ("scs-0100-v2-x.md", STABLE)], ONE, "several-effective"),
    (
        "a supplement of another type",
        &[(ONE, DRAFT), (NOTES, "title: X\ntype: Standard\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\n")],
        NOTES,
        "invalid-value",
    ),
    (
        "a supplement with a status",
        &[
            (ONE, DRAFT),
            (NOTES, "title: X\ntype: Supplement\nstatus: Draft\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\n"),
        ],
        NOTES,
        "forbidden-key",
    ),
    ("a supplement to nothing", &[(ONE, DRAFT), (NOTES, SUPPLEMENT)], NOTES, "missing-key"),
    (
        "a supplement without a list",
        &[(ONE, DRAFT), (NOTES, "title: X\ntype: Supplement\ntrack: IaaS\nsupplements: scs-0100-v1-x.md\n")],
        NOTES,
        "scalar-for-list",
    ),
    (
        "a supplement to what is not there",
        &[(ONE, DRAFT), (NOTES, "title: X\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v9-x.md\n")],
        NOTES,
        "unknown-supplemented",
    ),
    (
        "an invisible character in a status",
        &[(ONE, "title: X\ntype: Standard\nstatus: Draft\u{200b}\ntrack: IaaS\n")],
        ONE,
        "invalid-value",
    ),
    (
        "a soft hyphen in a track",
        &[(ONE, "title: X\ntype: Standard\nstatus: Draft\ntrack: Iaa\u{ad}S\n")],
        ONE,
        "invalid-value",
    ),
    (
        "a blank that YAML keeps in a type",
        &[(ONE, "title: X\ntype: Standard\u{a0}\nstatus: Draft\ntrack: IaaS\n")],
        ONE,
        "invalid-value",
    ),
    (
        "an invisible character by an escape",
        &[(ONE, "title: X\ntype: Standard\nstatus: \"Draft\\u200b\"\ntrack: IaaS\n")],
        ONE,
        "invalid-value",
    ),
    (
        "an invisible character in a key",
        &[(ONE, "title: X\ntype: Standard\nstatus\u{200b}: Draft\ntrack: IaaS\n")],
        ONE,
        "missing-key",
    ),
    (
        "an invisible character in a date",
        &[(ONE, "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\nstabilized_at: 2024-01-01\u{200b}\n")],
        ONE,
        "invalid-date",
    ),
    (
        "an invisible character in a list",
        &[
            (ONE, DRAFT),
            (NOTES, "title: X\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\u{200b}\n"),
        ],
        NOTES,
        "unknown-supplemented",
    ),
    ("a tab", &[(ONE, "title: X\ntype: Standard\nstatus:\tDraft\ntrack: IaaS\n")], ONE, "yaml-not-portable"),
    ("no YAML", &[(ONE, "title: [X\ntype: Standard\n")], ONE, "invalid-yaml"),
];

fn register(files: &[(&str, &str)]) -> TempDir {
    folder(files.iter().map(|(name, front)| {
        let front = if front.is_empty() { String::new() } else { format!("---\n{front}---\n") };
        (format!("Standards/{name}"), format!("{front}{BODY}"))
    }))
}

fn ours(root: &Path, more: &[&str]) -> Output {
    run(root, &[&["check", "--format", "legacy"], more].concat())
}

#[test]
fn every_finding_of_the_old_checker_is_reported() {
    let mut wrong = Vec::new();
    for [what, rule, file, first, front_of, second, other] in rows(CASES) {
        let named = [("DRAFT", DRAFT), ("STABLE", STABLE), ("SUPPLEMENT", SUPPLEMENT)];
        let front = |written: &str| -> String {
            named.iter().find(|(name, _)| *name == written).map_or(written, |(_, front)| front).into()
        };
        let fronts = [front(&front_of), front(&other)];
        let files = [(first.as_str(), fronts[0].as_str()), (second.as_str(), fronts[1].as_str())];
        let folder = register(&files[..if second.is_empty() { 1 } else { 2 }]);
        let output = ours(folder.path(), &[]);
        let said = String::from_utf8(output.stdout).unwrap();
        let (start, end) = (format!("ERROR: in {file}: "), format!(" ({rule})"));
        let found = said.lines().any(|line| line.starts_with(&start) && line.ends_with(&end));
        if !found || output.status.code() != Some(said.lines().count() as i32) || !output.stderr.is_empty() {
            wrong.push(format!("{what}: {rule} is not in\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_clean_register_has_no_findings() {
    let stable = format!("{STABLE}description: |\n  What it is about.\n");
    let folder = register(&[(ONE, &stable)]);
    let output = ours(folder.path(), &["--only", "missing-key"]);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
}

/// 256 errors were a success for the old checker.
#[test]
fn exit_status_is_error_count_capped_at_255() {
    let many: Vec<String> = (0..300).map(|n| format!("scs-{:04}-v1.md", 100 + n)).collect();
    let files: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), DRAFT)).collect();
    let folder = register(&files);
    let output = ours(folder.path(), &["--only", "malformed-name"]);
    assert_eq!(output.status.code(), Some(255));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 300);
}
