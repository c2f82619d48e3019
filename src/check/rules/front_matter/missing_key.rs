use super::claims::claimed;
use super::*;

pub static RULE: Rule = Rule {
    name: "missing-key",
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the front matter lacks a required key",
    why: "Tables of the register are made from title, type, status and track, and a supplement is found by what it supplements. A \
          document without one of them is listed in the wrong place or not at all.",
    clause: "scs-0001-v1#document-format",
    incorrect: "---\ntitle: Entropy\ntype: Standard\nstatus: Draft\n---",
    correct: "---\ntitle: Entropy\ntype: Standard\nstatus: Draft\ntrack: IaaS\n---",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    let schema = document.schema();
    for violation in claimed(document, RULE.name) {
        let Fault::Missing { key } = &violation.fault else { continue };
        if violation.path.is_empty() {
            let message = format!("missing key `{key}`");
            let known = schema.key(key);
            let values: Vec<&str> = known.iter().flat_map(|known| known.values()).collect();
            let help = match values.as_slice() {
                [] => format!("add the key `{key}` ({})", known.map(meaning).unwrap_or_default()),
                [one] => format!("add `{key}: {one}`"),
                many => format!("add `{key}` with one of {}", many.join(", ")),
            };
            let note = if key == "status" && document.kind == Some(DocumentType::Supplement) {
                "; if this is a supplement, rename the file to `scs-NNNN-wN-slug.md`"
            } else {
                ""
            };
            out.push(RULE.at_key(document, key, message).help(format!("{help}{note}")));
            continue;
        }
        let node = value(document, violation);
        let first = node.and_then(|node| node.entries().first()).map(|entry| entry.key.span);
        let span = first.or(violation.key).unwrap_or(violation.span);
        let message = format!("missing key `{key}` in `{}`", violation.place());
        let mut inner = violation.path.clone();
        inner.push(crate::value::schema::Step::Key(key.clone()));
        let what = schema.at(&inner).map(meaning).unwrap_or_default();
        out.push(RULE.at(&document.path, span, message).about(key).help(format!("add the key `{key}` ({what})")));
    }
}
