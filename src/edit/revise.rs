//! `revise`: the next major version of a document, as a Draft that replaces it.

use super::front::Edits;
use super::plan::{Plan, State, edited};
use super::{find, front, lists, new};
use crate::load::Entry;
use crate::model::document::Document;
use crate::model::lifecycle::Status;
use crate::model::name::NameKind;
use crate::text::Span;
use crate::value::{Entry as Pair, Style};
use serde_json::Value as Json;

/// Keys of `scope` that say when the version that a document describes begins and ends.
const DATES: [&str; 2] = ["draft_from", "warn_from"];

/// Plans the next version of a document; with `supplements`, the supplements of the old version name the new one too.
///
/// # Errors
/// When the document is unknown, has a next version already, or cannot be edited.
pub fn revise(state: State<'_>, id: &str, supplements: bool) -> Result<Plan, String> {
    let corpus = state.corpus;
    let old = find::find(corpus, id, find::Bare::Newest)?;
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
    let slug = if allowed(&old.name.slug) { old.name.slug.clone() } else { new::slug(&old.name.slug)? };
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
    let bytes = copy(old, &path, version)?;
    plan.steps.push(format!("{path}: copied from {}, a Draft that replaces it", old.path));
    if slug != old.name.slug {
        plan.steps.push(format!("{path}: the slug is `{slug}`, as `{}` is none that is allowed", old.name.slug));
    }
    plan.set.copy(&old.path, path, bytes);
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
fn copy(old: &Document, path: &str, version: u32) -> Result<Vec<u8>, String> {
    if let Some(reason) = front::unfit(old) {
        return Err(reason);
    }
    let gone = ["stabilized_at", "deprecated_at", "rejected_at", "replaced_by"];
    let mut edits: Edits = front::set(old, "status", Status::Draft.name());
    let mut asked = vec![("status", Some(Json::from(Status::Draft.name())))];
    for key in gone.into_iter().filter(|key| old.front.entry(key).is_some()) {
        edits.extend(front::remove(old, key));
        asked.push((key, None));
    }
    // In two steps, as the line that `replaces` is put behind may be one that goes.
    let first = edited(old, &edits)?;
    let first = Document::parse_front(path, &Entry::File(first.into()));
    front::verify(old, &first, &asked)?;
    let edits = lists::set(&first, "replaces", &[&old.name.file]);
    let second = edited(&first, &edits)?;
    let after = Document::parse_front(path, &Entry::File(second.clone().into()));
    front::verify(&first, &after, &[("replaces", Some(Json::from(vec![old.name.file.clone()])))])?;
    of_scope(&after, version)
}

/// Whether this is a slug as the regulation has it.
fn allowed(slug: &str) -> bool {
    slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !slug.starts_with('-')
}

/// The text of a document with what it says of a version of a scope said of the next one: no two documents may describe
/// the same version, and when the old one comes or goes is no date of the new one.
fn of_scope(document: &Document, version: u32) -> Result<Vec<u8>, String> {
    let bytes = || document.source.text().as_bytes().to_vec();
    let Some(scope) = document.front.entry("scope").map(|entry| &entry.value) else { return Ok(bytes()) };
    let mut edits = Edits::new();
    let mut expected = scope.to_json();
    if let Some(node) = scope.get("version").filter(|node| node.as_str().is_some()) {
        let label = format!("v{version}");
        edits.push((node.span, front::scalar(&label, scope.style == Style::Flow)));
        if let Some(map) = expected.as_object_mut() {
            map.insert("version".into(), label.into());
        }
    }
    let spans: Vec<Span> = scope.entries().iter().map(Pair::span).collect();
    for entry in scope.entries().iter().filter(|entry| DATES.contains(&entry.name())) {
        let lines = |span: Span| {
            let line = |at: u32| document.source.line_span(document.source.line_of(at as usize));
            Span { start: line(span.start).start, end: line(span.end.saturating_sub(1).max(span.start)).end }
        };
        let span = entry.span();
        let gone = if scope.style == Style::Flow { front::flow_item(&spans, span) } else { lines(span) };
        edits.push((gone, String::new()));
        if let Some(map) = expected.as_object_mut() {
            map.remove(entry.name());
        }
    }
    if edits.is_empty() {
        return Ok(bytes());
    }
    let text = edited(document, &edits)?;
    let after = Document::parse_front(&document.path, &Entry::File(text.clone().into()));
    front::verify(document, &after, &[("scope", Some(expected))])?;
    Ok(text)
}

/// Adds the new version to the supplements of the old one, or says which those are.
fn offer_supplements(plan: &mut Plan, state: State<'_>, old: &Document, new: &str, add: bool) -> Result<(), String> {
    let supplements = state.corpus.supplements(old);
    for supplement in &supplements {
        if add {
            let mut names: Vec<Json> = supplement.list("supplements").map(|(name, _)| name.into()).collect();
            names.push(new.into());
            let edits = lists::add(supplement, "supplements", new);
            plan.front(supplement, edits, &[("supplements", Some(names.into()))])?;
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
