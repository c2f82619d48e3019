use super::*;
use crate::model::name::is_slug_charset;

pub static RULE: Rule = Rule {
    name: "slug-charset",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a slug contains characters other than lowercase ASCII letters, digits and hyphens, or begins with a hyphen",
    why: "The slug is part of the permanent address of the page and must not change once the document is accepted. \
          Capital letters and underscores are easily mistyped, and on some file systems names that differ only in case collide.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/scs-0121-v1-Availability-Zones.md",
    correct: "Standards/scs-0121-v1-availability-zones.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let slug = &document.name.slug;
    let mut wrong: Vec<char> = Vec::new();
    for c in slug.chars().filter(|c| !is_slug_charset(c.encode_utf8(&mut [0; 4]))) {
        if !wrong.contains(&c) {
            wrong.push(c);
        }
    }
    let message = if !wrong.is_empty() {
        let list: Vec<String> = wrong.iter().map(|c| format!("`{c}`")).collect();
        format!("the slug `{slug}` contains invalid characters: {}", list.join(", "))
    } else if slug.starts_with('-') {
        format!("the slug `{slug}` begins with a hyphen")
    } else {
        return;
    };
    let help = slug_help(document, "rename the file (a to z, 0 to 9 and hyphens; no leading hyphen)");
    out.push(RULE.at(&document.path, Span::at(0), message).help(help));
}
