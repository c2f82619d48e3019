use super::*;
use crate::model::name::NameKind;

pub static RULE: Rule = Rule {
    name: "missing-front-matter",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the document does not begin with front matter",
    why: "Title, type, status, track and dates are read from the lines between `---` and `---` at the top of the file. Without them the \
          document has no title and no status, and the site prints the metadata as text.",
    clause: "scs-0001-v1#document-format",
    incorrect: "# Entropy\n\nText.",
    correct: "---
title: Entropy
type: Standard
status: Draft
track: IaaS
---

## Introduction

Text.",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let source = &document.source;
    // A file with a malformed name need not be a document, and invalid-utf8 reports binary files.
    let binary = source.invalid().is_some_and(|span| span.start == 0);
    // Of a large document in git, nothing is read.
    let unread = document.too_large.is_some() && source.text().is_empty();
    if document.front.fence != Fence::Missing || document.name.kind == NameKind::Malformed || binary || unread {
        return;
    }
    let start = source.bom_len();
    let text = source.text().get(start..).unwrap_or("");
    if text.trim().is_empty() {
        let what = if text.is_empty() { "the document is empty" } else { "the document contains only whitespace" };
        out.push(
            RULE.at(&document.path, Span::at(start), what).help("add front matter and sections, or remove the file"),
        );
        return;
    }
    let first = source.line_span(source.line_of(start));
    let first = Span { start: first.start.max(u32::try_from(start).unwrap_or(0)), end: first.end };
    let line = source.slice(first).trim_end();
    let first = Span { end: first.start + u32::try_from(line.len()).unwrap_or(0), ..first };
    let dashes = !line.trim().is_empty() && line.trim().chars().all(|c| matches!(c, '-' | '–' | '—'));
    let fence_below = (1..source.line_count().min(20)).find(|line| source.line_text(*line).trim_end() == "---");
    let above = fence_below
        .is_some_and(|fence| (0..fence).all(|line| source.line_text(line).trim_matches('\u{feff}').trim().is_empty()));
    let help = if above {
        "remove the empty lines before the first `---`"
    } else if line.trim() == "---" && line != "---" {
        "remove the whitespace before `---`"
    } else if dashes {
        "use exactly three hyphens on the first line: `---`"
    } else if line.starts_with("+++") {
        "use YAML between two lines `---` instead of TOML between `+++`"
    } else {
        "begin the file with `---`, then title, type, status and track, then `---`"
    };
    let message = "the document does not begin with front matter: the first line is not `---`";
    out.push(RULE.at(&document.path, first, message).about("front matter").help(help));
}
