use super::*;
use crate::model::lifecycle::Status;
use std::collections::HashMap;

pub static RULE: Rule = Rule {
    name: "missing-replaced-by",
    severity: Severity::Warning,
    fixes: Fixes::Sometimes(Safety::Safe),
    summary: "a Deprecated or Rejected document does not name its replacement",
    why: "Readers who arrive at an old version need a way to reach the current one. The clause requires `replaced_by` \
          if a replacement exists and recommends it otherwise. If no document replaces this one, this is reported as \
          a note.",
    clause: "scs-0001-v1#document-format",
    incorrect: "-- Standards/scs-0102-v3-image-metadata.md --
status: Stable
stabilized_at: 2026-05-01
-- Standards/scs-0102-v2-image-metadata.md --
status: Deprecated
stabilized_at: 2024-05-01
deprecated_at: 2026-06-30",
    correct: "-- Standards/scs-0102-v3-image-metadata.md --
status: Stable
stabilized_at: 2026-05-01
-- Standards/scs-0102-v2-image-metadata.md --
status: Deprecated
stabilized_at: 2024-05-01
deprecated_at: 2026-06-30
replaced_by:
  - scs-0102-v3-image-metadata.md",
    run: Run::Corpus(check),
};

fn check(cx: &Cx<'_>, out: &mut DiagnosticSink) {
    let mut next: HashMap<&str, &Document> = HashMap::new();
    for (_, documents) in cx.corpus.numbers() {
        let versions = documents.into_iter().filter(|document| !document.is_supplement()).rev();
        for (document, live, _) in super::with_adjacent_version(versions) {
            next.extend(live.map(|live| (document.path.as_str(), live)));
        }
    }
    for document in &cx.corpus.documents {
        let asked = super::has_ended(document) && !document.is_supplement() && document.front.complete();
        if asked && super::has_no_references(document, "replaced_by") {
            report(document, successors(document, next.get(document.path.as_str()).copied(), cx), out);
        }
    }
}

/// The successors of a document with their locations: documents that replace it, and the next version.
fn successors<'a>(document: &Document, next: Option<&'a Document>, cx: &Cx<'a>) -> Vec<(&'a Document, Span)> {
    let mut found: Vec<(&Document, Span)> = Vec::new();
    let replacers = cx.corpus.replacers(document).into_iter();
    for replacer in replacers.filter(|replacer| replacer.life.status != Some(Status::Rejected)) {
        // A document that names another one twice is listed twice in a row.
        let again = found.last().is_some_and(|(last, _)| last.path == replacer.path);
        if found.len() == super::MAX_REPLACERS {
            break;
        }
        if replacer.path != document.path && !replacer.is_supplement() && !again {
            let mut names = replacer.list("replaces");
            let place = names.find(|(name, _)| *name == document.name.file);
            found.push((replacer, place.map_or(replacer.place("replaces"), |(_, span)| span)));
        }
    }
    if let Some(next) = next
        && !found.iter().any(|(known, _)| known.path == next.path)
    {
        found.push((next, next.place("title")));
    }
    found
}

fn report(document: &Document, successors: Vec<(&Document, Span)>, out: &mut DiagnosticSink) {
    let status = document.life.status.map_or("", Status::name);
    let place = match document.front.get("replaced_by") {
        Some(node) => node.span,
        None => document.place("status"),
    };
    if successors.is_empty() {
        let message = format!("`{}` is {status} but has no `replaced_by`", document.id());
        let found = RULE.at(&document.path, place, message).about("replaced_by").severity(Severity::Note);
        out.push(found.help("add the replacement to `replaced_by`, if there is one"));
        return;
    }
    let files: Vec<&str> = successors.iter().map(|(successor, _)| successor.name.file.as_str()).collect();
    let names = super::names(successors.iter().map(|(successor, _)| successor.id()));
    let replaces = |(successor, span): &(&Document, Span)| successor.list("replaces").any(|(_, item)| item == *span);
    let message = if successors.iter().any(replaces) {
        format!("`{}` is {status} and replaced by {names}, but has no `replaced_by`", document.id())
    } else {
        format!("`{}` is {status}, and its next version is {names}, but it has no `replaced_by`", document.id())
    };
    let written = super::names(&files);
    let mut found =
        RULE.at(&document.path, place, message).about("replaced_by").help(format!("add {written} to `replaced_by`"));
    for (successor, span) in &successors {
        let words = if replaces(&(*successor, *span)) { "replaces it" } else { "is the next version" };
        found = found.related(&successor.path, *span, format!("`{}` {words}", successor.id()));
    }
    out.push(super::add_files(found, document, "replaced_by", &files));
}
