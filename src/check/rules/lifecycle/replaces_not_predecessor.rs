use super::*;
use crate::model::name::Name;

pub static RULE: Rule = Rule {
    name: "replaces-not-predecessor",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "a later version replaces others but not its predecessor",
    why: "A major update increases the version by one and refers to the document that it updates. If the previous version is not named, \
          nothing replaces it. Other documents may be replaced in addition. Rejected versions are skipped.",
    clause: "scs-0001-v1#proposal-of-a-major-update-to-a-stable-document",
    incorrect: "-- Standards/scs-0102-v3-image-metadata.md --
replaces:
  - scs-0102-v1-image-metadata.md",
    correct: "-- Standards/scs-0102-v3-image-metadata.md --
replaces:
  - scs-0102-v2-image-metadata.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    for (number, documents) in cx.corpus.numbers() {
        let versions = documents.into_iter().filter(|document| !document.is_supplement());
        for (document, live, any) in super::with_adjacent_version(versions) {
            let Some(before) = live.or(any).filter(|_| document.name.version >= 2) else { continue };
            // version-gap reports gaps.
            let gap = any.is_none_or(|any| any.name.version + 1 != document.name.version);
            if !gap && document.front.complete() {
                check_document(document, number, before, cx, out);
            }
        }
    }
}

fn check_document(document: &Document, number: u16, before: &Document, cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut first = None;
    for (file, _) in document.list("replaces") {
        let name = Name::parse(file);
        let version = name.version;
        let fits = version == before.name.version || Some(version) == document.name.version.checked_sub(1);
        // self-replacement reports a document that names itself, and unknown-replaces an unknown name.
        let reported = file == document.name.file || cx.corpus.by_file(file).is_none();
        if reported || (name.number == Some(number) && fits) {
            return;
        }
        first.get_or_insert(file);
    }
    let Some(first) = first else { return };
    let (id, old) = (document.id(), before.id());
    let message = format!("`{id}` replaces `{}` but not `{old}`, the previous version", super::short(first));
    out.push(
        RULE.at_key(document, "replaces", message)
            .related(&before.path, Span::at(0), format!("`{old}`"))
            .help(format!("add `{}` to `replaces`", before.name.file)),
    );
}
