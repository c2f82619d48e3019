use super::*;

pub static RULE: Rule = Rule {
    name: "line-endings",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Safe),
    summary: "lines end in more than one way, or in a carriage return alone",
    why: "Most programs do not treat a lone carriage return as a line ending: they see no front matter in such a \
          file, and the page has no title and no status. Mixed line endings show up as changes in git that are not \
          real.",
    clause: "",
    incorrect: "-- Standards/scs-0190-v1-example.md --\n---<U+000D>title: Entropy<U+000D>---<U+000D>",
    correct: "-- Standards/scs-0190-v1-example.md --\n---\ntitle: Entropy\n---\n",
    run: Run::File(check),
};

/// Beyond this number of lines the fix is one edit.
const MANY: usize = 1_000;

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    let bytes = file.source.text().as_bytes();
    let (mut alone, mut pairs, mut feeds) = (Vec::new(), Vec::new(), Vec::new());
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        match bytes[at] {
            b'\r' if bytes.get(at + 1) != Some(&b'\n') => alone.push(Span::new(at, at + 1)),
            b'\n' if at > 0 && bytes[at - 1] == b'\r' => pairs.push(Span::new(at - 1, at + 1)),
            b'\n' => feeds.push(Span::new(at, at + 1)),
            _ => {}
        }
    }
    let (name, ending) = if pairs.len() > feeds.len().max(alone.len()) { ("CR LF", "\r\n") } else { ("LF", "\n") };
    let (lost, message) = match (alone.first(), pairs.len(), feeds.len()) {
        (Some(_), ..) => (alone, "this line ends in a carriage return alone".to_owned()),
        (None, 0, _) | (None, _, 0) => return,
        (None, many, few) if many > few => (feeds, format!("this line ends in LF, but most lines end in {name}")),
        _ => (pairs, format!("this line ends in CR LF, but most lines end in {name}")),
    };
    let Some(first) = lost.first() else { return };
    let severity = if bytes.get(first.range()) == Some(b"\r") { Severity::Error } else { RULE.severity };
    let found = RULE.at(file.path, *first, message).severity(severity).help(format!("end every line with {name}"));
    let edit = |span: Span, replacement: String| Edit { path: file.path.to_owned(), span, replacement };
    let edits = if lost.len() <= MANY {
        lost.iter().map(|span| edit(*span, ending.to_owned())).collect()
    } else {
        let (mut text, mut at) = (String::new(), first.start as usize);
        for span in &lost {
            text.push_str(file.source.text().get(at..span.start as usize).unwrap_or_default());
            text.push_str(ending);
            at = span.end as usize;
        }
        vec![edit(Span::new(first.start as usize, at), text)]
    };
    out.push(found.fix_edits(true, format!("end every line with {name}"), edits));
}
