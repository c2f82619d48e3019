//! `scsdoc` alone: where the register stands, and what to do next.

use super::{Done, Global};
use crate::check::{self, Options};
use crate::diagnostic::Severity;
use crate::model::lifecycle::State;
use crate::report::layout::counted;
use crate::report::table::{Cell, Record, TableFormat};

/// More changes to come than this are not shown.
const COMING: usize = 5;

pub(super) fn run(global: &Global) -> Done {
    let (worktree, corpus) = global.load()?;
    let at = global.at();
    let outcome = check::run(&corpus, &Options::at(at));
    let supplements = corpus.documents.iter().filter(|document| document.is_supplement()).count();
    let states = State::ALL.map(|state| {
        let documents = corpus.documents.iter().filter(|document| !document.is_supplement());
        (documents.filter(|document| document.life.state(at) == state).count(), state)
    });
    let states = states.iter().filter(|(number, _)| *number > 0).map(|(number, state)| format!("{number} {state}"));
    let findings: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (outcome.count(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| counted(number, severity.name()))
        .collect();
    let mut coming: Vec<_> = corpus
        .documents
        .iter()
        .filter_map(|document| document.life.next(at).map(|(date, state)| (date, document.id(), state)))
        .collect();
    coming.sort();
    let more = coming.len().saturating_sub(COMING);
    let mut next: Vec<String> =
        coming.iter().take(COMING).map(|(date, id, state)| format!("{date}  {id} becomes {state}")).collect();
    if more > 0 {
        next.push(format!("and {more} more"));
    }
    let clean = findings.is_empty();
    let documents = format!(
        "{}, {} among them; {}",
        counted(corpus.documents.len(), "document"),
        counted(supplements, "supplement"),
        counted(corpus.scopes.len(), "scope file"),
    );
    let command = match (corpus.documents.is_empty(), clean) {
        (true, _) => format!("put documents into {}/", corpus.config.standards),
        (false, false) => "`scsdoc check` shows the findings".to_owned(),
        (false, true) => "`scsdoc list` shows the register, `scsdoc --help` all commands".to_owned(),
    };
    let fields = vec![
        ("root", "Root", Cell::text(worktree.root().display().to_string())),
        ("at", "Date", Cell::text(at.to_string())),
        ("documents", "Register", Cell::text(documents)),
        ("states", "States", Cell::text(states.collect::<Vec<_>>().join(", "))),
        ("findings", "Findings", Cell::text(if clean { "none".to_owned() } else { findings.join(", ") })),
        ("coming", "To come", Cell::List(next)),
        ("next", "Next", Cell::text(command)),
    ];
    let record = Record { title: corpus.config.site_title.clone(), fields };
    super::print(&record.write(TableFormat::Table, super::terminal_width(), global.color()))
}
