use super::*;
use crate::model::document::DocumentType;
use memchr::memmem;

pub static RULE: Rule = Rule {
    name: "undeclared-keywords",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a Standard or Procedural uses RFC 2119 keywords without a reference to RFC 2119",
    why: "RFC 8174 asks a document to state that it uses the keywords as RFC 2119 defines them. Without that \
          statement, a dispute about \
          a certificate turns on what a capital letter means.",
    clause: "rfc8174#2",
    incorrect: "## Standard\n\nClouds MUST offer backups.",
    correct: "The key words \"MUST\" and \"SHOULD\" in this document are to be interpreted as described in\n[RFC 2119](https://www.rfc-editor.org/rfc/rfc2119).\n\n## Standard\n\nClouds MUST offer backups.",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if document.is_supplement() || !matches!(document.kind, Some(DocumentType::Standard | DocumentType::Procedural)) {
        return;
    }
    let mut uses = keywords(document).filter(|(text, ..)| !text.in_heading).peekable();
    let Some(&(_, start, word)) = uses.peek() else { return };
    if declares(document.source.slice(document.body.span)) {
        return;
    }
    let count = uses.count();
    let message = match count {
        1 => format!("RFC 2119 keyword `{word}` is used without a reference to RFC 2119"),
        count => format!("{count} RFC 2119 keywords are used without a reference to RFC 2119"),
    };
    let found = RULE.at(&document.path, Span::new(start, start + word.len()), message);
    let found = if count > 1 { found.label("first use") } else { found };
    out.push(
        found
            .about("keywords")
            .help("add to the introduction that the key words are to be interpreted as described in RFC 2119"),
    );
}

/// Whether a text mentions RFC 2119, RFC 8174 or BCP 14, including in links.
fn declares(text: &str) -> bool {
    let named = |number: &str, series: &str| {
        memmem::find_iter(text.as_bytes(), number).any(|at| {
            let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '-', '_', '\n', '\r', '\u{a0}']);
            let start = before.len().checked_sub(series.len());
            let named =
                start.and_then(|start| before.get(start..)).is_some_and(|word| word.eq_ignore_ascii_case(series));
            let longer =
                text.get(at + number.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            named && !longer
        })
    };
    named("2119", "rfc") || named("8174", "rfc") || named("14", "bcp")
}
