//! Baselines: pre-existing findings of a register that are not reported.
//!
//! The file is sorted text with one entry per line, so that it can be diffed and merged:
//!
//! ```text
//! # scsdoc baseline 1
//! Standards/scs-0100-v1-x.md broken-anchor 0123456789abcdef0123456789abcdef 2 no heading has the anchor `x`
//! ```
//!
//! path (percent-encoded), rule, fingerprint, number of equal findings, and for readers the message of the first.

use super::identity::fingerprint;
use super::rule::Group;
use super::rules;
use crate::diagnostic::Diagnostic;
use crate::text::path::{decode, encode_path};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Maximum size of the file, in bytes.
pub const MAX_BASELINE: u64 = 16 << 20;

/// The first line of a file, without the version.
const HEAD: &str = "# scsdoc baseline ";
/// The version of the format.
const VERSION: &str = "1";
/// Maximum length of a message, in characters.
const WORDS: usize = 100;

/// Key of an entry: path, rule, fingerprint.
type Key = (String, String, String);

/// A baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Key, (usize, String)>,
}

/// Equal findings in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path of the file, relative to the root.
    pub path: String,
    pub rule: String,
    /// Number of findings.
    pub count: usize,
}

/// The effect of a baseline on the findings of a check.
pub(super) struct BaselineEffect {
    /// Suppressed findings.
    pub(super) silent: Vec<Diagnostic>,
    /// Entries without a finding.
    pub(super) stale: Vec<Entry>,
}

/// Whether findings of a rule can be in a baseline. Those of change rules are gone after the change.
fn can_be_in_baseline(rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.group() != Group::Change)
}

impl Baseline {
    /// A baseline of these findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut entries: BTreeMap<Key, (usize, String)> = BTreeMap::new();
        for found in diagnostics {
            if can_be_in_baseline(found.rule) {
                entries.entry(key(found)).or_insert_with(|| (0, words(&found.message))).0 += 1;
            }
        }
        Baseline { entries }
    }

    /// The intersection with `other`.
    #[must_use]
    pub fn within(mut self, other: &Baseline) -> Self {
        self.entries.retain(|key, (count, _)| {
            *count = other.entries.get(key).map_or(0, |(most, _)| *most.min(count));
            *count > 0
        });
        self
    }

    /// Number of findings.
    pub fn len(&self) -> usize {
        self.entries.values().map(|(count, _)| count).sum()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The problem, as the predicate of a sentence about the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).enumerate();
        let version = lines.next().and_then(|(_, line)| line.strip_prefix(HEAD));
        match version {
            Some(VERSION) => {}
            Some(_) => return Err("was written by a different version of scsdoc".into()),
            None => return Err(format!("is not a baseline: its first line is not `{HEAD}{VERSION}`")),
        }
        let mut entries: BTreeMap<Key, (usize, String)> = BTreeMap::new();
        for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let (key, count, words) = entry(line).ok_or_else(|| format!("has an invalid entry on line {}", at + 1))?;
            let known = entries.entry(key).or_insert((0, words));
            // Two branches that were merged may both have the entry.
            known.0 = known.0.max(count);
        }
        Ok(Baseline { entries })
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let mut out = format!(
            "{HEAD}{VERSION}\n# Pre-existing findings, which are not reported.\n\
             # `scsdoc check --write-baseline FILE` writes this file; lines may be removed manually.\n"
        );
        for ((path, rule, mark), (count, words)) in &self.entries {
            let _ = writeln!(out, "{} {rule} {mark} {count} {words}", encode_path(path));
        }
        out
    }

    /// Removes the findings that it contains from `found`; of equal findings the first ones. `ran` says whether
    /// a rule was run, so that an absent finding is stale.
    pub(super) fn take(&self, found: &mut Vec<Diagnostic>, ran: impl Fn(&str) -> bool) -> BaselineEffect {
        let mut left: BTreeMap<&Key, usize> = self.entries.iter().map(|(key, (count, _))| (key, *count)).collect();
        let (mut kept, mut silent) = (Vec::with_capacity(found.len()), Vec::new());
        for finding in std::mem::take(found) {
            match left.get_mut(&key(&finding)).filter(|count| **count > 0 && can_be_in_baseline(finding.rule)) {
                Some(count) => {
                    *count -= 1;
                    silent.push(finding);
                }
                None => kept.push(finding),
            }
        }
        *found = kept;
        let mut stale: Vec<Entry> = Vec::new();
        for ((path, rule, _), count) in left.into_iter().filter(|(key, count)| *count > 0 && ran(&key.1)) {
            match stale.last_mut().filter(|last| last.path == *path && last.rule == *rule) {
                Some(last) => last.count += count,
                None => stale.push(Entry { path: path.clone(), rule: rule.clone(), count }),
            }
        }
        BaselineEffect { silent, stale }
    }
}

fn key(found: &Diagnostic) -> Key {
    (found.path.clone(), found.rule.to_owned(), fingerprint(found))
}

fn entry(line: &str) -> Option<(Key, usize, String)> {
    let mut parts = line.splitn(5, ' ');
    let (path, rule, mark, count) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let named = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let digits = |text: &str| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let count: usize = count.parse().ok().filter(|count| *count > 0)?;
    let fits = named(rule) && digits(mark);
    fits.then(|| ((decode(path), rule.to_owned(), mark.to_owned()), count, parts.next().unwrap_or("").to_owned()))
}

/// A message on one short line that cannot be mistaken for another entry.
fn words(message: &str) -> String {
    let hidden = crate::text::escape::hidden;
    let line: String = message.chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ").replace("##[", "## [");
    match line.char_indices().nth(WORDS) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}
