use super::*;

pub static RULE: Rule = Rule {
    name: "unclosed-front-matter",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Unsafe),
    summary: "the front matter has no closing `---`",
    why: "Without the closing line, some programs read the whole document as metadata and others print the metadata as text. Either way \
          the document has no title and no status.",
    clause: "scs-0001-v1#document-format",
    incorrect: "---\ntitle: Entropy\ntype: Standard\n\n## Introduction",
    correct: "---\ntitle: Entropy\ntype: Standard\n---\n\n## Introduction",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let (front, source) = (&document.front, &document.source);
    if front.fence != Fence::Unclosed {
        return;
    }
    let finding = RULE.at(&document.path, front.opening, "unclosed front matter");
    let first = source.line_of(front.yaml_span.start as usize);
    let last = source.line_of(front.yaml_span.end as usize);
    let alike = (first..=last.min(first + 100)).find(|line| {
        let (raw, text) = (source.line_text(*line), source.line_text(*line).trim());
        let bar =
            text.len() > 1 && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '*' | '=' | '_' | '~' | '+'));
        (bar || text.starts_with("---")) && raw.trim_end() != "---"
    });
    if let Some(line) = alike {
        let text = source.line_text(line);
        let start = source.line_span(line).start as usize;
        let span = Span::new(start, start + text.len());
        out.push(
            finding
                .related(&document.path, span, "probably meant as the closing line")
                .help(format!("use exactly three hyphens on line {}", line + 1))
                .fix(false, format!("make line {} the closing line", line + 1), span, "---"),
        );
        return;
    }
    let has_keys = front.root.as_ref().is_some_and(|root| !root.entries().is_empty());
    let finding = finding.help("add a line `---` after the last key");
    out.push(if has_keys && front.problems.is_empty() {
        let end = front.yaml_span.end as usize;
        let eol = source.line_ending();
        let ends_line = source.text().get(..end).is_some_and(|text| text.ends_with(['\n', '\r']));
        let text = if ends_line { format!("---{eol}") } else { format!("{eol}---{eol}") };
        finding.fix(false, format!("add a line `---` before line {}", source.line_of(end) + 1), Span::at(end), text)
    } else {
        finding
    });
}
