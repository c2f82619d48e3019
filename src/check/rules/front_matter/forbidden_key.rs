//! forbidden-key

use super::claims::claimed;
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run, Safety};
use crate::diagnostic::Severity;
use crate::model::document::{Document, DocumentType};
use crate::text::Span;
use crate::value::{Entry, Style};

/// The rule.
pub static RULE: Rule = Rule {
    name: "forbidden-key",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::Sometimes(Safety::Either),
    summary: "the front matter has a key that a document of this sort or status must not have",
    why: "A supplement is always a draft, so it has no status and no dates; only a document that is over has been replaced; only a supplement \
          supplements. Readers of the metadata rely on that, and take such a document for something that it is not.",
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
            (true, "status") => "a supplement has no status: it is always a draft".to_owned(),
            (true, key) => format!("a supplement must not have `{key}`"),
            (false, "replaced_by") => {
                let status = document.life.status.map_or("of this status", |status| status.name());
                format!(
                    "a document that is {status} must not have `replaced_by`, only one that is Deprecated or Rejected"
                )
            }
            (false, "supplements" | "tests") => format!("only a supplement has `{key}`"),
            (false, "scope") => {
                let track = document.track.map_or("another", |track| track.name());
                format!("only a document on the track Scopes has `scope`, and this one is on {track}")
            }
            (false, key) => format!("this document must not have `{key}`"),
        };
        let finding = RULE.at(&document.path, entry.key.span, message);
        let misnamed = !document.is_supplement() && document.kind == Some(DocumentType::Supplement);
        let help = match key {
            _ if misnamed => "if this is a supplement, rename the file to `scs-NNNN-wN-slug.md`".into(),
            "replaced_by" if !document.is_supplement() => {
                "remove it until the document is deprecated; its successor says what it replaces".into()
            }
            key => format!("remove `{key}`"),
        };
        let finding = finding.help(help);
        out.push(match lines_of(document, entry) {
            // Nothing is lost with the status of a supplement; other values are worth a look.
            Some(span) if !misnamed => {
                finding.fix(document.is_supplement() && key == "status", format!("remove `{key}`"), span, "")
            }
            _ => finding,
        });
    }
}

/// The lines of an entry of block style, that hold nothing else.
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
