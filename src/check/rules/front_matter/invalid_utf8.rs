//! invalid-utf8

use crate::check::rule::{DiagnosticSink, Fixes, Group, Rule, Run, TextFile};
use crate::diagnostic::Severity;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-utf8",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the file is not encoded in UTF-8",
    why: "Every tool that reads the register expects UTF-8: GitHub, the site, the scope files' loader. What is encoded otherwise \
          shows as question marks in one place and stops the build in another.",
    clause: "scsdoc#input",
    incorrect: "title: Gr<0xF6><0xDF>e der Flavors",
    correct: "title: Größe der Flavors",
    run: Run::File(check),
};

fn check(file: &TextFile<'_>, out: &mut DiagnosticSink) {
    let Some(span) = file.source.invalid() else { return };
    // Where a file that is too large was cut, a character may be cut in two.
    if file.cut && span.end as usize == file.source.text().len() {
        return;
    }
    let finding = match (span.start, span.len()) {
        (0, _) => RULE.at(
            file.path,
            span,
            "the file is not UTF-8 from its first byte on; it may be UTF-16, or no text at all",
        ),
        (_, 1) => RULE.at(file.path, span, "the byte here is not UTF-8"),
        (_, len) => RULE.at(file.path, span, format!("the {len} bytes here are not UTF-8")),
    };
    out.push(
        finding.help("save the file in UTF-8 (editors often call what it is now ISO 8859-1, Windows-1252 or ANSI)"),
    );
}
