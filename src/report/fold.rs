//! Sorting and grouping of findings for human-readable reports.

use super::Settings;
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use std::collections::HashMap;

/// More findings of one rule in a file than this become one, if their messages differ only in quoted names and numbers.
const MOST: usize = 3;
/// Maximum number of line numbers listed for the others.
const LINES: usize = 8;

/// A finding, and those of the same rule in the same file that are reported with it.
#[derive(Debug)]
pub(super) struct Folded<'a> {
    pub(super) first: &'a Diagnostic,
    pub(super) others: Vec<&'a Diagnostic>,
}

/// Findings by file, errors first within a file; more than three of one rule and message in a file become one.
pub(super) fn fold<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Folded<'a>> {
    let mut found: Vec<&Diagnostic> = diagnostics.into_iter().collect();
    found.chunk_by_mut(|a, b| a.path == b.path).for_each(|file| file.sort_by_key(|found| found.severity));
    let unquoted = |message: &str| -> String {
        message.split('`').step_by(2).flat_map(|part| part.chars().filter(|c| !c.is_ascii_digit())).collect()
    };
    let key = |found: &'a Diagnostic| (found.path.as_str(), found.rule, found.severity, unquoted(&found.message));
    let mut counts: HashMap<_, usize> = HashMap::new();
    found.iter().for_each(|found| *counts.entry(key(found)).or_default() += 1);
    let mut places: HashMap<_, usize> = HashMap::new();
    let mut folded: Vec<Folded<'_>> = Vec::new();
    for found in found {
        let many = counts.get(&key(found)).is_some_and(|count| *count > MOST);
        match places.get(&key(found)).and_then(|place| folded.get_mut(*place)) {
            Some(first) if many => first.others.push(found),
            _ => {
                places.insert(key(found), folded.len());
                folded.push(Folded { first: found, others: Vec::new() });
            }
        }
    }
    folded
}

impl Folded<'_> {
    /// `12 more in this file: lines 3, 8, …`, or `3 more in this line: ` with what each names last; `None` if there are no
    /// others.
    pub(super) fn more(&self, corpus: &Corpus) -> Option<String> {
        let number = self.others.len();
        let source = corpus.source(&self.first.path);
        let line = |found: &&Diagnostic| source.map(|source| source.position(found.span.start as usize).line);
        let mut lines: Vec<usize> = self.others.iter().filter_map(line).collect();
        lines.sort_unstable();
        lines.dedup();
        let cut = lines.len() > LINES;
        let lines: Vec<String> = lines.iter().take(LINES).map(usize::to_string).collect();
        let noun = if lines.len() == 1 { "line" } else { "lines" };
        let lines = lines.join(", ");
        match number {
            0 => None,
            _ if self.others.iter().all(|other| line(other) == line(&self.first)) => {
                let last = |other: &&Diagnostic| other.message.rsplit('`').nth(1).map(|name| format!("`{name}`"));
                let names: Vec<String> = self.others.iter().take(LINES).filter_map(last).collect();
                let dots = if number > LINES { ", …" } else { "" };
                Some(match names.as_slice() {
                    [] => format!("{number} more in this line"),
                    names => format!("{number} more in this line: {}{dots}", names.join(", ")),
                })
            }
            _ if lines.is_empty() => Some(format!("{number} more in this file")),
            _ => Some(format!("{number} more in this file: {noun} {lines}{}", if cut { ", …" } else { "" })),
        }
    }
}

/// `34 errors, 113 warnings`, and which findings are hidden; empty if there are none.
pub(super) fn counts(outcome: &Outcome, settings: &Settings, word: impl Fn(Severity, usize) -> String) -> String {
    let some = |number: &dyn Fn(Severity) -> usize, word: &dyn Fn(Severity, usize) -> String| {
        let all = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| (severity, number(severity)));
        let some = all.iter().filter(|(_, number)| *number > 0);
        some.map(|(severity, number)| word(*severity, *number)).collect::<Vec<_>>().join(", ")
    };
    let shown = some(&|severity| outcome.count(severity), &word);
    let hidden = some(&|severity| settings.hidden.get(severity as usize).copied().unwrap_or(0), &word);
    match (shown.is_empty(), hidden.is_empty()) {
        (_, true) => shown,
        (true, false) => format!("{hidden} hidden"),
        (false, false) => format!("{shown}, {hidden} hidden"),
    }
}
