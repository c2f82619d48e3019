use super::*;

pub static RULE: Rule = Rule {
    name: "local-path-link",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a link points to a local file",
    why: "A URL such as `file:///home/…` or `C:\\…` works only on its author's computer.",
    clause: "",
    incorrect: "See [the notes](file:///notes.md).",
    correct: "See [the notes](https://example.org/notes).",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for link in &document.body.links {
        let bytes = link.target.strip_prefix('/').unwrap_or(&link.target).as_bytes();
        let drive = bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':');
        let file = link.target.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("file:"));
        let starts = ["/home/", "/Users/", "/root/", "/tmp/", "/mnt/", "/Volumes/", "~/", "\\\\"];
        let path = starts.iter().any(|start| link.target.starts_with(start));
        if file || path || drive {
            let message = format!("`{}` is a local path, which readers cannot reach", super::short(&link.target));
            out.push(
                RULE.at(&document.path, link.target_span, message).help("link to a file in the register or to a URL"),
            );
        }
    }
}
