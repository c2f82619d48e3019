use super::*;

pub static RULE: Rule = Rule {
    name: "document-not-named",
    severity: Severity::Warning,
    fixes: Fixes::None,
    summary: "a file has the front matter of a document, but its name does not begin with `scs-`; or it is named like one and not read",
    why: "A document is recognized by its name. This file is not checked, has no page, and appears in no table.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/dns.md --\n---\ntitle: DNS\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---",
    correct: "-- Standards/about.md --\n# About these documents",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for path in &cx.corpus.unread {
        let message = format!("`{path}` is named like a document, and is not read");
        let help = format!("documents are files in `{}` whose names end in `.md`", cx.corpus.config.standards);
        out.push(RULE.at(path, Span::at(0), message).help(help));
    }
    for document in &cx.corpus.unnamed {
        let file = &document.name.file;
        let kind = document.kind.map_or("document", |kind| kind.name());
        let message = format!("`{file}` has the front matter of a {kind}, but is not named as one");
        let help = "rename it to `scs-xxxx-v1-slug.md` (supplement: `scs-NNNN-wN-slug.md`)";
        out.push(RULE.at(&document.path, Span::at(0), message).help(help));
    }
}
