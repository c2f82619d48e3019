//! Tables of cloud environments and changed verdicts.

use super::{NOTHING, reason};
use crate::model::compliance::changes::{Due, Turn};
use crate::model::compliance::clouds::{Cloud, CloudScope};
use crate::model::compliance::moment::write_moment;
use crate::model::compliance::report::Names;
use crate::model::compliance::verdict::{MAIN, OfScope, Verdict};
use crate::model::scope::Validity;
use crate::text::escape::{escape_for_terminal, markdown as in_markdown};
use crate::view::table::{Cell, Column, Table};
use jiff::civil::Date;

/// Environments, a row for each scope.
pub fn clouds(clouds: &[Cloud<'_>], at: Date) -> Table<[Cell; 10]> {
    let columns = vec![
        Column::new("environment", "Environment", |[cell, ..]: &[Cell; 10]| cell.clone()),
        Column::text("name", "Name", |[_, cell, ..]| cell.clone()),
        Column::text("operator", "Operator", |[_, _, cell, ..]| cell.clone()),
        Column::new("listed", "Listed", |[_, _, _, cell, ..]: &[Cell; 10]| cell.clone()).optional(),
        Column::new("scope", "Scope", |[_, _, _, _, cell, ..]: &[Cell; 10]| cell.clone()).optional(),
        Column::new("subjects", "Subjects", |[_, _, _, _, _, cell, ..]: &[Cell; 10]| cell.clone()).optional(),
        Column::data("version", |[_, _, _, _, _, _, cell, ..]| cell.clone()),
        Column::new("status", "Status", |[_, _, _, _, _, _, _, cell, ..]| cell.clone()),
        Column::data("color", |[_, _, _, _, _, _, _, _, cell, ..]| cell.clone()),
        Column::new("until", "Until", |[.., cell]: &[Cell; 10]| cell.clone()).optional(),
    ];
    let mut rows = Vec::new();
    for cloud in clouds {
        for scope in &cloud.scopes {
            let badge = scope.badge(at);
            rows.push([
                Cell::text(cloud.environment.id.as_str()),
                Cell::text(cloud.environment.name.as_str()),
                Cell::text(cloud.environment.operator.as_str()),
                Cell::text(if cloud.environment.certified { "certified" } else { "voluntary" }),
                Cell::text(scope.plan.file.stem()),
                Cell::List(scope.subjects.iter().map(|(subject, _)| (*subject).to_owned()).collect()),
                Cell::maybe(badge.version),
                Cell::text(badge.text()),
                Cell::text(badge.color.name()),
                Cell::maybe(badge.until),
            ]);
        }
    }
    Table { columns, rows }
}

/// Environments in the tables of the site: one for certified ones, one for the others.
pub fn markdown(clouds: &[Cloud<'_>], at: Date) -> String {
    let mut out = String::new();
    for (certified, title) in [(true, "Certified"), (false, "Voluntary")] {
        let listed: Vec<&Cloud<'_>> = clouds.iter().filter(|cloud| cloud.environment.certified == certified).collect();
        if listed.is_empty() {
            continue;
        }
        let mut scopes: Vec<(&str, &str)> = Vec::new();
        for scope in listed.iter().flat_map(|cloud| &cloud.scopes) {
            let one = (scope.plan.file.path.as_str(), scope.plan.file.name.text.as_str());
            if !scopes.contains(&one) {
                scopes.push(one);
            }
        }
        scopes.sort_unstable();
        out.push_str(&format!("{}### {title}\n\n", if out.is_empty() { "" } else { "\n" }));
        let titles = ["Name", "Description", "Operator"].map(str::to_owned).into_iter();
        let titles = titles.chain(scopes.iter().map(|(_, name)| in_markdown(name))).chain(["Links".to_owned()]);
        let titles: Vec<String> = titles.collect();
        out.push_str(&line(&titles));
        out.push_str(&line(&vec!["---".to_owned(); titles.len()]));
        for cloud in listed {
            let environment = cloud.environment;
            let name = link(&environment.name, environment.url.as_deref());
            let description = environment.describe("en").unwrap_or_default();
            let mut cells = vec![name, in_markdown(description), in_markdown(&environment.operator)];
            for (path, _) in &scopes {
                let scope = cloud.scopes.iter().find(|scope| scope.plan.file.path == *path);
                cells.push(scope.map_or("–".into(), |scope| in_markdown(&scope.badge(at).text())));
            }
            let links = environment.links.iter().map(|(text, address)| link(text, Some(address)));
            cells.push(links.collect::<Vec<_>>().join(", "));
            out.push_str(&line(&cells));
        }
    }
    out
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A Markdown link; addresses are percent-encoded if needed.
fn link(text: &str, address: Option<&str>) -> String {
    let text = in_markdown(&escape_for_terminal(text));
    let Some(address) = address else { return text };
    let encoded = address.chars().map(|c| match c {
        '(' | ')' | '|' | '\\' | '<' | '>' | '"' | '`' => format!("%{:02X}", u32::from(c)),
        c if c.is_whitespace() || c.is_control() => String::new(),
        c => c.to_string(),
    });
    format!("[{text}]({})", encoded.collect::<String>())
}

/// The lines before the table of open test cases: the name, and a line for each scope and version.
pub fn head(cloud: &Cloud<'_>, at: Date) -> String {
    let mut out = format!("{} at {at}\n\n", escape_for_terminal(&cloud.environment.name));
    for scope in &cloud.scopes {
        let badge = scope.badge(at);
        let title = badge.title();
        let title = if title.is_empty() { title } else { format!(" ({title})") };
        out.push_str(&format!("{}: {}{title}\n", escape_for_terminal(&scope.plan.file.name.text), badge.text()));
        for version in &scope.versions {
            let of: Vec<String> =
                scope.subjects.iter().map(|(subject, of)| verdict(subject, of, version.name)).collect();
            out.push_str(&format!(
                "  {} {}: {}\n",
                escape_for_terminal(version.name),
                version.validity.name(),
                of.join(", ")
            ));
        }
        if scope.versions.is_empty() {
            out.push_str(&format!("  {NOTHING}\n"));
        }
    }
    out.push('\n');
    out
}

fn verdict(subject: &str, of: &OfScope<'_>, version: &str) -> String {
    let found = of.versions.iter().find(|one| one.name == version);
    let word = found.and_then(|one| one.verdict).map_or("none", Verdict::word);
    let why = found.and_then(|one| one.reason).map(|why| format!(" ({})", reason(why))).unwrap_or_default();
    format!("{subject} {word}{why}")
}

/// A test case that keeps a version of an environment from passing.
pub struct Open<'a> {
    /// The subject.
    pub subject: &'a str,
    /// Index of the test case in the scope.
    pub case: usize,
    /// `failed`, `aborted` or `missing`.
    pub state: &'static str,
    /// The versions in force that require it.
    pub versions: Vec<&'a str>,
    /// The date since which it is so, if known.
    pub since: Option<String>,
    /// The first day on which its result no longer counts.
    pub until: Option<Date>,
    /// Its run.
    pub run: Option<&'a str>,
    /// The last earlier result that was neither aborted nor expired, if different.
    pub last: Option<String>,
}

/// The test cases of an environment for a scope that have not passed, those that failed first.
pub fn open_cases<'a>(scope: &'a CloudScope<'a>, names: &Names, at: Date) -> Vec<Open<'a>> {
    let mut found = Vec::new();
    let plan = scope.plan;
    let in_force: Vec<&str> = scope
        .versions
        .iter()
        .filter(|version| version.validity != Validity::Deprecated)
        .map(|version| version.name)
        .collect();
    for (subject, of) in &scope.subjects {
        for (index, case) in plan.cases.iter().enumerate() {
            let requires = |name: &&str| plan.target(name, MAIN).contains(&index);
            let versions: Vec<&str> = in_force.iter().copied().filter(requires).collect();
            let latest = of.standing.latest.get(index).and_then(Option::as_ref);
            let current = of.standing.current(index, at);
            let state = match current.map(|latest| latest.result) {
                Some(1) => continue,
                Some(0) => "aborted",
                Some(_) => "failed",
                None => "missing",
            };
            if versions.is_empty() {
                continue;
            }
            let run = latest.and_then(|latest| of.reports.get(latest.report)).map(|one| one.report.run.as_str());
            let name = names.find(case.id);
            let results = || {
                let until = of.reports.iter().rev().skip_while(|one| one.report.checked_at.date() > at);
                until.filter_map(|one| {
                    let own = one.report.results.iter().filter(|(other, _)| Some(*other) == name);
                    Some((one.report.checked_at, own.map(|(_, result)| *result).min()?))
                })
            };
            let same = |(_, result): &(_, i8)| current.is_some_and(|latest| latest.result == *result);
            let since = match (current, latest) {
                (Some(_), _) => results().take_while(same).last().map(|(moment, _)| moment.date().to_string()),
                (None, Some(latest)) => Some(latest.expires_at.to_string()),
                (None, None) => None,
            };
            let conclusive = results().find(|(_, result)| *result != 0).filter(|_| state != "failed");
            let words = |(moment, result): (jiff::civil::DateTime, i8)| {
                format!("{} {}", if result == 1 { "passed" } else { "failed" }, moment.date())
            };
            found.push(Open {
                subject,
                case: index,
                state,
                versions,
                since,
                until: current.map(|latest| latest.expires_at),
                run,
                last: conclusive.map(words),
            });
        }
    }
    let rank = |state: &str| ["failed", "missing", "aborted"].iter().position(|known| *known == state);
    found.sort_by_key(|open| (rank(open.state), open.case));
    found
}

/// The test cases of an environment that have not passed.
pub fn open(cloud: &Cloud<'_>, names: &Names, at: Date) -> Table<[Cell; 9]> {
    let columns = vec![
        Column::data("scope", |[cell, ..]: &[Cell; 9]| cell.clone()),
        Column::new("subject", "Subject", |[_, cell, ..]| cell.clone()),
        Column::text("test_case", "Test case", |[_, _, cell, ..]| cell.clone()),
        Column::new("state", "State", |[_, _, _, cell, ..]| cell.clone()),
        Column::new("versions", "Versions", |[_, _, _, _, cell, ..]| cell.clone()),
        Column::new("since", "Since", |[_, _, _, _, _, cell, ..]| cell.clone()),
        Column::new("until", "Until", |[_, _, _, _, _, _, cell, ..]: &[Cell; 9]| cell.clone()).optional(),
        Column::new("last_conclusive", "Last conclusive", |[_, _, _, _, _, _, _, cell, ..]: &[Cell; 9]| cell.clone())
            .optional(),
        Column::text("report", "Report", |[.., cell]| cell.clone()),
    ];
    let mut rows = Vec::new();
    for scope in &cloud.scopes {
        for open in open_cases(scope, names, at) {
            let case = scope.plan.cases.get(open.case);
            let id = case.map_or("", |case| case.id);
            let manual = if case.is_some_and(|case| case.manual) { " (manual)" } else { "" };
            rows.push([
                Cell::text(scope.plan.file.stem()),
                Cell::text(open.subject),
                Cell::text(format!("{id}{manual}")),
                Cell::text(open.state),
                Cell::List(open.versions.iter().map(|version| (*version).to_owned()).collect()),
                Cell::text(open.since.unwrap_or_else(|| "never reported".into())),
                Cell::maybe(open.until),
                Cell::maybe(open.last),
                Cell::maybe(open.run),
            ]);
        }
    }
    Table { columns, rows }
}

/// What expires next.
pub fn due(all: &[Due]) -> Table<[Cell; 7]> {
    let columns = vec![
        Column::new("expires_at", "Expires", |[cell, ..]: &[Cell; 7]| cell.clone()),
        Column::new("subject", "Subject", |[_, cell, ..]| cell.clone()),
        Column::text("scope", "Scope", |[_, _, cell, ..]| cell.clone()),
        Column::text("test_case", "Test case", |[_, _, _, cell, ..]| cell.clone()),
        Column::new("result", "Result", |[_, _, _, _, cell, ..]| cell.clone()),
        Column::new("checked_at", "Checked", |[_, _, _, _, _, cell, ..]: &[Cell; 7]| cell.clone()).optional(),
        Column::new("versions", "Versions", |[.., cell]| cell.clone()),
    ];
    let row = |one: &Due| {
        let result = match one.result {
            1 => "passed",
            0 => "aborted",
            _ => "failed",
        };
        [
            Cell::text(one.expires_at.to_string()),
            Cell::text(one.subject.as_str()),
            Cell::text(one.scope.as_str()),
            Cell::text(one.case.as_str()),
            Cell::text(result),
            Cell::text(write_moment(one.checked_at)),
            Cell::List(one.versions.clone()),
        ]
    };
    Table { columns, rows: all.iter().map(row).collect() }
}

/// Changed verdicts, a row for each cause.
pub fn turns(all: &[Turn]) -> Table<[Cell; 6]> {
    let columns = vec![
        Column::new("subject", "Subject", |[cell, ..]: &[Cell; 6]| cell.clone()),
        Column::new("scope", "Scope", |[_, cell, ..]: &[Cell; 6]| cell.clone()).optional(),
        Column::new("version", "Version", |[_, _, cell, ..]| cell.clone()),
        Column::new("before", "Before", |[_, _, _, cell, ..]| cell.clone()),
        Column::new("after", "After", |[_, _, _, _, cell, ..]| cell.clone()),
        Column::text("cause", "Cause", |[.., cell]| cell.clone()),
    ];
    let mut rows = Vec::new();
    for turn in all {
        let words = |side: Option<(Validity, Option<Verdict>)>, other: Option<(Validity, Option<Verdict>)>| match side {
            None => "not in force".to_owned(),
            Some((validity, verdict)) => {
                let verdict = verdict.map_or("none", Verdict::word);
                let same = other.is_none_or(|(other, _)| other == validity);
                if same { verdict.to_owned() } else { format!("{verdict} ({})", validity.name()) }
            }
        };
        let (before, after) = (words(turn.before, turn.after), words(turn.after, turn.before));
        let causes = turn.causes.iter().map(crate::model::compliance::changes::Cause::words).collect::<Vec<_>>();
        let causes = if causes.is_empty() { vec![String::new()] } else { causes };
        for cause in causes {
            rows.push([
                Cell::text(turn.subject.as_str()),
                Cell::text(turn.stem.as_str()),
                Cell::text(turn.version.as_str()),
                Cell::text(before.as_str()),
                Cell::text(after.as_str()),
                Cell::text(cause),
            ]);
        }
    }
    Table { columns, rows }
}
