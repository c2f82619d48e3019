//! Runs the rules on a register and applies settings and waivers.

pub mod baseline;
pub mod identity;
mod limit;
pub mod rule;
pub mod rules;
pub mod settings;
pub mod waiver;

use crate::config::RuleSetting;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Corpus;
use crate::model::change::{Comparison, Snapshot};
use crate::model::document::Document;
use baseline::{Baseline, Entry};
use jiff::civil::Date;
use rayon::prelude::*;
use rule::{Cx, DiagnosticSink, Rule, Run, TextFile};
use rules::text::conflict_marker;
use std::collections::{HashMap, HashSet};

/// A severity for a rule from the settings or the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeverityOverride {
    /// The rule does not run.
    Off,
    /// All its findings have this severity.
    At(Severity),
}

impl SeverityOverride {
    /// Reads `error`, `warning`, `note` or `off`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "off" => Some(SeverityOverride::Off),
            name => Severity::parse(name).map(SeverityOverride::At),
        }
    }
}

/// Options of a check.
#[derive(Clone, Debug)]
pub struct Options {
    /// The assumed date.
    pub at: Date,
    /// Only these rules; all if empty.
    pub only: Vec<String>,
    /// Severities from the command line; they take precedence over the settings.
    pub overrides: Vec<(String, SeverityOverride)>,
    /// Only findings that concern these paths.
    pub files: Option<Vec<String>>,
    /// Only findings that the base does not have, if two states are compared.
    pub new_only: bool,
    /// Baseline of findings that are not reported.
    pub baseline: Option<Baseline>,
}

impl Options {
    /// All findings as of a date.
    pub fn at(at: Date) -> Self {
        Options { at, only: Vec::new(), overrides: Vec::new(), files: None, new_only: false, baseline: None }
    }
}

/// The result of a check.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings sorted by path, location and rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Number of waived findings.
    pub suppressed: usize,
    /// Number of pre-existing findings; they are omitted with [`Options::new_only`].
    pub pre_existing: usize,
    /// The effect of the baseline, if there is one.
    pub baseline: Option<Matched>,
}

/// The effect of a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Number of findings that it suppressed.
    pub suppressed: usize,
    /// Entries without a finding, of rules that were run.
    pub stale: Vec<Entry>,
}

impl Outcome {
    /// Number of findings with this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Removes the findings that are less severe; their numbers by severity, errors first.
    pub fn hide_below(&mut self, least: Severity) -> [usize; 3] {
        let hidden = |severity| if severity > least { self.count(severity) } else { 0 };
        let hidden = [Severity::Error, Severity::Warning, Severity::Note].map(hidden);
        self.diagnostics.retain(|found| found.severity <= least);
        hidden
    }
}

/// Runs the rules on a register; with an older state, also the change rules.
pub fn run<'a>(snapshot: impl Into<Snapshot<'a>>, options: &Options) -> Outcome {
    let Snapshot { corpus, base } = snapshot.into();
    let cx = Cx::new(corpus, options.at, base);
    let overrides = severity_overrides(corpus, base, options);
    let chosen = chosen(&overrides, options);
    let mut found = run_rules(&chosen, &cx);
    drop_caused_by_conflicts(&mut found, corpus);
    identity::set_subjects(&mut found, corpus);
    apply_severity_overrides(&mut found, &overrides);
    let mut waivers = waiver::collect(corpus);
    let before = found.len();
    apply_waivers(&mut found, corpus, &mut waivers);
    let suppressed = before - found.len();
    let mut housekeeping = on_waivers(&waivers, &chosen, &cx, options);
    identity::set_subjects(&mut housekeeping, corpus);
    apply_severity_overrides(&mut housekeeping, &overrides);
    found.extend(housekeeping);
    if let Some(base) = base {
        let before = Options { files: None, new_only: false, baseline: None, ..options.clone() };
        identity::mark_pre_existing(&mut found, &run(base.old, &before).diagnostics, base);
    }
    let mut found = sorted(found);
    let ran = |name: &str| chosen.iter().any(|rule| rule.name == name) || rules::find(name).is_none();
    let mut matched = options.baseline.as_ref().map(|baseline| baseline.take(&mut found, ran));
    if let Some(files) = &options.files {
        found.retain(|diagnostic| concerns(diagnostic, files));
        if let Some(matched) = &mut matched {
            matched.silent.retain(|diagnostic| concerns(diagnostic, files));
        }
    }
    let baseline = matched.map(|taken| Matched { suppressed: taken.silent.len(), stale: taken.stale });
    let pre_existing = found.iter().filter(|diagnostic| diagnostic.pre_existing).count();
    found.retain(|diagnostic| !(options.new_only && diagnostic.pre_existing));
    Outcome { diagnostics: found, suppressed, pre_existing, baseline }
}

