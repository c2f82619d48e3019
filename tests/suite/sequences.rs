//! Random sequences of lifecycle commands, each followed by a commit.
//!
//! `check --base` reports nothing caused by a command, every `next:` line can be run as printed, a dry run prints the
//! same as the real run, and a refused change is reported if it is made anyway. `SCSDOC_SEQUENCES` sets the number.

use crate::common::readers::Choices;
use crate::common::{commit_all, folder, git, run, text};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rayon::prelude::*;
use std::path::Path;
use std::process::Output;

const KEY_WORDS: &str =
    "The key words are to be interpreted as described in [RFC 2119](https://www.rfc-editor.org/rfc/rfc2119).";

/// A command comes as often as it is named.
const COMMANDS: &str =
    "new supplement accept revise revise stabilize stabilize stabilize deprecate deprecate reject fix";

fn standard(title: &str, life: &str, tests: &str) -> String {
    format!(
        "---\ntitle: {title}\ntype: Standard\n{life}\ntrack: IaaS\n---\n\n{KEY_WORDS}\n\n## Introduction\n\nText.\n\n## Terminology\n\nText.\n\n\
         ## Motivation\n\nText.\n\n## Design Considerations\n\nText.\n\n## Regulation\n\nA cloud MUST have it.\n\n## Related Documents\n\nNone.\n\n## Conformance Tests\n\n{tests}\n"
    )
}

/// A small register without findings, in which each command has something to do.
fn files() -> Vec<(&'static str, String)> {
    let stable = "status: Stable\nstabilized_at: 2024-01-01";
    let record = "---\ntitle: Logs\ntype: Decision Record\nstatus: Draft\ntrack: Ops\n---\n\n## Abstract\n\nText.\n\n## Context\n\nText.\n\n## Decision\n\nText.\n\n## Consequences\n\nText.\n";
    let notes = "---\ntitle: \"Names: Testing Notes\"\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-names.md\ntests:\n  - executable: ./names.py\n    testcases:\n      - id: scs-0100-syntax-check\n        description: Names follow the grammar.\n        target: main\n        versions: [v1]\n---\n\n## Automated tests\n\n`scs-0100-syntax-check` reads all names.\n";
    let scopes = "---\ntitle: Compatible IaaS\ntype: Procedural\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: Scopes\n---\n\n## Introduction\n\nText.\n\n## Subject Matter\n\n- [Names](scs-0100-v1-names.md)\n";
    let scope = "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: Compatible IaaS\nurl: https://docs.scs.community/standards/scs-0500-v1-compatible\nscripts:\n  - executable: ./names.py\n    testcases:\n      - id: scs-0100-syntax-check\n        description: Names follow the grammar.\nmodules:\n  - id: scs-0100-v1\n    name: Names\n    url: https://docs.scs.community/standards/scs-0100-v1-names\n    targets:\n      main: [scs-0100-syntax-check]\ntimeline:\n  - date: 2024-01-01\n    versions:\n      v1: effective\nversions:\n  - version: v1\n    stabilized_at: 2024-01-01\n    include: [scs-0100-v1]\n";
    vec![
        ("Standards/scs-0100-v1-names.md", standard("Names", stable, "See the supplement.")),
        ("Standards/scs-0100-w1-names-testing.md", notes.to_owned()),
        ("Standards/scs-0101-v1-disks.md", standard("Disks", "status: Draft", "`scs-0101-disk-check` looks at disks.")),
        ("Standards/scs-0400-v1-logs.md", record.to_owned()),
        ("Standards/scs-0500-v1-compatible.md", scopes.to_owned()),
        (
            "Standards/scs-xxxx-v1-networks.md",
            standard("Networks", "status: Draft", "`scs-xxxx-network-check` looks at networks."),
        ),
        ("Tests/names.py", "# Reads all names.\n".to_owned()),
        ("Tests/scs-compatible-iaas.yaml", scope.to_owned()),
    ]
}

struct Sequence<'a> {
    folder: &'a Path,
    choices: Choices,
    at: Date,
    /// What was run, for the message of a failure.
    log: Vec<String>,
}

