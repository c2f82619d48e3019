//! Moving a document through its lifecycle: `stabilize`, `deprecate`, `reject`.

use super::plan::{Plan, State};
use crate::model::Corpus;
use crate::model::document::{Document, DocumentType};
use crate::model::lifecycle::{Legality, State as Phase, Status, transition};
use crate::model::name::NameKind;
use crate::model::testcases::number_of;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Plans that a document becomes Stable on a date.
///
/// # Errors
/// When the document is unknown or cannot be edited.
pub fn stabilize(state: State<'_>, id: &str, on: Date) -> Result<Plan, String> {
    let document = state.corpus.find_one(id, state.at, is_draft)?;
    let mut plan = begin(document, "stabilize", Status::Stable)?;
    if document.kind == Some(DocumentType::Standard) && documented_tests(state.corpus, document).is_empty() {
        plan.reasons.push(format!(
            "{} is a Standard and no test case is documented for it, in its text or in a supplement (scs-0001-v1, Stabilization)",
            document.id()
        ));
        let number = document.name.number.map(|number| state.corpus.by_number(number)).unwrap_or_default();
        let others = number.into_iter().filter(|other| other.is_supplement());
        let others = others.filter(|other| other.list("supplements").all(|(file, _)| file != document.name.file));
        plan.reasons.extend(others.map(|other| {
            format!(
                "{} does not supplement it; if its test cases hold for {} too, add that to `supplements`",
                other.path,
                document.id()
            )
        }));
    }
    plan.patch(document.patch()?.set("status", Status::Stable.name())?.set_date("stabilized_at", on)?);
    plan.steps.push(format!("{}: Stable from {on} on", document.path));
    let older = document.name.number.map(|number| state.corpus.versions(number)).unwrap_or_default();
    let older = older.into_iter().filter(|other| {
        other.name.version < document.name.version
            && other.life.state(on) == Phase::Effective
            && other.life.deprecated_at.is_none()
    });
    for other in older {
        plan.notes.push(format!(
            "{} is effective too, without an announced end; announce it first: scsdoc deprecate {} --replaced-by {} --on DATE",
            other.id(),
            other.id(),
            document.id()
        ));
    }
    Ok(plan)
}

/// Plans that a document is deprecated from a date on; without a date, `state.at`, unless the document has one already.
///
/// # Errors
/// When a document is unknown or cannot be edited.
pub fn deprecate(state: State<'_>, id: &str, successors: &[String], on: Option<Date>) -> Result<Plan, String> {
    let document = state.corpus.find_one(id, state.at, |document| document.life.status == Some(Status::Stable))?;
    let again = document.life.status == Some(Status::Deprecated);
    if again && successors.is_empty() && on.is_none() {
        return Err(format!("{} is Deprecated already; name its successor with --replaced-by ID", document.id()));
    }
    let mut plan = begin(document, "deprecate", Status::Deprecated)?;
    let old = document.life.deprecated_at;
    let date = on.or(old).unwrap_or(state.at);
    if let Some(old) = old.filter(|old| *old <= state.at && *old != date) {
        plan.reasons
            .push(format!("{} is deprecated since {old}, and a date that is past must not change", document.id()));
    }
    if let Some(from) = document.life.stabilized_at.filter(|from| *from > date) {
        plan.reasons
            .push(format!("{} would be deprecated on {date}, before it becomes stable on {from}", document.id()));
    }
    let mut patch = document.patch()?;
    patch.set("status", Status::Deprecated.name())?.set_date("deprecated_at", date)?;
    let mut names: Vec<&str> = document.list("replaced_by").map(|(name, _)| name).collect();
    let mut seen = BTreeSet::new();
    for id in successors {
        let successor = state.corpus.find_one(id, state.at, |other| {
            other.name.number != document.name.number || other.name.version > document.name.version
        })?;
        if !seen.insert(&successor.path) {
            continue;
        }
        if successor.path == document.path {
            plan.reasons.push(format!("{} cannot replace itself", document.id()));
            continue;
        }
        if successor.is_supplement() {
            plan.reasons.push(format!("{} is a supplement and cannot replace a document", successor.id()));
            continue;
        }
        if successor.name.number == document.name.number && successor.name.version < document.name.version {
            plan.reasons.push(format!("{} is older than {} and cannot replace it", successor.id(), document.id()));
        }
        if !names.contains(&successor.name.file.as_str()) {
            names.push(&successor.name.file);
        }
        if !matches!(successor.life.state(date), Phase::Effective) {
            plan.notes.push(format!("{} is not effective on {date}: {}", successor.id(), successor.life.words(date)));
        }
        if successor.list("replaces").all(|(name, _)| name != document.name.file) {
            plan.patch(successor.patch()?.add("replaces", &[&document.name.file])?);
            plan.steps.push(format!("{}: replaces {}", successor.path, document.name.file));
        }
    }
    if !names.is_empty() {
        patch.add("replaced_by", &names)?;
    }
    if names.is_empty() {
        match transition(document.life.status, Status::Deprecated) {
            Legality::WithReplacement => plan.reasons.push(format!(
                "{} is a Draft, which may be deprecated only if a replacement is named (--replaced-by ID)",
                document.id()
            )),
            _ if successors.is_empty() => {
                plan.notes.push("no successor is named; if there is one: --replaced-by ID".into());
            }
            _ => {}
        }
    }
    plan.patch(&patch);
    let by = if names.is_empty() { String::new() } else { format!(", replaced by {}", names.join(", ")) };
    plan.steps.insert(0, format!("{}: Deprecated from {date} on{by}", document.path));
    let heirs: Vec<String> = names.iter().filter_map(|name| state.corpus.by_file(name)).map(Document::id).collect();
    for supplement in state.corpus.supplements(document) {
        let behind = names.iter().all(|name| supplement.list("supplements").all(|(file, _)| file != *name));
        if !heirs.is_empty() && behind {
            plan.next.push(format!(
                "{} does not name {} yet; add it to `supplements`",
                supplement.path,
                heirs.join(", ")
            ));
        }
    }
    Ok(plan)
}

