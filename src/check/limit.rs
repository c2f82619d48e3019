//! A limit on findings of one rule in one file, so that a report on a hostile file fits in memory.

use crate::diagnostic::Diagnostic;
use std::collections::HashMap;

/// Maximum number of findings of one rule in one file.
pub const MAX_PER_FILE: usize = 2_000;

/// Collects findings of one rule, at most [`MAX_PER_FILE`] per file; the last one states how many were dropped.
#[derive(Debug, Default)]
pub struct DiagnosticSink {
    kept: Vec<Diagnostic>,
    /// By file, the number of findings and the index of the last kept one.
    counts: HashMap<String, (usize, usize)>,
}

impl DiagnosticSink {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let (number, last) = self.counts.entry(diagnostic.path.clone()).or_default();
        *number += 1;
        if *number <= MAX_PER_FILE {
            *last = self.kept.len();
            self.kept.push(diagnostic);
        }
    }

    /// Number of findings kept so far.
    pub fn kept(&self) -> usize {
        self.kept.len()
    }

    /// The kept findings.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        for (number, last) in self.counts.into_values().filter(|(number, _)| *number > MAX_PER_FILE) {
            if let Some(diagnostic) = self.kept.get_mut(last) {
                let more = format!(
                    "{} more of this rule in this file are not listed; at most {MAX_PER_FILE} are",
                    number - MAX_PER_FILE
                );
                diagnostic.help = Some(match diagnostic.help.take() {
                    Some(help) => format!("{help}; {more}"),
                    None => more,
                });
            }
        }
        self.kept
    }
}

impl Extend<Diagnostic> for DiagnosticSink {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules;
    use crate::text::Span;

    #[test]
    fn last_kept_finding_counts_the_dropped_ones() {
        let rule = rules::all().next().unwrap();
        let mut found = DiagnosticSink::default();
        let mut add = |path: &str, times: usize| {
            found.extend((0..times).map(|n| rule.at(path, Span::at(n), n.to_string())));
        };
        add("a", 10);
        add("b", MAX_PER_FILE + 3);
        add("a", MAX_PER_FILE);
        add("c", 1);
        let found = found.into_vec();
        let of = |path: &str| found.iter().filter(|one| one.path == path).collect::<Vec<_>>();
        assert_eq!((of("a").len(), of("b").len(), of("c").len()), (MAX_PER_FILE, MAX_PER_FILE, 1));
        let more = |path: &str| of(path).last().and_then(|one| one.help.clone()).unwrap_or_default();
        assert!(more("a").starts_with("10 more of this rule") && more("b").starts_with("3 more of this rule"));
        assert_eq!(found.iter().filter(|one| one.help.is_some()).count(), 2);
    }
}
