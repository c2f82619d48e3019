use super::*;

pub static RULE: Rule = Rule {
    name: "missing-replaces",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a later version does not name what it replaces",
    why: "A major update must refer to the document that it updates. Readers of the new version find the old one by this reference, and \
          so does the command that deprecates it.",
    clause: "scs-0001-v1#proposal-of-a-major-update-to-a-stable-document",
    incorrect: "-- Standards/scs-0102-v3-image-metadata.md --\nstatus: Draft",
    correct: "-- Standards/scs-0102-v3-image-metadata.md --
status: Draft
replaces:
  - scs-0102-v2-image-metadata.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (_, documents) in cx.corpus.numbers() {
        let versions = documents.into_iter().filter(|document| !document.is_supplement());
        for (document, live, any) in super::with_adjacent_version(versions) {
            // Without any earlier version there is nothing to name; version-gap says so.
            let Some(before) = live.or(any) else { continue };
            if document.name.version < 2
                || !document.front.complete()
                || !super::has_no_references(document, "replaces")
            {
                continue;
            }
            report(document, before, out);
        }
    }
}

fn report(document: &Document, before: &Document, out: &mut DiagnosticSink) {
    let file = before.name.file.as_str();
    let message = format!("missing `replaces` in `{}`", document.id());
    let found = RULE
        .at_key(document, "replaces", message)
        .related(&before.path, before.place("title"), format!("`{}` is the previous version", before.id()))
        .help(format!("add `{file}` to `replaces`"));
    let circle = before.list("replaces").any(|(name, _)| name == document.name.file);
    out.push(if circle { found } else { super::add_files(found, document, "replaces", &[file]) });
}
