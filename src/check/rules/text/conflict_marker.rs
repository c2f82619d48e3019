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
    let mut started: Option<usize> = None;
    let bytes = text.as_bytes();
    let starts = memchr::memchr2_iter(b'\n', b'\r', bytes).map(|end| end + 1);
    for start in std::iter::once(0).chain(starts) {
        let Some(mark) = bytes.get(start..start + 7).filter(|mark| mark.iter().all(|byte| *byte == mark[0])) else {
            continue;
        };
        let line = text[start..].split(['\n', '\r']).next().unwrap_or_default().trim_end();
        if line.len() > 7 && !line[7..].starts_with([' ', '\t']) {
            continue;
        }
        let end = start + line.len();
        // Below text it underlines a heading.
        let underlines = || text[..start].lines().next_back().is_some_and(|before| !before.trim().is_empty());
        match mark[0] {
            b'<' => found.extend(started.replace(start).map(|start| Span::new(start, start + 7))),
            b'>' => found.push(Span::new(started.take().unwrap_or(start), end)),
            b'|' if started.is_none() => found.push(Span::new(start, end)),
            b'=' if started.is_none() && line.len() == 7 && !underlines() => found.push(Span::new(start, end)),
            _ => {}
        }
    }
    found.extend(started.map(|start| Span::new(start, start + 7)));
    found
}
