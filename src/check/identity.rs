//! Identity of findings: rule, document and subject, independent of location and
//! message. Used by `--base`, baselines, fingerprints in reports, and the check of edits.
//!
//! The subject is set by the rule ([`Diagnostic::about`]), else it is the text at the location. docs/baseline.md defines the
//! fingerprint; baselines store it, so it must not change.

use super::rule::Group;
use super::rules;
use crate::diagnostic::Diagnostic;
use crate::model::Corpus;
use crate::model::change::Comparison;
use crate::model::name::Name;
use crate::text::path::file_name;
use aho_corasick::{AhoCorasick, MatchKind};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// Maximum length of a subject, in characters, and of a line, in bytes; the rest is ignored.
const LONGEST: usize = 2000;

/// Gives each finding a subject that has none yet.
pub(super) fn set_subjects(found: &mut [Diagnostic], corpus: &Corpus) {
    for finding in found.iter_mut().filter(|finding| finding.subject.is_empty()) {
        let text = corpus.source(&finding.path).map(|source| source.slice(finding.span)).unwrap_or_default();
        finding.subject = folded(text);
    }
}

/// The text without line breaks, indentation and quote markers.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != ">").collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// Stable fingerprint of a finding: 32 hexadecimal digits.
pub fn fingerprint(found: &Diagnostic) -> String {
    digits(&format!("{}\n{}\n{}", found.rule, found.path, found.subject))
}

/// Like [`fingerprint`], but unique: equal findings are numbered.
pub fn distinct_fingerprints(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let number = |found: &Diagnostic| {
        let fingerprint = fingerprint(found);
        let count = seen.entry(fingerprint.clone()).or_default();
        *count += 1;
        if *count == 1 { fingerprint } else { digits(&format!("{fingerprint}\n{count}")) }
    };
    diagnostics.iter().map(number).collect()
}

/// The first half of the SHA-256 of a text.
fn digits(text: &str) -> String {
    let mut digits = String::with_capacity(32);
    for byte in Sha256::digest(text).iter().take(16) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Renamed files, and their names in texts.
pub(crate) struct Renames<'a> {
    paths: HashMap<&'a str, &'a str>,
    names: Option<AhoCorasick>,
    replacements: Vec<String>,
}

impl<'a> Renames<'a> {
    /// From old paths to new ones.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let paths: HashMap<&str, &str> = pairs.into_iter().filter(|(old, new)| old != new).collect();
        let (mut names, mut replacements) = (Vec::new(), Vec::new());
        for (old, new) in &paths {
            let (old, new) = (Name::parse(file_name(old)), Name::parse(file_name(new)));
            names.extend([old.stem().to_owned(), old.id()]);
            replacements.extend([new.stem().to_owned(), new.id()]);
        }
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names);
        Renames { names: names.ok().filter(|_| !paths.is_empty()), paths, replacements }
    }

    fn subject(&self, subject: &str) -> String {
        self.names.as_ref().map_or_else(|| subject.to_owned(), |names| names.replace_all(subject, &self.replacements))
    }
}

/// Rule, path and subject.
type Key = (&'static str, String, String);

fn key(found: &Diagnostic) -> Key {
    (found.rule, found.path.clone(), found.subject.clone())
}

/// The findings of an older state, as a multiset: if there were two and now there are three, one is new.
#[derive(Default)]
pub(crate) struct Known(HashMap<Key, usize>);

impl Known {
    /// Adds findings, with the newer names of renamed files.
    pub(crate) fn add<'a>(&mut self, found: impl IntoIterator<Item = &'a Diagnostic>, renames: &Renames<'_>) {
        for finding in found {
            let path = renames.paths.get(finding.path.as_str()).copied().unwrap_or(&finding.path);
            let key = (finding.rule, path.to_owned(), renames.subject(&finding.subject));
            *self.0.entry(key).or_default() += 1;
        }
    }

    /// Removes a finding, and returns whether it was present.
    fn take(&mut self, found: &Diagnostic) -> bool {
        let left = self.0.get_mut(&key(found)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }

    /// The findings that the older state does not have.
    pub(crate) fn added(mut self, after: &[Diagnostic]) -> Vec<&Diagnostic> {
        after.iter().filter(|found| !self.take(found)).collect()
    }
}

/// The line of a finding; of a long one, the beginning.
fn line<'a>(corpus: &'a Corpus, finding: &Diagnostic) -> Option<&'a str> {
    let source = corpus.source(&finding.path)?;
    let line = source.line_text(source.line_of(finding.span.start as usize)).trim();
    Some(&line[..line.floor_char_boundary(LONGEST)])
}

