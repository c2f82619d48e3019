use super::*;

pub static RULE: Rule = Rule {
    name: "byte-order-mark",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Safe),
    summary: "the file begins with a byte order mark",
    why: "With a byte order mark before the first `---`, many programs do not recognize the front matter, and the document \
          disappears from tables. Some editors on Windows write the mark; UTF-8 does not need it.",
    clause: "",
    incorrect: "<U+FEFF>---\ntitle: Entropy",
    correct: "---\ntitle: Entropy",
    run: Run::File(check),
};

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    let len = file.source.bom_len();
    if len > 0 {
        let span = Span::new(0, len);
        let finding = RULE.at(file.path, span, "the file begins with a byte order mark (U+FEFF)");
        out.push(finding.fix(true, "remove the byte order mark", span, ""));
    }
}
