//! Hooks and workflows: baselines, new findings of a change, and reports for other systems.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common;
use scsdoc::testing::check::baseline::Baseline;
use scsdoc::testing::value::schema::Schema;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;
use tempfile::TempDir;

const ONE: &str = "Standards/scs-0100-v1-one.md";

/// A register with warnings and errors in several files.
const TEXT: &str = "---\ntitle: One\ntype: Standard\nstatus: Stable\nstabilized_at: 2024-01-01\ntrack: IaaS\n---\n\n\
## Introduction\n\nSee [the other](#nowhere) and [yet another](#nowhere) for what a cloud\nwith many machines has to say of itself.\n\n\
## Motivation\n\nText.\n\n## Rules\n\nA cloud MUST have two zones. It SHOULD have three.\n";

struct Register(TempDir);

impl Register {
    fn new() -> Self {
        Register(common::folder([(ONE, TEXT)]))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        common::write(&self.0, [(path, text)]);
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        common::git(&self.0, args)
    }

    fn commit(&self) {
        common::commit_all(&self.0);
    }

    fn check(&self, args: &[&str]) -> Output {
        common::run(&self.0, &[&["check"], args].concat())
    }

    /// The findings that are reported, as rule and line; the summary.
    fn json(&self, args: &[&str]) -> (Vec<String>, Value) {
        let output = self.check(&[&["--format", "json"], args].concat());
        let value: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(Schema::Report.errors_in(&value), Vec::<String>::new());
        let found = value["diagnostics"].as_array().unwrap().iter();
        let found =
            found.map(|found| format!("{} {}", found["rule"].as_str().unwrap(), found["range"]["start"]["line"]));
        (found.collect(), value["summary"].clone())
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn baseline_suppresses_findings_that_move() {
    let register = Register::new();
    let (all, _) = register.json(&[]);
    assert!(all.len() > 3 && all.iter().filter(|found| found.starts_with("broken-anchor")).count() == 2, "{all:?}");
    let output = register.check(&["--write-baseline", "known.txt"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains(&format!("wrote known.txt with {} findings", all.len())), "{}", said(&output));
    let silent = |more: &[&str]| {
        let (found, summary) = register.json(&[&["--baseline", "known.txt"], more].concat());
        (found, summary["baseline"].as_u64().unwrap(), summary["stale"].as_u64().unwrap())
    };
    assert_eq!(silent(&[]), (vec![], all.len() as u64, 0));
    let output = register.check(&["--baseline", "known.txt", "--strict"]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
    assert!(String::from_utf8_lossy(&output.stdout).contains("in the baseline"));

    // Moved lines and rewrapped text change nothing.
    let moved = TEXT.replace("## Introduction\n", "## Introduction\n\nA new paragraph above.\n\nAnd one more.\n");
    register
        .write(ONE, &moved.replace(" for what a cloud\nwith many machines", "\nfor what a cloud with\nmany machines"));
    assert_eq!(silent(&[]), (vec![], all.len() as u64, 0));

    // A third finding like the two is not covered by them; the text around a finding does not count.
    register.write(ONE, &TEXT.replace("## Motivation\n\nText.", "## Motivation\n\nText, and [a third](#nowhere)."));
    let (found, ..) = silent(&[]);
    assert_eq!(found, ["broken-anchor 16"]);
    register.write(ONE, &TEXT.replace("for what a cloud", "for what each cloud"));
    assert_eq!(silent(&[]), (vec![], all.len() as u64, 0));
    register.write(ONE, &TEXT.replace("[the other](#nowhere)", "[the other](#elsewhere)"));
    let (found, _, stale) = silent(&[]);
    assert_eq!((found, stale), (vec!["broken-anchor 11".to_owned()], 1));

    // Fixed findings are listed, and removed without adding new ones.
    register.write(ONE, &TEXT.replace("(#nowhere) and", "(#rules) and").replace("Text.", "Text, see [x](#no)."));
    let output = register.check(&["--baseline", "known.txt", "--format", "legacy"]);
    assert!(said(&output).starts_with("note: known.txt lists "), "{}", said(&output));
    assert!(said(&output).contains("broken-anchor in Standards/scs-0100-v1-one.md"), "{}", said(&output));
    let before = Baseline::parse(&register.read("known.txt")).unwrap();
    let output = register.check(&["--baseline", "known.txt", "--write-baseline", "known.txt"]);
    assert_eq!(output.status.code(), Some(0));
    let after = Baseline::parse(&register.read("known.txt")).unwrap();
    assert!(after.len() < before.len() && after.clone().within(&before) == after);
    let (found, _, stale) = silent(&[]);
    assert!(found.contains(&"broken-anchor 16".to_owned()) && stale == 0, "{found:?}");

    // Rules that are not run do not make entries stale, and a selection of files has its own count.
    let (_, silenced, stale) = silent(&["--only", "missing-section"]);
    assert_eq!(stale, 0);
    assert!(silenced < after.len() as u64);
}

#[test]
fn configured_baseline_is_used_and_must_be_valid() {
    let register = Register::new();
    register.write("scsdoc.toml", "baseline = \"known.txt\"\n");
    let refused = |args: &[&str], words: &str| {
        let output = register.check(args);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words) && said(&output).lines().count() == 1, "{}", said(&output));
    };
    refused(&[], "known.txt does not exist; write it first: scsdoc check --write-baseline known.txt");
    assert_eq!(register.check(&["--write-baseline", "known.txt"]).status.code(), Some(0));
    assert_eq!(register.json(&[]).0, Vec::<String>::new());
    assert!(!register.json(&["--no-baseline"]).0.is_empty());
    let text = register.read("known.txt");
    for (broken, words) in [
        ("", "is not a baseline"),
        ("{}", "is not a baseline"),
        ("# scsdoc baseline 2\n", "was written by a different version"),
        ("# scsdoc baseline 1\n<<<<<<< ours\n", "has an invalid entry on line 2"),
        ("# scsdoc baseline 1\na b c 1\n", "has an invalid entry on line 2"),
    ] {
        register.write("known.txt", broken);
        refused(&[], words);
    }
    // Two branches that were merged by keeping every line.
    let twice: String = text.lines().flat_map(|line| [line, "\n", line, "\n"]).collect();
    register.write("known.txt", &twice.replace('\n', "\r\n"));
    assert_eq!(register.json(&[]).0, Vec::<String>::new());
    register.write("scsdoc.toml", "baseline = \"../known.txt\"\n");
    assert!(!register.json(&[]).0.is_empty());
}

#[test]
fn baseline_diffs_are_readable() {
    let register = Register::new();
    register.write("Standards/scs-0101-v1-a b%\u{202e}.md", TEXT);
    register.check(&["--write-baseline", "known.txt"]);
    let text = register.read("known.txt");
    let entries: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(text.starts_with("# scsdoc baseline 1\n") && entries.is_sorted(), "{text}");
    assert!(entries.iter().any(|line| line.contains(" broken-anchor ") && line.contains(" 2 ")), "{text}");
    assert!(entries.iter().any(|line| line.starts_with("Standards/scs-0101-v1-a%20b%25%E2%80%AE.md ")), "{text}");
    assert!(!text.chars().any(|c| c != '\n' && scsdoc::testing::text::escape::hidden(c)));
    assert_eq!(Baseline::parse(&text).unwrap().write(), text);
    let (found, _) = register.json(&["--baseline", "known.txt"]);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn base_reports_only_new_findings_without_a_baseline() {
    let register = Register::new();
    register.commit();
    assert_eq!(register.json(&["--base", "HEAD"]).0, Vec::<String>::new());
    assert_eq!(register.check(&["--base", "HEAD", "--strict"]).status.code(), Some(0));
    let text = format!("\n\n{}", TEXT.replace("Text.", "Text, see [x](#no)."));
    register.write(ONE, text.trim_start());
    let (found, summary) = register.json(&["--base", "HEAD"]);
    assert_eq!(found.iter().filter(|found| found.starts_with("broken-anchor")).count(), 1, "{found:?}");
    assert!(summary["pre_existing"].as_u64().unwrap() > 2);
    // The content of the commit, not of the folder.
    assert_eq!(register.json(&["--staged"]).0, Vec::<String>::new());
    register.git(&["add", "--all"]);
    assert!(!register.json(&["--staged"]).0.is_empty());
}

#[test]
fn one_run_writes_several_reports() {
    let register = Register::new();
    let args = ["--format", "github", "--also", "sarif=a.sarif", "--also", "junit=b.xml", "--also", "gitlab=c.json"];
    let output = register.check(&[&args[..], &["--summary", "d.md", "--output", "e.txt"]].concat());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{}", said(&output));
    assert!(register.read("a.sarif").contains("\"2.1.0\"") && register.read("e.txt").starts_with("::"));
    assert!(register.read("d.md").contains("### Findings"));
    // GitHub's file contains the summaries of all steps.
    register.check(&["--summary", "d.md"]);
    assert_eq!(register.read("d.md").matches("### Findings").count(), 2);
    for (args, words) in [
        (["--also", "sarf=x"], "did you mean sarif?"),
        (["--also", "x.json"], "expected FORMAT=FILE"),
        (["--format", "gitlb"], "gitlab"),
    ] {
        let output = register.check(&args);
        assert!(output.status.code() == Some(2) && said(&output).contains(words), "{}", said(&output));
    }
}

/// The common part of the JUnit XML schemas in use.
fn junit_holds(xml: &str) -> (usize, Vec<String>) {
    let document = roxmltree::Document::parse(xml).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let suites: Vec<_> = root.children().filter(roxmltree::Node::is_element).collect();
    let (mut tests, mut failed) = (0, Vec::new());
    for suite in &suites {
        assert_eq!(suite.tag_name().name(), "testsuite");
        let number = |name: &str| suite.attribute(name).unwrap().parse::<usize>().unwrap();
        let cases: Vec<_> = suite.children().filter(roxmltree::Node::is_element).collect();
        assert!(suite.attribute("name").is_some() && number("errors") == 0 && number("skipped") == 0);
        assert_eq!(number("tests"), cases.len());
        tests += cases.len();
        let before = failed.len();
        let mut seen = std::collections::HashSet::new();
        for case in cases {
            assert_eq!(case.tag_name().name(), "testcase");
            let [name, class, _, time] = ["name", "classname", "file", "time"].map(|key| case.attribute(key).unwrap());
            assert!(time == "0" && seen.insert((name.to_owned(), class.to_owned())));
            let inside: Vec<_> = case.children().filter(roxmltree::Node::is_element).collect();
            assert!(inside.len() < 2);
            match inside.first().map(|node| (node.tag_name().name(), node.attribute("message"), node.text())) {
                None | Some(("system-out", None, Some(_))) => {}
                Some(("failure", Some(_), Some(_))) => failed.push(name.to_owned()),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(number("failures"), failed.len() - before);
    }
    (tests, failed)
}

#[test]
fn junit_counts_documents_and_rules() {
    let register = Register::new();
    register.write("Standards/scs-0101-v1-Two.md", TEXT);
    register.check(&["--also", "junit=a.xml", "--only", "slug-charset", "--only", "missing-section"]);
    let (tests, failed) = junit_holds(&register.read("a.xml"));
    assert_eq!(failed.iter().filter(|rule| *rule == "slug-charset").count(), 1);
    assert!(tests > failed.len());
    register.check(&["--also", "junit=a.xml", "--strict"]);
    assert!(junit_holds(&register.read("a.xml")).1.contains(&"broken-anchor".to_owned()));
    let root = common::root().to_string_lossy();
    let file = register.path("own.xml");
    register.check(&["--root", &root, "--also", &format!("junit={}", file.display())]);
    assert_eq!(junit_holds(&register.read("own.xml")).1, Vec::<String>::new());
}

#[test]
fn gitlab_fingerprints_are_stable() {
    let register = Register::new();
    let report = || -> Vec<Value> {
        let value: Value = serde_json::from_slice(&register.check(&["--format", "gitlab"]).stdout).unwrap();
        value.as_array().unwrap().clone()
    };
    let prints = |report: &[Value]| {
        let prints = report.iter().map(|entry| entry["fingerprint"].as_str().unwrap().to_owned());
        prints.collect::<std::collections::BTreeSet<_>>()
    };
    let before = report();
    for entry in &before {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&entry["severity"].as_str().unwrap()));
        assert!(
            entry["description"].is_string() && entry["check_name"].is_string() && entry["location"]["path"] == ONE
        );
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() > 0);
    }
    assert_eq!(prints(&before).len(), before.len());
    register.write(ONE, &TEXT.replace("## Introduction\n", "## Introduction\n\nA new paragraph above.\n"));
    assert_eq!(prints(&before), prints(&report()));
}

#[test]
fn the_summary_describes_the_change() {
    let register = Register::new();
    let draft = TEXT.replace("status: Stable\nstabilized_at: 2024-01-01", "status: Draft");
    register.write("Standards/scs-0101-v1-two.md", &draft.replace("title: One", "title: Two"));
    register.write(
        "Standards/scs-0100-w1-one.md",
        "---\ntitle: 'One: Notes'\ntype: Supplement\ntrack: IaaS\nsupplements:\n  - scs-0100-v1-one.md\n---\n\nText.\n",
    );
    register.commit();
    register.write(ONE, &TEXT.replace("MUST have two zones", "MUST NOT have two zones | <b>@user #1"));
    register.write("Standards/scs-0101-v1-two.md", &TEXT.replace("title: One", "title: Two"));
    register.write("Standards/scs-0102-v1-Three.md", &draft);
    let output = register.check(&["--base", "HEAD", "--summary", "a.md"]);
    assert_eq!(output.status.code(), Some(1));
    let text = register.read("a.md");
    for words in [
        "## SCS Standards\n",
        "**New with this change: ",
        "The check fails compared with `",
        "pre-existing.",
        "| **scs-0101-v1** Two | Draft | **Effective since 2024-01-01** | front matter only |",
        "| **scs-0102-v1** One | new | **Draft** | 2 normative sentences |",
        "| **scs-0100-v1** One | Effective since 2024-01-01 | unchanged | normative sentences: 1 changed |",
        "| scs-0100-v1 | Rules | A cloud **MUST** have two <del>zones.</del> | A cloud **MUST** <ins>**NOT**</ins> have two \
         <ins>zones &#124; &#64;<!-- -->user",
        "| error | [slug-charset](https://github.com/SovereignCloudStack/scsdoc/blob/main/docs/rules.md#slug-charset) | \
         [Standards/scs-0102-v1-Three.md](<https://github.com/SovereignCloudStack/standards/blob/",
        "the slug <code>Three</code> contains",
        "?plain=1#L20>)",
        "<details><summary>1 more</summary>",
        // Without the columns that would be empty.
        "| Document | Related |\n| --- | --- |\n| scs-0100-v1 | scs-0100-w1 |\n",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    assert!(!text.contains("broken-anchor](") || text.contains("scs-0102-v1-Three.md&#58;"), "{text}");
    // There are no new findings, and nothing is changed.
    register.commit();
    register.check(&["--base", "HEAD", "--summary", "b.md", "--all"]);
    let text = register.read("b.md");
    assert!(text.contains("**No new findings.** The check fails because of pre-existing findings"), "{text}");
    assert!(text.contains("No document is touched.") && !text.contains("###"), "{text}");
    register.check(&["--base", "HEAD", "--summary", "c.md"]);
    assert!(register.read("c.md").contains("**No new findings.** The check passes"));
}

#[test]
fn summary_is_truncated_at_its_limit() {
    let register = Register::new();
    register.commit();
    let rows: String = (0..150).map(|n| format!("A cloud number {n} MUST be {}.\n\n", "<&|@ ".repeat(60))).collect();
    for n in 0..40 {
        register.write(&format!("Standards/scs-01{:02}-v1-<&|@{}.md", n, "A".repeat(100)), &format!("{TEXT}{rows}"));
    }
    register.check(&["--base", "HEAD", "--summary", "a.md"]);
    let text = register.read("a.md");
    assert!(text.len() <= 64 << 10, "{}", text.len());
    assert!(text.contains(" rows are left out; "), "{}", &text[text.len() - 500..]);
}

/// Whatever a document contains, readers of the summary see it as text; all links and elements are those of the program.
#[test]
fn untrusted_text_in_a_summary_is_escaped() {
    let evil = "<img src=x> [a](http://b) ![c](d) @user #1 GH-2 www.x.org https://x.org a@b.org | `e` **f** <!-- \\| &lt; ~~g~~ h[^1] x/y#3 :smile: $z$ \u{202e}\u{1b}";
    let register = Register::new();
    register.commit();
    let quoted = serde_json::to_string(evil).unwrap();
    let hostile =
        TEXT.replace("title: One", &format!("title: {quoted}")).replace("## Rules", &format!("## Rules {evil}"));
    register.write(ONE, &hostile.replace("two zones", &format!("two zones `{}`", evil.replace('`', "'"))));
    register.write("Standards/scs-0102-v1-<b>@user#1 [x](y) |.md", &hostile);
    register.write("scsdoc.toml", &format!("[site]\ntitle = {}\n", quoted.replace("\\u001b", "\\u001B")));
    for args in [&["--summary", "a.md"][..], &["--base", "HEAD", "--summary", "a.md"]] {
        let _ = std::fs::remove_file(register.path("a.md"));
        register.check(args);
        let head = register.git(&["rev-parse", "HEAD"]);
        let text = register.read("a.md");
        let arena = comrak::Arena::new();
        let mut options = comrak::Options::default();
        options.extension.autolink = true;
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.footnotes = true;
        let mut seen = String::new();
        for node in comrak::parse_document(&arena, &text, &options).descendants() {
            use comrak::nodes::NodeValue;
            match &node.data.borrow().value {
                NodeValue::Text(text) => seen.push_str(text),
                NodeValue::Link(link) => {
                    let rule = "https://github.com/SovereignCloudStack/scsdoc/blob/main/docs/rules.md#";
                    let line = format!("https://github.com/SovereignCloudStack/standards/blob/{head}/");
                    assert!(link.url.starts_with(rule) || link.url.starts_with(&line), "{}", link.url);
                }
                NodeValue::HtmlInline(html) => {
                    let ours = ["<!-- -->", "<br>", "<code>", "</code>", "<ins>", "</ins>", "<del>", "</del>"];
                    assert!(ours.contains(&html.as_str()), "{html}");
                }
                NodeValue::HtmlBlock(block) => {
                    let folded = block.literal.strip_prefix("<details><summary>");
                    let folded = folded.and_then(|rest| rest.strip_suffix(" more</summary>\n"));
                    let ours = folded.is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()));
                    assert!(ours || block.literal == "</details>\n", "{}", block.literal);
                }
                NodeValue::Document | NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::Strong => {}
                NodeValue::Table(_) | NodeValue::TableRow(_) | NodeValue::TableCell | NodeValue::SoftBreak => {}
                NodeValue::Code(code) => assert!(
                    code.literal.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-'),
                    "{}",
                    code.literal
                ),
                other => panic!("{other:?} in\n{text}"),
            }
        }
        assert!(
            seen.contains(
                "<img src=x> [a](http://b) ![c](d) @user #1 GH-2 www.x.org https://x.org a@b.org | `e` **f** <!-- "
            ),
            "{seen}"
        );
        assert!(!text.chars().any(|c| c != '\n' && scsdoc::testing::text::escape::hidden(c)));
        assert!(!text.contains("##[") && !text.contains('@'));
    }
}

#[test]
fn staged_check_uses_staged_baseline() {
    let register = Register::new();
    register.write("scsdoc.toml", "baseline = \"known.txt\"\n");
    register.check(&["--write-baseline", "known.txt"]);
    register.commit();
    assert_eq!(register.json(&["--staged", "--all"]).0, Vec::<String>::new());
    // Unstaged changes are not part of the commit, whether they add or fix errors.
    let known = register.read("known.txt");
    register.write("known.txt", "# scsdoc baseline 1\n");
    assert_eq!(register.json(&["--staged", "--all"]).0, Vec::<String>::new());
    register.git(&["add", "known.txt"]);
    register.write("known.txt", &known);
    assert!(!register.json(&["--staged", "--all"]).0.is_empty());
    assert_eq!(register.json(&["--staged", "--all", "--baseline", "known.txt"]).0, Vec::<String>::new());
    assert!(!register.json(&["--staged", "--all", "--no-baseline"]).0.is_empty());
    register.git(&["rm", "--quiet", "--force", "--cached", "known.txt"]);
    register.write("known.txt", &known);
    let output = register.check(&["--staged"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(said(&output), "error: scsdoc.toml names known.txt, and that is not staged; run: git add known.txt\n");
}

#[test]
fn every_command_omits_baseline_findings() {
    let register = Register::new();
    register.write("scsdoc.toml", "baseline = \"known.txt\"\n");
    register.check(&["--write-baseline", "known.txt"]);
    let run = |args: &[&str]| {
        let output = common::run(&register.0, args);
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert!(run(&[]).1.contains("in the baseline"));
    assert!(!run(&["list"]).1.contains("! marks"), "{}", run(&["list"]).1);
    assert!(!run(&["show", "scs-0100"]).1.contains("Errors"), "{}", run(&["show", "scs-0100"]).1);
    let (status, said) = run(&["fix"]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("0 findings left; ") && said.contains(" in the baseline"), "{said}");
    register.write("known.txt", "# scsdoc baseline 1\n");
    let (status, said) = run(&["fix"]);
    assert!(status == Some(1) && said.contains(", including "), "{said}");
    assert!(run(&["list"]).1.contains("! marks"));
    assert!(run(&["show", "scs-0100"]).1.contains("Errors"), "{}", run(&["show", "scs-0100"]).1);
}

#[test]
fn broken_url_suggests_the_new_path_of_a_moved_file() {
    let register = Register::new();
    register.write("Tests/old/script.py", "# A script that says something.\n");
    let address = "https://github.com/SovereignCloudStack/standards/blob/main/Tests/old/script.py";
    register.write(ONE, &format!("{TEXT}\nSee [it]({address}).\n"));
    register.commit();
    register.git(&["mv", "Tests/old", "Tests/new"]);
    register.commit();
    let output = register.check(&["--base", "HEAD~1", "--only", "broken-repository-link"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("did you mean `Tests/new/script.py`?"), "{said}");
}

#[test]
fn summary_skips_unreadable_files() {
    let register = Register::new();
    let scope = "uuid: 50393e6f-2ae1-4c5c-a62c-3b75f2abef3f\nname: X\nurl: https://example.org/x\nvariables: [{a: b}]\nscripts: []\nmodules: []\ntimeline: []\nversions: []\n";
    register.write("Tests/scs-x.yaml", scope);
    register.commit();
    register.write("Tests/scs-x.yaml", &scope.replace("a: b", "a: c"));
    register.check(&["--base", "HEAD", "--summary", "a.md"]);
    let text = register.read("a.md");
    assert!(text.contains("| Tests/scs-x.yaml | variable a <code>b</code> → <code>c</code> |"), "{text}");
    register.write("Tests/scs-x.yaml", &scope.replace("name: X", "name: \"X: [y"));
    register.check(&["--base", "HEAD", "--summary", "b.md"]);
    let text = register.read("b.md");
    assert!(
        text.contains("| Tests/scs-x.yaml | not compared: ")
            || text.contains("| Tests/scs-x.yaml | not compared&#58; ")
    );
    assert_eq!(text.matches("| Tests/scs-x.yaml |").count(), 1, "{text}");
}
