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

/// What is wrong, our rule for it, the reported file; one or two files, each with its name and front matter.
const CASES: &str = r#"
["too few parts", "malformed-name", "scs-0100-v1.md", "scs-0100-v1.md", "DRAFT", "", ""]
["a short number", "malformed-name", "scs-100-v1-x.md", "scs-100-v1-x.md", "DRAFT", "", ""]
["a number with a letter", "malformed-name", "scs-01o0-v1-x.md", "scs-01o0-v1-x.md", "DRAFT", "", ""]
["another letter", "malformed-name", "scs-0100-x1-foo.md", "scs-0100-x1-foo.md", "DRAFT", "", ""]
["no version", "malformed-name", "scs-0100-vx-foo.md", "scs-0100-vx-foo.md", "DRAFT", "", ""]
["no front matter", "missing-front-matter", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "", "", ""]
["no type", "missing-key", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\nstatus: Draft\ntrack: IaaS\n", "", ""]
["another type", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: standard\nstatus: Draft\ntrack: IaaS\n", "", ""]
["no status", "missing-key", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\ntrack: IaaS\n", "", ""]
["another status", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Final\ntrack: IaaS\n", "", ""]
["no track", "missing-key", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Draft\n", "", ""]
["another track", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Draft\ntrack: PaaS\n", "", ""]
["no date", "invalid-date", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\nstabilized_at: soon\n", "", ""]
["a replacement", "forbidden-key", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Draft\ntrack: IaaS\nreplaced_by:\n  - scs-0100-v2-x.md\n", "scs-0100-v2-x.md", "DRAFT"]
["deprecated without a date", "missing-deprecated-at", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Deprecated\ntrack: IaaS\nstabilized_at: 2024-01-01\n", "", ""]
["stable without a date", "missing-stabilized-at", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\n", "", ""]
["rejected without a date", "missing-rejected-at", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Rejected\ntrack: IaaS\n", "", ""]
["two of one version", "duplicate-number", "scs-0100-v1-y.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-v1-y.md", "DRAFT"]
["two stable versions", "several-effective", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "STABLE", "scs-0100-v2-x.md", "STABLE"]
["a supplement of another type", "invalid-value", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "title: X\ntype: Standard\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\n"]
["a supplement with a status", "forbidden-key", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "title: X\ntype: Supplement\nstatus: Draft\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\n"]
["a supplement to nothing", "missing-key", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "SUPPLEMENT"]
["a supplement without a list", "scalar-for-list", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "title: X\ntype: Supplement\ntrack: IaaS\nsupplements: scs-0100-v1-x.md\n"]
["a supplement to what is not there", "unknown-supplemented", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "title: X\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v9-x.md\n"]
["an invisible character in a status", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Draft\u200b\ntrack: IaaS\n", "", ""]
["a soft hyphen in a track", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Draft\ntrack: Iaa\u00adS\n", "", ""]
["a no-break space in a type", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\u00a0\nstatus: Draft\ntrack: IaaS\n", "", ""]
["an invisible character by an escape", "invalid-value", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: \"Draft\\u200b\"\ntrack: IaaS\n", "", ""]
["an invisible character in a key", "missing-key", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus\u200b: Draft\ntrack: IaaS\n", "", ""]
["an invisible character in a date", "invalid-date", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus: Stable\ntrack: IaaS\nstabilized_at: 2024-01-01\u200b\n", "", ""]
["an invisible character in a list", "unknown-supplemented", "scs-0100-w1-x.md", "scs-0100-v1-x.md", "DRAFT", "scs-0100-w1-x.md", "title: X\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-x.md\u200b\n"]
["a tab", "yaml-not-portable", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: X\ntype: Standard\nstatus:\tDraft\ntrack: IaaS\n", "", ""]
["no YAML", "invalid-yaml", "scs-0100-v1-x.md", "scs-0100-v1-x.md", "title: [X\ntype: Standard\n", "", ""]
"#;

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
