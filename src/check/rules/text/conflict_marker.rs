use super::*;

pub static RULE: Rule = Rule {
    name: "conflict-marker",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a merge conflict is not resolved",
    why: "Git marks a conflict with lines of seven `<`, `|`, `=` and `>`. Between them are two versions of the text, and readers see both. Other \
          findings within a conflict are not reported.",
    clause: "",
    incorrect: "<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other",
    correct: "Two.",
    run: Run::File(check),
};

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    for conflict in conflicts(file.source.text()) {
        let line = file.source.line_of(conflict.start as usize);
        let start = file.source.line_span(line).start as usize;
        let shown = file.source.line_text(line);
        let span = Span::new(start, start + shown.len());
        let found = RULE.at(file.path, span, format!("unresolved merge conflict: `{}`", super::short(shown)));
        out.push(found.help("keep one version of the text, and remove the markers"));
    }
}

/// The conflicts in a text: from an opening marker to the closing one, or a marker alone.
pub(in crate::check) fn conflicts(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    for mark in ["<<<<<<<", "|||||||", ">>>>>>>"] {
        open |= memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    }
    let lines = text.split_inclusive(['\n', '\r']).filter(|_| open).scan(0, |at, line| {
        *at += line.len();
        Some((*at - line.len(), line.trim_end()))
    });
    let mut started: Option<usize> = None;
    for (start, line) in lines {
        let marker = |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let end = start + line.len();
        if marker("<<<<<<<") {
            found.extend(started.replace(start).map(|start| Span::new(start, start + 7)));
        } else if marker(">>>>>>>") {
            found.push(Span::new(started.take().unwrap_or(start), end));
        } else if started.is_none() && marker("|||||||") {
            found.push(Span::new(start, end));
        }
    }
    found.extend(started.map(|start| Span::new(start, start + 7)));
    found
}
