//! Annotations for GitHub workflows: one workflow command per finding.

use super::fold::{self, Folded, fold};
use super::{Settings, clause};
use crate::check::Outcome;
use crate::diagnostic::Severity;
use crate::model::change::Snapshot;
use crate::text::escape::{github_data, github_property, terminal_line};
use crate::text::layout::counted;
use crate::text::{Source, Span};

pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let mut text = String::new();
    for found in fold(&outcome.diagnostics) {
        text.push_str(&annotation(&found, snapshot));
        text.push('\n');
    }
    if !settings.quiet {
        let counts = fold::counts(outcome, settings, |severity, number| counted(number, severity.name()));
        text.push_str(if counts.is_empty() { "nothing to report" } else { &counts });
        text.push('\n');
    }
    text
}

fn annotation(folded: &Folded<'_>, snapshot: &Snapshot<'_>) -> String {
    let (found, corpus) = (folded.first, snapshot.corpus);
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let property = |text: &str| github_property(&terminal_line(text));
    let mut out = format!("::{command} file={}", property(&found.path));
    if let Some((start, mut end)) = place(found.span, corpus.source(&found.path)) {
        // A span that ends with a line break does not extend to the next line.
        if end.1 == 1 && end.0 > start.0 {
            end.0 -= 1;
            end.1 = usize::MAX;
        }
        out.push_str(&format!(",line={},endLine={}", start.0, end.0));
        // Annotations of several lines cannot have columns.
        if start.0 == end.0 && end.1 < usize::MAX {
            out.push_str(&format!(",col={},endColumn={}", start.1, end.1));
        }
    }
    out.push_str(&format!(",title={}::", property(found.rule)));
    let mut lines = vec![terminal_line(&found.message)];
    lines.extend(found.help.iter().map(|help| format!("help: {}", terminal_line(help))));
    lines.extend(folded.more(corpus));
    for label in &found.related {
        let place = place(label.span, super::source_of(snapshot, label)).filter(|_| label.span != Span::at(0));
        let at = place.map(|(start, _)| format!(":{}:{}", start.0, start.1));
        let at = at.unwrap_or_default();
        lines.push(format!("see {}{at}: {}", terminal_line(&label.file()), terminal_line(&label.message)));
    }
    if let Some(clause) = clause::of(found, corpus) {
        let address = clause::address(clause, corpus).map(|address| format!(", {}", terminal_line(&address)));
        lines.push(format!("clause: {}{}", clause::words(clause, Some(corpus)), address.unwrap_or_default()));
    }
    // Escape the whole text, since harmless parts can form a command together. The other form of a command counts
    // only at the start of a line, where ours is.
    out.push_str(&github_data(&lines.join("\n")));
    out.replace("##[", "##\\u{5b}")
}

type Place = (usize, usize);

fn place(span: Span, source: Option<&Source>) -> Option<(Place, Place)> {
    let source = source?;
    let position = |offset: u32| {
        let at = source.position(offset as usize);
        (at.line, at.column)
    };
    Some((position(span.start), position(span.end)))
}
