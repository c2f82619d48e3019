//! `stabilize`, `deprecate`, `reject`. A plan is checked by the rules like the same edit in `check --base`.

use super::plan::{Plan, State};
use crate::model::Corpus;
use crate::model::document::Document;
use crate::model::facts::{DateKey, Status};
use crate::model::trace::Trace;
use crate::patch::Patch;
use jiff::civil::Date;

/// Plans to make a document Stable on a date.
///
/// # Errors
/// When the document is unknown or cannot be edited.
pub fn stabilize(state: State<'_>, id: &str, on: Date) -> Result<Plan, String> {
    let corpus = state.corpus;
    let document = corpus.find_one(id, state.at, is_draft)?;
    let mut plan = begin(document, "stabilize", Status::Stable, state.at)?;
    plan.patch(document.patch()?.set("status", Status::Stable.name())?.set_date(DateKey::StabilizedAt.name(), on)?);
    plan.steps.push(format!("{}: Stable from {on} on", document.path));
    let replaced = document.list("replaces").filter_map(|(file, _)| corpus.by_file(file));
    for older in replaced.filter(|older| older.life.status == Some(Status::Stable)) {
        let (id, begins) = (older.id(), older.life.stabilized_at);
        if let Some(begins) = begins.filter(|begins| *begins > on) {
            plan.reasons.push(format!(
                "{id}, which it replaces, does not become effective until {begins}\nhelp: pass --on {begins}, or a later date"
            ));
        }
        plan.notes.push(match begins.filter(|begins| *begins > state.at) {
            Some(begins) => format!("{id} is effective from {begins} until it is deprecated"),
            None => format!("{id} stays effective until it is deprecated"),
        });
        let end = begins.map_or(on, |begins| begins.max(on));
        plan.next.push(format!("scsdoc deprecate {id} --replaced-by {} --on {end}", document.id()));
    }
    plan.finished = Some(document.path.clone());
    Ok(plan)
}

/// Plans to deprecate a document from a date on. The default is the day on which the first of its successors
/// becomes effective, at the earliest `state.at`, unless the document has a date; the default successors are those
/// that name it in `replaces`.
///
/// # Errors
/// When a document is unknown or cannot be edited.
pub fn deprecate(state: State<'_>, id: &str, successors: &[String], on: Option<Date>) -> Result<Plan, String> {
    let corpus = state.corpus;
    let document = corpus.find_one(id, state.at, |document| document.life.status == Some(Status::Stable))?;
    let again = document.life.status == Some(Status::Deprecated);
    if again && successors.is_empty() && on.is_none() {
        return Err(format!("{} is already Deprecated; name its successor with --replaced-by ID", document.id()));
    }
    let mut replacements: Vec<&Document> = Vec::new();
    for id in successors {
        let successor = corpus.find_one(id, state.at, |other| {
            other.name.number != document.name.number || other.name.version > document.name.version
        })?;
        if successor.path == document.path {
            return Err(format!("{} cannot replace itself", document.id()));
        }
        if successor.is_supplement() {
            return Err(format!("{} is a supplement, and cannot replace {}", successor.id(), document.id()));
        }
        if !replacements.iter().any(|replacement| replacement.path == successor.path) {
            replacements.push(successor);
        }
    }
    if successors.is_empty() {
        replacements = eligible_successors(corpus, document);
    }
    let begins = replacements.iter().filter_map(|replacement| replacement.life.stabilized_at).min();
    let begins = begins.map_or(state.at, |begins| begins.max(state.at));
    let date = on.or(document.life.deprecated_at).unwrap_or(begins);
    let mut plan = begin(document, "deprecate", Status::Deprecated, state.at)?;
    let mut patch = document.patch()?;
    patch.set("status", Status::Deprecated.name())?.set_date(DateKey::DeprecatedAt.name(), date)?;
    let by = replaced_by(&mut plan, &mut patch, document, &replacements)?;
    plan.patch(&patch);
    plan.steps.insert(0, format!("{}: Deprecated from {date} on{by}", document.path));
    if is_draft(document) {
        let id = document.id();
        plan.notes.push(format!("{id} was never Stable; a Draft is usually rejected: scsdoc reject {id}"));
    }
    if replacements.is_empty() && document.list("replaced_by").next().is_none() {
        plan.notes.push("no successor is named; if there is one, name it with --replaced-by ID".into());
    }
    if date <= state.at && on.is_none() && !again {
        plan.notes.push("scs-0001-v1 recommends announcing a deprecation with a future date: --on DATE".into());
    }
    let trace = Trace::at(corpus, state.at);
    let requiring = corpus.index_of(document).into_iter().flat_map(|index| trace.requiring(index));
    plan.notes.extend(
        requiring
            .filter(|(version, _)| version.current)
            .map(|(version, _)| format!("{}, {}, requires {}", version.label(), version.words(), document.id())),
    );
    follow_up(&mut plan, corpus, document, &replacements);
    Ok(plan)
}

