//! What is shown of what rules have found, by file: with levels and waivers applied, in order.
//!
//! A waiver covers one file, and what is said of a waiver follows from that file alone, so each file stands by itself. Only
//! the settings, whose waivers cover other files, come after those.

use super::super::baseline::Baseline;
use super::super::rule::{Cx, Rule};
use super::super::{Level, Options, levelled, on_waivers, silence, sorted, waiver};
use crate::diagnostic::Diagnostic;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings by the path of their file, in order.
pub(super) type ByPath = BTreeMap<String, Vec<Diagnostic>>;

/// Puts findings into their files. In order, because a rule may find them in any.
pub(super) fn by_path(found: Vec<Diagnostic>) -> ByPath {
    let mut map = ByPath::new();
    for finding in found {
        match map.get_mut(&finding.path) {
            Some(list) => list.push(finding),
            None => drop(map.insert(finding.path.clone(), vec![finding])),
        }
    }
    map.par_iter_mut().for_each(|(_, list)| list.sort_by(|a, b| a.order().cmp(&b.order())));
    map
}

/// Adds the files in which the two differ.
pub(super) fn differing(old: &ByPath, new: &ByPath, paths: &mut BTreeSet<String>) {
    let other = new.par_iter().filter(|(path, found)| old.get(*path) != Some(*found));
    let gone = old.par_iter().filter(|(path, _)| !new.contains_key(*path));
    paths.par_extend(other.chain(gone).map(|(path, _)| path.clone()));
}

/// What is shown of one file.
#[derive(Debug, Default, PartialEq)]
struct OfFile {
    diagnostics: Vec<Diagnostic>,
    suppressed: usize,
    /// How often each of the waivers in the settings silenced something here, by its index there; only where it covers the file.
    used: Vec<(usize, usize)>,
}

impl OfFile {
    /// Takes out what was there before.
    fn quiet(&mut self, path: &str, baseline: Option<&Baseline>, cx: &Cx<'_>) {
        let baseline = baseline.map(|baseline| baseline.in_file(path)).unwrap_or_default();
        if !baseline.is_empty() {
            baseline.take(&mut self.diagnostics, cx.corpus, |_| false);
        }
    }
}

/// What is shown of all files; of which there is nothing, are not among them.
#[derive(Debug, Default)]
pub(super) struct Shown {
    files: BTreeMap<String, OfFile>,
    /// Findings that were there before, and are not shown.
    pub(super) baseline: Option<Baseline>,
}

impl Shown {
    /// Shows these files anew, each with what was found in it. Gives those whose findings are others now.
    pub(super) fn renew(
        &mut self,
        mut paths: BTreeSet<String>,
        found: impl Fn(&str) -> Vec<Diagnostic> + Sync,
        chosen: &[&Rule],
        levels: &HashMap<&str, Level>,
        cx: &Cx<'_>,
        options: &Options,
    ) -> BTreeSet<String> {
        let settings = &cx.corpus.config.path;
        let covering = |path: &str| cx.corpus.config.waivers.iter().any(|waiver| waiver.path == path);
        let again = paths.iter().any(|path| covering(path));
        let own = paths.remove(settings) || again;
        let baseline = &self.baseline;
        let show = |path: String| {
            let mut of_file = of_file(&path, found(&path), &[], chosen, levels, cx, options);
            of_file.quiet(&path, baseline.as_ref(), cx);
            (path, of_file)
        };
        let new: Vec<(String, OfFile)> = paths.into_par_iter().map(show).collect();
        let mut changed: BTreeSet<String> = new.into_iter().filter_map(|(path, new)| self.put(path, new)).collect();
        if own {
            let used: Vec<(usize, usize)> = self
                .files
                .iter()
                .filter(|(path, _)| *path != settings)
                .flat_map(|(_, file)| &file.used)
                .copied()
                .collect();
            let mut new = of_file(settings, found(settings), &used, chosen, levels, cx, options);
            new.quiet(settings, self.baseline.as_ref(), cx);
            changed.extend(self.put(settings.clone(), new));
        }
        changed
    }

    /// Puts it in its place. Gives the path where the findings are others.
    fn put(&mut self, path: String, new: OfFile) -> Option<String> {
        let same = self.findings(&path) == new.diagnostics.as_slice();
        if new == OfFile::default() {
            self.files.remove(&path);
        } else {
            self.files.insert(path.clone(), new);
        }
        (!same).then_some(path)
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub(super) fn findings(&self, path: &str) -> &[Diagnostic] {
        self.files.get(path).map(|file| file.diagnostics.as_slice()).unwrap_or_default()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &[Diagnostic])> {
        let files = self.files.iter().filter(|(_, file)| !file.diagnostics.is_empty());
        files.map(|(path, file)| (path.as_str(), file.diagnostics.as_slice()))
    }

    pub(super) fn suppressed(&self) -> usize {
        self.files.values().map(|file| file.suppressed).sum()
    }
}

/// Lets levels and waivers have their say about what was found in a file. `used` tells of the waivers in the settings what
/// they silenced elsewhere.
fn of_file(
    path: &str,
    mut found: Vec<Diagnostic>,
    used: &[(usize, usize)],
    chosen: &[&Rule],
    levels: &HashMap<&str, Level>,
    cx: &Cx<'_>,
    options: &Options,
) -> OfFile {
    levelled(&mut found, levels);
    let mut waivers = waiver::written_in(path, cx.corpus);
    let written = waivers.len();
    let settings = path == cx.corpus.config.path;
    let all = waiver::of_settings(cx.corpus).into_iter().enumerate();
    let (indexes, covering): (Vec<usize>, Vec<_>) = all.filter(|(_, waiver)| settings || waiver.covers == path).unzip();
    waivers.extend(covering);
    let before = found.len();
    silence(&mut found, cx.corpus, &mut waivers);
    let suppressed = before - found.len();
    let counts = indexes.iter().zip(waivers.iter().skip(written)).map(|(index, waiver)| (*index, waiver.used));
    let counts = counts.filter(|(_, count)| *count > 0).collect();
    if settings {
        for (index, count) in used {
            if let Some(waiver) = waivers.get_mut(written + index) {
                waiver.used += count;
            }
        }
    } else {
        waivers.truncate(written);
    }
    if settings || !waivers.is_empty() {
        let mut housekeeping = on_waivers(&waivers, chosen, cx, options);
        housekeeping.retain(|finding| finding.path == path);
        levelled(&mut housekeeping, levels);
        found.append(&mut housekeeping);
    }
    OfFile { diagnostics: sorted(found), suppressed, used: counts }
}