impl Sequence<'_> {
    fn scsdoc(&mut self, args: &[&str]) -> Output {
        self.log.push(format!("scsdoc {} --at {}", args.join(" "), self.at));
        let at = self.at.to_string();
        run(self.folder, &[args, &["--at", &at]].concat())
    }

    /// A document of the register, by its ID or file name.
    fn document(&mut self) -> String {
        let files = std::fs::read_dir(self.folder.join("Standards")).unwrap().flatten();
        let mut names: Vec<String> = files.map(|file| file.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let name = &names[self.choices.below(names.len())];
        if name.contains("xxxx") { format!("Standards/{name}") } else { name[..11].to_owned() }
    }

    fn command(&mut self) -> Vec<String> {
        let on = |days: i64, at: Date| at.checked_add(days.days()).unwrap().to_string();
        let (at, document) = (self.at, self.document());
        let day = [-20, 0, 1, 40, 90][self.choices.below(5)];
        let dated = self.choices.below(2) == 0;
        let mut args: Vec<String> = match self.choices.one(&COMMANDS.split(' ').collect::<Vec<_>>()) {
            "new" => {
                let kind = self.choices.one(&["standard", "procedural", "decision-record"]).to_owned();
                let title = format!("Title {}", self.choices.below(1000));
                return vec!["new".into(), kind, title, "--track".into(), self.choices.one(&["IaaS", "Ops"]).into()];
            }
            "supplement" => {
                let title = format!("Notes {}", self.choices.below(1000));
                return vec!["new".into(), "supplement".into(), title, "--of".into(), document];
            }
            "fix" => return vec!["fix".into()],
            verb => vec![verb.into(), document],
        };
        match args[0].as_str() {
            "stabilize" | "deprecate" | "reject" if dated => args.extend(["--on".into(), on(day, at)]),
            "revise" if dated => args.push("--supplements".into()),
            _ => {}
        }
        if args[0] == "deprecate" && self.choices.below(3) == 0 {
            args.extend(["--replaced-by".into(), self.document()]);
        }
        args.push("--yes".into());
        args
    }

    /// Commits, and gives the errors and warnings that `check --base` has.
    fn findings(&mut self) -> Vec<String> {
        commit_all(self.folder);
        let output = self.scsdoc(&["check", "--base", "HEAD~1", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap().iter();
        // The author of a new document writes these next.
        let unwritten = |found: &&serde_json::Value| found["rule"] == "empty-section";
        let found = found.filter(|found| found["severity"] != "note" && !unwritten(found));
        found.map(|found| format!("{}: {}: {}", found["path"], found["rule"], found["message"])).collect()
    }

    /// Runs a command and everything that it prints as the next step.
    fn step(&mut self, args: &[String], depth: usize) {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let dry = (args[0] != "fix").then(|| self.scsdoc(&[&args[..], &["--dry-run"]].concat()));
        let output = self.scsdoc(&args);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let log = |this: &Self| format!("{}\n{out}{err}", this.log.join("\n"));
        match output.status.code() {
            Some(0) => {}
            Some(1) if args[0] != "fix" => {
                assert_eq!(depth, 0, "a next step is refused:\n{}", log(self));
                let forced = self.scsdoc(&[&args[..], &["--force", "a test"]].concat());
                assert!(forced.status.success(), "{}{}", log(self), text(&forced.stderr));
                let found = self.findings();
                assert!(!found.is_empty(), "refused, but `check --base` reports nothing:\n{}", log(self));
                git(self.folder, &["reset", "--quiet", "--hard", "HEAD~1"]);
                return;
            }
            _ => {
                assert_eq!(depth, 0, "a next step fails:\n{}", log(self));
                assert_eq!(git(self.folder, &["status", "--porcelain"]), "", "{}", log(self));
                return;
            }
        }
        if let Some(dry) = dry {
            let commit = "to do: look at the change with `git diff`, and commit it\n";
            let expected = format!("{}nothing was changed\n", out.replace(commit, ""));
            assert_eq!(text(&dry.stderr), expected, "a dry run says something else:\n{}", log(self));
        }
        let found = self.findings();
        assert!(found.is_empty(), "{found:#?}\n{}", log(self));
        for next in out.lines().filter_map(|line| line.strip_prefix("next: scsdoc ")) {
            let mut next: Vec<String> = next.split(' ').map(str::to_owned).collect();
            // Instead of the answer of a person.
            next.push("--yes".into());
            if depth < 3 {
                self.step(&next, depth + 1);
            }
        }
    }
}

fn sequence(number: u64) {
    let folder = folder(files());
    commit_all(folder.path());
    let at = date(2026, 1, 1);
    let mut sequence =
        Sequence { folder: folder.path(), choices: Choices(number), at, log: vec![format!("sequence {number}")] };
    for _ in 0..6 {
        let args = sequence.command();
        sequence.step(&args, 0);
        let days = sequence.choices.below(60) as i64;
        sequence.at = sequence.at.checked_add(days.days()).unwrap();
    }
}

#[test]
fn commands_and_rules_agree() {
    let number = std::env::var("SCSDOC_SEQUENCES").ok().and_then(|number| number.parse().ok()).unwrap_or(100);
    let folder = folder(files());
    let found = run(folder.path(), &["check", "--min-severity", "warning", "--format", "concise"]);
    assert_eq!(text(&found.stdout), "");
    (0..number).into_par_iter().for_each(sequence);
}
