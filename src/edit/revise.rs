//! `revise`: the next major version of a document, as a Draft that replaces it.

use super::plan::{Plan, State};
use crate::model::Corpus;
use crate::model::description::NEXT;
use crate::model::document::Document;
use crate::model::facts::{DateKey, Relation, Status};
use crate::model::name::{Name, NameKind, slugify};
use crate::model::requirements::{names, number};
use crate::model::testcases::major;
use crate::value::Node;

/// Plans the next version of a document; with `supplements`, the supplements of the old version also name the new one,
/// even if that exists already.
///
/// # Errors
/// When the document is unknown, has a next version, or cannot be edited.
pub fn revise(state: State<'_>, id: &str, supplements: bool) -> Result<Plan, String> {
    let corpus = state.corpus;
    let rejected = |document: &Document| document.life.status == Some(Status::Rejected);
    let newest = |document: &Document| {
        let versions = document.name.number.map(|number| corpus.versions(number)).unwrap_or_default();
        let last = versions.iter().rfind(|version| !rejected(version)).or(versions.last());
        last.is_some_and(|last| last.path == document.path)
    };
    let old = corpus.find_one(id, state.at, newest)?;
    let number = match (old.name.kind, old.name.number) {
        (NameKind::Document, Some(number)) => number,
        (NameKind::Supplement, _) => {
            return Err(format!("{} is a supplement; edit it directly, since supplements have no versions", old.id()));
        }
        (NameKind::Proposal, _) => {
            return Err(format!("{} is a proposal; edit it, there is nothing to replace yet", old.id()));
        }
        _ => return Err(format!("{} has a malformed name; rename it first", old.path)),
    };
    // Rejected versions are skipped.
    let mut version = old.name.version.saturating_add(1);
    let mut ended = vec![old];
    while let Some(next) = corpus.version(number, version).filter(|next| rejected(next)) {
        ended.push(next);
        version = version.saturating_add(1);
    }
    let earlier = |document: &&&Document| document.name.version < old.name.version && !rejected(document);
    let versions = corpus.versions(number);
    let replaced = versions.iter().rfind(earlier).filter(|_| rejected(old)).map_or(old, |earlier| earlier);
    if let Some(next) = corpus.version(number, version) {
        let mut plan = Plan::new(format!("let the supplements of {} name {}", old.id(), next.id()));
        if supplements {
            name_in_supplements(&mut plan, corpus, old, &next.name)?;
        }
        return match plan.set.is_empty() {
            true if supplements => Err(format!("the supplements of {} already name {}", old.id(), next.id())),
            true => Err(format!("{} already exists; edit it, or revise the newest version", next.path)),
            false => Ok(plan),
        };
    }
    // A new major version may have another slug, so an invalid one is replaced.
    let slug = slugify(&old.name.slug);
    let name = Name::parse(&format!("scs-{number:04}-v{version}-{slug}.md"));
    let mut plan = Plan::new(format!("revise {} as v{version}", old.id()));
    let path = corpus.config.document_path(&name.file);
    let text = copy(old, replaced, version)?;
    let it = if replaced.path == old.path { "it".into() } else { replaced.id() };
    plan.steps.push(format!("{path}: copied from {}, a Draft that replaces {it}", old.path));
    if slug != old.name.slug {
        plan.steps.push(format!("{path}: the slug is `{slug}`, because `{}` is not valid", old.name.slug));
    }
    plan.set.copy(&old.path, path.clone(), text);
    plan.unfinished = Some(path.clone());
    plan.finished = Some(path.clone());
    // What comes next is described in the newest document.
    if old.front.get("scope").is_some_and(|scope| scope.get(NEXT).is_some()) {
        plan.patch(old.patch()?.remove(&format!("scope/{NEXT}"))?);
        plan.steps.push(format!("{}: `scope.{NEXT}` moves to {}", old.path, name.file));
    }
    if old.life.status == Some(Status::Draft) {
        plan.notes.push(format!("{} is a Draft, which could be edited in place", old.id()));
    }
    for document in ended.into_iter().filter(|document| document.life.status.is_some_and(Status::ended)) {
        plan.patch(document.patch()?.add("replaced_by", &[&name.file])?);
        plan.steps.push(format!("{}: replaced by {}", document.path, name.file));
    }
    let behind = corpus.supplements(old);
    if supplements {
        name_in_supplements(&mut plan, corpus, old, &name)?;
    } else if !behind.is_empty() {
        let behind = behind.iter().map(|one| format!("{} does not name the new version", one.path));
        plan.notes.extend(behind);
        plan.instead.push("help: pass --supplements to add the new version to the supplements of the old one".into());
        plan.next.push(format!("scsdoc revise {} --supplements", old.id()));
    }
    plan.by_hand.push(format!("edit {path}"));
    let begins = replaced.life.stabilized_at.filter(|begins| *begins > state.at);
    let on = begins.map(|begins| format!(" --on {begins}")).unwrap_or_default();
    plan.next.push(format!("scsdoc stabilize {}{on}", name.id()));
    Ok(plan)
}

