//! `accept`: assigns a number to a proposal and updates all mentions.

use super::mentions::{self, words};
use super::plan::{Plan, State};
use crate::model::Corpus;
use crate::model::change::BranchNames;
use crate::model::document::{Document, Track};
use crate::model::lifecycle::Status;
use crate::model::lookup::NotFound;
use crate::model::name::{Name, NameKind};
use crate::model::scope::Module;
use crate::model::testcases::{declared, looks_like_id, of_proposal};
use crate::text::Span;
use crate::text::path::file_name;
use crate::words::english;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of proposals listed in an error.
const MAX_LISTED: usize = 10;

/// Plans to assign a number to a proposal: `number`, or the next unused one of its track in the work tree and
/// all branches.
///
/// # Errors
/// When the file is not a proposal, has no track, or no number is left.
pub fn accept(state: State<'_>, file: &str, number: Option<u16>, branches: &BranchNames) -> Result<Plan, String> {
    let corpus = state.corpus;
    let proposal = |document: &Document| document.name.kind == NameKind::Proposal;
    let document = corpus.find_one(file, state.at, proposal).map_err(|error| match error {
        NotFound::Unknown { near: None, query } => format!("no document `{query}`; {}", waiting(corpus)),
        error => error.to_string(),
    })?;
    if document.name.kind != NameKind::Proposal {
        return Err(format!("{} is not a proposal; {}", document.path, waiting(corpus)));
    }
    let Some(track) = document.track else {
        return Err(format!("{} has no track; set `track:` to one of {}", document.path, tracks()));
    };
    let taken = taken(state, branches, &document.name.slug);
    let number = match number {
        None => next(&taken, track).ok_or_else(|| format!("no numbers are left on the {} track", track.name()))?,
        Some(number) => match taken.get(&number) {
            Some(by) => return Err(format!("the number {number:04} is taken by {by}")),
            None if Track::of_number(number) != Some(track) => {
                let of = Track::of_number(number).map_or("no track", Track::name);
                return Err(format!("{number:04} is a number of {of}, and {} is on {}", document.path, track.name()));
            }
            None => number,
        },
    };
    let mut plan = Plan::new(format!("accept {} as scs-{number:04}", document.name.file));
    plan.branches.clone_from(branches);
    if document.life.status != Some(Status::Draft) {
        let status = document.life.status.map_or("without a valid status", Status::name);
        plan.reasons.push(format!("{} is {status}; a proposal is accepted as a Draft", document.path));
    }
    let supplements = corpus.supplements(document).into_iter().filter(|supplement| supplement.name.number.is_none());
    let moved: Vec<&Document> = std::iter::once(document).chain(supplements).collect();
    let mut edits = BTreeSet::new();
    for id in test_ids(&moved) {
        let new = format!("scs-{number:04}{}", id.get(8..).unwrap_or_default());
        plan.steps.push(format!("the test case {id} becomes {new}"));
        let places = mentions::of(state.tree, corpus, id);
        edits.extend(places.into_iter().map(|(path, span)| (path, span, new.clone())));
    }
    if !edits.is_empty() {
        plan.by_hand.push("update the test scripts to report the new IDs of the test cases".into());
    }
    for document in moved {
        let name = renumbered(&document.name, number);
        let to = corpus.config.document_path(&name);
        plan.steps.push(format!("{} becomes {name}", document.path));
        plan.set.rename(document.path.clone(), to);
        let new = name.strip_suffix(".md").unwrap_or(&name);
        for (path, span) in mentions::of(state.tree, corpus, document.name.stem()) {
            edits.insert((path, span, new.to_owned()));
        }
    }
    edits.extend(modules(&mut plan, corpus, document, number));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (path, span, new) in edits {
        *counts.entry(path.clone()).or_default() += 1;
        plan.set.edits(&path, [(span, new)]);
    }
    for (path, count) in counts {
        let times = if count == 1 { "1 mention".into() } else { format!("{count} mentions") };
        plan.steps.push(format!("{path}: {times} renamed"));
    }
    plan.by_hand.push("commit this change on its own; the new name records the acceptance".into());
    plan.next.push(format!("scsdoc stabilize scs-{number:04}-v{}", document.name.version));
    Ok(plan)
}

