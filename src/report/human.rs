//! Human-readable findings, with excerpts as in rustc.

mod excerpt;

use super::fold::{self, Folded, fold};
use super::{Settings, clause};
use crate::check::Outcome;
use crate::diagnostic::{Edit, Fix, Severity};
use crate::model::Corpus;
use crate::model::change::Snapshot;
use crate::text::escape::escape_for_terminal;
use crate::text::layout::{counted, width, wrapped};
use crate::text::palette::GREEN;
use crate::text::{Source, Span};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use excerpt::{excerpt, gutter, push_visible};
use rayon::prelude::*;

/// Maximum number of edits of a fix that are shown.
const MAX_EDITS: usize = 6;

/// Writes the findings and their number.
pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let corpus = snapshot.corpus;
    let width = settings.screen.width.unwrap_or(100).clamp(40, 160);
    let renderer = if settings.screen.color { Renderer::styled() } else { Renderer::plain() }.term_width(width);
    let page = Page { snapshot, corpus, width, renderer };
    let found = fold(&outcome.diagnostics);
    let found = found.par_iter().with_min_len(8).map(|found| page.finding(found) + "\n\n");
    let mut text = found.collect::<Vec<String>>().concat();
    if settings.quiet {
        return text;
    }
    text.push_str(&summary(outcome, corpus, settings));
    text
}

struct Page<'a> {
    snapshot: &'a Snapshot<'a>,
    corpus: &'a Corpus,
    width: usize,
    renderer: Renderer,
}

impl Page<'_> {
    fn finding(&self, folded: &Folded<'_>) -> String {
        let found = folded.first;
        let level = match found.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let lead = format!("{}[{}]: ", found.severity.name(), found.rule);
        let title = level.primary_title(self.text(&found.message, lead.len())).id(found.rule);
        let mut group = Group::with_title(title);
        let source = self.corpus.source(&found.path);
        let (place, notes) = self.place(&found.path, source, found.span, &found.label, AnnotationKind::Primary);
        group = group.elements(place);
        let indent = "   = help: ".len();
        // A fix that says the same is shown with its change.
        let fixed = found.fix.as_ref().map(|fix| fix.title.as_str());
        if let Some(help) = found.help.as_deref().filter(|help| Some(*help) != fixed) {
            group = group.element(Level::HELP.message(self.text(help, indent)));
        }
        for note in notes {
            group = group.element(Level::NOTE.message(self.text(&note, indent)));
        }
        if let Some(more) = folded.more(self.corpus) {
            group = group.element(Level::NOTE.message(self.text(&more, indent)));
        }
        if found.pre_existing {
            group = group.element(Level::NOTE.message("pre-existing: the base has it too"));
        }
        if let Some(clause) = clause::of(found, self.corpus) {
            group = group.element(Level::NOTE.message(self.clause(clause)));
        }
        let mut groups = vec![group];
        for label in &found.related {
            let source = super::source_of(self.snapshot, label);
            let (place, _) = self.place(&label.file(), source, label.span, "", AnnotationKind::Context);
            let title = if label.message.is_empty() { "see also here" } else { &label.message };
            let title = Level::NOTE.secondary_title(self.text(title, "note: ".len()));
            groups.push(Group::with_title(title).elements(place));
        }
        if let Some(fix) = &found.fix {
            groups.push(self.fix(fix));
        }
        without_file_marks(&self.renderer.render(&groups))
    }

    /// Untrusted text for one message, in lines that fit after `indent` columns.
    fn text(&self, text: &str, indent: usize) -> String {
        wrapped(&escape_for_terminal(text), self.width.saturating_sub(indent).max(20))
    }

    /// The location with its excerpt, and labels that did not fit below it.
    fn place(
        &self,
        path: &str,
        source: Option<&Source>,
        span: Span,
        label: &str,
        kind: AnnotationKind,
    ) -> (Vec<Element<'static>>, Vec<String>) {
        let mut notes = Vec::new();
        let label = escape_for_terminal(label);
        let origin = Origin::path(escape_for_terminal(path));
        let Some(source) = source.filter(|source| !is_whole_file(span, source)) else {
            if !label.is_empty() {
                notes.push(label);
            }
            return (vec![origin.into()], notes);
        };
        let excerpt = excerpt(source, span, self.width);
        let line_start = excerpt.text.get(..excerpt.span.end).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let last = excerpt.text.get(line_start..excerpt.span.end).unwrap_or("");
        let under = gutter(excerpt.start.line) + width(last) + 1 + width(&label);
        let mut annotation = kind.span(excerpt.span);
        if under <= self.width && !label.is_empty() {
            annotation = annotation.label(label);
        } else if !label.is_empty() {
            notes.push(label);
        }
        if let Some(line) = excerpt.goes_on_to {
            notes.push(format!("continues to line {line}"));
        }
        let origin = origin.line(excerpt.start.line).char_column(excerpt.start.column);
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.start.line).annotation(annotation);
        (vec![origin.into(), snippet.into()], notes)
    }

    fn clause(&self, clause: &str) -> String {
        let words = clause::words(clause, Some(self.corpus));
        let text = match clause::address(clause, self.corpus) {
            Some(address) => format!("{words}: {address}"),
            None => words,
        };
        self.text(&text, "   = note: ".len())
    }

    /// A fix, with the change if it is short.
    fn fix(&self, fix: &Fix) -> Group<'static> {
        let sort = if fix.safe { "safe fix" } else { "unsafe fix" };
        let title = self.text(&format!("{} ({sort})", fix.title), "help: ".len());
        let group = Group::with_title(Level::HELP.secondary_title(title));
        match self.change(&fix.edits) {
            Some(snippet) => group.element(snippet),
            None => group,
        }
    }

    /// The changed lines of one file, with the edits.
    fn change(&self, edits: &[Edit]) -> Option<Snippet<'static, Patch<'static>>> {
        let (first, last) = (edits.first()?, edits.last()?);
        if edits.len() > MAX_EDITS || edits.iter().any(|edit| edit.path != first.path) {
            return None;
        }
        let source = self.corpus.source(&first.path)?;
        let lines = source.line_of(first.span.start as usize)..=source.line_of(last.span.end as usize);
        let start = source.line_span(*lines.start()).start;
        let end = source.line_span(*lines.end()).end;
        let room = self.width.saturating_sub(gutter(lines.end() + 1));
        let fits = |text: &str| {
            // Skip very long texts, so that many locations on one line are not expensive.
            text.len() <= (MAX_EDITS + 1) * (4 * room + 2)
                && text.split(['\n', '\r']).all(|line| line.len() <= 4 * room && width(line) <= room)
        };
        if lines.end() - lines.start() >= MAX_EDITS || !fits(source.slice(Span { start, end })) {
            return None;
        }
        let mut text = String::new();
        let mut fixed = String::new();
        let mut patches = Vec::new();
        let mut at = start;
        let push = |span: Span, text: &mut String| push_lines(source.slice(span), text);
        for edit in edits {
            if edit.span.start < at || !fits(&edit.replacement) || edit.replacement.lines().count() > MAX_EDITS {
                return None;
            }
            let from = text.len();
            push(Span { start: at, end: edit.span.start }, &mut text);
            fixed.push_str(text.get(from..).unwrap_or_default());
            let from = text.len();
            push(edit.span, &mut text);
            let mut replacement = String::new();
            push_lines(&edit.replacement, &mut replacement);
            fixed.push_str(&replacement);
            patches.push(Patch::new(from..text.len(), replacement));
            at = edit.span.end;
        }
        let from = text.len();
        push(Span { start: at, end }, &mut text);
        fixed.push_str(text.get(from..).unwrap_or_default());
        // Harmless parts must not form a workflow command together.
        if text.contains("##[") || fixed.contains("##[") {
            return None;
        }
        let path = escape_for_terminal(&first.path);
        Some(Snippet::source(text).line_start(lines.start() + 1).path(path).patches(patches))
    }
}