/// Plans that a draft is rejected on a date.
///
/// # Errors
/// When the document is unknown or cannot be edited.
pub fn reject(state: State<'_>, id: &str, on: Date) -> Result<Plan, String> {
    let document = state.corpus.find_one(id, state.at, is_draft)?;
    let mut plan = begin(document, "reject", Status::Rejected)?;
    plan.patch(document.patch()?.set("status", Status::Rejected.name())?.set_date("rejected_at", on)?);
    plan.steps.push(format!("{}: Rejected on {on}", document.path));
    Ok(plan)
}

fn is_draft(document: &Document) -> bool {
    document.life.status == Some(Status::Draft)
}

/// A plan to move a document, with what the table of transitions says of it.
fn begin(document: &Document, verb: &str, to: Status) -> Result<Plan, String> {
    let id = document.id();
    if document.is_supplement() {
        return Err(format!("{id} is a supplement; supplements have no status"));
    }
    let from = document.life.status;
    if from == Some(to) && to != Status::Deprecated {
        return Err(format!("{id} is {to} already"));
    }
    let mut plan = Plan::new(format!("{verb} {id}"));
    if from.is_none() {
        plan.reasons.push(format!("{id} has no status that could be read; write `status: Draft` first"));
    }
    match (from, transition(from, to)) {
        (Some(from), Legality::Illegal) => {
            plan.reasons.push(format!("the lifecycle knows no way from {from} to {to} (scs-0001-v1, Process)"));
        }
        (Some(from), Legality::DecisionRecordOnly) if document.kind != Some(DocumentType::DecisionRecord) => {
            plan.reasons.push(format!("only a Decision Record may go from {from} to {to}"));
        }
        _ => {}
    }
    if document.name.kind == NameKind::Proposal && to != Status::Rejected {
        plan.reasons.push(format!(
            "{} has no number yet; give it one first: scsdoc accept {}",
            document.name.file, document.path
        ));
    }
    Ok(plan)
}

/// Ids of the test cases that are documented for a document, in its own text or in a supplement to it: cases of its
/// number, and those that its supplements declare. Patterns count by their prefix.
pub fn documented_tests(corpus: &Corpus, document: &Document) -> BTreeSet<String> {
    let mut texts: Vec<usize> = corpus.supplements(document).into_iter().filter_map(|s| corpus.index_of(s)).collect();
    texts.extend(corpus.index_of(document));
    let own = |id: &str| document.name.number.is_some() && number_of(id) == document.name.number;
    let mut ids = BTreeSet::new();
    for (id, case) in &corpus.tests.cases {
        let mentioned = |declared: bool| {
            case.mentions.iter().any(|mention| texts.contains(&mention.document) && (mention.declared || !declared))
        };
        if mentioned(true) || (own(id) && mentioned(false)) {
            ids.insert(id.clone());
        }
    }
    for pattern in corpus.tests.patterns.iter().filter(|pattern| texts.contains(&pattern.mention.document)) {
        if own(&pattern.prefix) {
            ids.insert(pattern.text.clone());
        }
    }
    // Where no scope file is at hand, a name in prose is all there is.
    for (id, mention) in corpus.tests.unknown.iter().filter(|_| corpus.scopes.is_empty()) {
        if own(id) && texts.contains(&mention.document) {
            ids.insert(id.clone());
        }
    }
    ids
}
