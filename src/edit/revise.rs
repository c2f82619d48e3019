//! `revise`: the next major version of a document, as a Draft that replaces it.

use super::plan::{Plan, State};
use crate::model::document::Document;
use crate::model::lifecycle::Status;
use crate::model::name::{NameKind, slugify};

/// Plans the next version of a document; with `supplements`, the supplements of the old version name the new one too.
///
/// # Errors
/// When the document is unknown, has a next version already, or cannot be edited.
pub fn revise(state: State<'_>, id: &str, supplements: bool) -> Result<Plan, String> {
    let corpus = state.corpus;
    let newest = |document: &Document| {
        let number = document.name.number.map(|number| corpus.versions(number)).unwrap_or_default();
        number.last().is_some_and(|last| last.path == document.path)
    };
    let old = corpus.find_one(id, state.at, newest)?;
    let number = match (old.name.kind, old.name.number) {
        (NameKind::Document, Some(number)) => number,
        (NameKind::Supplement, _) => return Err(format!("{} is a supplement; edit it, it has no versions", old.id())),
        (NameKind::Proposal, _) => {
            return Err(format!("{} is a proposal; edit it, there is nothing to replace yet", old.id()));
        }
        _ => return Err(format!("{} has a malformed name; mend that first", old.path)),
    };
    let version = old.name.version.saturating_add(1);
    if let Some(next) = corpus.version(number, version) {
        return Err(format!("{} is there already; edit it, or revise the newest version", next.path));
    }
    // A new major version may have another slug, so it need not take over one that is not allowed.
    let slug = slugify(&old.name.slug);
    let name = format!("scs-{number:04}-v{version}-{slug}.md");
    let mut plan = Plan::new(format!("revise {} as v{version}", old.id()));
    if corpus.versions(number).iter().any(|other| other.name.version > version) {
        plan.reasons.push(format!("{} is not the newest version of {number:04}", old.id()));
    }
    match old.life.status {
        Some(Status::Stable | Status::Deprecated) => {}
        Some(status) => plan.reasons.push(format!(
            "{} is {status}; only a document that was stable gets a new major version (scs-0001-v1), a Draft is edited",
            old.id()
        )),
        None => plan.reasons.push(format!("{} has no status that could be read", old.id())),
    }
    let path = corpus.config.document_path(&name);
    let text = copy(old, version)?;
    plan.steps.push(format!("{path}: copied from {}, a Draft that replaces it", old.path));
    if slug != old.name.slug {
        plan.steps.push(format!("{path}: the slug is `{slug}`, because `{}` is not valid", old.name.slug));
    }
    plan.set.copy(&old.path, path, text);
    offer_supplements(&mut plan, state, old, &name, supplements)?;
    let (standards, new) = (&corpus.config.standards, format!("scs-{number:04}-v{version}"));
    plan.next.push(format!("edit {standards}/{name}"));
    plan.next.push(format!(
        "when it is ready, announce the end of the old version: scsdoc deprecate {} --replaced-by {new} --on DATE",
        old.id()
    ));
    plan.next.push(format!("then: scsdoc stabilize {new}"));
    Ok(plan)
}

/// The text of the next version.
fn copy(old: &Document, version: u32) -> Result<String, String> {
    let mut patch = old.patch()?;
    patch.set("status", Status::Draft.name())?;
    for key in ["stabilized_at", "deprecated_at", "rejected_at", "replaced_by"] {
        patch.remove(key)?;
    }
    patch.set_list("replaces", &[&old.name.file])?;
    // No two documents describe the same version of a scope, and when the old one comes or goes is no date of the new one.
    if patch.get("scope/version").is_some_and(|node| node.as_str().is_some()) {
        patch.set("scope/version", &format!("v{version}"))?;
    }
    for key in ["scope/draft_from", "scope/warn_from"] {
        patch.remove(key)?;
    }
    Ok(patch.text())
}

/// Adds the new version to the supplements of the old one, or says which those are.
fn offer_supplements(plan: &mut Plan, state: State<'_>, old: &Document, new: &str, add: bool) -> Result<(), String> {
    let supplements = state.corpus.supplements(old);
    for supplement in &supplements {
        if add {
            plan.patch(supplement.patch()?.add("supplements", &[new])?);
            plan.steps.push(format!("{}: supplements {new} too", supplement.path));
        } else {
            plan.notes.push(format!(
                "{} supplements {} and will not name the new version (--supplements adds it)",
                supplement.path,
                old.id()
            ));
        }
    }
    Ok(())
}
