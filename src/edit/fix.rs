//! `fix`: applies fixes until none is left.

use super::set::EditSet;
use crate::check::identity::{Known, Renames};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::load::Tree;
use crate::text::Span;
use std::collections::{BTreeMap, HashSet};

/// Maximum number of rounds; each fixes findings revealed by the previous one.
pub const MAX_ROUNDS: usize = 50;

/// Size of the files that may be checked in vain to find the fixes that introduce errors, in bytes.
const MAX_IN_VAIN: usize = 4 << 20;

/// Selects fixes.
#[derive(Clone, Debug, Default)]
pub struct FixRequest {
    /// Also unsafe fixes.
    pub with_unsafe: bool,
    /// Only of these rules; of all if empty.
    pub only: Vec<String>,
    /// Only fixes that change no other paths.
    pub files: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The files afterwards.
    pub tree: Tree,
    /// Number of fixes by path and rule.
    pub applied: BTreeMap<(String, &'static str), usize>,
    /// Findings whose fix was refused because it would introduce errors.
    pub refused: Vec<Diagnostic>,
    /// Whether too many fixes were refused to try all of them.
    pub stopped: bool,
    /// Remaining findings.
    pub left: Vec<Diagnostic>,
}

/// A finding in one state of the register.
type Key = (&'static str, String, Span);

fn key(found: &Diagnostic) -> Key {
    (found.rule, found.path.clone(), found.span)
}

/// Applies the selected fixes of all findings of `check`, repeatedly, until none is left. A fix that
/// would introduce errors is skipped. Fixes that undo each other end in one of
/// their states, deterministically.
pub fn fix(tree: &Tree, wanted: &FixRequest, check: &dyn Fn(&Tree) -> Vec<Diagnostic>) -> Fixed {
    let mut run = Run { check, wanted, refused: HashSet::new(), in_vain: 0, fixed: Fixed::default() };
    let mut seen = vec![tree.clone()];
    let mut tree = tree.clone();
    let mut found = check(&tree);
    for _ in 0..MAX_ROUNDS {
        let chosen = run.choose(&found);
        if chosen.is_empty() {
            break;
        }
        let refused = run.refused.len();
        let (next, next_found) = run.try_all(&tree, &found, &chosen);
        if next.entries == tree.entries {
            if run.refused.len() == refused || run.is_stopped() {
                break;
            }
            continue;
        }
        if let Some(first) = seen.iter().position(|old| old.entries == next.entries) {
            // A cycle: take its least state, wherever it was entered.
            let circle = seen.get(first..).unwrap_or_default();
            if let Some(least) = circle.iter().min_by(|a, b| bytes(a).cmp(bytes(b))) {
                tree = least.clone();
                found = check(&tree);
            }
            break;
        }
        seen.push(next.clone());
        (tree, found) = (next, next_found);
        // A refused fix may be possible now.
        run.refused.clear();
    }
    let refused = std::mem::take(&mut run.refused);
    let stopped = run.is_stopped();
    let mut fixed = Fixed { stopped, ..run.fixed };
    fixed.refused = found.iter().filter(|found| refused.contains(&key(found))).cloned().collect();
    fixed.left = found;
    fixed.tree = tree;
    fixed
}

fn bytes(tree: &Tree) -> impl Iterator<Item = (&str, &[u8])> {
    tree.entries.iter().map(|(path, entry)| (path.as_str(), entry.bytes()))
}

struct Run<'a> {
    check: &'a dyn Fn(&Tree) -> Vec<Diagnostic>,
    wanted: &'a FixRequest,
    refused: HashSet<Key>,
    in_vain: usize,
    fixed: Fixed,
}

impl Run<'_> {
    fn is_stopped(&self) -> bool {
        self.in_vain > MAX_IN_VAIN
    }

    /// A set of fixes without overlaps.
    fn choose(&self, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut chosen = Vec::new();
        let mut used: BTreeMap<&str, BTreeMap<u32, u32>> = BTreeMap::new();
        for diagnostic in found {
            let Some(fix) = &diagnostic.fix else { continue };
            let wanted = (fix.safe || self.wanted.with_unsafe)
                && (self.wanted.only.is_empty() || self.wanted.only.iter().any(|rule| rule == diagnostic.rule))
                && !fix.edits.is_empty()
                && !self.refused.contains(&key(diagnostic));
            let elsewhere = |edit: &Edit| self.wanted.files.as_ref().is_some_and(|files| !files.contains(&edit.path));
            if !wanted || fix.edits.iter().any(elsewhere) {
                continue;
            }
            let touches = |edit: &Edit| {
                let taken = used.get(edit.path.as_str());
                let last = taken.and_then(|taken| taken.range(..=edit.span.end).next_back());
                last.is_some_and(|(start, end)| *end >= edit.span.start || *start == edit.span.start)
            };
            if fix.edits.iter().any(touches) {
                continue;
            }
            for edit in &fix.edits {
                used.entry(&edit.path).or_default().insert(edit.span.start, edit.span.end);
            }
            chosen.push(diagnostic.clone());
        }
        chosen
    }

    /// Applies all fixes; if that adds errors, bisects to find the fix that causes them.
    fn try_all(&mut self, tree: &Tree, before: &[Diagnostic], chosen: &[Diagnostic]) -> (Tree, Vec<Diagnostic>) {
        let mut set = EditSet::new("fix", true);
        let edits = chosen.iter().filter_map(|found| found.fix.as_ref()).flat_map(|fix| &fix.edits);
        edits.for_each(|edit| set.edit(edit.clone()));
        if let Ok(next) = set.apply(tree)
            && next.entries != tree.entries
        {
            let after = (self.check)(&next);
            if !adds_errors(before, &after) {
                for found in chosen {
                    *self.fixed.applied.entry((found.path.clone(), found.rule)).or_default() += 1;
                }
                return (next, after);
            }
            let sizes = next.entries.iter().filter(|(path, entry)| tree.entries.get(*path) != Some(*entry));
            self.in_vain += sizes.map(|(_, entry)| entry.bytes().len()).sum::<usize>();
        }
        if let [one] = chosen {
            self.refused.insert(key(one));
        }
        if chosen.len() < 2 || self.is_stopped() {
            return (tree.clone(), before.to_vec());
        }
        let (one, two) = chosen.split_at(chosen.len() / 2);
        let (next, found) = self.try_all(tree, before, one);
        if next.entries == tree.entries {
            return self.try_all(tree, before, two);
        }
        // Locations of the other half have moved; the next round handles them.
        (next, found)
    }
}

/// Whether there are new errors.
fn adds_errors(before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let mut known = Known::default();
    known.add(before, &Renames::new([]));
    known.added(after).iter().any(|found| found.severity == Severity::Error)
}