/// Removes what a merge conflict causes: findings within it and, if it is in front matter or YAML, all others there.
fn drop_caused_by_conflicts(found: &mut Vec<Diagnostic>, corpus: &Corpus) {
    let marked = found.iter().filter(|diagnostic| diagnostic.rule == conflict_marker::RULE.name);
    let paths: HashSet<String> = marked.map(|diagnostic| diagnostic.path.clone()).collect();
    for path in paths {
        let Some(source) = corpus.source(&path) else { continue };
        let conflicts = conflict_marker::conflicts(source.text());
        let values_end = corpus.front_end(&path);
        let in_values = conflicts.iter().any(|conflict| conflict.start < values_end);
        found.retain(|diagnostic| {
            let caused = conflicts.iter().any(|conflict| conflict.holds(diagnostic.span.start))
                || (in_values && diagnostic.span.start < values_end);
            diagnostic.path != path || diagnostic.rule == conflict_marker::RULE.name || !caused
        });
    }
}

/// Severities that differ from the defaults.
fn severity_overrides<'a>(
    corpus: &'a Corpus,
    base: Option<&'a Comparison<'a>>,
    options: &'a Options,
) -> HashMap<&'a str, SeverityOverride> {
    // A change cannot hide that it changes settings.
    let own = |setting: &&RuleSetting| setting.rule == rules::SETTINGS_CHANGED.name;
    let before = base.into_iter().flat_map(|base| base.old.config.rules.iter().filter(own));
    let settings = corpus.config.rules.iter().filter(|setting| base.is_none() || !own(setting)).chain(before);
    let settings = settings.filter_map(|setting| Some((&*setting.rule, SeverityOverride::parse(&setting.level)?)));
    settings.chain(options.overrides.iter().map(|(rule, severity)| (rule.as_str(), *severity))).collect()
}

/// The rules to run.
fn chosen(overrides: &HashMap<&str, SeverityOverride>, options: &Options) -> Vec<&'static Rule> {
    let wanted = |rule: &Rule| {
        overrides.get(rule.name) != Some(&SeverityOverride::Off)
            && (options.only.is_empty() || options.only.iter().any(|name| name == rule.name))
    };
    rules::all().filter(|rule| wanted(rule)).collect()
}

fn apply_severity_overrides(found: &mut [Diagnostic], overrides: &HashMap<&str, SeverityOverride>) {
    for diagnostic in found {
        if let Some(SeverityOverride::At(severity)) = overrides.get(diagnostic.rule) {
            diagnostic.severity = *severity;
        }
    }
}

/// Findings about waivers, after they have been applied.
fn on_waivers(waivers: &[waiver::Waiver], chosen: &[&Rule], cx: &Cx<'_>, options: &Options) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for rule in chosen {
        if let Run::Waivers(check) = rule.run {
            // If only some rules run, an unused waiver means nothing.
            if options.only.is_empty() || rule.name != "unused-waiver" {
                let mut found = DiagnosticSink::default();
                check(waivers, cx, &mut found);
                out.append(&mut found.into_vec());
            }
        }
    }
    out
}

/// Sorts and deduplicates findings.
fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.par_sort_by(|a, b| a.order().cmp(&b.order()));
    found.dedup_by(|a, b| a.order() == b.order());
    found
}

