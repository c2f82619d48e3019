use super::*;

pub static RULE: Rule = Rule {
    name: "folder-link",
    severity: Severity::Warning,
    fixes: Fixes::Always(Safety::Unsafe),
    summary: "a relative link leads to a folder",
    why: "GitHub shows the list of files in a folder. The documentation site has no page for it.",
    clause: "",
    incorrect: "-- Standards/scs-0190-v1-example.md --\nSee [the pictures](assets).\n-- Standards/assets/a.svg --\n<svg/>",
    correct: "-- Standards/scs-0190-v1-example.md --\nSee [the picture](assets/a.svg).\n-- Standards/assets/a.svg --\n<svg/>",
    run: Run::Document(check),
};

fn check(document: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let config = &cx.corpus.config;
    for (link, target) in super::written_targets(document, cx) {
        let Target::Path { path, .. } = target else { continue };
        let written = link.target.trim();
        // `relative-parent-link` reports links through `..`.
        if cx.corpus.found(path) != Some(Found::Folder) || written.split('/').any(|part| part == "..") {
            continue;
        }
        let message = format!("`{}` is a folder, and the site has no page for it", super::short(written));
        let new = format!("{}/tree/{}/{}", config.repository.url, config.repository.branch, path.trim_end_matches('/'));
        let found = RULE.at(&document.path, link.target_span, message);
        let found = found.help(format!("link to a file, or to the URL `{}`", super::short(&new)));
        let plain = document.source.slice(link.target_span) == link.target && !written.contains(['#', '?']);
        out.push(if plain { found.fix(false, "use the URL", link.target_span, new) } else { found });
    }
}
