use super::*;

pub static RULE: Rule = Rule {
    name: "relative-parent-link",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Either),
    summary: "a relative link leaves the documents folder",
    why: "The documentation site includes only the documents folder, so a link through `..` works on GitHub and is \
          broken on the site. Link to documents by file name and to other files by URL.",
    clause: "",
    incorrect: "Run [the test](../Tests/iaas/openstack_test.py).",
    correct: "Run [the test](https://github.com/SovereignCloudStack/standards/blob/main/Tests/iaas/openstack_test.py).",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let config = &cx.corpus.config;
    for (link, target) in written_targets(document, cx) {
        let Target::Path { path, fragment } = target else { continue };
        let written = link.target.trim();
        if !written.split(['#', '?']).next().is_some_and(|path| path.split('/').any(|part| part == "..")) {
            continue;
        }
        let fragment = fragment.as_ref().map(|fragment| format!("#{fragment}")).unwrap_or_default();
        let plain =
            document.source.slice(link.target_span) == link.target && !link.target.contains(['%', '?', '(', ')', ' ']);
        if let Some(other) = cx.corpus.by_path(path) {
            let message = format!("`{}` leaves the folder and comes back", short(written));
            let new = format!("{}{fragment}", other.name.file);
            let found = RULE.at(&document.path, link.target_span, message).help(format!("use `{}`", short(&new)));
            // The same file by a shorter path.
            out.push(if plain { found.fix(true, format!("use `{new}`"), link.target_span, new) } else { found });
            continue;
        }
        let sort = match cx.corpus.found(path) {
            Some(Found::Folder) => "tree",
            Some(Found::File) if link.image => "raw",
            Some(Found::File) => "blob",
            // broken-relative-link reports missing files.
            _ => continue,
        };
        let message = format!("`{}` is not on the site, which contains only `{}`", short(written), config.standards);
        let found = RULE.at(&document.path, link.target_span, message);
        let path = path.trim_end_matches('/');
        let new = format!("{}/{sort}/{}/{path}{fragment}", config.repository.url, config.repository.branch);
        let found = found.help(format!("link to the URL `{}`", short(&new)));
        // On another branch, the URL points to a different state of the file.
        out.push(if plain { found.fix(false, "use the URL", link.target_span, new) } else { found });
    }
}
