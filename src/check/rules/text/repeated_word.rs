use super::*;

pub static RULE: Rule = Rule {
    name: "repeated-word",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a word is repeated",
    why: "A repeated word is usually left over from an edit, often across a line break, where it is easy to miss.",
    clause: "",
    incorrect: "## Standard\n\nA cloud MUST offer the the flavors below.",
    correct: "## Standard\n\nA cloud MUST offer the flavors below.",
    run: Run::Document(check),
};

/// Words that may follow themselves.
const ALLOWED: [&str; 4] = ["that", "had", "very", "bla"];

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let whole = document.source.text();
    let mut last: Option<(&str, usize)> = None;
    for text in &document.body.texts {
        let start = text.span.start as usize;
        let slice = document.source.slice(text.span);
        for token in slice.split_ascii_whitespace() {
            // A token is a slice of the text, so that its address says where it is.
            let from = start + (token.as_ptr() as usize - slice.as_ptr() as usize);
            let previous = last.replace((token, from + token.len()));
            let Some((before, end)) = previous else { continue };
            if before.as_bytes().first().map(u8::to_ascii_lowercase)
                != token.as_bytes().first().map(u8::to_ascii_lowercase)
            {
                continue;
            }
            let word = token.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
            if word.len() < 2 || !word.eq_ignore_ascii_case(before) || !word.chars().all(char::is_alphabetic) {
                continue;
            }
            let gap = whole.get(end..from).unwrap_or("-");
            let near = gap.chars().all(|c| c.is_whitespace() || c == '>') && gap.matches('\n').count() < 2;
            if near && !gap.is_empty() && !ALLOWED.contains(&word.to_lowercase().as_str()) {
                let message = format!("repeated word `{}`", short(word));
                let found = RULE.at(&document.path, Span::new(from, from + word.len()), message);
                out.push(found.about(format!("{before} {word}")).help("remove one of the two"));
            }
        }
    }
}
