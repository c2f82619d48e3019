use super::*;

pub static RULE: Rule = Rule {
    name: "broken-relative-link",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a relative link points to a file that does not exist",
    why: "Relative links are followed on GitHub, in editors and on the site. A broken one leads to an error page and \
          to a warning in \
          every build of the site. A document name without `.md` works only on the site, so it is reported as a \
          warning.",
    clause: "",
    incorrect: "See [flavor naming](scs-0100-v3-flavor-names.md).",
    correct: "See [flavor naming](scs-0100-v3-flavor-naming.md).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (link, target) in written_targets(document, cx) {
        let what = if link.image { "image" } else { "link" };
        match target {
            Target::External if link.target.trim().is_empty() => {
                let message = format!("the {what} `{}` has no target", short(&link.text));
                let help = "add a target between the parentheses, or remove the brackets";
                out.push(RULE.at(&document.path, link.span, message).help(help));
            }
            Target::Outside => {
                let message = format!("`{}` points outside the checkout", short(&link.target));
                let help = "link to the file's URL instead";
                out.push(RULE.at(&document.path, link.target_span, message).help(help));
            }
            Target::Path { path, .. } if cx.corpus.found(path) == Some(Found::Missing) => {
                out.push(missing(document, link, path, cx));
            }
            Target::Path { path, .. } if cx.corpus.found(path) == Some(Found::File) => {
                let address = link.target.split(['#', '?']).next().unwrap_or_default();
                let Some(file) = address.strip_suffix('/') else { continue };
                let message = format!("`{}` is a file and not a folder", short(file));
                let found =
                    RULE.at(&document.path, link.target_span, message).help("remove the slash after the file name");
                let plain = document.source.slice(link.target_span) == link.target;
                let place = link.target_span.start as usize + file.len();
                out.push(if plain {
                    found.fix(true, "remove the slash", Span::new(place, place + 1), "")
                } else {
                    found
                });
            }
            _ => {}
        }
    }
}

fn missing(document: &Document, link: &Link, path: &str, cx: &Cx<'_>) -> Diagnostic {
    let file = file_name(path);
    let stem_of = cx.corpus.page_document(file).filter(|found| found.path == format!("{path}.md"));
    if let Some(found) = stem_of {
        let message = format!("`{}` works only on the site; the file is `{}`", short(file), found.name.file);
        let found = RULE.at(&document.path, link.target_span, message).severity(Severity::Warning);
        let found = found.help("add `.md`, which works on the site, on GitHub and in editors");
        let place = link.target.find(file).map(|at| link.target_span.start as usize + at + file.len());
        return match place.filter(|_| document.source.slice(link.target_span) == link.target) {
            Some(end) => found.fix(true, "add `.md`", Span::at(end), ".md"),
            None => found,
        };
    }
    let diagnostic = RULE.at(&document.path, link.target_span, format!("file not found: `{}`", short(path)));
    match cx.corpus.suggestion_for(path) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("link to an existing file or a URL"),
    }
}