/// A finding concerns the files of its location and its related locations.
fn concerns(diagnostic: &Diagnostic, files: &[String]) -> bool {
    let named = |path: &str| files.iter().any(|file| file == path);
    named(&diagnostic.path) || diagnostic.related.iter().any(|label| named(&label.path))
}

/// All findings of these rules, except those on waivers.
fn run_rules(chosen: &[&Rule], cx: &Cx<'_>) -> Vec<Diagnostic> {
    let on_documents = || -> Vec<Diagnostic> {
        let documents = cx.corpus.documents.par_iter();
        documents.flat_map_iter(|document| run_document_rules(document, chosen, cx)).collect()
    };
    // Some corpus rules take as long as many documents, so they start first, as separate tasks.
    let on_corpus = || -> Vec<Diagnostic> {
        chosen.par_iter().with_max_len(1).flat_map_iter(|rule| run_corpus_rule(rule, cx)).collect()
    };
    let (mut rest, mut found) = rayon::join(on_corpus, on_documents);
    found.append(&mut rest);
    found
}

/// Findings of document and file rules in one document.
fn run_document_rules(document: &Document, chosen: &[&Rule], cx: &Cx<'_>) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for rule in chosen {
        let mut found = DiagnosticSink::default();
        match rule.run {
            Run::Document(check) => check(document, cx, &mut found),
            Run::File(check) => check(&TextFile::of(document), &mut found),
            _ => {}
        }
        out.append(&mut found.into_vec());
    }
    out
}

/// Findings of a rule that does not run per document.
fn run_corpus_rule(rule: &Rule, cx: &Cx<'_>) -> Vec<Diagnostic> {
    let mut out = DiagnosticSink::default();
    match rule.run {
        Run::Corpus(check) => check(cx, &mut out),
        Run::File(check) => TextFile::other_files(cx.corpus).for_each(|file| check(&file, &mut out)),
        Run::Scope(check) => {
            let complete = cx.corpus.scopes.iter().filter(|scope| scope.complete());
            complete.for_each(|scope| check(scope, cx, &mut out));
        }
        Run::Change(check) => {
            let base = cx.base.into_iter();
            base.for_each(|base| base.documents.iter().for_each(|change| check(change, base, cx, &mut out)));
        }
        Run::Comparison(check) => cx.base.into_iter().for_each(|base| check(base, cx, &mut out)),
        Run::Document(_) | Run::Waivers(_) => {}
    }
    out.into_vec()
}

/// Removes waived findings; every matching waiver counts as used.
fn apply_waivers(found: &mut Vec<Diagnostic>, corpus: &Corpus, waivers: &mut [waiver::Waiver]) {
    // The first waiver of each rule and line or file stands for all of them: whether one has a reason, and the findings.
    let mut places: HashMap<(&str, &str, Option<usize>), usize> = HashMap::new();
    let mut standing = vec![(false, 0); waivers.len()];
    let mut firsts = Vec::new();
    for (number, waiver) in waivers.iter().enumerate() {
        let first = *places.entry((&waiver.rule, &waiver.covers, waiver.line)).or_insert(number);
        if let Some((reason, _)) = standing.get_mut(first) {
            *reason |= !waiver.reason.is_empty();
        }
        firsts.push(first);
    }
    found.retain(|diagnostic| {
        let line = || {
            let source = corpus.source(&diagnostic.path);
            source.map_or(0, |source| source.line_of(diagnostic.span.start as usize))
        };
        let mut silent = false;
        for place in [None, Some(line())] {
            let place = places.get(&(diagnostic.rule, diagnostic.path.as_str(), place));
            if let Some((reason, used)) = place.and_then(|first| standing.get_mut(*first)) {
                *used += 1;
                silent |= *reason;
            }
        }
        !silent || diagnostic.rule == rules::SETTINGS_CHANGED.name
    });
    for (waiver, first) in waivers.iter_mut().zip(firsts) {
        waiver.used += standing.get(first).map_or(0, |(_, used)| *used);
    }
}
