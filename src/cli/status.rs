//! `scsdoc` without a command: a summary of the register and a next step.

use super::{Checked, Done, Global};
use crate::check::Outcome;
use crate::diagnostic::Severity;
use crate::model::Corpus;
use crate::model::lifecycle::State;
use crate::text::layout::counted;
use crate::view::table::{Cell, Record, TableFormat};

/// Maximum number of upcoming changes shown.
const COMING: usize = 5;

pub(super) fn run(global: &Global) -> Done {
    let Checked { worktree, mut corpus, outcome } = global.checked()?;
    super::history::set_pasts(&worktree, &mut corpus, global, false)?;
    let at = global.at();
    let existing = || corpus.documents.iter().filter(|document| document.life.exists(at));
    let supplements = existing().filter(|document| document.is_supplement()).count();
    let states = State::ALL.map(|state| {
        let documents = existing().filter(|document| !document.is_supplement());
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
    let mut findings = if clean { "none".to_owned() } else { findings.join(", ") };
    let suppressed = outcome.baseline.as_ref().map_or(0, |matched| matched.suppressed);
    for (number, words) in [(outcome.suppressed, "waived"), (suppressed, "in the baseline")] {
        if number > 0 {
            findings.push_str(&format!("; {number} {words}"));
        }
    }
    let among = match supplements {
        0 => String::new(),
        number => format!(", including {}", counted(number, "supplement")),
    };
    let documents =
        format!("{}{among}; {}", counted(existing().count(), "document"), counted(corpus.scopes.len(), "scope file"),);
    let command = next_command(&corpus, &outcome);
    let fields = vec![
        ("root", "Root", Cell::text(worktree.root().display().to_string())),
        ("at", "Date", Cell::text(at.to_string())),
        ("documents", "Register", Cell::text(documents)),
        ("states", "States", Cell::text(states.collect::<Vec<_>>().join(", "))),
        ("findings", "Findings", Cell::text(findings)),
        ("coming", "Upcoming", Cell::List(next)),
        ("next", "Next", Cell::text(command)),
    ];
    let record = Record { title: corpus.config.site.title.clone(), fields };
    super::print(&record.write(TableFormat::Table, global.screen()))
}

/// The suggested next command: the first that applies.
fn next_command(corpus: &Corpus, outcome: &Outcome) -> String {
    let fixable = outcome.diagnostics.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix.safe)).count();
    if corpus.documents.is_empty() {
        let folder = &corpus.config.standards;
        return format!("run `scsdoc new standard TITLE --track TRACK` to create the first document in {folder}/");
    }
    if fixable > 0 {
        return format!(
            "run `scsdoc check` for the findings, `scsdoc fix --diff` to see safe fixes for {fixable} of them"
        );
    }
    if let Some(first) = outcome.diagnostics.iter().min_by_key(|found| found.severity) {
        return format!("run `scsdoc check` for the findings, `scsdoc explain {}` for a rule", first.rule);
    }
    match corpus.proposals().next() {
        Some(proposal) => format!("run `scsdoc accept {}` to assign a number", proposal.name.file),
        None => "run `scsdoc list` for the documents, `scsdoc --help` for all commands".to_owned(),
    }
}
