//! Human-readable and machine-readable reports, from constructed findings.

#![allow(clippy::disallowed_methods, reason = "a test")]
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::common::{corpus, expect_snapshot};
use clap::ValueEnum;
use scsdoc::testing::check::{Outcome, rules};
use scsdoc::testing::diagnostic::{Diagnostic, Edit, Severity};
use scsdoc::testing::load::Tree;
use scsdoc::testing::model::Corpus;
use scsdoc::testing::report::{self, Format, Settings};
use scsdoc::testing::text::Span;
use scsdoc::testing::text::escape::{escape_for_terminal, hidden, terminal_line};
use scsdoc::testing::text::layout::Screen;
use scsdoc::testing::value::schema::Schema;
use serde_json::Value;

const DOCUMENT: &str = "Standards/scs-0100-v1-flavors.md";
const OTHER: &str = "Standards/scs-0001-v1-standards.md";
const TEXT: &str = "---\ntitle: Flavors\ntype: standard\nstatus: Proposal\nreplaces: scs-0100-v0-flavors.md\n---\n\n\
## Introduction\n\nA flavor says how much a machine gets, and it is named so that whoever reads [the name](#naming-scheme) \
knows it too.\n";

/// All formats but the summary, which is for people who review.
pub fn formats() -> impl Iterator<Item = Format> {
    Format::value_variants().iter().copied().filter(|format| *format != Format::Summary)
}

fn settings(width: usize) -> Settings {
    let screen = Screen { width: Some(width), color: false };
    Settings { screen, ..Settings::at(jiff::civil::date(2026, 11, 20)) }
}

fn register(text: &str) -> Corpus {
    corpus(&Tree::in_memory([(DOCUMENT, text), (OTHER, "---\ntitle: Standards\n---\n\n## Document format\n")]))
}

fn finding(severity: Severity, span: Span, message: &str) -> Diagnostic {
    crate::common::finding("slug-charset", severity, DOCUMENT, span, message)
}

fn at(text: &str) -> Span {
    let start = TEXT.find(text).unwrap();
    Span::new(start, start + text.len())
}

/// One finding of every kind.
fn outcome() -> Outcome {
    let list = at("replaces: scs-0100-v0-flavors.md\n");
    let far = vec![
        Edit { path: DOCUMENT.into(), span: at("title"), replacement: "Title".into() },
        Edit { path: OTHER.into(), span: Span::new(4, 9), replacement: "Title".into() },
    ];
    let diagnostics = vec![
        finding(Severity::Error, Span::at(0), "the slug `Flavors` has `F`")
            .help("rename the file while the document is a proposal; a slug accepted long ago cannot be changed"),
        finding(Severity::Warning, at("Flavors"), "the title is the same as that of another document")
            .label("this one")
            .related(OTHER, Span::new(11, 20), "the other one")
            .related("scsdoc.toml", Span::at(0), "a file that has no text"),
        finding(Severity::Error, at("standard"), "`standard` is not a type").help("did you mean `Standard`?").fix(
            true,
            "replace `standard` by `Standard`",
            at("standard"),
            "Standard",
        ),
        finding(
            Severity::Note,
            at("(#naming-scheme)"),
            "no heading has the anchor `naming-scheme`, which is a rather long thing to say here",
        )
        .label("there is `introduction`, and this label is too long for a narrow terminal"),
        finding(Severity::Error, list, "`replaces` must be a list").fix(
            true,
            "write a list",
            at(" scs-0100-v0-flavors.md"),
            "\n  - scs-0100-v0-flavors.md",
        ),
        finding(Severity::Error, Span::new(0, TEXT.len()), "everything is wrong").fix_edits(
            false,
            "change both files",
            far,
        ),
        finding(Severity::Error, Span::at(TEXT.len()), "there is nothing at the end"),
    ];
    let rules =
        ["slug-charset", "slug-start", "invalid-value", "broken-anchor", "wrong-type", "missing-key", "invalid-yaml"];
    let diagnostics = diagnostics.into_iter().zip(rules).map(|(found, rule)| Diagnostic { rule, ..found }).collect();
    Outcome { diagnostics, suppressed: 4, pre_existing: 0, baseline: None }
}