/// The text of the next version, which replaces an earlier one.
fn copy(old: &Document, replaced: &Document, version: u32) -> Result<String, String> {
    let mut patch = old.patch()?;
    patch.set("status", Status::Draft.name())?;
    for key in DateKey::ALL.map(DateKey::name).into_iter().chain([Relation::ReplacedBy.name()]) {
        patch.remove(key)?;
    }
    patch.set_list(Relation::Replaces.name(), &[&replaced.name.file])?;
    // The version and dates of the old scope document do not apply to the new one.
    if patch.get("scope/version").is_some_and(|node| node.as_str().is_some()) {
        patch.set("scope/version", &format!("v{version}"))?;
    }
    for key in ["scope/draft_from", "scope/warn_from"] {
        patch.remove(key)?;
    }
    Ok(patch.text().trim_start_matches('\u{feff}').to_owned())
}

/// Adds the next version to the supplements of a document, and to their test cases for this version.
fn name_in_supplements(plan: &mut Plan, corpus: &Corpus, old: &Document, next: &Name) -> Result<(), String> {
    for supplement in corpus.supplements(old) {
        let mut patch = supplement.patch()?;
        patch.add("supplements", &[&next.file])?;
        let mut count = 0;
        let scripts = supplement.front.get("tests").map(Node::items).unwrap_or_default();
        for (at, script) in scripts.iter().enumerate() {
            for (number, case) in script.items_of("testcases").iter().enumerate() {
                if case
                    .items_of("versions")
                    .iter()
                    .any(|label| label.as_str().and_then(major) == Some(old.name.version))
                {
                    let place = format!("tests/{at}/testcases/{number}/versions");
                    patch.add(&place, &[&next.version_label()])?;
                    if let Some(covers) = covers(case, old, next) {
                        patch.set_yaml(&format!("tests/{at}/testcases/{number}/covers"), &covers)?;
                    }
                    count += 1;
                }
            }
        }
        if patch.edits().is_empty() {
            continue;
        }
        let cases = match count {
            0 => String::new(),
            1 => ", and its test case belongs to it".into(),
            count => format!(", and {count} test cases belong to it"),
        };
        plan.steps.push(format!("{}: supplements {} too{cases}", supplement.path, next.id()));
        plan.patch(&patch);
    }
    Ok(())
}

/// `covers` of a test case that also belongs to the next version, whose requirements have the same numbers at first.
fn covers(case: &Node, old: &Document, next: &Name) -> Option<String> {
    let covers = case.get("covers")?;
    let list = |node: &Node| -> Option<String> {
        let numbers = node.items().iter().map(|item| item.as_str().filter(|text| number(text).is_some()));
        Some(format!("[{}]", numbers.collect::<Option<Vec<_>>>()?.join(", ")))
    };
    let mut entries: Vec<(&str, String)> = Vec::new();
    let (old_id, next_id) = (old.id(), next.id());
    match covers.items() {
        [] => {
            for entry in covers.entries() {
                entries.push((entry.name(), list(&entry.value)?));
            }
        }
        _ => entries.push((&old_id, list(covers)?)),
    }
    let (_, numbers) = entries.iter().find(|(key, _)| names(key, old))?;
    let numbers = numbers.clone();
    entries.push((&next_id, numbers));
    let entries: Vec<String> = entries.into_iter().map(|(key, numbers)| format!("{key}: {numbers}")).collect();
    Some(format!("{{{}}}", entries.join(", ")))
}
