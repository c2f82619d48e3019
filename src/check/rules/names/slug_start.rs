use super::*;

pub static RULE: Rule = Rule {
    name: "slug-start",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a slug begins with a digit",
    why: "After the version, a digit reads like another part of it: `scs-0100-v1-2-tables` could be version 1.2.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/scs-0100-v1-2-tables.md",
    correct: "Standards/scs-0100-v1-two-tables.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let slug = &document.name.slug;
    // slug-charset reports other characters.
    let Some(first) = slug.chars().next().filter(char::is_ascii_digit) else { return };
    let message = format!("the slug `{slug}` begins with the digit `{first}`");
    let help = slug_help(document, "rename the file so that the slug begins with a letter");
    out.push(RULE.at(&document.path, Span::at(0), message).help(help));
}