#[test]
fn human_report_snapshot() {
    for width in [60, 100] {
        let seen = report::write(Format::Human, &outcome(), &register(TEXT), &settings(width));
        let long = |line: &&str| line.chars().count() > width && !line.contains("https://") && !line.contains("--> ");
        assert_eq!(seen.lines().find(long), None);
        assert!(!seen.contains(":::"), "{seen}");
        expect_snapshot(&format!("human-{width}.txt"), &seen);
    }
    let color = Settings { screen: Screen { width: Some(100), color: true }, ..settings(100) };
    let colored = report::write(Format::Human, &outcome(), &register(TEXT), &color);
    let mut plain = String::new();
    for (at, part) in colored.split('\u{1b}').enumerate() {
        plain.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(plain, report::write(Format::Human, &outcome(), &register(TEXT), &settings(100)));
}

#[test]
fn human_report_sorts_errors_first_and_groups_by_rule() {
    let line = |line: usize| Span::at(TEXT.match_indices('\n').nth(line - 2).unwrap().0 + 1);
    let note = finding(Severity::Note, line(2), "a note");
    let mut diagnostics = vec![Diagnostic { rule: "slug-start", ..note }];
    diagnostics.extend((3..8).map(|at| finding(Severity::Error, line(at), &format!("fault {at}"))));
    let outcome = Outcome { diagnostics, suppressed: 0, pre_existing: 0, baseline: None };
    let report = |format| report::write(format, &outcome, &register(TEXT), &settings(100));
    let human = report(Format::Human);
    assert!(
        human.starts_with("error[slug-charset]: fault 3") && human.contains("4 more in this file: lines 4, 5, 6, 7")
    );
    assert!(
        human.find("a note") > human.find("fault 3") && human.contains("5 errors, 1 note in 2 documents"),
        "{human}"
    );
    assert_eq!(report(Format::Github).lines().count(), 3);
    let concise = report(Format::Concise);
    assert_eq!(concise.lines().count(), 6);
    assert_eq!(concise.lines().nth(1), Some(&*format!("{DOCUMENT}:3:1: error[slug-charset] fault 3")));
}

#[test]
fn github_report_writes_annotations() {
    let seen = report::write(Format::Github, &outcome(), &register(TEXT), &settings(100));
    expect_snapshot("github.txt", &seen);
}

#[test]
fn the_json_report_is_valid() {
    let seen = report::write(Format::Json, &outcome(), &register(TEXT), &settings(100));
    assert_eq!(Schema::Report.errors_in(&serde_json::from_str(&seen).unwrap()), Vec::<String>::new());
}

/// The parts of SARIF 2.1.0 that we use; `sarif_schema` tests against the official schema.
#[test]
fn sarif_report_describes_every_rule_and_location() {
    let seen = report::write(Format::Sarif, &outcome(), &register(TEXT), &settings(100));
    let log: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&"2.1.0".into(), 1));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert!(run["originalUriBaseIds"]["SRCROOT"].is_object());
    let described = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(described.len(), rules::all().count());
    for (rule, described) in rules::all().zip(described) {
        assert_eq!(described["id"], rule.name);
        assert_eq!(described["defaultConfiguration"]["level"], rule.severity.name());
        let help = described["help"]["markdown"].as_str().unwrap();
        assert!(help.contains(rule.incorrect.lines().next().unwrap()), "{help}");
        assert!(described["help"]["text"].is_string() && described["shortDescription"]["text"].is_string());
    }
    let slug = described.iter().find(|rule| rule["id"] == "slug-charset").unwrap();
    let address = "https://docs.scs.community/standards/scs-0001-v1-standards#document-format";
    assert_eq!(slug["helpUri"], address);
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), outcome().diagnostics.len());
    for (result, found) in results.iter().zip(outcome().diagnostics) {
        assert_eq!(described[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
        assert_eq!(result["level"], found.severity.name());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"], serde_json::json!({"uri": DOCUMENT, "uriBaseId": "SRCROOT"}));
        assert_eq!(place["region"]["byteOffset"], found.span.start);
        assert_eq!(result["partialFingerprints"]["scsdoc/v1"].as_str().unwrap().len(), 32);
    }
    let region = &results[2]["locations"][0]["physicalLocation"]["region"];
    let expected = serde_json::json!({
        "startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 15, "byteOffset": 25, "byteLength": 8
    });
    assert_eq!(*region, expected);
    let replacement = &results[2]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["deletedRegion"], expected);
    assert_eq!(replacement["insertedContent"]["text"], "Standard");
    assert_eq!(results[1]["relatedLocations"][0]["message"]["text"], "the other one");
    assert_eq!(results[5]["fixes"][0]["artifactChanges"].as_array().unwrap().len(), 2);
}

