use super::*;

pub static RULE: Rule = Rule {
    name: "invalid-utf8",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the file is not encoded in UTF-8",
    why: "Programs that read the register expect UTF-8. Text in another encoding is displayed incorrectly or stops the build of the \
          site.",
    clause: "",
    incorrect: "title: Gr<0xF6><0xDF>e der Flavors",
    correct: "title: Größe der Flavors",
    run: Run::File(check),
};

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    let Some(span) = file.source.invalid() else { return };
    // A character may be split at the size limit.
    if file.cut && span.end as usize == file.source.text().len() {
        return;
    }
    let probably = "save the file as UTF-8 (it is probably ISO 8859-1 or Windows-1252)";
    let (message, help) = match (span.start, span.len()) {
        (0, _) => ("the file is not UTF-8 text; it may be UTF-16 or binary".to_owned(), "save the file as UTF-8"),
        (_, 1) => ("invalid UTF-8: 1 byte".to_owned(), probably),
        (_, len) => (format!("invalid UTF-8: {len} bytes"), probably),
    };
    out.push(RULE.at(file.path, span, message).help(help));
}
