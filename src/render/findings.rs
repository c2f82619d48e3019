//! Findings on pages: all of them for editors; for readers, notices about files with errors.

use super::address::Address;
use super::cx::Cx;
use super::views::{Finding, finding};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::Source;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Maximum number of findings on a page.
const MAX_FINDINGS: usize = 20;
/// A notice for readers (a key in words.toml), and the rules whose errors cause it.
const CAUTIONS: [(&str, &[&str]); 4] = [
    ("caution_metadata", &["missing-front-matter", "unclosed-front-matter", "invalid-yaml", "unreadable-file"]),
    (
        "caution_dates",
        &[
            "missing-stabilized-at",
            "missing-deprecated-at",
            "missing-rejected-at",
            "status-date-conflict",
            "date-order",
            "implausible-date",
            "invalid-date",
            "deprecated-before-successor",
            "timeline-order",
            "scope-date-conflict",
        ],
    ),
    ("caution_several", &["several-effective", "several-effective-versions"]),
    ("caution_relations", &["self-replacement", "replacement-cycle", "one-sided-replacement"]),
];

/// The findings of a check, in order of paths.
pub struct Findings<'a> {
    pub cx: &'a Cx<'a>,
    pub outcome: &'a Outcome,
}

impl Findings<'_> {
    /// Findings for the page of a file: for editors its errors, up to a limit, and the number of others; for readers
    /// notices that states, dates or relations may be wrong.
    pub fn of(&self, path: &str, source: &Source) -> Value {
        let all = &self.outcome.diagnostics;
        let first = all.partition_point(|diagnostic| diagnostic.path.as_str() < path);
        let own = all.iter().skip(first).take_while(|diagnostic| diagnostic.path == path);
        let errors: Vec<&Diagnostic> = own.filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
        if self.cx.editorial {
            let shown = errors.iter().take(MAX_FINDINGS).map(|diagnostic| finding(diagnostic, Some(source)));
            let more = errors.len().saturating_sub(MAX_FINDINGS);
            return json!({"errors": shown.collect::<Vec<Finding>>(), "more_errors": more, "cautions": []});
        }
        let rules: HashSet<&str> = errors.iter().map(|diagnostic| diagnostic.rule).collect();
        let concerned = CAUTIONS.iter().filter(|(_, concerned)| concerned.iter().any(|rule| rules.contains(rule)));
        let cautions: Vec<&str> = concerned.map(|(key, _)| self.cx.words.get(key)).collect();
        json!({"errors": [], "more_errors": 0, "cautions": cautions})
    }

    /// The page with all findings: for each file its page, or its URL in the repository.
    pub fn view(&self) -> Value {
        let corpus = self.cx.corpus;
        let of_file = |found: &[Diagnostic]| {
            let path = found.first().map(|first| first.path.as_str()).unwrap_or_default();
            let source = corpus.source(path);
            let in_repository = corpus.config.source_url(path, false);
            let href = match corpus.documents.iter().find(|document| document.path == path) {
                Some(document) => format!("{}{}", Address::findings().root(), Address::document(document).href()),
                None => in_repository.clone(),
            };
            let findings: Vec<Finding> = found.iter().map(|diagnostic| finding(diagnostic, source)).collect();
            json!({"path": path, "href": href, "source": in_repository, "findings": findings})
        };
        let files = self.outcome.diagnostics.chunk_by(|a, b| a.path == b.path).map(of_file);
        json!({"files": files.collect::<Vec<Value>>()})
    }
}