/// Marks pre-existing findings. If only some of several equal findings are new, those whose
/// line is unchanged count as pre-existing.
pub(super) fn mark_pre_existing(found: &mut [Diagnostic], before: &[Diagnostic], base: &Comparison<'_>) {
    let renames = Renames::new(base.renamed_files());
    let mut known = Known::default();
    known.add(before, &renames);
    let mut lines: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for finding in before {
        *lines.entry((finding.rule, line(base.old, finding))).or_default() += 1;
    }
    let hidden = hidden_in(base);
    for by_line in [true, false] {
        for finding in found.iter_mut().filter(|finding| !finding.pre_existing) {
            if by_line {
                let left = lines.get_mut(&(finding.rule, line(base.new, finding))).filter(|left| **left > 0);
                let Some(left) = left else { continue };
                *left -= 1;
            }
            let on_change = || rules::find(finding.rule).is_some_and(|rule| rule.group() == Group::Change);
            let was_hidden = || hidden.contains(finding.path.as_str()) && !on_change();
            finding.pre_existing = known.take(finding) || was_hidden();
        }
    }
}

/// Files that could not be parsed completely in the base: their findings are unknown, so none of them is new.
fn hidden_in<'a>(base: &Comparison<'a>) -> HashSet<&'a str> {
    let documents = base.documents.iter().filter_map(|change| change.both());
    let documents = documents.filter(|(old, _)| !old.front.complete() || old.too_large.is_some());
    let scopes = base.scopes.iter().filter_map(|(old, new)| old.as_ref().zip(new.as_ref()));
    let scopes = scopes.filter(|(old, _)| !old.complete() || old.too_large.is_some());
    documents.map(|(_, new)| new.path.as_str()).chain(scopes.map(|(_, new)| new.path.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{self, Options};
    use crate::config::Config;
    use crate::load::Tree;
    use jiff::civil::date;

    fn document(text: &str) -> String {
        format!("---\ntitle: X\ntype: Procedural\nstatus: Draft\ntrack: IaaS\n---\n\n## Text\n\n{text}\n")
    }

    /// Lines (from 0) of the new findings of a rule.
    fn new_lines(rule: &str, old: (&str, &str), new: (&str, &str)) -> Vec<usize> {
        let [old, new] = [old, new].map(|(path, text)| {
            let tree = Tree::in_memory([(path, text)]);
            Corpus::build(&tree, Config::default(), &tree)
        });
        let comparison = Comparison::new(&old, &new);
        let outcome = check::run(&comparison, &Options { new_only: true, ..Options::at(date(2026, 11, 20)) });
        let found = outcome.diagnostics.into_iter().filter(|found| found.rule == rule);
        found.map(|found| new.source(&found.path).unwrap().line_of(found.span.start as usize)).collect()
    }

    #[test]
    fn findings_match_after_moves_and_renames() {
        let (old, new) = ("Standards/scs-xxxx-v1-x.md", "Standards/scs-0100-v1-x.md");
        let before = document("One [a](scs-xxxx-v1-x.md#no).");
        let after = document("Added.\n\n## More\n\nTwo [b](scs-0100-v1-x.md#no) and [c](#other).");
        assert_eq!(new_lines("broken-anchor", (old, &before), (new, &before)), [0usize; 0]);
        assert_eq!(new_lines("broken-anchor", (old, &before), (new, &after)).len(), 1);
    }

    #[test]
    fn finding_on_added_line_is_new() {
        let path = "Standards/scs-0100-v1-x.md";
        let (before, after) = (document("See [a](#no)."), document("New: [a](#no).\n\nSee [a](#no)."));
        assert_eq!(new_lines("broken-anchor", (path, &before), (path, &after)), [9]);
    }

    #[test]
    fn nothing_is_new_if_the_older_state_was_unreadable() {
        let path = "Standards/scs-0100-v1-x.md";
        let after = document("See [a](#no).");
        let before = after.replace("title: X", "title: [X");
        assert_eq!(new_lines("broken-anchor", (path, &before), (path, &after)), [0usize; 0]);
    }

    #[test]
    fn fingerprints_are_as_documented() {
        let mut found = rules::find("broken-anchor").unwrap().at("Standards/a.md", crate::text::Span::at(0), "m");
        found.subject = "#no".into();
        // printf 'broken-anchor\nStandards/a.md\n#no' | sha256sum | cut -c1-32
        assert_eq!(fingerprint(&found), "2439461f5411b10d806e896a9631d37c");
        let [first, second] = distinct_fingerprints(&[found.clone(), found]).try_into().unwrap();
        assert!(first != second && second.len() == 32);
    }
}