/// Removes the marker for another file that the renderer puts between a location and its excerpt, because they are passed
/// separately (the column of the excerpt would be wrong). No other line equals the marker:
/// excerpts follow a number, and lines of messages do not end with a space.
fn without_file_marks(text: &str) -> String {
    let is_mark = |line: &str| matches!(line.trim_start(), "::: " | "\u{1b}[1m\u{1b}[94m::: \u{1b}[0m");
    let lines: Vec<&str> = text.split('\n').filter(|line| !is_mark(line)).collect();
    lines.join("\n")
}

/// Whether a location means the whole file.
fn is_whole_file(span: Span, source: &Source) -> bool {
    (span.start == 0 && span.is_empty()) || source.text().is_empty()
}

/// Appends escaped text, keeping line breaks.
fn push_lines(text: &str, out: &mut String) {
    for (at, line) in text.replace("\r\n", "\n").split(['\n', '\r']).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        push_visible(line, out);
    }
}

fn summary(outcome: &Outcome, corpus: &Corpus, settings: &Settings) -> String {
    let what = match settings.files {
        Some(0) => return "no files checked\n".to_owned(),
        Some(files) => format!("for {}", counted(files, "file")),
        None => format!("in {}", counted(corpus.documents.len(), "document")),
    };
    let screen = settings.screen;
    let counts = fold::counts(outcome, settings, |severity, number| {
        screen.paint(severity.style().bold(), &counted(number, severity.name()))
    });
    let counts = if counts.is_empty() { screen.paint(GREEN.bold(), "nothing to report") } else { counts };
    let baseline = outcome.baseline.as_ref().map_or(0, |matched| matched.suppressed);
    let mut text = format!("{counts} {what}");
    for (number, words) in
        [(outcome.suppressed, "waived"), (baseline, "in the baseline"), (outcome.pre_existing, "pre-existing")]
    {
        if number > 0 {
            text.push_str(&format!("; {number} {words}"));
        }
    }
    text.push('\n');
    for hint in hints(outcome, settings) {
        text.push_str(&(wrapped(&hint, screen.width.unwrap_or(100).max(20)) + "\n"));
    }
    text
}

/// From this many errors and warnings on a register is taken for an old one, which a baseline helps.
const MANY: usize = 50;

/// What to do next, one sentence each.
fn hints(outcome: &Outcome, settings: &Settings) -> Vec<String> {
    let mut hints = Vec::new();
    if settings.hidden != [0; 3] {
        hints.push("Show hidden findings with `--min-severity note`".to_owned());
    }
    let fixable = outcome.diagnostics.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)).count();
    if fixable > 0 {
        hints.push(format!("{fixable} fixable with `scsdoc fix`"));
    }
    if let Some(rule) = outcome.diagnostics.iter().min_by_key(|found| found.severity).map(|found| found.rule) {
        hints.push(format!("For details on a rule, run `scsdoc explain RULE`, for example `scsdoc explain {rule}`"));
    }
    let serious = outcome.count(Severity::Error) + outcome.count(Severity::Warning);
    if serious >= MANY && outcome.baseline.is_none() && settings.files.is_none() {
        hints.push("To accept these findings and see only new ones, run `scsdoc init --baseline`".to_owned());
    }
    hints
}