/// Plans to reject a Draft on a date.
///
/// # Errors
/// When the document is unknown or cannot be edited.
pub fn reject(state: State<'_>, id: &str, on: Date) -> Result<Plan, String> {
    let document = state.corpus.find_one(id, state.at, is_draft)?;
    let mut plan = begin(document, "reject", Status::Rejected, state.at)?;
    let mut patch = document.patch()?;
    patch.set("status", Status::Rejected.name())?.set_date(DateKey::RejectedAt.name(), on)?;
    let replacements = eligible_successors(state.corpus, document);
    let by = replaced_by(&mut plan, &mut patch, document, &replacements)?;
    plan.patch(&patch);
    plan.steps.insert(0, format!("{}: Rejected on {on}{by}", document.path));
    Ok(plan)
}

fn is_draft(document: &Document) -> bool {
    document.life.status == Some(Status::Draft)
}

/// An empty plan. A date that is to come, or missing, can still be set.
fn begin(document: &Document, verb: &str, to: Status, at: Date) -> Result<Plan, String> {
    let id = document.id();
    let date = match to {
        Status::Stable => document.life.stabilized_at,
        Status::Rejected => document.life.rejected_at,
        Status::Draft | Status::Deprecated => None,
    };
    let settled = date.is_some_and(|date| date <= at);
    match document.life.status {
        _ if document.is_supplement() => Err(format!("{id} is a supplement; supplements have no status")),
        None => document.patch().and_then(|_| Err(format!("{id} has no valid status; write `status: Draft` first"))),
        Some(from) if from == to && settled => Err(format!("{id} is already {to}")),
        Some(_) => Ok(Plan::new(format!("{verb} {id}"))),
    }
}

/// The successors of a document that are not rejected, by its `replaced_by` or their `replaces`.
fn eligible_successors<'a>(corpus: &'a Corpus, document: &'a Document) -> Vec<&'a Document> {
    let mut replacements = corpus.successors(document);
    replacements
        .retain(|replacement| replacement.life.status != Some(Status::Rejected) && !replacement.is_supplement());
    replacements
}

/// Adds the successors to a document and the document to them; returns a description.
fn replaced_by(
    plan: &mut Plan,
    patch: &mut Patch<'_>,
    document: &Document,
    replacements: &[&Document],
) -> Result<String, String> {
    let files: Vec<&str> = replacements.iter().map(|replacement| replacement.name.file.as_str()).collect();
    if files.is_empty() {
        return Ok(String::new());
    }
    patch.add("replaced_by", &files)?;
    for replacement in replacements
        .iter()
        .filter(|replacement| replacement.list("replaces").all(|(file, _)| file != document.name.file))
    {
        plan.patch(replacement.patch()?.add("replaces", &[&document.name.file])?);
        plan.steps.push(format!("{}: replaces {}", replacement.path, document.name.file));
    }
    Ok(format!(", replaced by {}", files.join(", ")))
}

/// Adds notes on supplements that the successor needs.
fn follow_up(plan: &mut Plan, corpus: &Corpus, document: &Document, replacements: &[&Document]) {
    let next = |replacement: &&&Document| {
        replacement.name.number == document.name.number
            && replacement.name.version == document.name.version.saturating_add(1)
    };
    let names = |supplement: &Document, replacement: &Document| {
        supplement.list("supplements").any(|(file, _)| file == replacement.name.file)
    };
    let behind = |supplement: &&Document| !replacements.iter().any(|replacement| names(supplement, replacement));
    let behind: Vec<&Document> = corpus.supplements(document).into_iter().filter(behind).collect();
    if behind.is_empty() || replacements.is_empty() {
        return;
    }
    if replacements.iter().any(|replacement| next(&replacement)) {
        return plan.next.push(format!("scsdoc revise {} --supplements", document.id()));
    }
    // A supplement has the number of what it supplements.
    let replacements = replacements.iter().filter(|replacement| replacement.name.number == document.name.number);
    let replacements = replacements.map(|replacement| replacement.id()).collect::<Vec<_>>().join(", ");
    if replacements.is_empty() {
        return;
    }
    plan.by_hand
        .extend(behind.iter().map(|one| format!("add {replacements} to `supplements` of {} if it applies", one.path)));
}