/// The IDs of modules for a proposal, `scs-xxxx-v1`, in scope files: their locations with the new IDs.
fn modules(plan: &mut Plan, corpus: &Corpus, document: &Document, number: u16) -> Vec<(String, Span, String)> {
    let mut edits = Vec::new();
    for scope in &corpus.scopes {
        let own = |module: &&Module| {
            let url = module.url.as_ref().map_or("", |url| &url.text);
            of_proposal(&module.id.text) && words(url, document.name.stem()).next().is_some()
        };
        for id in scope.modules.iter().filter(own).map(|module| &module.id) {
            let new = format!("scs-{number:04}{}", id.text.get(8..).unwrap_or_default());
            let included = scope.versions.iter().flat_map(|version| &version.include).map(|include| &include.module);
            for place in included.filter(|module| module.text == id.text).chain([id]) {
                let spans = words(scope.source.slice(place.span), &id.text);
                let start = place.span.start as usize;
                edits.extend(spans.map(|span| {
                    let span = Span::new(start + span.start as usize, start + span.end as usize);
                    (scope.path.clone(), span, new.clone())
                }));
            }
            plan.steps.push(format!("{}: the module {} becomes {new}", scope.path, id.text));
        }
    }
    edits
}

/// IDs of test cases without a number that documents declare or mention.
fn test_ids<'a>(documents: &[&'a Document]) -> BTreeSet<&'a str> {
    let named = |document: &&'a Document| {
        let declared = declared(document).filter_map(|case| case.id.as_str());
        declared.chain(document.body.codes.iter().map(|code| code.text.trim())).collect::<Vec<_>>()
    };
    documents.iter().flat_map(named).filter(|id| of_proposal(id) && looks_like_id(id)).collect()
}

fn tracks() -> String {
    Track::ALL.map(Track::name).join(", ")
}

/// The file name with a number instead of `xxxx`.
fn renumbered(name: &Name, number: u16) -> String {
    format!("scs-{number:04}-{}-{}.md", name.version_label(), name.slug)
}

/// A list of the proposals of the register, for errors.
fn waiting(corpus: &Corpus) -> String {
    let proposals = corpus.documents.iter().filter(|document| document.name.kind == NameKind::Proposal);
    let files: Vec<&str> = proposals.map(|document| document.name.file.as_str()).collect();
    match files.as_slice() {
        [] => "there are no proposals (files named scs-xxxx-v1-SLUG.md)".into(),
        [one] => format!("the only proposal is {one}"),
        several => format!("proposals are {}", english().first(several, MAX_LISTED)),
    }
}

/// Used numbers, each with a file and its location. A number that another branch gave to the proposal itself, by its slug, is
/// not used.
fn taken(state: State<'_>, branches: &BranchNames, slug: &str) -> BTreeMap<u16, String> {
    let mut taken = BTreeMap::new();
    let own = branches.keys().map(|file| Name::parse(file)).filter(|name| name.slug == slug);
    let own: BTreeSet<u16> = own.filter_map(|name| name.number).collect();
    for (file, on) in branches {
        if let Some(number) = Name::parse(file).number.filter(|number| !own.contains(number)) {
            taken.entry(number).or_insert_with(|| format!("{file} on {}", on.join(", ")));
        }
    }
    for path in state.tree.entries.keys() {
        let file = file_name(path);
        if let Some(number) = Name::parse(file).number.filter(|_| file.ends_with(".md")) {
            taken.insert(number, path.clone());
        }
    }
    taken
}

/// The number after the highest used one in the track's first hundred; the lowest free one if that is full.
fn next(taken: &BTreeMap<u16, String>, track: Track) -> Option<u16> {
    // A track has one hundred numbers in each thousand.
    (0..10).find_map(|thousand| {
        let first = thousand * 1000 + track.digit() * 100;
        let last = first + 99;
        // 0000 is not assigned.
        let first = first.max(1);
        let highest = taken.range(first..=last).next_back().map(|(number, _)| *number);
        match highest {
            None => Some(first),
            Some(highest) if highest < last => Some(highest + 1),
            Some(_) => (first..=last).find(|number| !taken.contains_key(number)),
        }
    })
}
