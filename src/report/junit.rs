//! JUnit XML: a test case for each rule with findings in a file, and one for each file
//! without findings, so that the counts are meaningful.

use super::Settings;
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::change::Snapshot;
use crate::text::escape::{escape_for_terminal, xml_attribute, xml_text};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let mut found: BTreeMap<&str, BTreeMap<&str, Vec<&Diagnostic>>> = BTreeMap::new();
    for finding in &outcome.diagnostics {
        found.entry(&finding.path).or_default().entry(finding.rule).or_default().push(finding);
    }
    let failing = outcome
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error || (settings.strict && found.severity == Severity::Warning));
    let fails: BTreeSet<(&str, &str)> = failing.map(|found| (found.path.as_str(), found.rule)).collect();
    let broken: BTreeSet<&str> = fails.iter().map(|(path, _)| *path).collect();
    let mut paths: BTreeSet<&str> = snapshot.corpus.paths().collect();
    paths.extend(found.keys());
    let mut cases = String::new();
    let mut tests = 0;
    for path in paths {
        if !broken.contains(path) {
            tests += 1;
            cases.push_str(&format!("    {}/>\n", case(path, "passed")));
        }
        for (rule, findings) in found.get(path).into_iter().flatten() {
            tests += 1;
            let text: Vec<String> = findings.iter().map(|finding| words(finding, snapshot)).collect();
            let text = xml_text(&text.join("\n\n"));
            let body = if fails.contains(&(path, *rule)) {
                let first = findings.iter().min_by_key(|finding| finding.severity);
                let message = first.map(|finding| escape_for_terminal(&finding.message)).unwrap_or_default();
                let kind = first.map_or("error", |finding| finding.severity.name());
                format!("<failure type=\"{kind}\" message=\"{}\">{text}</failure>", xml_attribute(&message))
            } else {
                format!("<system-out>{text}</system-out>")
            };
            cases.push_str(&format!("    {}>\n      {body}\n    </testcase>\n", case(path, rule)));
        }
    }
    let counts = format!("tests=\"{tests}\" failures=\"{}\" errors=\"0\"", fails.len());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"scsdoc\" {counts} time=\"0\">\n  \
         <testsuite name=\"scsdoc check\" {counts} skipped=\"0\" time=\"0\">\n{cases}  </testsuite>\n</testsuites>\n"
    )
}

/// The start of a test case. A file extension would be taken for a class in a package.
fn case(path: &str, name: &str) -> String {
    let class = path.rsplit_once('.').map_or(path, |(class, _)| class);
    let [class, path, name] = [class, path, name].map(|text| xml_attribute(&escape_for_terminal(text)));
    format!("<testcase classname=\"{class}\" name=\"{name}\" file=\"{path}\" time=\"0\"")
}

/// A finding in a few lines.
fn words(found: &Diagnostic, snapshot: &Snapshot<'_>) -> String {
    let at = snapshot.corpus.source(&found.path).map(|source| source.position(found.span.start as usize));
    let place = at.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
    let mut text = format!(
        "{}{place}: {}: {}",
        escape_for_terminal(&found.path),
        found.severity.name(),
        escape_for_terminal(&found.message)
    );
    if let Some(help) = &found.help {
        text.push_str(&format!("\nhelp: {}", escape_for_terminal(help)));
    }
    text
}