/// Hostile content that a document can bring into a report, between `¦`.
const HOSTILE: &str = "\u{1b}[31m¦\u{1b}]0;title\u{7}¦\r¦\r\n¦\n¦\t¦\u{8}¦\u{9b}2J¦\u{202e}¦\u{2066}¦\u{200b}¦\u{feff}¦\u{2028}¦\u{85}¦\
    \u{7f}¦\0¦\u{e0041}¦::error::x¦::stop-commands::t¦ ::x ¦##[group]¦##¦[error]¦%0A¦%¦:::¦::: ¦|¦`¦日本¦e\u{301}¦👩\u{200d}👩\u{200d}👧¦ ¦\
    a long word and others beside it ¦\u{301}";

mod hostile {
    use super::*;
    use proptest::prelude::*;

    fn text(parts: usize) -> impl Strategy<Value = String> {
        let part = prop_oneof![
            proptest::sample::select(HOSTILE.split('¦').collect::<Vec<_>>()).prop_map(str::to_owned),
            "\\PC{0,3}"
        ];
        proptest::collection::vec(part, 0..parts).prop_map(|parts| parts.concat())
    }

    fn floor(text: &str, at: usize) -> usize {
        let mut at = at % (text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reports_escape_untrusted_text(
            body in text(40), message in text(12), label in text(6), help in text(12), replacement in text(4),
            path in text(4), (a, b, c, d) in any::<(u16, u16, u16, u16)>(), width in 0usize..200, color in any::<bool>(),
        ) {
            let path = format!("Standards/scs-0101-v1-{}.md", path.replace('/', ""));
            let register = corpus(&Tree::in_memory([(path.as_str(), body.as_str()), (OTHER, "x\n")]));
            let span = |a: u16, b: u16| {
                let (a, b) = (floor(&body, a.into()), floor(&body, b.into()));
                Span::new(a.min(b), a.max(b))
            };
            let mut found = finding(Severity::Error, span(a, b), &message).label(label).help(help)
                .related(&path, span(c, d), message.clone());
            found.path.clone_from(&path);
            let found = found.fix(true, message.clone(), span(b, c), replacement);
            let mut other = found.clone();
            other.path = OTHER.into();
            let outcome = Outcome { diagnostics: vec![found, other], suppressed: 0, pre_existing: 0, baseline: None };
            let settings = Settings { screen: Screen { width: Some(width), color }, ..settings(width) };
            for format in formats() {
                let mut seen = report::write(format, &outcome, &register, &settings);
                if format == Format::Human && color {
                    for code in seen.clone().split('\u{1b}').skip(1).map(|part| part.split_once('m').unwrap().0) {
                        prop_assert!(code.starts_with('[') && code[1..].bytes().all(|b| b.is_ascii_digit() || b == b';'));
                        seen = seen.replace(&format!("\u{1b}{code}m"), "");
                    }
                }
                for line in seen.split('\n') {
                    prop_assert!(!line.chars().any(hidden), "{:?}: {:?}", format, line);
                    prop_assert!(!line.contains("##["), "{:?}: {:?}", format, line);
                    let ours = format == Format::Github && line.starts_with("::error file=");
                    prop_assert!(ours || !line.trim_start().starts_with("::"), "{:?}: {:?}", format, line);
                }
                match format {
                    Format::Json => {
                        let value: Value = serde_json::from_str(&seen).unwrap();
                        prop_assert_eq!(&value["diagnostics"][0]["message"], &Value::from(message.clone()));
                        prop_assert_eq!(Schema::Report.errors_in(&value), Vec::<String>::new());
                    }
                    Format::Sarif => {
                        let value: Value = serde_json::from_str(&seen).unwrap();
                        let uri = &value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
                        prop_assert!(uri.as_str().unwrap().bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)));
                    }
                    Format::Github => {
                        // The first annotation as the runner reads it.
                        let line = seen.lines().next().unwrap();
                        let (properties, data) = line.split_once("::error ").unwrap().1.split_once("::").unwrap();
                        let file = properties.split(',').find_map(|part| part.strip_prefix("file=")).unwrap();
                        prop_assert_eq!(undo(file, true).replace("##\\u{5b}", "##["), terminal_line(&path));
                        let data = undo(&data.replace("##\\u{5b}", "##["), false);
                        prop_assert_eq!(data.split('\n').next().unwrap(), terminal_line(&message));
                    }
                    Format::Junit => {
                        let document = roxmltree::Document::parse(&seen).unwrap();
                        let failures: Vec<_> = document.descendants().filter(|node| node.has_tag_name("failure")).collect();
                        prop_assert_eq!(failures.len(), 2);
                        let shown = |text: &str| escape_for_terminal(text).replace(['\u{fffe}', '\u{ffff}'], "");
                        let said = failures.iter().map(|node| node.attribute("message").unwrap());
                        let expected = shown(&message);
                        let plain = |said: &str| said.replace("\\u{fffe}", "").replace("\\u{ffff}", "");
                        let same = said.clone().all(|said| plain(said) == expected);
                        prop_assert!(same, "{}", seen);
                        let files: Vec<_> = document.descendants().filter_map(|node| node.attribute("file")).collect();
                        let named = files.contains(&escape_for_terminal(&path).as_str()) || path.contains(['\u{fffe}', '\u{ffff}']);
                        prop_assert!(named, "{}", seen);
                    }
                    Format::Gitlab => {
                        let value: Value = serde_json::from_str(&seen).unwrap();
                        let first = value.as_array().unwrap().iter().find(|entry| entry["location"]["path"] == path.as_str());
                        let said = first.unwrap()["description"].as_str().unwrap();
                        prop_assert!(said.starts_with(&escape_for_terminal(&message)));
                    }
                    _ => {}
                }
            }
        }
    }

    /// How the runner decodes data and properties.
    fn undo(text: &str, property: bool) -> String {
        let plain = if property { text.replace("%3A", ":").replace("%2C", ",") } else { text.to_owned() };
        plain.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    }
}

/// Twenty thousand findings in one line of a megabyte: nothing may take time by the square of it.
#[test]
fn huge_line_with_many_findings_is_reported() {
    let text = "[ä](b) ".repeat(131_000);
    let register = register(&text);
    let places = text.match_indices('[').step_by(7).map(|(start, _)| Span::new(start, start + 3));
    let diagnostics = places.map(|span| finding(Severity::Error, span, "no").related(DOCUMENT, span, "here")).collect();
    let outcome = Outcome { diagnostics, suppressed: 0, pre_existing: 0, baseline: None };
    for format in formats() {
        let start = std::time::Instant::now();
        let seen = report::write(format, &outcome, &register, &settings(100));
        println!("{format:?}: {} findings, {} bytes, {:?}", outcome.diagnostics.len(), seen.len(), start.elapsed());
        assert!(seen.len() < outcome.diagnostics.len() * 1200 + 100_000);
    }
}
