use super::claims::claimed;
use super::*;

pub static RULE: Rule = Rule {
    name: "forbidden-key",
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "the front matter has a key that is not allowed for this type or status",
    why: "A supplement is always a draft, so it has no status and no dates. Only a Deprecated or Rejected document has been \
          replaced, and only a supplement has `supplements`. Programs that read the metadata rely on this.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0101-w2-entropy-notes.md --\ntype: Supplement\nstatus: Draft",
    correct: "-- Standards/scs-0101-w2-entropy-notes.md --\ntype: Supplement",
    run: Run::Document(check),
};

fn check(document: &Document, _: &Cx<'_>, out: &mut DiagnosticSink) {
    for violation in claimed(document, RULE.name) {
        let key = violation.top();
        let Some(entry) = document.front.entry(key) else { continue };
        let message = match (document.is_supplement(), key) {
            (true, "status") => "`status` is not allowed in a supplement, which is always a draft".to_owned(),
            (true, key) => format!("`{key}` is not allowed in a supplement"),
            (false, "replaced_by") => {
                let status = document.life.status.map_or("this", |status| status.name());
                format!("`replaced_by` is not allowed in a {status} document, only in a Deprecated or Rejected one")
            }
            (false, "supplements" | "tests") => format!("`{key}` is only allowed in a supplement"),
            (false, "scope") => {
                let track = document.track.map_or("not valid", |track| track.name());
                format!("`scope` is only allowed on the Scopes track; the track is {track}")
            }
            (false, key) => format!("`{key}` is not allowed in this document"),
        };
        let finding = RULE.at(&document.path, entry.key.span, message);
        let misnamed = !document.is_supplement() && document.kind == Some(DocumentType::Supplement);
        let help = match key {
            _ if misnamed => "if this is a supplement, rename the file to `scs-NNNN-wN-slug.md`".into(),
            "replaced_by" if !document.is_supplement() => {
                "remove it until the document is deprecated; the successor names it in `replaces`".into()
            }
            key => format!("remove `{key}`"),
        };
        let finding = finding.help(help);
        out.push(match lines_of(document, entry) {
            // The status of a supplement carries no information; other values may.
            Some(span) if !misnamed => {
                finding.fix(document.is_supplement() && key == "status", format!("remove `{key}`"), span, "")
            }
            _ => finding,
        });
    }
}

/// The lines of an entry in block style, if they contain nothing else.
fn lines_of(document: &Document, entry: &Entry) -> Option<Span> {
    let root = document.front.root.as_ref().filter(|root| root.style == Style::Block)?;
    let source = &document.source;
    let first = source.line_span(source.line_of(entry.key.span.start as usize));
    if first.start != entry.key.span.start {
        return None;
    }
    // Up to the next key: a value in block style has no certain end of its own. Comments before that key stay.
    let next =
        root.entries().iter().map(|other| other.key.span.start).filter(|start| *start > entry.key.span.start).min();
    let limit = next.unwrap_or(document.front.yaml_span.end);
    let last = entry.span().end.saturating_sub(1).max(entry.key.span.start);
    let end = source.line_span(source.line_of(last as usize)).end;
    (end <= limit).then_some(Span { start: first.start, end })
}
