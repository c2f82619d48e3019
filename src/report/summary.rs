//! A summary for reviewers: verdict, changes of the register, and findings, as Markdown for
//! GitHub.

mod change;
mod clouds;
mod page;
mod scopes;
mod settings;

use super::fold::{Folded, fold};
use super::{Settings, rule_text};
use crate::check::Outcome;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::change::Snapshot;
use crate::text::escape::github_markdown as plain;
use crate::text::layout::{counted, truncate};
use page::Page;
use std::collections::BTreeMap;

/// Maximum size of a summary, in bytes. GitHub allows one mebibyte per step.
const LIMIT: usize = 64 << 10;
/// Maximum width of the text in a cell, in columns.
const LONGEST: usize = 400;

/// Writes the summary of a check or, if two states are compared, of a change. It ends with an empty line, so that
/// another can follow.
pub(super) fn write(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let mut page = Page::new(LIMIT);
    page.line(&format!("## {}", cell(&snapshot.corpus.config.site.title)));
    page.line("");
    page.line(&verdict(outcome, snapshot, settings));
    page.line("");
    match snapshot.base {
        Some(base) => {
            change::write(base, settings.at, &mut page);
            scopes::write(base, settings.at, &mut page);
            clouds::write(base, settings.at, &mut page);
            settings::write(base, &mut page);
            let new: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(|found| !found.pre_existing).collect();
            findings("New findings", &new, snapshot, &mut page);
        }
        None => by_rule(outcome, &mut page),
    }
    page.end()
}

/// Untrusted text for a cell.
fn cell(text: &str) -> String {
    plain(&truncate(text.trim(), LONGEST))
}

/// The verdict in one line.
fn verdict(outcome: &Outcome, snapshot: &Snapshot<'_>, settings: &Settings) -> String {
    let counts = |known: bool| {
        let number = |severity| {
            let all = outcome.diagnostics.iter().filter(|found| found.severity == severity);
            all.filter(|found| found.pre_existing == known).count()
        };
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| (severity, number(severity)))
    };
    let words = |counts: [(Severity, usize); 3]| {
        let some = counts.iter().filter(|(_, number)| *number > 0);
        let some: Vec<String> = some.map(|(severity, number)| counted(*number, severity.name())).collect();
        some.join(", ")
    };
    let fails = |counts: [(Severity, usize); 3]| {
        let fatal = counts.iter().filter(|(severity, _)| {
            *severity == Severity::Error || (settings.strict && *severity == Severity::Warning)
        });
        fatal.map(|(_, number)| number).sum::<usize>()
    };
    let (new, known) = (counts(false), counts(true));
    let found = words(new);
    let mut said = match (snapshot.base.is_some(), found.is_empty()) {
        (true, true) => "**No new findings.**".to_owned(),
        (true, false) => format!("**New with this change: {found}.**"),
        (false, true) => "**Nothing to report.**".to_owned(),
        (false, false) => format!("**{found}.**"),
    };
    let (errors, before) = (fails(new), fails(known));
    said.push_str(match (errors, before) {
        (0, 0) => " The check passes",
        (0, _) => " The check fails because of pre-existing findings",
        _ => " The check fails",
    });
    if let Some(base) = snapshot.base {
        let short = base.short();
        let named = short.bytes().all(|b| b.is_ascii_alphanumeric());
        let short = if named { format!("`{short}`") } else { cell(short) };
        said.push_str(&format!(" compared with {short}"));
    }
    said.push_str(&format!(", as of {}.", settings.at));
    let mut silent = Vec::new();
    let baseline = outcome.baseline.as_ref().map_or(0, |matched| matched.suppressed);
    for (number, words) in
        [(outcome.pre_existing, "pre-existing"), (baseline, "in the baseline"), (outcome.suppressed, "waived")]
    {
        if number > 0 {
            silent.push(format!("{number} {words}"));
        }
    }
    if !silent.is_empty() {
        said.push_str(&format!(" Other findings: {}.", silent.join(", ")));
    }
    if let Some(files) = settings.files {
        said.push_str(&format!(" Only for {}.", counted(files, "file")));
    }
    said
}

/// The name of a rule, as a link to its explanation.
fn rule(name: &str) -> String {
    format!("[{name}]({})", rule_text::address(name))
}

fn findings(title: &str, found: &[&Diagnostic], snapshot: &Snapshot<'_>, page: &mut Page) {
    let mut found = fold(found.iter().copied());
    found.sort_by_key(|found| found.first.severity);
    let row = |folded: &Folded<'_>| {
        let found = folded.first;
        let more = folded.more(snapshot.corpus).map(|more| format!("<br>{}", cell(&more))).unwrap_or_default();
        let said = format!("{}{more}", message(&found.message));
        vec![found.severity.name().to_owned(), rule(found.rule), place(found, snapshot), said]
    };
    let rows = found.iter().map(row).collect();
    page.table(title, &[" ", "Rule", "Location", "Finding"], rows, "`scsdoc check` shows them all");
}

/// Where a finding is: a link to the line in the head commit, if that is known.
fn place(found: &Diagnostic, snapshot: &Snapshot<'_>) -> String {
    let corpus = snapshot.corpus;
    let line = corpus.source(&found.path).map(|source| source.position(found.span.start as usize).line);
    let line = line.filter(|_| found.span.end > 0);
    let text = cell(&format!("{}{}", found.path, line.map(|line| format!(":{line}")).unwrap_or_default()));
    let Some(head) = snapshot.base.map(|base| base.head.as_str()).filter(|head| !head.is_empty()) else { return text };
    let anchor = line.map(|line| format!("?plain=1#L{line}")).unwrap_or_default();
    format!("[{text}](<{}{anchor}>)", corpus.config.source_url_at(head, &found.path, false))
}

/// Untrusted text for a cell, with what is between backticks in code font.
fn message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return cell(text);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        1 if !part.trim().is_empty() => format!("<code>{}</code>", cell(part)),
        _ => {
            let blank = |there: bool| if there { " " } else { "" };
            format!("{}{}{}", blank(part.starts_with(' ')), cell(part), blank(part.len() > 1 && part.ends_with(' ')))
        }
    };
    parts.iter().enumerate().map(part).collect()
}

/// Findings by rule and file, if nothing is compared.
fn by_rule(outcome: &Outcome, page: &mut Page) {
    /// Maximum number of files listed per rule.
    const FILES: usize = 5;
    let mut rules: BTreeMap<(Severity, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for found in &outcome.diagnostics {
        *rules.entry((found.severity, found.rule)).or_default().entry(&found.path).or_default() += 1;
    }
    let row = |((severity, name), files): (&(Severity, &str), &BTreeMap<&str, usize>)| {
        let mut named: Vec<(&str, usize)> = files.iter().map(|(path, number)| (*path, *number)).collect();
        named.sort_by_key(|(path, number)| (usize::MAX - number, *path));
        let words = |(path, number): &(&str, usize)| {
            let number = if *number > 1 { format!(" ({number})") } else { String::new() };
            format!("{}{number}", cell(path))
        };
        let mut words: Vec<String> = named.iter().take(FILES).map(words).collect();
        if named.len() > FILES {
            words.push(format!("and {} more", named.len() - FILES));
        }
        let number: usize = files.values().sum();
        vec![severity.name().to_owned(), rule(name), number.to_string(), words.join("<br>")]
    };
    let rows = rules.iter().map(row).collect();
    page.table("Findings", &[" ", "Rule", "Findings", "Files"], rows, "`scsdoc check` shows them all");
}
