use super::*;

pub static RULE: Rule = Rule {
    name: "slug-double-hyphen",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a slug contains consecutive hyphens",
    why: "Two hyphens look like one in many fonts, and word processors turn them into a dash, so URLs typed or copied from such \
          text are broken.",
    clause: "scs-0001-v1#document-format",
    incorrect: "Standards/scs-0100-v1-flavor--naming.md",
    correct: "Standards/scs-0100-v1-flavor-naming.md",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let slug = &document.name.slug;
    if !slug.contains("--") {
        return;
    }
    let count = slug.split(|c| c != '-').filter(|run| run.len() > 1).count();
    let times = if count == 1 { String::new() } else { format!(" {count} times") };
    let message = format!("the slug `{slug}` contains consecutive hyphens{times}");
    let help = slug_help(document, "rename the file with single hyphens");
    out.push(RULE.at(&document.path, Span::at(0), message).help(help));
}
