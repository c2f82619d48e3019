//! missing-key

use super::claims::claimed;
use super::{meaning, value};
use crate::check::rule::{Cx, DiagnosticSink, Fixes, Group, Rule, Run};
use crate::diagnostic::Severity;
use crate::model::document::{Document, DocumentType};
use crate::value::schema::Fault;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-key",
    group: Group::FrontMatter,
    severity: Severity::Error,
    fixes: Fixes::None,
    summary: "the front matter lacks a required key",
    why: "Every table of the register is made from title, type, status and track, and a supplement is found by what it \
          supplements. A document that lacks one of them is listed in the wrong place, or in none.",
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
            let message = format!("the front matter lacks the key `{key}`");
            let known = schema.key(key);
            let values: Vec<&str> = known.iter().flat_map(|known| known.values()).collect();
            let help = match values.as_slice() {
                [] => format!("add the key `{key}` ({})", known.map(meaning).unwrap_or_default()),
                [one] => format!("add `{key}: {one}`"),
                many => format!("add `{key}` with one of {}", many.join(", ")),
            };
            let note = if key == "status" && document.kind == Some(DocumentType::Supplement) {
                "; or, if this is a supplement, rename the file to `scs-NNNN-wN-slug.md`"
            } else {
                ""
            };
            out.push(RULE.at_key(document, key, message).help(format!("{help}{note}")));
            continue;
        }
        let node = value(document, violation);
        let first = node.and_then(|node| node.entries().first()).map(|entry| entry.key.span);
        let span = first.or(violation.key).unwrap_or(violation.span);
        let message = format!("`{}` lacks the key `{key}`", violation.place());
        let mut inner = violation.path.clone();
        inner.push(crate::value::schema::Step::Key(key.clone()));
        let what = schema.at(&inner).map(meaning).unwrap_or_default();
        out.push(RULE.at(&document.path, span, message).about(key).help(format!("add the key `{key}` ({what})")));
    }
}
