//! `scope adopt`: what a scope file says, written into the front matter of supplements (`tests`) and of the documents
//! that describe its versions (`scope`), so that the file can be rendered from then on.

mod gather;
mod write;

use super::plan::{Plan, State};
use super::set::EditSet;
use crate::model::Corpus;
use crate::model::description::NEXT;
use crate::model::document::Document;
use crate::model::scope::{ScopeFile, Validity};
use jiff::civil::Date;

/// Plans to adopt a scope file, by its index in the corpus.
///
/// # Errors
/// When the file cannot be read, or a document cannot be edited.
pub fn adopt(state: State<'_>, scope: usize) -> Result<Plan, String> {
    let corpus = state.corpus;
    let Some(file) = corpus.scopes.get(scope) else { return Err("there is no such scope file".into()) };
    if !file.complete() {
        let problem = file.problems.first().map_or("it was not read to its end", |problem| &problem.message);
        return Err(format!("{} cannot be read: {problem}", file.path));
    }
    let mut plan = Plan { set: EditSet::new(format!("adopt {}", file.path), false), ..Plan::default() };
    let found = gather::gather(corpus, scope, file, &mut plan);
    for (index, scripts) in &found.tests {
        let Some(document) = corpus.documents.get(*index) else { continue };
        let count: usize = scripts.iter().map(|script| script.cases.len()).sum();
        let what = format!("`tests` with {count} {}", if count == 1 { "entry" } else { "entries" });
        put(&mut plan, document, "tests", &write::tests(scripts), &what)?;
    }
    for part in &found.scopes {
        let Some(document) = corpus.documents.get(part.document) else { continue };
        let what = match part.next {
            Some(_) => format!("`scope` with the version {} and what comes {NEXT}", part.version),
            None => format!("`scope` with the version {}", part.version),
        };
        put(&mut plan, document, "scope", &write::scope(part, document, file, corpus), &what)?;
    }
    if plan.set.is_empty() && plan.reasons.is_empty() {
        plan.notes.push("the documents say all of it already".into());
    }
    plan.next.push(format!("scsdoc scope render {} --check", file.stem()));
    Ok(plan)
}

/// Sets a key of front matter to a block of YAML.
fn put(plan: &mut Plan, document: &Document, key: &'static str, text: &str, what: &str) -> Result<(), String> {
    let mut patch = document.patch()?;
    patch.set_yaml(key, text)?;
    if patch.edits().is_empty() {
        return Ok(());
    }
    if document.front.get(key).is_some() {
        plan.reasons.push(format!("{} has `{key}` already, and it says something else", document.path));
    }
    plan.patch(&patch);
    plan.steps.push(format!("{}: {what}", document.path));
    Ok(())
}

/// When a version first has a validity in the timeline.
fn first(file: &ScopeFile, version: &str, wanted: Validity) -> Option<Date> {
    let has = |(date, period): (Date, &crate::model::scope::Period)| {
        let named = period.versions.iter().find(|(name, _)| name.text == version);
        named.is_some_and(|(_, validity)| *validity == Some(wanted)).then_some(date)
    };
    file.periods().into_iter().find_map(has)
}

/// Supplements of a document that fit a test case best first: one that names it, then any other.
fn supplement_for(corpus: &Corpus, document: &Document, id: &str) -> Option<usize> {
    let all = corpus.supplements(document);
    let names = |one: &&&Document| one.body.codes.iter().any(|code| code.text.trim() == id);
    let tells = |one: &&&Document| one.body.headings.iter().any(|heading| heading.text.to_lowercase().contains("test"));
    let best = all.iter().find(names).or_else(|| all.iter().find(tells)).or_else(|| all.first());
    best.and_then(|one| corpus.index_of(one))
}
