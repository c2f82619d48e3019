use super::*;

pub static RULE: Rule = Rule {
    name: "template-name",
    severity: Severity::Note,
    fixes: Fixes::None,
    summary: "a template does not have the name of a template",
    why: "Templates are named `scs-XXXX-vN-…-template.md`. By that name they are omitted from tables and pages, and new documents \
          are created from them.",
    clause: "",
    incorrect: "-- Standards/scs-XXXX-vN-standard.md --\ntitle: _Descriptive title_",
    correct: "-- Standards/scs-XXXX-vN-standard-template.md --\ntitle: _Descriptive title_",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    if !looks_like_template(document) {
        return;
    }
    let stem = document.name.stem();
    let slug = stem.splitn(4, '-').nth(3).unwrap_or("document").to_ascii_lowercase();
    let slug = slug.trim_end_matches("template").trim_start_matches("template").trim_matches('-');
    let right =
        if slug.is_empty() { "scs-XXXX-vN-template.md".into() } else { format!("scs-XXXX-vN-{slug}-template.md") };
    let message = format!("`{}` has the placeholder title `{}` of a template", document.name.file, document.title());
    let help = format!("rename it to `{right}` if it is a template; otherwise give it a title and a name");
    out.push(RULE.at_key(document, "title", message).help(help));
}
